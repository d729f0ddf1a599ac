# SPDX-License-Identifier: BSD-3-Clause
# The whole of recovery: `touchwire exchange` on UDP and TCP, the simulated device on its lines,
# `touchwire run` that repairs it. At the end every symbol's touch is that of a day without loss.

messages=${MESSAGES:-4000}
market=(--messages "$messages" --symbols 20 --rate "${RATE:-2000}")
quiet="--no-huge --no-pci --no-shconf --no-telemetry --log-level=error -m 256"
last='NR > 1 { split($0, f, ","); row[f[3]] = f[4] "," f[5] "," f[6] "," f[7] }
END { for (name in row) print name "," row[name] | "sort" }'

# day EXCHANGE_OPTION...: an exchange in the background; $vdev takes its lines, $rerequest, $glimpse.
day() {
	local base=$((20000 + RANDOM % 20000))
	rm -f "$work/ports" # of the day before: its words must not be taken for new ones
	vdev="net_touchwire0,feed_a=udp:127.0.0.1:$base,feed_b=udp:127.0.0.1:$((base + 1))"
	"$TW" exchange --feed-a "127.0.0.1:$base" --feed-b "127.0.0.1:$((base + 1))" --print-ports \
		"${market[@]}" --wait 2 --linger 60 "$@" >"$work/ports" 2>&1 &
	exchange=$!
	for _ in $(seq 100); do
		grep -qs '^ports .*session=' "$work/ports" && break
		sleep 0.1
	done
	rerequest=$(sed -n 's/.* rerequest=\([0-9.:]*\).*/\1/p' "$work/ports")
	glimpse=$(sed -n 's/.* glimpse=\([0-9.:]*\).*/\1/p' "$work/ports")
}

# follow RUN_OPTION...: until the session ended and nothing more comes, 40 seconds at most.
follow() {
	local child rows before=0
	# shellcheck disable=SC2086 # several arguments
	"$TW" run --csv "$@" -- $quiet --vdev "$vdev" >"$work/rows.csv" 2>"$work/summary" </dev/null &
	child=$!
	for _ in $(seq 80); do
		sleep 0.5
		kill -0 $child 2>/dev/null || break
		rows=$(wc -l <"$work/rows.csv")
		tail -n 1 "$work/rows.csv" | grep -q 'stale|ended$' && [ "$rows" -eq "$before" ] && break
		before=$rows
	done
	kill -INT $child 2>/dev/null
	wait $child
	status=$?
	kill -INT "$exchange"
	wait "$exchange"
}

# whole NAME SUMMARY_TEXT...: the run ended well, with the right book, and its summary says so.
whole() {
	local name=$1 text why=
	shift
	[ "$status" -eq 0 ] || why="exit status $status"
	diff <(awk "$last" "$work/whole.csv") <(awk "$last" "$work/rows.csv") >"$work/diff" ||
		why+=" $(grep -c '^>' "$work/diff") symbols differ from a day without loss"
	for text in "$@" '[1-9][0-9,]* times proved equal, 0 differences'; do
		grep -qE -- "$text" "$work/summary" || why+=" summary lacks '$text'"
	done
	if [ -z "$why" ]; then
		echo "ok system-recover-$name: $(sed -n 's/^recovery *\(.*\)/\1/p' "$work/summary" | tr -s ' ');" \
			"$(sed -n 's/^ *device *\([0-9].*repaired.*\)/\1/p' "$work/summary")"
		return
	fi
	echo "FAIL system-recover-$name:$why"
	head -n 3 "$work/ports"
	head -n 4 "$work/diff"
	cat "$work/summary"
	failed=1
}

recover() {
	local dead=127.0.0.1:9

	generate "${market[@]}" -o "$work/a.pcap" &&
		"$TW" replay --engine soft --quotes "$work/whole.csv" "$work/a.pcap" >"$work/log" 2>&1 || return

	day --loss-a 15 --loss-b 15
	follow --rerequest "$rerequest" --glimpse "$glimpse"
	whole losses 're-requests +[1-9]' 'snapshots +0' ' 0 loads'

	day --loss-a 5 --start-at $((messages / 2))
	follow --glimpse "$glimpse"
	whole join 'snapshots +[1-9]' '[1-9][0-9]* loads'

	day --loss-a 6 --loss-b 6
	follow --rerequest "$dead" --glimpse "$glimpse"
	whole dead-server 'snapshots +[1-9]'
}
