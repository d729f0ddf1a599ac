# SPDX-License-Identifier: BSD-3-Clause
# verify: equal is equal, and each way a device can err is found. Seeds as in double.h.

VERIFY=("$TW" verify --model "$DOUBLE")

expect generate 0 "$TW" generate --messages 20k --symbols 20 --loss-a 5k -o "$work/a.pcap" -b "$work/b.pcap"
expect equal 0 "${VERIFY[@]}" "$work/a.pcap" "$work/b.pcap"
says equal-says "equal: " "$out"
expect equal-gaps 0 "${VERIFY[@]}" "$work/a.pcap"
expect equal-symbols 0 "${VERIFY[@]}" --symbols AAPL,MSFT "$work/b.pcap"
expect equal-seeds 0 "${VERIFY[@]}" --seeds 3 --stall 100 --delay 20 --tear "$work/b.pcap"
check equal-seeds-each test "$(grep -c '^equal: ' "$out")" -eq 3

expect generate-long 0 "$TW" generate --mtu 9000 --rate 100M --messages 20k -o "$work/long.pcap"
expect equal-long 0 "${VERIFY[@]}" "$work/long.pcap"

expect wrong-size 1 "${VERIFY[@]}" --seed 1001 "$work/b.pcap"
says wrong-size-record "record 500 differs, at message" "$err"
says wrong-size-device "  device " "$err"
says wrong-size-reference "  reference " "$err"
says wrong-size-remedy "--seed 1001" "$err"
for field in 0 1 2 3 4 5 6 7 8; do
	expect "wrong-field-$field" 1 "${VERIFY[@]}" --seed $((1010 + field)) "$work/b.pcap"
	says "wrong-field-$field-record" "record 500 differs" "$err"
done
expect missing 1 "${VERIFY[@]}" --seed 1002 "$work/b.pcap"
expect twice 1 "${VERIFY[@]}" --seed 1003 "$work/b.pcap"
says twice-record "record 501 differs" "$err"
expect full 0 "${VERIFY[@]}" --seed 1004 "$work/b.pcap"
says full-says "over capacity: 1 symbols" "$out"
expect full-strict 1 "${VERIFY[@]}" --strict --seed 1004 "$work/b.pcap"
expect doubt 1 "${VERIFY[@]}" --seed 1005 "$work/b.pcap"
expect undelivered 1 "${VERIFY[@]}" --seed 1006 "$work/b.pcap"
says undelivered-says "did not reach the host" "$err"
expect tail 1 "${VERIFY[@]}" --seed 1007 "$work/b.pcap"
says tail-says "reference no further record" "$err"
# Seeds go up from the first: the third one errs.
expect seeds-stop 1 "${VERIFY[@]}" --seed 999 --seeds 9 "$work/b.pcap"
says seeds-stop-which "seed 1001" "$err"
