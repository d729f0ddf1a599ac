#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# install-packages: the Debian packages that build and test Touchwire, from the machine's own archive.
#
#   tools/install-packages.sh          install what is missing; does nothing when nothing is
#   tools/install-packages.sh --all    the optional ones, too, without which some tests are skipped
#   tools/install-packages.sh --list   print the packages and why each is needed
set -eu

# Package, then what it is for.
packages() {
	cat <<-'END'
	make                runs the build
	gcc                 compiles the C: library, program, driver
	g++                 compiles the Verilated device and its benches
	pkg-config          finds DPDK and the other libraries
	ccache              makes the second build fast
	verilator           turns the SystemVerilog into the simulated device
	libdpdk-dev         DPDK: headers and libraries of the driver and the program
	dpdk-dev            dpdk-testpmd, which a test runs on the driver
	dpdk                the dpdk tools that show a driver's ports
	dpkg-dev            fetches the driver headers out of DPDK's own source package
	xz-utils            unpacks that source package
	ca-certificates     lets apt fetch that source package where the archive speaks https
	libpcap-dev         reads and writes captures
	libslirp-dev        connects the simulated order port with sockets, without privileges
	zlib1g-dev          reads compressed Nasdaq files; also the wave files of the simulator
	liblwip-dev         TCP of the order port, which belongs to no kernel
	libcyaml-dev        reads the configuration of trade
	nettle-dev          SHA-256, which chains the entries of a journal
	libncurses-dev      draws the live table
	libjansson-dev      writes and reads the figures of the benchmarks
	libcmocka-dev       unit tests of the C
	iverilog            lint: second reader of the RTL
	yosys               lint: third reader of the RTL; proofs
	z3                  solver of the proofs
	python3             runs yosys-smtbmc, the driver of the proofs
	python3-pyelftools  lets dpdk-pmdinfo read what the driver says of itself
	clang               second C compiler; fuzzing
	clang-format        lint: format of the C and C++
	clang-tidy          lint: mistakes in the C
	END
}

# Large, or for one test alone: .ci/run takes them, a first build does not.
optional() {
	cat <<-'END'
	chromium            draws the page of touchwire bench, in a test
	man-db              reads the man pages, in a test
	END
}

all=
case $* in
'') ;;
--all) all=yes ;;
--list)
	packages
	echo "Optional, with --all:"
	optional
	exit 0
	;;
*)
	echo "usage: tools/install-packages.sh [--all | --list]" >&2
	exit 2
	;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	echo "install-packages: this is not a Debian system; Debian 12 and 13 are supported." >&2
	echo "install-packages: elsewhere, install the counterparts of these and run make:" >&2
	packages >&2
	exit 1
fi

# missing LIST: of the packages in it, those that are not installed.
missing() {
	names=$("$1" | awk '{ print $1 }')
	# shellcheck disable=SC2086 # a list of words
	installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' $names 2>/dev/null |
		awk '$2 == "installed" { printf " %s ", $1 }')
	for package in $names; do
		case $installed in
		*" $package "*) ;;
		*) printf ' %s' "$package" ;;
		esac
	done
}
needed=$(missing packages)
extra=
[ -z "$all" ] || extra=$(missing optional)
if [ -z "$needed$extra" ]; then
	exit 0
fi

system=unknown
version=
if [ -r /etc/os-release ]; then
	system=$(. /etc/os-release && echo "${ID:-unknown}")
	version=$(. /etc/os-release && echo "${VERSION_ID:-}")
fi
case $system$version in
debian12 | debian13) ;;
*) echo "install-packages: tried on Debian 12 and 13 only; this is $system $version" >&2 ;;
esac

echo "Installing:"
for package in $needed $extra; do
	{ packages; optional; } | awk -v name="$package" '$1 == name { print "  " $0 }'
done

as_root=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "install-packages: needs root and there is no sudo; as root run:" >&2
		echo "  apt-get install --no-install-recommends$needed$extra" >&2
		exit 1
	fi
	echo "(sudo may ask for your password)"
	as_root="sudo"
fi

# Quiet unless it fails; never asks.
log=$(mktemp)
trap 'rm -f "$log"' EXIT
run() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" </dev/null >"$log" 2>&1 && return
	tail -n 20 "$log" >&2
	echo "install-packages: 'apt-get $1' failed, see above" >&2
	return 1
}
# An archive that cannot be reached in part may still hold all that is needed.
run update || echo "install-packages: going on with the package lists that are there" >&2
# shellcheck disable=SC2086 # a list of words
[ -z "$needed" ] || run install --no-install-recommends $needed
# The tests that need them say so when they are not there.
# shellcheck disable=SC2086
[ -z "$extra" ] || run install --no-install-recommends $extra ||
	echo "install-packages: going on without$extra" >&2
echo "Installed."
