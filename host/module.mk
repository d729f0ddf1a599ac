# SPDX-License-Identifier: BSD-3-Clause
# libtouchwire: protocols, the C book, captures. Needs libpcap, zlib and nettle, neither DPDK nor Verilator.

HOST_SOURCES := $(sort $(wildcard host/lib/*.c))
HOST_OBJECTS := $(call objects,$(HOST_SOURCES))
HOST_LIB := $(BUILD)/lib/libtouchwire.a
HOST_LIBS := -lpcap -lz -lnettle -lm # what links with it

$(HOST_LIB): $(HOST_OBJECTS)
	$(call archive)

$(BUILD)/lib/libtouchwire.so: $(HOST_OBJECTS)
	$(call link,-shared -Wl$(comma)-soname$(comma)libtouchwire.so -Wl$(comma)-z$(comma)defs $(HOST_LIBS))

ALL += $(HOST_LIB) $(BUILD)/lib/libtouchwire.so
