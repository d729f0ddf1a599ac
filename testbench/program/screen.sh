# SPDX-License-Identifier: BSD-3-Clause
# The live table on a terminal, wide and narrow; and none of it where it is not wanted.

esc=$'\033'
quiet="--no-huge --no-pci --no-shconf --no-telemetry --log-level=error -m 256"

on_terminal() {
	local name=$1
	shift
	expect "$name" 0 python3 "$HERE/terminal.py" "$@"
	cp "$out" "$work/screen"
}

# The widest line of the pictures, in characters, colours and cursor movements left out.
widest() {
	python3 - "$1" <<-'END'
		import re, sys
		text = open(sys.argv[1], encoding="utf-8").read()
		text = re.sub(r"\033\[[?0-9;]*[A-Za-z]", "", text)
		table = text.split("\nframes ")[0]
		print(max(len(line) for line in re.split(r"[\r\n]+", table)))
	END
}

# The most lines that one picture has.
tallest() {
	python3 - "$1" <<-'END'
		import sys
		text = open(sys.argv[1], encoding="utf-8", newline="").read()
		table = text.split("\nframes ")[0]
		print(max(picture.count("\n") for picture in table.split("\033[J")[:-1]) + 1)
	END
}

has() {
	check "$1" grep -qF -- "$2" "$work/screen"
}

lacks() {
	check "$1" bash -c '! grep -qF -- "$0" "$1"' "$2" "$work/screen"
}

if command -v python3 >/dev/null; then
	export TERM=xterm LC_ALL=C.UTF-8
	expect generate 0 "$TW" generate --messages 400k --symbols 40 -o "$work/a.pcap"
	replay=("$TW" replay --engine soft "$work/a.pcap")

	on_terminal wide 120 60 end "${replay[@]}"
	has wide-status "status 0"
	has wide-table "ask size"
	has wide-bar " %  "
	has wide-colour "${esc}[32m"
	has wide-hidden "${esc}[?25l"
	has wide-shown "${esc}[?25h"
	has wide-summary "messages        400,000"
	check wide-fits test "$(widest "$work/screen")" -le 120

	on_terminal small 80 12 end "${replay[@]}"
	has small-more "more symbols"
	check small-fits test "$(widest "$work/screen")" -le 80
	check small-high test "$(tallest "$work/screen")" -le 12
	on_terminal narrow 30 24 end "${replay[@]}"
	has narrow-status "status 0"
	check narrow-fits test "$(widest "$work/screen")" -le 30
	on_terminal tiny 9 3 end "${replay[@]}"
	has tiny-status "status 0"
	check tiny-fits test "$(widest "$work/screen")" -le 9

	on_terminal no-colour 80 50 end env NO_COLOR=1 "${replay[@]}"
	has no-colour-table "${esc}[?25l"
	check no-colour-none bash -c '! grep -q $'"'"'\033\[[0-9;]*m'"'"' "$0"' "$work/screen"
	on_terminal plain 80 50 end "${replay[@]}" --plain
	lacks plain-none "$esc"
	on_terminal dumb 80 50 end env TERM=dumb "${replay[@]}"
	lacks dumb-none "$esc"
	on_terminal ascii 80 50 end env LC_ALL=C "${replay[@]}"
	check ascii-only bash -c '! LC_ALL=C grep -q "[^ -~]" <(tr -d "\033\r\n\t" <"$0")' "$work/screen"

	on_terminal interrupt 80 50 interrupt "${replay[@]}"
	has interrupt-status "status 130"
	check interrupt-restored test "$(grep -oF "${esc}[?25h" "$work/screen" | wc -l)" -ge \
		"$(grep -oF "${esc}[?25l" "$work/screen" | wc -l)"
	# shellcheck disable=SC2086 # several arguments
	on_terminal live 80 50 interrupt "$TW" run --engine soft -- $quiet --vdev "net_pcap0,rx_pcap=$work/a.pcap"
	has live-status "status 0"
	has live-table "${esc}[?25h"
	expect generate-end 0 "$TW" generate --messages 4k --symbols 4 -o "$work/end.pcap"
	# shellcheck disable=SC2086 # several arguments
	live=("$TW" run --engine soft --seconds 2 --silence-ns 1M --stale-ns 2M -- $quiet --vdev "net_pcap0,rx_pcap=$work/end.pcap")
	on_terminal live-silent 80 50 end "${live[@]}"
	has live-silent-flags "stale|silent|ended${esc}"
	on_terminal live-short 70 50 end "${live[@]}"
	check live-short-fits test "$(widest "$work/screen")" -le 70
	on_terminal generate-bar 80 24 end "$TW" generate --messages 400k -o "$work/b.pcap"
	has generate-bar-shown "${esc}[?25h"
	has generate-bar-says "400,000 messages"
	on_terminal fpga 80 50 end "$TW" replay --model "$DOUBLE" "$work/a.pcap"
	has fpga-latency "44.8"
else
	skip terminal "python3 is not installed"
fi
