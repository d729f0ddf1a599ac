#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# trade-demo: the simulated device trades with a simulated exchange, on loopback, without root.
#
# BUILD is the build folder. MODEL may name another model of the device.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}
program=$build/touchwire

if [ ! -x "$program" ]; then
	echo "trade-demo: $program is not there; run make build" >&2
	exit 1
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/touchwire-trade-XXXXXX")
exchange=
finish() {
	[ -z "$exchange" ] || kill "$exchange" 2>/dev/null || true
	rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Run the program with the folder's name left out of what it prints, and keep its exit code.
run() {
	status=0
	"$program" "$@" >"$folder/printed" || status=$?
	sed "s|$folder/||g" "$folder/printed"
	[ $status -eq 0 ] || exit $status
}

say() {
	printf '\n$ %s\n' "$*"
}

cat >"$folder/trade.yaml" <<'END'
account: DEMO
device:
  watchdog: 500ms
  kill_on: [NONE]
  kill_on_link: yes
  cut_through: no
totals:
  open: 16
  orders: 200
  gross: 20000000.00
  rate: 10us
  burst: 8
  age: 20us
  duplicate: 1us
  answer: 3s
symbols:
  - name: AAPL
    quantity: 100
    notional: 100000.00
    collar: 0.50
    long: 500
    short: 500
    open: 4
    rules:
      - when: spread <= 0.02
        then: buy up to 100 at ask
        tif: ioc
        fire: again
      - when: spread >= 0.04
        then: sell up to 100 at bid
        tif: ioc
        fire: again
  - name: MSFT
    quantity: 100
    notional: 100000.00
    collar: 0.50
    long: 500
    short: 500
    open: 4
    rules:
      - when: spread >= 0.03
        then: buy 100 at bid
        tif: day
        fire: again
      - when: spread <= 0.02
        then: cancel rule 1
        fire: again
END

# The feed's port; the exchange chooses the others.
feed=$((20000 + $$ % 20000))
say touchwire exchange --feed-a 127.0.0.1:$feed --ouch 0 --ouch-record record.csv --symbols 4 --messages 10k --rate 1k
"$program" exchange --feed-a 127.0.0.1:$feed --ouch 0 --ouch-record "$folder/record.csv" --symbols 4 --messages 10k \
	--rate 1k --wait 2 --linger 10 --print-ports >"$folder/exchange" 2>&1 &
exchange=$!
for _ in 1 2 3 4 5 6 7 8 9 10; do
	grep -qs '^ports .*session=' "$folder/exchange" && break
	sleep 0.2
done
port=$(sed -n 's/^ports .* ouch=[^ ]*:\([0-9]*\).*/\1/p' "$folder/exchange")
if [ -z "$port" ]; then
	cat "$folder/exchange" >&2
	exit 1
fi

say cat trade.yaml
sed -n '16,31p' "$folder/trade.yaml"
echo "..."
say touchwire trade --config trade.yaml --exchange "10.0.2.2:$port" --journal day.journal -- ... --vdev net_touchwire0,order=slirp,feed_a=udp:127.0.0.1:$feed
run trade --config "$folder/trade.yaml" --exchange "10.0.2.2:$port" --user demo --password demo \
	--journal "$folder/day.journal" -- --no-huge --no-pci --no-shconf --no-telemetry --log-level=error -m 256 \
	--vdev "net_touchwire0,order=slirp,feed_a=udp:127.0.0.1:$feed${MODEL:+,model=$MODEL}"

kill -INT "$exchange"
wait "$exchange" || true
exchange=
say what the exchange says
sed -n '/^orders/p; /^answers/p; /^logins/p' "$folder/exchange"

say touchwire journal verify day.journal
run journal verify "$folder/day.journal"
say touchwire journal positions --exchange record.csv day.journal
run journal positions --exchange "$folder/record.csv" "$folder/day.journal"
