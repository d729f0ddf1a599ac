#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# fetch-dpdk-headers: the six DPDK headers that drivers need and no distribution package ships.
#
#   tools/fetch-dpdk-headers.sh DIR    put them into DIR, of the DPDK that is installed
#
# Taken from the first place that has them: the folder in TW_DPDK_HEADERS (the headers
# themselves or a DPDK source tree), the installed DPDK (built with enable_driver_sdk), DIR
# itself from an earlier run, and last the distribution's own source package of the same
# version, by apt from the archive this machine already uses: some 16 MB, checked by apt's
# signatures, no root, nothing under /etc or /var is changed.
set -eu

say() { echo "fetch-dpdk-headers: $*" >&2; }
remedy() {
	say "$1"
	say "remedy: reach the package archive and run make again, or unpack the source of"
	say "        DPDK ${version:-(the installed version)} and run: make TW_DPDK_HEADERS=/path/to/dpdk-source"
	exit 1
}

[ $# -eq 1 ] || { echo "usage: tools/fetch-dpdk-headers.sh DIR" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)

headers='
lib/ethdev/ethdev_driver.h
lib/ethdev/ethdev_vdev.h
lib/ethdev/ethdev_pci.h
lib/eal/include/dev_driver.h
drivers/bus/vdev/bus_vdev_driver.h
drivers/bus/pci/bus_pci_driver.h'
# Needed by some versions only: taken where it exists.
optional='lib/eal/include/bus_driver.h'

pkg-config --exists libdpdk 2>/dev/null || {
	say "DPDK's development files are not installed"
	say "remedy: tools/install-packages.sh"
	exit 1
}
version=$(pkg-config --modversion libdpdk)
series=$(echo "$version" | cut -d. -f1,2)

# take FROM STAMP: copy the headers out of a flat folder or a source tree; fails if one lacks.
take() {
	for header in $headers; do
		[ -r "$1/${header##*/}" ] || [ -r "$1/$header" ] || return 1
	done
	for header in $headers $optional; do
		for file in "$1/${header##*/}" "$1/$header"; do
			[ -r "$file" ] || continue
			cp "$file" "$out/.${header##*/}.new"
			mv "$out/.${header##*/}.new" "$out/${header##*/}"
			break
		done
	done
	echo "$2" >"$out/stamp"
}

if [ -n "${TW_DPDK_HEADERS:-}" ]; then
	stamp="$version from $TW_DPDK_HEADERS"
	[ "$(cat "$out/stamp" 2>/dev/null)" = "$stamp" ] && exit 0
	take "$TW_DPDK_HEADERS" "$stamp" ||
		remedy "not all driver headers are in TW_DPDK_HEADERS=$TW_DPDK_HEADERS"
	exit 0
fi

[ "$(cat "$out/stamp" 2>/dev/null)" = "$version" ] && exit 0

for folder in $(pkg-config --cflags-only-I libdpdk | tr ' ' '\n' | sed -n 's/^-I//p') \
	"$(pkg-config --variable=includedir libdpdk)"; do
	take "$folder" "$version" && exit 0
done

command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
	remedy "the installed DPDK has no driver headers, and this is not a Debian system"
package=$(dpkg-query -S "$(pkg-config --variable=pcfiledir libdpdk)/libdpdk.pc" 2>/dev/null |
	sed -n '1s/:.*//p')
[ -n "$package" ] || remedy "the installed DPDK has no driver headers, and no package owns it"
source=$(dpkg-query -W -f '${source:Version}' "$package")

work=$out/apt
rm -rf "$work"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/source"
trap 'rm -rf "$work"' EXIT

# The archive is the one that packages come from here, with the same keys.
apt-get indextargets 'Created-By: Packages' | awk '
	function flush() {
		if (uri != "")
			print "deb-src" (key != "" ? " [signed-by=" key "]" : ""), uri, release, component
		uri = release = component = key = ""
	}
	/^Repo-URI: /	{ uri = $2 }
	/^Release: /	{ release = $2 }
	/^Component: /	{ component = $2 }
	/^Signed-By: /	{ key = $2 }
	/^$/		{ flush() }
	END		{ flush() }' | sort -u >"$work/sources.list"
[ -s "$work/sources.list" ] || remedy "apt knows no package archive"

apt_here() {
	tool=$1
	shift
	"$tool" -q -o Dir::Etc::sourcelist="$work/sources.list" -o Dir::Etc::sourceparts=/dev/null \
		-o Dir::State::lists="$work/lists" -o Dir::Cache="$work/cache" \
		-o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=2 \
		-o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30 "$@"
}

# Some of the archives may have no sources: what counts is whether dpdk is found.
apt_here apt-get update >"$work/log" 2>&1 || true
known=$(apt_here apt-cache showsrc dpdk 2>/dev/null | sed -n 's/^Version: //p' | sort -u -V)
# The installed version first, then the newest of its series: a superseded point release leaves the
# archive, a new one may be listed before its source is there, and inside a series the headers stay.
candidates=$(echo "$known" | grep -Fx "$source" || true
	echo "$known" | grep -F "$series." | grep -Fvx "$source" | sort -r -V || true)
[ -n "$candidates" ] || { tail -n 5 "$work/log" >&2
	remedy "the package archive has no source package dpdk $source"; }
found=
for candidate in $candidates; do
	if (cd "$work/source" && apt_here apt-get source --download-only "dpdk=$candidate") \
		>"$work/log" 2>&1; then
		found=$candidate
		break
	fi
	rm -rf "$work/source" && mkdir "$work/source"
done
[ -n "$found" ] || { tail -n 5 "$work/log" >&2
	remedy "could not download the source package dpdk $source"; }
[ "$found" = "$source" ] ||
	say "the archive lacks the source of dpdk $source; taking the headers of $found"
source=$found

tarball=
for file in "$work"/source/dpdk_*.orig.tar.*; do
	case $file in
	*.asc) ;;
	*) tarball=$file ;;
	esac
done
mkdir "$work/tree"
patterns=
for header in $headers $optional; do
	patterns="$patterns */$header"
done
# tar fails for the optional one where it does not exist; take() judges.
set -f
# shellcheck disable=SC2086 # a list of patterns
tar -xf "$tarball" -C "$work/tree" --strip-components=1 \
	--wildcards $patterns 2>/dev/null || true
set +f
take "$work/tree" "$version" || remedy "the source package dpdk $source lacks driver headers"
