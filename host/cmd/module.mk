# SPDX-License-Identifier: BSD-3-Clause
# The program. It is linked with the driver, which then needs no -d and may lie anywhere.

CMD_SOURCES := $(sort $(wildcard host/cmd/*.c))
CMD_OBJECTS := $(call objects,$(CMD_SOURCES))

# TCP of the order port. Its headers do not bear our warnings.
LWIP_LIBS := $(shell pkg-config --libs lwip 2>/dev/null)
$(call objects,host/cmd/tcp.c): CPPFLAGS += $(shell pkg-config --cflags lwip 2>/dev/null | sed 's/-I/-isystem /g')

$(CMD_OBJECTS): CPPFLAGS += -Idrivers/net_touchwire -Itestbench/exchange -Itestbench/device $(shell pkg-config --cflags libdpdk 2>/dev/null | sed 's/-I/-isystem /g')

$(BUILD)/touchwire: $(CMD_OBJECTS) $(BUILD)/lib/libtwexchange.a $(BUILD)/lib/libtouchwire.a $(BUILD)/drivers/librte_net_touchwire.so
	$(call link,-Wl$(comma)-rpath$(comma)'$$ORIGIN/drivers' -Wl$(comma)--as-needed $(shell pkg-config --libs libdpdk 2>/dev/null) $(LWIP_LIBS) -lcyaml -lpcap -lz -lnettle -lm)

ALL += $(BUILD)/touchwire
