# SPDX-License-Identifier: BSD-3-Clause
# replay --wave: the window holds the message, in the cycles that are printed; and what is refused.

expect generate 0 "$TW" generate --seed 5 --messages 500 --symbols 8 --packet-messages 3 -o "$work/a.pcap" \
	-b "$work/b.pcap" --skew-ns 700
wave=("$TW" replay --wave "$work/w.fst")

expect alone 2 "$TW" replay --around 5 "$work/a.pcap"
says alone-says "--around and --cycles say what --wave FILE shall hold" "$err"
expect no-message 2 "${wave[@]}" "$work/a.pcap"
says no-message-says "--wave needs --around SEQ" "$err"
expect soft 2 "${wave[@]}" --around 5 --engine soft "$work/a.pcap"
expect quotes 2 "${wave[@]}" --around 5 --quotes "$work/q.csv" "$work/a.pcap"
expect number 2 "${wave[@]}" --around 0 "$work/a.pcap"
expect absent 3 "${wave[@]}" --around 501 "$work/a.pcap"
says absent-says "no packet holds message 501; its messages are 1 to 500" "$err"
expect folder 4 "$TW" replay --wave "$work/none/w.fst" --around 5 "$work/a.pcap"
mkfifo "$work/fifo"
expect no-file 4 "$TW" replay --wave "$work/fifo" --around 5 "$work/a.pcap"
says no-file-says "fifo: not a regular file" "$err"
check no-file-kept test -p "$work/fifo"
expect a-folder 4 "$TW" replay --wave "$work" --around 5 "$work/a.pcap"
expect no-library 4 "${wave[@]}" --model "$work/none.so" --around 5 "$work/a.pcap"
cp "$DOUBLE" "$work/plain.so"
expect no-frame 3 "${wave[@]}" --model "$work/plain.so" --group 239.1.1.1:1 --around 5 "$work/a.pcap"
check nothing-left test -z "$(find "$work" -name '*.fst')"

TRACE=$BUILD/lib/libtouchwire_sim_trace.so
if [ ! -r "$TRACE" ]; then
	expect no-trace 4 "${wave[@]}" --around 5 "$work/a.pcap"
	says no-trace-says "make sim-trace" "$err"
	skip waves "$TRACE is not built: make sim-trace"
	return 0
fi
# A program that lies elsewhere finds no library.
mkdir "$work/bin"
cp -r "$BUILD/touchwire" "$BUILD/drivers" "$work/bin"
expect no-trace 4 "$work/bin/touchwire" replay --wave "$work/w.fst" --around 5 "$work/a.pcap"
says no-trace-says "libtouchwire_sim_trace.so: \`make sim-trace\`" "$err"

FST2VCD=$BUILD/tick/fst2vcd
if [ ! -x "$FST2VCD" ]; then
	skip waves "$FST2VCD is not built"
	return 0
fi

# in_wave NAME SEQ: the frame, the last byte and the touch stand in the cycles that $out has.
in_wave() {
	"$FST2VCD" "$work/w.fst" "$work/w.vcd" && python3 - "$work/w.vcd" "$out" "$2" <<-'END' >"$work/why" 2>&1
		import re
		import runpy
		import sys
		import types
		sys.path.insert(0, "tools/tick")
		tick = types.SimpleNamespace(**runpy.run_path("tools/tick/draw"))
		wave, said, seq = sys.argv[1], open(sys.argv[2]).read(), int(sys.argv[3])
		changes, end = tick.read_vcd(wave)
		values, first = tick.sample(changes, end)
		cycles = [int(n.replace(",", "")) for n in re.findall(r"cycle +([\d,]+) ", said)]
		window = [int(n.replace(",", "")) for n in re.findall(r"cycles ([\d,]+) to ([\d,]+)", said)[0]]
		assert window[0] <= first and end <= window[1], (window, first, end)
		touch, record = tick.find_touch(values, seq, wave)
		last = touch - tick.field(record, 208, 32)
		assert cycles[1:] == [last, touch], (cycles, last, touch)
		line = re.findall(r"on line ([AB])", said)[0].lower()
		begin, _, data = tick.find_frame(values, last, line)
		assert begin == cycles[0], (begin, cycles)
		message = tick.find_message(data, seq)[2]
		assert begin + (message - 1) // 8 == last, (cycles, message)
	END
	if [ $? -eq 0 ]; then
		ok "$1"
	else
		fail "$1" "$(tail -n 1 "$work/why")"
	fi
}

# Touches near the beginning, in the middle and near the end of the capture.
for seq in $("$TW" replay --engine soft --quotes - "$work/a.pcap" 2>/dev/null | awk -F, 'NR % 60 == 40 { print $1 }'); do
	expect "one-$seq" 0 "${wave[@]}" --around "$seq" "$work/a.pcap"
	in_wave "one-$seq-there" "$seq"
	expect "two-$seq" 0 "${wave[@]}" --around "$seq" --cycles 400 "$work/a.pcap" "$work/b.pcap"
	in_wave "two-$seq-there" "$seq"
done
check unit grep -qz '[$]timescale[[:space:]]*100ps' "$work/w.vcd"
expect short 0 "${wave[@]}" --around "$seq" --cycles 4 "$work/a.pcap"
says short-says "give more --cycles" "$out"

# Names that device arguments could not hold.
mkdir "$work/a,b c"
expect odd-name 0 "$TW" replay --wave "$work/a,b c/x=1,y:2.fst" --around "$seq" "$work/a.pcap"
check odd-name-there test -s "$work/a,b c/x=1,y:2.fst"
check odd-name-alone test "$(find "$work/a,b c" -type f | wc -l)" -eq 1

expect long 0 "$TW" generate --messages 200k -o "$work/long.pcap"
expect interrupted 130 timeout --preserve-status -s INT 1 "$TW" replay --wave "$work/int.fst" --around 200000 "$work/long.pcap"
# A terminal's signal reaches the first replay, too, and again from its parent.
expect interrupted-twice 130 bash -c '"$@" & parent=$!
	sleep 1
	read -r child <"/proc/$parent/task/$parent/children"
	kill -INT "$child"
	sleep 0.01
	kill -INT "$child"
	wait "$parent"' - "$TW" replay --wave "$work/int.fst" --around 200000 "$work/long.pcap"
check interrupted-nothing test -z "$(find "$work" -name 'touchwire-*.fst' -o -name int.fst)"
