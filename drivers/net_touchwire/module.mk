# SPDX-License-Identifier: BSD-3-Clause
# net_touchwire: the DPDK poll mode driver, out of tree, for the DPDK that is installed.
#
# DPDK_CFLAGS   for code that includes DPDK headers: read as system headers, so that the
#               warnings of this project do not fall on them
# DRIVER        the plugin

DRIVER := $(BUILD)/drivers/librte_net_touchwire.so
ALL += $(DRIVER)

# Not under $(BUILD): a build with the sanitizers needs no second copy.
DPDK_HEADERS := build/dpdk-headers
DPDK_CFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags libdpdk 2>/dev/null))
DPDK_PC := $(wildcard $(shell pkg-config --variable=pcfiledir libdpdk 2>/dev/null)/libdpdk.pc)
DRIVER_CPPFLAGS := -Idrivers/net_touchwire -isystem $(DPDK_HEADERS) $(DPDK_CFLAGS) \
	-DALLOW_INTERNAL_API -DALLOW_EXPERIMENTAL_API
# The buses hold nothing the linker would miss in every program, yet all of them need both.
# The log is a library of its own from DPDK 23.11 on.  libslirp's own pkg-config file asks for
# the headers of GLib, which libslirp.h does not include.
DRIVER_LIBS := $(shell pkg-config --libs-only-L libdpdk 2>/dev/null) \
	-Wl,--no-as-needed -lrte_bus_vdev -lrte_bus_pci -Wl,--as-needed \
	-lrte_ethdev -lrte_mbuf -lrte_mempool -lrte_kvargs -lrte_pci -lrte_eal \
	$(filter -lrte_log,$(shell pkg-config --libs-only-l libdpdk 2>/dev/null)) -lpcap -lslirp -ldl

DRIVER_OBJECTS := $(call objects,$(wildcard drivers/net_touchwire/*.c))

$(DRIVER_OBJECTS): CPPFLAGS += $(DRIVER_CPPFLAGS)
$(DRIVER_OBJECTS): | $(DPDK_HEADERS)/stamp

# Again when DPDK itself was replaced.
$(DPDK_HEADERS)/stamp: tools/fetch-dpdk-headers.sh $(DPDK_PC)
	$(call say,FETCH,$(@D))
	$(Q)tools/fetch-dpdk-headers.sh $(@D) && touch $@

$(DRIVER): $(DRIVER_OBJECTS) drivers/net_touchwire/touchwire.map
	$(call link,-shared -Wl$(comma)-soname$(comma)$(@F) -Wl$(comma)-z$(comma)defs \
		-Wl$(comma)--version-script=drivers/net_touchwire/touchwire.map $(DRIVER_LIBS))
