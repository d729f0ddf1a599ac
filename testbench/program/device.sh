# SPDX-License-Identifier: BSD-3-Clause
# The program on the Verilated device: real data and a short session, and the demo's words.

if [ ! -r "$SIM" ]; then
	skip all "$SIM is not built"
	return 0
fi

expect registers 0 "$TW" registers ident
says registers-clock "0x0002625a" "$out"
expect generate 0 "$TW" generate --seed 11 --messages 4k --symbols 12 --loss-a 10k --skew-ns 2000 \
	-o "$work/a.pcap" -b "$work/b.pcap"
expect soft 0 "$TW" replay --engine soft --quotes "$work/s.csv" "$work/a.pcap" "$work/b.pcap"
expect fpga 0 "$TW" replay --quotes "$work/f.csv" --latency "$work/l.hgrm" "$work/a.pcap" "$work/b.pcap"
check same cmp -s "$work/s.csv" "$work/f.csv"
for text in "messages          4,000" "  min " "  median " "  p99 " "  max " "cycles" "156.25 MHz" \
	"simulated messages per second"; do
	says "summary-$(tr -dc '[:alnum:]' <<<"$text")" "$text" "$out"
done
check latency-file grep -q '^#\[Max' "$work/l.hgrm"
expect verify 0 "$TW" verify --seeds 2 --stall 200 --delay 30 --tear "$work/a.pcap" "$work/b.pcap"
expect verify-gaps 0 "$TW" verify "$work/a.pcap"

real=$DATA/itch50-aapl-20200130/locate-13-10k.bin
if [ -r "$real" ]; then
	expect real-convert 0 "$TW" convert --date 2020-01-30 "$real" -o "$work/aapl.pcap"
	expect real-fpga 0 "$TW" replay --quotes "$work/f.csv" "$work/aapl.pcap"
	expect real-soft 0 "$TW" replay --engine soft --quotes "$work/s.csv" "$work/aapl.pcap"
	check real-same cmp -s "$work/s.csv" "$work/f.csv"
	check real-rows test "$(wc -l <"$work/f.csv")" -eq 2793
	check real-final grep -q 'AAPL,320.1400,25,320.3000,100,$' <(tail -n 1 "$work/f.csv")
	expect real-verify 0 "$TW" verify "$work/aapl.pcap"
else
	skip real-aapl "$real is not there"
fi
many=$DATA/omi-itch50-moldudp64/Multiple.Packets.pcap
if [ -r "$many" ]; then
	expect packets 0 "$TW" replay --quotes "$work/f.csv" "$many"
	says packets-all "messages             39" "$out"
	expect packets-soft 0 "$TW" replay --engine soft --quotes "$work/s.csv" "$many"
	check packets-same cmp -s "$work/s.csv" "$work/f.csv"
	expect packets-verify 0 "$TW" verify "$many"
else
	skip packets "$many is not there"
fi
