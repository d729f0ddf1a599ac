# SPDX-License-Identifier: BSD-3-Clause
# replay through the driver, with the double: same quotes as the C engine, and the latencies.

FPGA=("$TW" replay --model "$DOUBLE")

expect generate 0 "$TW" generate --seed 3 --messages 50k --symbols 40 --loss-a 5k --loss-b 5k \
	--skew-ns 3000 -o "$work/a.pcap" -b "$work/b.pcap"
for lines in a "a b"; do
	files=$(for line in $lines; do echo "$work/$line.pcap"; done)
	# shellcheck disable=SC2086 # one or two files
	{
		expect "soft-${lines// /}" 0 "$TW" replay --engine soft --quotes "$work/s.csv" $files
		expect "fpga-${lines// /}" 0 "${FPGA[@]}" --quotes "$work/f.csv" --latency "$work/l.hgrm" $files
	}
	check "same-${lines// /}" cmp -s "$work/s.csv" "$work/f.csv"
done
says latency-summary "median          7 cycles        44.8 ns" "$out"
says latency-clock "156.25 MHz" "$out"
says latency-file "44.8" "$work/l.hgrm"
says speed "simulated messages per second" "$out"
check no-escapes bash -c '! grep -q $'"'"'\033\|\r'"'"' "$0" "$1"' "$out" "$err"
check quiet test ! -s "$err"

expect symbols-soft 0 "$TW" replay --engine soft --symbols MSFT,AAPL --quotes "$work/s.csv" "$work/a.pcap"
expect symbols-fpga 0 "${FPGA[@]}" --symbols MSFT,AAPL --quotes "$work/f.csv" "$work/a.pcap"
check symbols-same cmp -s "$work/s.csv" "$work/f.csv"
expect group-fpga 0 "${FPGA[@]}" --group 239.1.1.1:1 --hold-ns 5 "$work/a.pcap"
says group-fpga-counts "FRAME_A.OTHER_GROUP" "$out"

for file in itch50-aapl-20200130/locate-13-10k.bin omi-itch50-moldudp64/Multiple.Packets.pcap; do
	if [ ! -r "$DATA/$file" ]; then
		skip "real-${file##*/}" "$DATA/$file is not there"
		continue
	fi
	capture=$DATA/$file
	if [ "${file%.bin}" != "$file" ]; then
		expect real-convert 0 "$TW" convert "$capture" -o "$work/real.pcap"
		capture=$work/real.pcap
	fi
	expect "real-soft-${file##*/}" 0 "$TW" replay --engine soft --quotes "$work/s.csv" "$capture"
	expect "real-fpga-${file##*/}" 0 "${FPGA[@]}" --quotes "$work/f.csv" "$capture"
	check "real-same-${file##*/}" cmp -s "$work/s.csv" "$work/f.csv"
done

# Registers.
eal="--no-huge --no-pci --no-shconf --no-telemetry --log-level=error --vdev net_touchwire0,model=$DOUBLE"
# shellcheck disable=SC2086 # several arguments
{
	expect registers 0 "$TW" registers -- $eal
	says registers-all "book.applied" "$out"
	expect registers-block 0 "$TW" registers ident -- $eal
	check registers-block-only bash -c '! grep -v "^ident\." "$0"' "$out"
	says registers-magic "0x54575245" "$out"
	expect registers-write 0 "$TW" registers CONTROL.HOLD_NS=0x1234 -- $eal
	says registers-written "0x00001234" "$out"
	expect registers-read-only 2 "$TW" registers ident.magic=1 -- $eal
	expect registers-owned 2 "$TW" registers dma.ring_lo=1 -- $eal
	expect registers-number 2 "$TW" registers control.hold_ns=soon -- $eal
	expect registers-unknown 2 "$TW" registers nonsense -- $eal
}
expect registers-none 4 "$TW" registers -- --no-huge --no-pci --no-shconf --no-telemetry
