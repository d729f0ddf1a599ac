# SPDX-License-Identifier: BSD-3-Clause
# plugin: sourced by the tests that run the driver inside stock programs.
#
# Needs neither hugepages (--no-huge) nor root: DPDK's run-time files go to a private folder
# (RUNTIME_DIRECTORY, XDG_RUNTIME_DIR), and each run has a file prefix of its own.
#
# DPDK refuses `-d FILE` when a folder above FILE may be written by everybody, as /tmp may. A tree
# that lies there is tested by preloading the plugin, which DPDK does not judge.
set -u

plugin=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export RUNTIME_DIRECTORY="$scratch" XDG_RUNTIME_DIR="$scratch"
failed=0

ok() { echo "ok $1"; }
fail() {
	echo "FAIL $1"
	failed=1
}
# check NAME COMMAND...
check() {
	check_name=$1
	shift
	if "$@"; then ok "$check_name"; else fail "$check_name"; fi
}

# A sanitized plugin needs a sanitized program; the unit tests cover that.
unsanitized_or_skip() {
	if readelf -d "$plugin" | grep -q 'NEEDED.*lib[au]*san'; then
		echo "skip $1: the plugin is sanitized, stock programs are not"
		exit 0
	fi
}

world_writable_above() {
	folder=$(dirname "$1")
	while :; do
		case $(stat -c %A "$folder") in
		????????w?) echo "$folder"; return ;;
		esac
		[ "$folder" = / ] && return
		folder=$(dirname "$folder")
	done
}
open_folder=$(world_writable_above "$plugin")
if [ -n "$open_folder" ]; then
	echo "note: $open_folder may be written by everybody, so DPDK refuses -d $plugin;" \
		"the tests preload it instead"
fi

# testpmd MEMORY EAL-ARGUMENTS... -- ARGUMENTS...: with the plugin, on the CPUs this may use.
testpmd() {
	cpus=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*//p' /proc/self/status)
	if [ -n "$open_folder" ]; then
		LD_PRELOAD=$plugin
		export LD_PRELOAD
	else
		set -- -d "$plugin" "$@"
	fi
	timeout -k 5 120 dpdk-testpmd --no-huge -m 200 --iova-mode=va \
		--lcores "0@($cpus),1@($cpus)" --file-prefix "touchwire$$" "$@"
}

# wait_for FILE PATTERN COUNT: up to 60 s until the pattern stands on that many lines.
wait_for() {
	waited=0
	while [ "$(grep -ac -- "$2" "$1")" -lt "$3" ]; do
		[ "$waited" -ge 600 ] && return 1
		sleep 0.1
		waited=$((waited + 1))
	done
}
