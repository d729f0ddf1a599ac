#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# test_pci PLUGIN MAKE_INPUT: the board's back end on a PCI device made of files, through stock
# dpdk-testpmd: found by its ids, registers mapped, identity checked, a wrong one refused.
. "$(dirname "$0")/plugin.sh"
make_input=$2
unsanitized_or_skip driver-pci

export SYSFS_PCI_DEVICES="$scratch/devices"
device=$SYSFS_PCI_DEVICES/0000:01:00.0
mkdir -p "$device" "$scratch/some_driver"
for entry in vendor=0x1234 device=0x7457 subsystem_vendor=0x1234 subsystem_device=0x0001 \
	class=0x020000 max_vfs=0 numa_node=0; do
	echo "${entry#*=}" >"$device/${entry%%=*}"
done
for line in 1 2 3 4 5 6 7; do
	echo "0x0000000000000000 0x0000000000000000 0x0000000000000000"
done >"$device/resource"
# Without a kernel driver DPDK drops the device.
ln -s "$scratch/some_driver" "$device/driver"
"$make_input" bar "$device/resource0" || exit 1

run() {
	printf 'show port info 0\nport stop 0\nport start 0\nquit\n' |
		testpmd -a "0000:01:00.0,$1" -- -i --total-num-mbufs=2048 \
			>"$scratch/out" 2>&1
}
said() { grep -aqE "$1" "$scratch/out"; }

run fake_bar=1,ring_log2=10
check "driver-pci probes a board of files" said 'Driver name: net_touchwire_pci'
check "driver-pci starts it" said 'Link status: up'
[ $failed -eq 0 ] || tail -n 40 "$scratch/out"

run fake_bar=1,feed_a=x.pcap
check "driver-pci refuses arguments of the simulation" said 'feed_a=x.pcap: only for the simulated'

printf '\000' | dd of="$device/resource0" bs=1 conv=notrunc 2>/dev/null
run fake_bar=1
check "driver-pci refuses a device that is not ours" said 'not a Touchwire device: MAGIC reads 0x54575200'
exit $failed
