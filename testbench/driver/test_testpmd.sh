#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# test_testpmd PLUGIN MODEL MAKE_INPUT NAME: stock dpdk-testpmd receives a capture through the
# driver, and prints the time stamps that stand in it.
. "$(dirname "$0")/plugin.sh"
model=$(realpath "$2")
make_input=$3
name=$4
frames=300
unsanitized_or_skip "$name"

"$make_input" capture "$scratch/a.pcap" $frames 2500 >"$scratch/want" || exit 1

# --rx-offloads=0x4000 asks for time stamps; testpmd waits for commands, so they come by a pipe.
mkfifo "$scratch/in"
testpmd --no-pci --vdev "net_touchwire0,feed_a=$scratch/a.pcap,model=$model" -- \
	-i --total-num-mbufs=2048 --rx-offloads=0x4000 <"$scratch/in" >"$scratch/out" 2>&1 &
pid=$!
exec 3>"$scratch/in"
printf 'set fwd rxonly\nset verbose 1\nstart\n' >&3
wait_for "$scratch/out" ' - timestamp [0-9]' $frames
printf 'stop\nshow port info 0\nshow rxq info 0 0\nshow port xstats 0\nshow port 0 rxq 0 desc 0 status\n' >&3
printf 'port stop 0\nport start 0\nport stop 0\nport start 0\nstart\nstop\n' >&3
printf 'port stop 0\nport close 0\nquit\n' >&3
exec 3>&-
wait $pid
status=$?

grep -ao ' - timestamp [0-9]*' "$scratch/out" | sed 's/.* //' >"$scratch/got"
# The device takes a frame in with the next edge of its clock: up to a cycle (7 ns) later.
same_times() {
	[ "$(wc -l <"$scratch/got")" -eq $frames ] &&
		paste "$scratch/want" "$scratch/got" | awk '
			{ late = substr($2, 8) - substr($1, 8) }
			substr($1, 1, 7) != substr($2, 1, 7) || late < 0 || late > 6 {
				print "frame " NR ": want " $1 ", got " $2; bad = 1 }
			END { exit bad }'
}
exact_times() { cmp -s "$scratch/want" "$scratch/got"; }
said() { grep -aqE "$1" "$scratch/out"; }

check "$name receives every frame with its time" same_times
exact_times && echo "$name: all $frames times are equal to the nanosecond"
check "$name knows the driver" said 'Driver name: net_touchwire'
check "$name lists the counters" said 'delivery_delivered: 300'
check "$name sees no violation" said 'sim_dma_violations: 0'
check "$name stops, starts and closes the port" said 'Port 0 is closed|Done|Bye'
check "$name leaves cleanly" [ $status -eq 0 ]
[ $failed -eq 0 ] || tail -n 60 "$scratch/out"

# What goes wrong is said where the user looks.
printf 'feed_seq,exchange_ns\n' >"$scratch/text.pcap"
echo quit | testpmd --no-pci --vdev "net_touchwire0,feed_a=$scratch/text.pcap,model=$model" -- \
	-i --total-num-mbufs=2048 >"$scratch/out" 2>&1
check "$name names a file that is no capture" said "text.pcap: not a pcap or pcapng capture .offset"
exit $failed
