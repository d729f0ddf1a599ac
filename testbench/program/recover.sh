# SPDX-License-Identifier: BSD-3-Clause
# run --rerequest, --glimpse: a live feed over sockets, with losses, recovered from `touchwire exchange`.

quiet="--no-huge --no-pci --no-shconf --no-telemetry --log-level=error -m 256"
last='NR > 1 { split($0, f, ","); row[f[3]] = f[4] "," f[5] "," f[6] "," f[7] }
END { for (name in row) print name "," row[name] | "sort" }'

# day NAME EXCHANGE_OPTION... : an exchange in the background; $feed_a, $feed_b, $servers.
day() {
	local base=$((20000 + RANDOM % 20000))
	rm -f "$work/ports" # of the day before: its words must not be taken for new ones
	feed_a=127.0.0.1:$base
	feed_b=127.0.0.1:$((base + 1))
	"$TW" exchange --feed-a "$feed_a" --feed-b "$feed_b" --print-ports --messages 20k --pace 4x --wait 2 \
		--linger 60 "$@" >"$work/ports" 2>"$work/exchange" &
	exchange=$!
	for _ in $(seq 100); do
		grep -qs '^ports .*session=' "$work/ports" && break
		sleep 0.1
	done
	rerequest=127.0.0.1:$(sed -n 's/.*rerequest[ =][^ ]*:\([0-9]*\).*/\1/p' "$work/ports")
	glimpse=127.0.0.1:$(sed -n 's/.*glimpse[ =][^ ]*:\([0-9]*\).*/\1/p' "$work/ports")
}

# Ends with the session: the last row of each symbol says so.
follow() {
	"$TW" run --csv "$@" >"$out" 2>"$err" </dev/null &
	local child=$! rows before
	for _ in $(seq 600); do
		kill -0 $child 2>/dev/null || break
		sleep 0.1
		rows=$(wc -l <"$out")
		tail -n 1 "$out" | grep -q 'stale|ended$' && [ "$rows" -eq "${before:-0}" ] && break
		before=$rows
	done
	sleep 1
	kill -INT $child 2>/dev/null
	wait $child
	status=$?
	kill -INT "$exchange"
	wait "$exchange"
}

same_book() {
	check "$1" bash -c 'diff <(awk "$0" "$1") <(awk "$0" "$2")' "$last" "$work/whole.csv" "$out"
}

expect generate 0 "$TW" generate --messages 20k -o "$work/a.pcap"
expect replay 0 "$TW" replay --engine soft --quotes "$work/whole.csv" "$work/a.pcap"
# shellcheck disable=SC2086 # several arguments
{
	sources="--vdev net_touchwire0,model=$DOUBLE,feed_a=udp"
	day --loss-a 5 --loss-b 5
	follow --engine soft --rerequest "$rerequest" -- $quiet $sources:$feed_a --vdev "net_touchwire1,model=$DOUBLE,feed_a=udp:$feed_b"
	check losses-status test "$status" -eq 0
	same_book losses-book
	says losses-recovered "times whole again" "$err"
	says losses-requests "answered with" "$work/ports"

	day --loss-a 3 --start-at 9k
	follow --engine soft --glimpse "$glimpse" -- $quiet $sources:$feed_a --vdev "net_touchwire1,model=$DOUBLE,feed_a=udp:$feed_b"
	check join-status test "$status" -eq 0
	same_book join-book
	check join-snapshot grep -Eq "snapshots +[1-9]" "$err"

	# A device: held, replayed and compared; the double holds from its start only.
	device="net_touchwire0,model=$DOUBLE,repair=1"
	day --loss-a 5 --loss-b 5
	follow --rerequest "$rerequest" -- $quiet --vdev "$device,feed_a=udp:$feed_a,feed_b=udp:$feed_b"
	check device-status test "$status" -eq 0
	same_book device-book
	check device-proved grep -Eq "[1-9][0-9]* times proved equal, 0 differences" "$err"
	# One that errs is found out: double.h tells what the seed means.
	day --loss-a 5 --loss-b 5
	follow --rerequest "$rerequest" -- $quiet --vdev "$device,seed=1008,feed_a=udp:$feed_a,feed_b=udp:$feed_b"
	check wrong-status test "$status" -eq 0
	says wrong-says "the repaired device differs from the engine" "$err"
	check wrong-counted grep -Eq "equal, [1-9][0-9,]* differences" "$err"

	expect bad-server 2 "$TW" run --rerequest nowhere -- $quiet
	expect bad-login 2 "$TW" run --login nobody -- $quiet
	says bad-login-text "USER:PASSWORD" "$err"
}
