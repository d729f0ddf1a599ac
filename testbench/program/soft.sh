# SPDX-License-Identifier: BSD-3-Clause
# generate, convert and replay with the C engine.

expect generate 0 "$TW" generate --seed 5 --messages 50k --symbols 30 -o "$work/a.pcap" -b "$work/b.pcap"
says generate-says "50,000 messages" "$out"
expect generate-again 0 "$TW" generate --seed 5 --messages 50k --symbols 30 -o "$work/a2.pcap"
check generate-same cmp -s "$work/a.pcap" "$work/a2.pcap"
expect generate-other 0 "$TW" generate --seed 6 --messages 50k --symbols 30 -o "$work/a2.pcap"
check generate-seed bash -c '! cmp -s "$0" "$1"' "$work/a.pcap" "$work/a2.pcap"
expect generate-wild 0 "$TW" generate --profile wild --messages 20k -o "$work/w.pcap"
for profile in mixed deletes replaces adds crash wild sparse; do
	expect "profile-$profile" 0 "$TW" generate --profile $profile --messages 2k -o "$work/p.pcap"
	expect "profile-$profile-replay" 0 "$TW" replay --engine soft "$work/p.pcap"
	# Wild sessions have gaps and second copies of their own.
	[ $profile = wild ] || says "profile-$profile-messages" "messages          2,000" "$out"
done

expect wild 0 "$TW" replay --engine soft --quotes "$work/w.csv" "$work/w.pcap"
# Sizes in the table are those of the last row, the largest included, commas or not.
check wild-sizes diff <(tr -d , <"$out" | awk '/^frames/ { exit } NR > 1 && NF > 5 { print $1, $2, $5 }' | sed 's/ - / 0 /; s/ -$/ 0/' | sort) \
	<(tail -n +2 "$work/w.csv" | awk -F, '{ last[$3] = $3 " " $5 " " $7 } END { for (s in last) print last[s] }' | sort)

expect replay 0 "$TW" replay --engine soft --quotes "$work/q.csv" "$work/a.pcap"
says replay-messages "messages         50,000" "$out"
says replay-dropped "dropped               0" "$out"
check replay-table grep -q '^AAPL  *[0-9,]*  *[0-9]*\.[0-9][0-9][0-9][0-9] ' "$out"
check replay-no-escapes bash -c '! grep -q $'"'"'\033\|\r'"'"' "$0" "$1"' "$out" "$err"
check quotes-header bash -c 'head -n 1 "$0" | grep -qx feed_seq,exchange_ns,symbol,bid_price,bid_size,ask_price,ask_size,flags' "$work/q.csv"
rows=$(($(wc -l <"$work/q.csv") - 1))
shown=$(sed -n 's/^events *\([0-9,]*\).*/\1/p' "$out" | tr -d ,)
check quotes-rows test "$rows" -eq "$shown"

expect replay-stdout 0 "$TW" replay --engine soft --quotes - "$work/a.pcap"
check quotes-stdout cmp -s "$out" "$work/q.csv"
says summary-stderr "messages         50,000" "$err"

expect two-lines 0 "$TW" replay --engine soft --quotes "$work/q2.csv" "$work/a.pcap" "$work/b.pcap"
check two-lines-same cmp -s "$work/q.csv" "$work/q2.csv"
says two-lines-second "and 50,000 second copies" "$out"
expect lossy 0 "$TW" generate --seed 5 --messages 50k --symbols 30 --loss-a 20k --loss-b 20k \
	-o "$work/la.pcap" -b "$work/lb.pcap"
expect lossy-one 0 "$TW" replay --engine soft "$work/la.pcap"
says lossy-one-stale "stale: sequence numbers are missing" "$out"
says lossy-one-lost "  LOST" "$out"
expect lossy-two 0 "$TW" replay --engine soft "$work/la.pcap" "$work/lb.pcap"
check lossy-two-better bash -c '[ "$("$TW" replay --engine soft "$0" | sed -n "s/^  GAPS *\([0-9,]*\).*/\1/p" | tr -d ,)" -gt "$(sed -n "s/^  GAPS *\([0-9,]*\).*/\1/p" "$1" | tr -d , | grep . || echo 0)" ]' "$work/la.pcap" "$out"

# A chosen symbol has the rows it has among all.
expect one-symbol 0 "$TW" replay --engine soft --symbols MSFT --quotes "$work/q3.csv" "$work/a.pcap"
check one-symbol-rows bash -c 'diff <(grep ",MSFT," "$0") <(tail -n +2 "$1")' "$work/q.csv" "$work/q3.csv"
says one-symbol-untracked "of symbols that are not tracked" "$out"
expect some-unknown 0 "$TW" replay --engine soft --symbols MSFT,NOSUCH --quotes "$work/q4.csv" "$work/a.pcap"
says some-unknown-warns "no symbol NOSUCH" "$err"
check some-unknown-same cmp -s "$work/q3.csv" "$work/q4.csv"

# Names that device arguments could not hold.
mkdir "$work/a,b c"
cp "$work/a.pcap" "$work/a,b c/x=1,y:2.pcap"
expect odd-name 0 "$TW" replay --engine soft --quotes "$work/q5.csv" "$work/a,b c/x=1,y:2.pcap"
check odd-name-same cmp -s "$work/q.csv" "$work/q5.csv"

expect group 0 "$TW" generate --messages 1k --group 239.1.2.3:4000 --vlan 7 -o "$work/g.pcap"
expect group-right 0 "$TW" replay --engine soft --group 239.1.2.3:4000 "$work/g.pcap"
says group-right-messages "messages          1,000" "$out"
expect group-other 0 "$TW" replay --engine soft --group 239.1.2.3:4001 "$work/g.pcap"
says group-other-counts "FRAME_A.OTHER_GROUP" "$out"
says group-other-warns "leave --group out" "$err"

real=$DATA/itch50-aapl-20200130/locate-13-10k.bin
if [ -r "$real" ]; then
	expect real-convert 0 "$TW" convert --date 2020-01-30 "$real" -o "$work/aapl.pcap"
	says real-convert-says "10,000 messages" "$out"
	expect real-replay 0 "$TW" replay --engine soft --quotes "$work/aapl.csv" "$work/aapl.pcap"
	check real-rows test "$(wc -l <"$work/aapl.csv")" -eq 2793
	check real-final grep -q 'AAPL,320.1400,25,320.3000,100,$' <(tail -n 1 "$work/aapl.csv")
	gzip -c "$real" >"$work/aapl.itch.gz"
	expect real-gzip 0 "$TW" convert --date 2020-01-30 "$work/aapl.itch.gz" -o "$work/aapl2.pcap"
	check real-gzip-same cmp -s "$work/aapl.pcap" "$work/aapl2.pcap"
else
	skip real-aapl "$real is not there"
fi
many=$DATA/omi-itch50-moldudp64/Multiple.Packets.pcap
if [ -r "$many" ]; then
	expect real-packets 0 "$TW" replay --engine soft "$many"
	says real-packets-named "named after the add orders" "$err"
	says real-packets-counted "messages             39" "$out"
	check real-packets-table grep -q '^META ' "$out"
	for file in "$DATA"/omi-itch50-moldudp64/*.pcap; do
		expect "real-$(basename "$file" .pcap)" 0 "$TW" replay --engine soft "$file"
	done
else
	skip real-packets "$many is not there"
fi

# As an ordinary user, with nothing but a folder for temporary files.
if [ "$(id -u)" -eq 0 ] && command -v runuser >/dev/null && id nobody >/dev/null 2>&1; then
	chmod 755 "$work"
	if runuser -u nobody -- test -x "$TW" && runuser -u nobody -- test -r "$work/a.pcap"; then
		expect ordinary-user 0 runuser -u nobody -- env -u XDG_RUNTIME_DIR "$TW" replay --engine soft "$work/a.pcap"
	else
		skip ordinary-user "user nobody cannot reach $TW"
	fi
else
	ok ordinary-user
fi
