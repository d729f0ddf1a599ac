# SPDX-License-Identifier: BSD-3-Clause
# Bad input: the message names the file, the offset where there is one, and a remedy; status 3.

expect generate 0 "$TW" generate --messages 2k -o "$work/a.pcap"
expect generate-other 0 "$TW" generate --messages 2k --session OTHER -o "$work/other.pcap"

refused() {
	local name=$1 file=$2 text=$3 command
	for command in "replay --engine soft" "replay --model $DOUBLE" "verify --model $DOUBLE"; do
		# shellcheck disable=SC2086 # a command and its options
		expect "$name-${command%% *}-${#command}" 3 "$TW" $command $file || return
		says "$name-file" "${file%% *}" "$err"
		says "$name-text" "$text" "$err"
		check "$name-silent" test ! -s "$out"
	done
}

echo "this is no capture, only a line of text" >"$work/text.pcap"
: >"$work/empty.pcap"
mkdir "$work/folder.pcap"
head -c 24 "$work/a.pcap" >"$work/frameless.pcap"
head -c 10 "$work/a.pcap" >"$work/header.pcap"
{
	head -c 20 "$work/a.pcap"
	bytes "65 00 00 00"
	tail -c +25 "$work/a.pcap"
} >"$work/link.pcap"

refused text "$work/text.pcap" "offset 0: not a pcap"
refused empty "$work/empty.pcap" "is empty"
refused folder "$work/folder.pcap" "is a directory"
refused frameless "$work/frameless.pcap" "offset 24: no frame"
refused header "$work/header.pcap" "offset 0"
refused link "$work/link.pcap" "offset 20: link type"
refused missing "$work/missing.pcap" "No such file"
refused sessions "$work/a.pcap $work/other.pcap" "session"
refused second "$work/text.pcap $work/a.pcap" "offset 0: not a pcap"

# Cut at any byte: refused with an offset, or, between two frames, taken as it is.
size=$(stat -c %s "$work/a.pcap")
for at in 25 30 39 40 41 100 1000 $((size / 2)) $((size - 1)); do
	head -c "$at" "$work/a.pcap" >"$work/cut.pcap"
	expect "cut-$at" 3 "$TW" replay --engine soft "$work/cut.pcap"
	says "cut-$at-offset" "offset" "$err"
done

cp "$work/a.pcap" "$work/locked.pcap"
chmod 0 "$work/locked.pcap"
if [ "$(id -u)" -ne 0 ]; then
	refused locked "$work/locked.pcap" "Permission denied"
elif command -v runuser >/dev/null && runuser -u nobody -- test -x "$TW" 2>/dev/null; then
	chmod 755 "$work"
	expect locked 3 runuser -u nobody -- env -u XDG_RUNTIME_DIR "$TW" replay --engine soft "$work/locked.pcap"
	says locked-text "$work/locked.pcap: cannot be read: Permission denied" "$err"
else
	skip locked "root reads everything"
fi

expect unknown-symbol 3 "$TW" replay --engine soft --symbols NOSUCH "$work/a.pcap"
says unknown-symbol-says "none of the symbols asked for" "$err"

# Nasdaq files.
bytes "000c 53 0000 0000 000000000001 4f" >"$work/good.itch"
expect itch-good 0 "$TW" convert "$work/good.itch" -o "$work/c.pcap"
expect itch-same 2 "$TW" convert "$work/good.itch" -o "$work/good.itch"
head -c 9 "$work/good.itch" >"$work/cut.itch"
: >"$work/empty.itch"
bytes "1f8b 0800 0000" >"$work/bad.itch.gz"
for file in cut.itch empty.itch bad.itch.gz missing.itch; do
	expect "itch-$file" 3 "$TW" convert "$work/$file" -o "$work/c.pcap"
	says "itch-$file-name" "$work/$file" "$err"
done
expect itch-folder 3 "$TW" convert "$work/folder.pcap" -o "$work/c.pcap"
expect itch-capture 3 "$TW" convert "$work/a.pcap" -o "$work/c.pcap"
expect itch-unwritable 4 "$TW" convert "$work/good.itch" -o "$work/none/c.pcap"

# More symbols than the device holds.
expect generate-many 0 "$TW" generate --messages 5k --symbols 80 -o "$work/many.pcap"
expect many-fpga 0 "$TW" replay --model "$DOUBLE" "$work/many.pcap"
says many-fpga-warns "80 symbols, but the device holds 64" "$err"
says many-fpga-counts "BOOK.SYMBOLS_FULL" "$out"
expect many-soft 0 "$TW" replay --engine soft "$work/many.pcap"
check many-soft-quiet test ! -s "$err"
expect no-model 4 "$TW" replay --model "$work/none.so" "$work/a.pcap"
