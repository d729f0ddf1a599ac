# SPDX-License-Identifier: BSD-3-Clause
# run: rows of CSV on standard output until the end of the simulated feed, a time, or a signal.

quiet="--no-huge --no-pci --no-shconf --no-telemetry --log-level=error -m 256"
expect generate 0 "$TW" generate --messages 20k -o "$work/a.pcap"
expect replay 0 "$TW" replay --engine soft --quotes "$work/q.csv" "$work/a.pcap"
# shellcheck disable=SC2086 # several arguments
{
	expect fpga 0 "$TW" run --quotes "$work/f.csv" -- $quiet --vdev "net_touchwire0,model=$DOUBLE,feed_a=$work/a.pcap"
	check fpga-rows cmp -s "$out" "$work/q.csv"
	check fpga-quotes cmp -s "$work/f.csv" "$work/q.csv"
	says fpga-summary "messages         20,000" "$err"
	expect soft 0 "$TW" run --engine soft --seconds 1 -- $quiet --vdev "net_pcap0,rx_pcap=$work/a.pcap"
	check soft-rows cmp -s "$out" "$work/q.csv"
	expect symbols 0 "$TW" run --engine soft --seconds 1 --symbols AAPL -- $quiet --vdev "net_pcap0,rx_pcap=$work/a.pcap"
	check symbols-rows bash -c 'diff <(grep ",AAPL," "$0") <(tail -n +2 "$1")' "$work/q.csv" "$out"
	expect no-port 4 "$TW" run --engine soft -- $quiet
	expect no-device 4 "$TW" run -- $quiet --vdev "net_pcap0,rx_pcap=$work/a.pcap"
	expect bad-eal 4 "$TW" run -- --nonsense

	# A signal ends it in order: all rows are there, and the summary.
	"$TW" run --engine soft -- $quiet --vdev "net_pcap0,rx_pcap=$work/a.pcap" >"$out" 2>"$err" &
	child=$!
	for _ in $(seq 100); do
		cmp -s "$out" "$work/q.csv" && break
		sleep 0.1
	done
	kill -INT $child
	for _ in $(seq 100); do
		kill -0 $child 2>/dev/null || break
		sleep 0.1
	done
	kill -KILL $child 2>/dev/null
	wait $child
	status=$?
	check signal-status test $status -eq 0
	check signal-rows cmp -s "$out" "$work/q.csv"
	says signal-summary "messages         20,000" "$err"
}
