# SPDX-License-Identifier: BSD-3-Clause
# exchange: its options, and the whole of it over sockets against an ordinary listener.

expect no-feed 2 "$TW" exchange --messages 1k
says no-feed-says "where to?" "$err"
expect feed-wrong 2 "$TW" exchange --feed-a 127.0.0.1
says feed-wrong-says "write --feed-a 127.0.0.1:30001" "$err"
expect feed-no-port 2 "$TW" exchange --feed-b 127.0.0.1:0
expect interface-wrong 2 "$TW" exchange --feed-a 127.0.0.1:9 --interface lo
expect loss-wrong 2 "$TW" exchange --feed-a 127.0.0.1:9 --loss-a 101
says loss-wrong-says "--loss-a: '101' is no number from 0 to 100" "$err"
expect loss-letters 2 "$TW" exchange --feed-a 127.0.0.1:9 --loss-b 1%
expect pace-wrong 2 "$TW" exchange --feed-a 127.0.0.1:9 --pace fast
expect pace-zero 2 "$TW" exchange --feed-a 127.0.0.1:9 --pace 0x
expect port-wrong 2 "$TW" exchange --feed-a 127.0.0.1:9 --glimpse 65536
expect profile-wrong 2 "$TW" exchange --feed-a 127.0.0.1:9 --profile nice
expect start-late 2 "$TW" exchange --feed-a 127.0.0.1:9 --messages 1k --start-at 1001
says start-late-says "only 1000 messages" "$err"
expect no-capture 3 "$TW" exchange --feed-a 127.0.0.1:9 "$work/none.pcap"
expect interface-foreign 4 "$TW" exchange --feed-a 127.0.0.1:9 --interface 192.0.2.1 --messages 1k
says interface-foreign-says "re-request server 192.0.2.1:0" "$err"

expect generate 0 "$TW" generate --seed 8 --messages 20k -o "$work/a.pcap"
expect both 2 "$TW" exchange --feed-a 127.0.0.1:9 --messages 1k "$work/a.pcap"
expect capture 0 "$TW" exchange --feed-a 127.0.0.1:9 --pace max --linger 0 "$work/a.pcap"
says capture-messages "messages         20,000" "$out"
check capture-one-line bash -c '! grep -q "^line B" "$0"' "$out"
expect quarter 0 "$TW" exchange --feed-a 127.0.0.1:9 --feed-b 127.0.0.1:9 --pace max --linger 0 --loss-b 25 "$work/a.pcap"
check quarter-lost bash -c 'awk "/^packets/ { gsub(/,/, \"\"); all = \$2 } /^line B/ { gsub(/,/, \"\"); lost = \$5 } END { exit !(lost > all / 5 && lost < all / 3) }" "$0"' "$out"
expect again 0 "$TW" exchange --feed-a 127.0.0.1:9 --feed-b 127.0.0.1:9 --pace max --linger 0 --loss-b 25 "$work/a.pcap"
cp "$out" "$work/again"
expect once-more 0 "$TW" exchange --feed-a 127.0.0.1:9 --feed-b 127.0.0.1:9 --pace max --linger 0 --loss-b 25 "$work/a.pcap"
check same-seed-same-losses cmp -s "$out" "$work/again"

expect ouch-port-wrong 2 "$TW" exchange --feed-a 127.0.0.1:9 --ouch 65536
expect ouch-none 2 "$TW" exchange --feed-a 127.0.0.1:9 --ouch-reset 3
says ouch-none-says "give --ouch PORT" "$err"
expect ouch-window-wrong 2 "$TW" exchange --feed-a 127.0.0.1:9 --ouch 0 --ouch-window 5
says ouch-window-says "write --ouch-window 5:200" "$err"
expect ouch-window-zero 2 "$TW" exchange --feed-a 127.0.0.1:9 --ouch 0 --ouch-window 0:10
expect ouch-window-long 2 "$TW" exchange --feed-a 127.0.0.1:9 --ouch 0 --ouch-window 1:10001
expect ouch-window-sign 2 "$TW" exchange --feed-a 127.0.0.1:9 --ouch 0 --ouch-window=-1:10
expect ouch-user-long 2 "$TW" exchange --feed-a 127.0.0.1:9 --ouch 0 --ouch-user seventh
says ouch-user-says "--ouch-user: 'seventh' has not 1 to 6 characters" "$err"
expect ouch-record-nowhere 4 "$TW" exchange --feed-a 127.0.0.1:9 --ouch 0 --ouch-record "$work/none/record.csv" "$work/a.pcap"
says ouch-record-says "$work/none/record.csv: No such file" "$err"
expect ouch-record-full 4 "$TW" exchange --feed-a 127.0.0.1:9 --ouch 0 --ouch-record /dev/full "$work/a.pcap"
expect ouch-idle 0 "$TW" exchange --feed-a 127.0.0.1:9 --pace max --linger 0 --ouch 0 --ouch-record "$work/idle.csv" "$work/a.pcap"
says ouch-idle-says "logins                0   of 0 connections" "$out"
check ouch-idle-record test "$(cat "$work/idle.csv")" = time_ns,token,event,side,quantity,price,symbol,match,position

# A capture that ends amid a frame is told of; what came before it was published.
head -c 500000 "$work/a.pcap" >"$work/cut.pcap"
expect cut 3 "$TW" exchange --feed-a 127.0.0.1:9 --pace max --linger 0 "$work/cut.pcap"
says cut-says "$work/cut.pcap: offset" "$err"
says cut-summary "messages " "$out"

# A second one cannot have the same port; SIGINT ends the first in order.
"$TW" exchange --feed-a 127.0.0.1:9 --messages 1k --wait 60 --print-ports >"$work/first" 2>"$work/first.err" &
child=$!
for _ in $(seq 100); do
	[ -s "$work/first" ] && break
	sleep 0.1
done
port=$(sed -n 's/.* glimpse=127\.0\.0\.1:\([0-9]*\) .*/\1/p' "$work/first")
check ports-line grep -qxE 'ports rerequest=127\.0\.0\.1:[1-9][0-9]* glimpse=127\.0\.0\.1:[1-9][0-9]* feed-a=127\.0\.0\.1:9 session=TOUCHWIRE1' "$work/first"
expect port-taken 4 "$TW" exchange --feed-a 127.0.0.1:9 --messages 1k --glimpse "$port"
says port-taken-says "GLIMPSE server 127.0.0.1:$port" "$err"
kill -INT $child
for _ in $(seq 100); do
	kill -0 $child 2>/dev/null || break
	sleep 0.1
done
kill -KILL $child 2>/dev/null
wait $child
status=$?
check interrupted-status test $status -eq 130
says interrupted-summary "heartbeats" "$work/first"

if command -v python3 >/dev/null; then
	listener="$HERE/exchange.py"
	expect listener 0 python3 "$listener" "$work/a.pcap" "$TW" exchange --pace 0.1x "$work/a.pcap"
	says listener-all "messages=20000 " "$out"
	says listener-snapshot "snapshot=mid" "$out"
	expect lossy 0 python3 "$listener" "$work/a.pcap" "$TW" exchange --seed 8 --messages 20k --pace 0.1x \
		--loss-a 20 --loss-b 20 --duplicate 5 --reorder 5 --skew-ns 300000 --answer-loss 10 --request-limit 7 --linger 100
	says lossy-all "messages=20000 " "$out"
	check lossy-requested bash -c '! grep -q requested=0 "$0"' "$out"
	expect wild-refused 1 python3 "$listener" "$work/a.pcap" "$TW" exchange --profile wild --messages 20k --pace 0.1x
	says wild-refused-says "login rejected" "$err"

	trader="$HERE/exchange_orders.py"
	for scenario in trade reset window lose-ack delay reject users end; do
		expect "orders-$scenario" 0 python3 "$trader" "$scenario" "$work" "$TW"
		cp "$out" "$work/$scenario"
	done
	says orders-trade-summary "orders                6   5 accepted, 1 rejected; 2 messages ignored" "$work/trade"
	says orders-reset-summary "0 taken over, 1 reset, 0 bad" "$work/reset"
	says orders-users-summary "logins                2   of 4 connections; 2 refused, 1 taken over" "$work/users"
else
	skip listener "python3 is not installed"
	skip orders "python3 is not installed"
fi
