#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# demo: make a market session and replay it through the simulated device.
#
# BUILD is the build folder. On a terminal the touch of each symbol is shown as it changes, in a
# pipe as it is at the end.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build}

if [ ! -x "$build/touchwire" ]; then
	echo "demo: $build/touchwire is not there; run make build" >&2
	exit 1
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/touchwire-demo-XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM

say() {
	printf '\n$ %s\n' "$*" | sed "s|$folder/||g"
}

say touchwire generate --seed 1 --messages 200k --symbols 20 -o session.pcap
"$build/touchwire" generate --seed 1 --messages 200k --symbols 20 -o "$folder/session.pcap" |
	sed "s|$folder/||"

say touchwire replay --engine fpga session.pcap
"$build/touchwire" replay --engine fpga "$folder/session.pcap"
