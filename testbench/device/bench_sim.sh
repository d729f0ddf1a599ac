#!/bin/bash
# SPDX-License-Identifier: BSD-3-Clause
# bench_sim: how fast the simulated device replays, on one core.
#
#   bench_sim.sh TOUCHWIRE WORK OUT.json
#
# Speeds count the seconds that the replay's process used the processor, which other work on the
# machine disturbs less than the time that went by.

set -eu
TW=$1 work=$2 out=$3
TIMEFORMAT=%U
mkdir -p "$work" "$(dirname "$out")"
rows=

# session NAME GOAL GENERATE-OPTIONS...
session() {
	local name=$1 goal=$2 seconds messages cycles
	shift 2

	"$TW" generate "$@" -o "$work/bench.pcap" >/dev/null
	{ time "$TW" replay --engine fpga --plain "$work/bench.pcap" >"$work/bench.log"; } 2>"$work/bench.time"
	seconds=$(tail -1 "$work/bench.time")
	messages=$(awk '$1 == "messages" { gsub(",", "", $2); print $2 }' "$work/bench.log")
	cycles=$(awk '$1 == "device" { gsub(",", "", $2); print $2 }' "$work/bench.log")
	figure "simulated device, $name, speed" $((messages * 1000)) "$seconds" messages/s "$goal"
	figure "simulated device, $name, cycles" $((cycles * 1000)) "$seconds" cycles/s null
	# 2020-01-30, a day of which Nasdaq publishes the file, had 423,285,709 messages.
	figure "simulated device, $name, a Nasdaq day would take" \
		$((423285709000 / messages)) "$(awk -v s="$seconds" 'BEGIN { print 3600 / s }')" hours null
}

# figure NAME THOUSANDTHS SECONDS UNIT GOAL
figure() {
	local value met=null

	value=$(awk -v n="$2" -v s="$3" 'BEGIN { printf "%.0f", n / 1000 / s }')
	[ "$5" = null ] || met=$([ "$value" -ge "$5" ] && echo true || echo false)
	printf '%-44s %10d %s\n' "$1" "$value" "$4"
	rows+="${rows:+,
}  {\"name\": \"$1\", \"value\": $value, \"unit\": \"$4\", \"goal\": $5, \"met\": $met, \"command\": \"make bench-sim\"}"
}

session dense 100000 --seed 3 --messages 500k --symbols 64 --rate 20M
session default null --seed 3 --messages 50k
session "one message a frame" null --seed 3 --messages 20k --packet-messages 1
printf '[\n%s\n]\n' "$rows" >"$out"
