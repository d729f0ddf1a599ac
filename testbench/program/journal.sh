# SPDX-License-Identifier: BSD-3-Clause
# journal: verify, show and positions on journals whole, changed, cut and killed.

MAKE_JOURNAL=$BUILD/program-test/make_journal
day=$work/day.journal

expect nothing 2 "$TW" journal
expect no-action 2 "$TW" journal "$day"
expect wrong-action 2 "$TW" journal burn "$day"
says wrong-action-says "'burn' is none of verify, show, positions" "$err"
expect two-files 2 "$TW" journal verify "$day" "$day"
expect wrong-type 2 "$TW" journal show --type ORDERS "$day"
says wrong-type-says "'ORDERS' is no type of entry" "$err"
expect wrong-head 2 "$TW" journal verify --head 12 "$day"
expect wrong-from 2 "$TW" journal show --from 0 "$day"
expect no-file 3 "$TW" journal verify "$work/none"
says no-file-says "$work/none: No such file" "$err"
expect folder 3 "$TW" journal verify "$work"
echo "this is a text" >"$work/text"
expect no-journal 3 "$TW" journal verify "$work/text"
says no-journal-says "this is no journal" "$err"

check make "$MAKE_JOURNAL" "$day"
expect whole 0 "$TW" journal verify "$day"
says whole-intents "intents      7 = 5 orders + 2 refusals + 0 in flight" "$out"
says whole-reason "refused    1 COLLAR" "$out"
says whole-orders "orders       4 = open 0 + filled 1 + cancelled 1 + rejected 1 + replaced 1" "$out"
says whole-all "all holds" "$out"
head=$(sed -n 's/^head  *//p' "$out")
expect head 0 "$TW" journal verify --head "$head" "$day"
expect head-other 1 "$TW" journal verify --head "${head//[0-4]/5}" "$day"
says head-other-says "its head is not the one given" "$err"

# A byte of each entry, and of the header.
"$TW" journal show --json "$day" >"$work/json"
changed=0
for offset in 20 $(sed -n 's/.*"offset":\([0-9]*\).*/\1/p' "$work/json"); do
	cp "$day" "$work/changed"
	printf '\xa5' | dd of="$work/changed" bs=1 seek=$((offset + 13)) conv=notrunc status=none
	"$TW" journal verify "$work/changed" >"$out" 2>"$err" && changed=1
done
check changed test $changed -eq 0
says changed-says "$work/changed: offset $offset, entry $(wc -l <"$work/json"): " "$err"
expect changed-show 1 "$TW" journal show "$work/changed"
check changed-show-before test "$(wc -l <"$out")" -eq $(($(wc -l <"$work/json") - 1))

# Cut at a border, and amid an entry.
head -c "$offset" "$day" >"$work/border"
expect border 1 "$TW" journal verify "$work/border"
says border-says "not closed" "$err"
expect border-unclosed 0 "$TW" journal verify --unclosed "$work/border"
says border-so-far "all holds, so far" "$out"
head -c -5 "$day" >"$work/torn"
expect torn 1 "$TW" journal verify "$work/torn"
says torn-says "behind offset $offset lie 51 bytes of an entry" "$err"
check goes-on "$MAKE_JOURNAL" "$work/killed" killed
expect killed 1 "$TW" journal verify "$work/killed"
expect killed-unclosed 0 "$TW" journal verify --unclosed "$work/killed"

check device-make "$MAKE_JOURNAL" "$work/device" device
expect device 1 "$TW" journal verify "$work/device"
says device-says "the device holds 99" "$err"

expect show 0 "$TW" journal show "$day"
says show-decision "RECORD   seq=1 record=DECISION reason=PASS kind=enter side=B quantity=300 price=150.0000 symbol=3 token=1" "$out"
says show-order "ORDER    tcp_seq=0 ouch=O token=1 side=B quantity=300 price=150.0000 symbol=AAPL tif=0" "$out"
says show-kill 'KILL     cause=watchdog config=00000000 text="the watchdog ran out"' "$out"
says show-position "POSITION of=ledger symbol=AAPL position=100" "$out"
check show-plain bash -c '! grep -qP "[^\x20-\x7e]" "$0"' "$out"
expect show-some 0 "$TW" journal show --type order,ANSWER --from 7 --to 20 "$day"
check show-some-only bash -c '[ -s "$0" ] && ! grep -vE "^ +([7-9]|1[0-9]|20) .* (ORDER|ANSWER) " "$0"' "$out"
if command -v python3 >/dev/null; then
	# The chain by other hands: struct, zlib and hashlib alone.
	chain() {
		python3 -c 'import hashlib, struct, sys, zlib
data = open(sys.argv[1], "rb").read()
version, at = struct.unpack_from("<II", data, 8)
head = hashlib.sha256(data[:at - 32]).digest()
assert data[:8] == b"TWJOURNL" and version == 1 and data[at - 32:at] == head
number = 0
while at < len(data):
    length, kind, zero, time, count, crc = struct.unpack_from("<IHHQII", data, at)
    number += 1
    assert zero == 0 and count == number and crc == zlib.crc32(head + data[at:at + 20])
    head = hashlib.sha256(head + data[at:at + 24 + length]).digest()
    at += 24 + length + 32
    assert data[at - 32:at] == head
assert kind == 3 and length == 0 and head.hex() == sys.argv[2], head.hex()' "$@" 2>"$err"
	}
	check chain chain "$day" "$head"
	check json python3 -c 'import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
assert [row["entry"] for row in rows] == list(range(1, len(rows) + 1))
assert rows[-1]["type"] == "CLOSE" and any(row.get("price") == "150.0000" for row in rows)' "$work/json"
else
	skip json "python3 is not installed"
fi

expect positions 0 "$TW" journal positions "$day"
check positions-line grep -qE '^AAPL +100 +0 +0 +180 +80 -14991\.3000$' "$out"

# The exchange's own record, and records that differ in one point.
cat >"$work/record.csv" <<'END'
time_ns,token,event,side,quantity,price,symbol,match,position
1,1,accepted,B,300,150.0000,AAPL,,0
2,1,executed,B,100,149.9900,AAPL,1,100
2,2,rejected,S,100,20.0000,ZVZZT,,0
3,1,executed,B,50,150.0000,AAPL,2,150
3,3,replaced,B,150,150.0100,AAPL,,150
4,3,executed,B,30,150.0100,AAPL,3,180
5,3,canceled,B,120,150.0100,AAPL,,180
6,4,accepted,S,80,150.1000,AAPL,,180
6,4,executed,S,80,150.1000,AAPL,4,100
END
expect reconciled 0 "$TW" journal positions --exchange "$work/record.csv" "$day"
says reconciled-says "as the exchange has it" "$out"
differ() {
	sed "$2" "$work/record.csv" >"$work/other.csv"
	expect "$1" 1 "$TW" journal positions --exchange "$work/other.csv" "$day"
	says "$1-says" "$3" "$out"
}
differ price 's/149.9900/149.9901/' "exchange only: match 1: order 1 bought 100 AAPL at 149.9901"
differ quantity 's/executed,B,30/executed,B,29/' "journal only: match 3: order 3 bought 30 AAPL at 150.0100"
differ match '/AAPL,2,150/s/,2,/,9,/' "exchange only: match 9: order 1 bought 50"
differ position 's/AAPL,4,100/AAPL,4,101/' "AAPL: position 100 in the journal, 101 at the exchange"
differ missing '/canceled/d' "order 3 has 0 shares open in the journal, 120 at the exchange"
differ side '$s/,S,/,B,/' "exchange only: match 4: order 4 bought 80"
differ name '$s/AAPL/AAPM/' "exchange only: match 4: order 4 sold 80 AAPM"
differ more '$a 7,5,accepted,B,1,1.0000,MSFT,,0' "exchange only: order 5"
differ symbol '$a 7,5,accepted,B,1,1.0000,MSFT,,7' "MSFT: position 0 in the journal, 7 at the exchange"
differ less '/^6,4/d' "journal only: order 4 lived"
unreadable() {
	sed "$2" "$work/record.csv" >"$work/other.csv"
	expect "$1" 3 "$TW" journal positions --exchange "$work/other.csv" "$day"
	says "$1-says" "$work/other.csv: line $3" "$err"
}
unreadable header 1d 1:
unreadable fields '3s/,100$//' 3:
unreadable number '3s/100/1e2/' 3:
unreadable event '3s/executed/sold/' 3:
unreadable too-many '3s/,100,/,301,/' "3: more shares than were open"
unreadable unknown '2d' 2:
expect no-record 3 "$TW" journal positions --exchange "$work/none" "$day"
if [ -w /dev/full ]; then
	expect stdout-full 4 bash -c '"$TW" journal show "$0" >/dev/full' "$day"
fi
