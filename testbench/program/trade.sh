# SPDX-License-Identifier: BSD-3-Clause
# trade: a device that trades with `touchwire exchange`, and what happens when the exchange, the
# program or the device fails. The device is the double; `make trade-demo` takes the real one.

quiet="--no-huge --no-pci --no-shconf --no-telemetry --log-level=error -m 256"
port=$((20000 + $$ % 10000))

cat >"$work/trade.yaml" <<'END'
account: TEST
device: { watchdog: 1s, kill_on: [NONE], kill_on_link: yes, cut_through: no }
totals: { open: 16, orders: 1000, gross: 100000000.00, rate: 1ms, burst: 8, age: 100us, duplicate: 1us, answer: 2s }
symbols:
  - name: AAPL
    quantity: 100
    notional: 100000.00
    collar: 0.50
    long: 500
    short: 500
    open: 4
    rules:
      - { when: spread <= 0.02, then: buy up to 100 at ask, tif: ioc, fire: again }
      - { when: spread >= 0.04, then: sell up to 100 at bid, tif: ioc, fire: again }
  - name: MSFT
    quantity: 100
    notional: 100000.00
    collar: 0.50
    long: 10000
    short: 500
    open: 4
    rules:
      - { when: spread >= 0.03, then: buy 100 at bid, tif: day, fire: again }
      - { when: spread <= 0.02, then: cancel rule 1, fire: again }
      - { when: spread >= 0.05, then: replace rule 1 with 50 at bid - 0.01, tif: day, fire: again }
END

exchange=
# An exchange on a port of its own; the market begins a second later.
open_exchange() {
	port=$((port + 1))
	rm -f "$work/ports"
	"$TW" exchange --feed-a 127.0.0.1:$port --ouch 0 --ouch-record "$work/record.csv" --messages 10k \
		--symbols 4 --rate ${rate:-5000} --wait 1 --linger 20 --print-ports "$@" >"$work/ports" 2>"$work/exchange" &
	exchange=$!
	for _ in $(seq 100); do
		grep -qs '^ports .*session=' "$work/ports" && break
		sleep 0.05
	done
	glimpse=127.0.0.1:$(sed -n 's/.* glimpse=[^ ]*:\([0-9]*\).*/\1/p' "$work/ports")
	ouch=10.0.2.2:$(sed -n 's/.* ouch=[^ ]*:\([0-9]*\).*/\1/p' "$work/ports")
}

# Its end; its summary is in $work/ports then.
close_exchange() {
	kill -INT $exchange
	wait $exchange
}

# trade JOURNAL [OPTION]... [-- DEVICE ARGUMENT]
trade() {
	local journal=$1 arguments=()
	shift
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		arguments+=("$1")
		shift
	done
	# shellcheck disable=SC2086 # several arguments
	exec timeout -s KILL 100 "$TW" trade --config "$work/trade.yaml" --exchange "$ouch" --user me --password secret \
		--glimpse "$glimpse" --journal "$work/$journal" "${arguments[@]}" -- $quiet \
		--vdev "net_touchwire0,order=slirp,feed_a=udp:127.0.0.1:$port,model=$DOUBLE${2:+,$2}"
}

# expect_trade NAME STATUS ...: the same, run to its end.
expect_trade() {
	local name=$1 status=$2
	shift 2
	(trade "$@") >"$out" 2>"$err" </dev/null
	local got=$?
	check "$name" test $got -eq "$status"
	[ $got -eq "$status" ] || tail -n 5 "$err"
}

# Both records of the day agree, and the journal holds.
agrees() {
	expect "$1-journal" 0 "$TW" journal verify "$work/$2"
	expect "$1-positions" 0 "$TW" journal positions --exchange "$work/record.csv" "$work/$2"
}

# So many orders have been accepted, or 10 seconds are over.
wait_orders() {
	for _ in $(seq 200); do
		[ "$(grep -s accepted "$work/record.csv" | wc -l)" -ge "$1" ] && break
		sleep 0.05
	done
}

number() {
	awk -v name="$1" '$1 == name { gsub(",", "", $2); print $2 }' "$2"
}

# ---- options and configuration
expect no-config 2 "$TW" trade --exchange 10.0.2.2:1 -- --no-pci
expect no-exchange 2 "$TW" trade --config "$work/trade.yaml" -- --no-pci
expect no-port 2 "$TW" trade --config "$work/trade.yaml" --exchange 10.0.2.2:1
expect mac-wrong 2 "$TW" trade --mac 01:00:00:00:00:01
expect kill-nothing 2 "$TW" kill
expect kill-nobody 4 "$TW" kill --socket "$work/none.sock"
sed 's/short: 500/short: unlimited/' "$work/trade.yaml" >"$work/wrong.yaml"
expect unlimited 3 "$TW" trade --config "$work/wrong.yaml" --exchange 10.0.2.2:1 -- $quiet
says unlimited-says "symbols[1] AAPL: short: 'unlimited' is no whole number" "$err"

# shellcheck disable=SC2086 # several arguments
{
	expect kill-device 0 "$TW" kill -- $quiet --vdev "net_touchwire0,model=$DOUBLE"
	says kill-device-says "killed: was not killed, not armed; causes 0x01, 0 orders were sent" "$out"
	expect clear-device 0 "$TW" kill --clear -- $quiet --vdev "net_touchwire0,model=$DOUBLE"
	says clear-device-says "cleared, disarmed: was not killed" "$out"
}

# ---- a day
rate=2000 open_exchange
expect_trade day 0 day
cp "$out" "$work/day.out"
close_exchange
agrees day day
check day-orders test "$(number sent "$work/day.out")" -ge 20
check day-replaced grep -q ' [1-9][0-9]* replaced' "$work/day.out"
check day-same test "$(number sent "$work/day.out")" -eq "$("$TW" journal show --type ORDER "$work/day" | wc -l)"
says day-disarmed DISARM <("$TW" journal show "$work/day")
says day-logout "of 1 connections; 0 refused, 0 taken over, 0 reset, 0 bad" "$work/ports"

# ---- host killed while trading, and a restart without token reuse
rate=2000 open_exchange
(trade killed) >"$out" 2>"$err" &
child=$!
wait_orders 10
kill -KILL $(pgrep -P $child 2>/dev/null || echo $child) 2>/dev/null
wait $child 2>/dev/null
rm -rf "$XDG_RUNTIME_DIR"/touchwire-* # what a killed one leaves
sleep 0.3 # what its device had sent arrives
"$TW" journal verify --unclosed "$work/killed" >"$out" 2>"$err"
check host-killed-journal test $? -eq 0
check host-killed-open bash -c '! "$0" journal verify "$1" >/dev/null 2>&1' "$TW" "$work/killed"
last=$(awk -F, '$3 == "accepted" && $2 > last { last = $2 } END { print last + 0 }' "$work/record.csv")
expect_trade restart 0 killed
says restart-says "numbers go on 1000 further" "$err"
close_exchange
agrees restart killed
check restart-tokens awk -F, -v last="$last" '$3 == "accepted" { if (seen[$2]++) twice = 1
	if ($2 > last && $2 < last + 1000) near = 1; if ($2 > last) more = 1 } END { exit !(more && !twice && !near) }' \
	"$work/record.csv"

# Limits hold over both processes.
check restart-limits awk -F, '$7 == "AAPL" && ($9 > 500 || $9 < -500) { far = 1 } $7 == "AAPL" && ($9 >= 400 || $9 <= -400) { near = 1 } END { exit far || !near }' \
	"$work/record.csv"

# ---- an orderly end, and a second run of the same day: numbers go on by one
rate=2000 open_exchange
(trade twice) >"$out" 2>"$err" &
child=$!
wait_orders 5
kill -INT $(pgrep -P $child 2>/dev/null || echo $child)
wait $child
check interrupted test $? -eq 130
expect interrupted-journal 0 "$TW" journal verify "$work/twice"
expect_trade second-run 0 twice
close_exchange
agrees second-run twice
check second-run-limits awk -F, '$7 == "AAPL" && ($9 > 500 || $9 < -500) { far = 1 } END { exit far }' "$work/record.csv"
check second-run-tokens awk -F, '$3 == "accepted" { if (seen[$2]++) twice = 1; if ($2 > 1000) far = 1 }
	END { exit twice || far }' "$work/record.csv"

# ---- the program stands still: the device's watchdog
open_exchange
(trade still) >"$out" 2>"$err" &
child=$!
wait_orders 3
still=$(pgrep -x touchwire -P "$(pgrep -P $child 2>/dev/null || echo $child)" 2>/dev/null || pgrep -P $child || echo $child)
kill -STOP $still
sleep 1.5
kill -CONT $still
wait $child
check watchdog test $? -eq 6
says watchdog-says "the device killed itself: watchdog" "$err"
close_exchange
agrees watchdog still

# ---- wrong version on one of two devices: it is not armed, the other one trades
open_exchange
expect_trade wrong-build 5 wrong -- build=0x11111111
says wrong-build-says "not armed: its register map or build" "$err"
check wrong-build-none test "$(number intents "$out")" -eq "$(awk '$2 == "DISARMED" || $1 == "DISARMED" { gsub(",", ""); print $2 }' "$out" | grep . || echo 0)"
close_exchange
open_exchange
expect_trade right-build 0 right -- build=0xfa4efa4e
check right-build-orders test "$(number sent "$out")" -ge 1
close_exchange
open_exchange
expect_trade wrong-hash 5 hash -- seed=2006
says wrong-hash-says "its tables are not those" "$err"
close_exchange

# ---- a device that has traded since its reset: what it holds counts, and is not taken for ours
open_exchange
expect_trade used-device 0 used -- seed=2007
check used-device-orders test "$(number sent "$out")" -ge 20
close_exchange
agrees used-device used

# ---- kill by command: sticky, cleared in two steps
open_exchange
(trade command) >"$out" 2>"$err" &
child=$!
wait_orders 3
"$TW" kill --socket "$work/command.sock" >"$work/said" 2>&1
check kill test $? -eq 0
says kill-says "ok killed: causes 0x01" "$work/said"
"$TW" kill --socket "$work/command.sock" >"$work/said" 2>&1
says kill-sticky "ok killed already" "$work/said"
"$TW" kill --clear --socket "$work/command.sock" >"$work/said" 2>&1
says kill-clear "ok cleared: disarmed" "$work/said"
orders=$(grep -c accepted "$work/record.csv")
wait $child
check kill-status test $? -eq 6
sleep 0.2
check kill-no-order test "$(grep -c accepted "$work/record.csv")" -eq "$orders"
close_exchange
agrees kill command

# ---- the exchange fails
rate=1000 open_exchange --ouch-reset 5
expect_trade reset 6 reset
says reset-says "killed: the connection was reset" "$err"
says reset-list "these orders may live at the exchange" "$err"
expect reset-journal 0 "$TW" journal verify "$work/reset"
expect_trade reset-again 0 reset
close_exchange
agrees reset-again reset

open_exchange --ouch-window 5:700
expect_trade closed-window 0 window
close_exchange
agrees closed-window window

rate=500 open_exchange --ouch-lose-ack 5
expect_trade lost-acknowledgement 6 lost --duration 6
says lost-acknowledgement-says "has not answered order" "$err"
says lost-acknowledgement-list "these orders may live" "$err"
expect_trade lost-acknowledgement-again 0 lost
close_exchange
agrees lost-acknowledgement-again lost

open_exchange --ouch-delay-us 300000
expect_trade slow 0 slow
close_exchange
agrees slow slow

open_exchange --ouch-reject 3
expect_trade rejected 0 rejected
close_exchange
agrees rejected rejected

# ---- the device fails
device_fails() {
	open_exchange
	expect_trade "$1" 6 "$1" -- "seed=$2"
	says "$1-says" "$3" "$err"
	close_exchange
}
device_fails wrong-position 2001 "AAPL: the gate holds"
device_fails lost-record 2002 "others were due"
device_fails wrong-number 2003 "others were due"
device_fails no-room 2005 "the device had no room for 1 records"
open_exchange
expect_trade lost-frame 0 frame -- seed=2004
check lost-frame-again bash -c '! grep -q " 0 segments sent again" "$0"' "$out"
close_exchange
agrees lost-frame frame

# ---- the simulated FPGA itself: what users see of it
if [ -r "$SIM" ]; then
	expect demo 0 env BUILD="$BUILD" MODEL="$SIM" tools/trade-demo.sh
	says demo-journal "all holds" "$out"
	says demo-positions "as the exchange has it" "$out"
	check demo-orders test "$(number sent "$out")" -ge 20
else
	skip demo "$SIM is not built"
fi
