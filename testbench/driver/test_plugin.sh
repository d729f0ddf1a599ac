#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# test_plugin PLUGIN: what DPDK and its tools expect of the shared object.
. "$(dirname "$0")/plugin.sh"

# A program that does not itself use a bus must get it through the plugin.
needs() { readelf -d "$plugin" | grep -q "NEEDED.*librte_bus_$1\.so"; }
check "driver-plugin needs the vdev bus" needs vdev
check "driver-plugin needs the pci bus" needs pci

resolved() { ! LC_ALL=C ldd -r "$plugin" 2>&1 | grep -E 'undefined|not found' >&2; }
check "driver-plugin has no undefined symbol" resolved

exports() {
	nm -D --defined-only "$plugin" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | sort
}
only_ours() { ! exports | grep -v '^rte_pmd_touchwire_' >&2; }
check "driver-plugin exports rte_pmd_touchwire_ only" only_ours
exports >"$scratch/exports"
missing() {
	for name in info symbol_add symbol_map symbol_get symbol_count touch_open touch_skip snapshot \
		reg_read reg_write counter finished step feed_error touch_poll_call \
		touch_peek_call touch_valid_call touch_advance_call; do
		grep -qx "rte_pmd_touchwire_$name" "$scratch/exports" || {
			echo "not exported: rte_pmd_touchwire_$name"
			return 1
		}
	done
}
check "driver-plugin exports the whole touch interface" missing

info() { strings -n 20 "$plugin" | sed -n 's/^PMD_INFO_STRING= //p' | grep -q "\"name\": \"$1\".*$2"; }
check "driver-plugin describes net_touchwire" info net_touchwire 'feed_a=<capture>.*"pci_ids": \[\]'
check "driver-plugin describes net_touchwire_pci" info net_touchwire_pci \
	'vfio-pci.*\[\[4660, 29783, 65535, 65535\]\]'
if /usr/bin/python3 -c 'import elftools' 2>/dev/null; then
	pmdinfo() { /usr/bin/python3 "$(command -v dpdk-pmdinfo.py)" "$plugin" | grep -q '"net_touchwire"'; }
	check "driver-plugin is understood by dpdk-pmdinfo" pmdinfo
else
	echo "skip driver-plugin dpdk-pmdinfo: python3-pyelftools is not installed"
fi
exit $failed
