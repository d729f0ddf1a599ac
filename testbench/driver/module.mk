# SPDX-License-Identifier: BSD-3-Clause
# Tests of the driver: against a device in plain C that can misbehave, always with the
# sanitizers; and as a plugin of stock programs.

DRIVER_TEST := $(BUILD)/driver-test
DRIVER_FAKE := $(DRIVER_TEST)/libtouchwire_fake.so
DRIVER_FAKE_SOURCES := $(addprefix testbench/driver/,fake_device.c fake_registers.c fake_trade.c)
DRIVER_TESTS := args port touch insane replay live send trade order
DRIVER_TEST_SAN := -fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer
driver_test_objects = $(patsubst %.c,$(DRIVER_TEST)/obj/%.o,$(1))
DRIVER_TEST_COMMON := $(call driver_test_objects, \
	$(wildcard drivers/net_touchwire/*.c) testbench/driver/harness.c testbench/driver/hand.c)

TEST_FILES += $(DRIVER_FAKE) $(DRIVER_TESTS:%=$(DRIVER_TEST)/test_%)
TESTS += $(DRIVER_TESTS:%=test-driver-%)

# cmocka's macros convert every value they compare.
$(DRIVER_TEST)/obj/testbench/%.o: DRIVER_TEST_WARN := -Wno-sign-conversion

$(DRIVER_TEST)/obj/%.o: %.c | $(DPDK_HEADERS)/stamp
	$(call say,CC,$< (sanitized))
	$(Q)mkdir -p $(@D)
	$(Q)$(CCACHE) $(CC) $(TW_CPPFLAGS) $(CPPFLAGS) $(DRIVER_CPPFLAGS) $(TW_CFLAGS) $(CFLAGS) \
		$(DRIVER_TEST_SAN) $(DRIVER_TEST_WARN) -O1 -MMD -MP -c -o $@ $<

$(DRIVER_FAKE): $(call driver_test_objects,$(DRIVER_FAKE_SOURCES))
	$(call link,-shared $(DRIVER_TEST_SAN) -lz)

$(addprefix $(DRIVER_TEST)/test_,$(DRIVER_TESTS) sim session): $(DRIVER_TEST)/test_%: \
		$(DRIVER_TEST)/obj/testbench/driver/test_%.o $(DRIVER_TEST_COMMON)
	$(call link,$(DRIVER_TEST_SAN) $(DRIVER_LIBS) -lrte_mempool_ring -lcmocka -lz)

.PHONY: $(DRIVER_TESTS:%=test-driver-%)
$(DRIVER_TESTS:%=test-driver-%): test-driver-%: $(DRIVER_TEST)/test_% $(DRIVER_FAKE)
	$(Q)testbench/driver/run-cmocka driver-$* $(DRIVER_TEST)/test_$* $(DRIVER_FAKE)

# On the Verilated device, with a generated market on both lines.
ifneq ($(filter $(SIM_LIB),$(ALL)),)
DRIVER_MARKET := $(DRIVER_TEST)/market
TEST_FILES += $(DRIVER_TEST)/test_sim $(DRIVER_TEST)/test_session $(DRIVER_MARKET)-a.pcap
TESTS += test-driver-sim test-driver-session test-driver-testpmd

$(DRIVER_MARKET)-a.pcap: $(BUILD)/touchwire
	$(Q)mkdir -p $(@D)
	$(Q)$(BUILD)/touchwire generate --seed 3 --messages 12k --symbols 20 --skew-ns 3000 \
		-o $@ -b $(DRIVER_MARKET)-b.pcap >$(DRIVER_MARKET).log 2>&1 || \
		{ cat $(DRIVER_MARKET).log; exit 1; }

.PHONY: test-driver-sim
test-driver-sim: $(DRIVER_TEST)/test_sim $(SIM_LIB) $(DRIVER_MARKET)-a.pcap
	$(Q)TW_FEED_A=$(DRIVER_MARKET)-a.pcap TW_FEED_B=$(DRIVER_MARKET)-b.pcap \
		testbench/driver/run-cmocka driver-sim $(DRIVER_TEST)/test_sim $(SIM_LIB)

.PHONY: test-driver-session
test-driver-session: $(DRIVER_TEST)/test_session $(SIM_LIB) $(DRIVER_MARKET)-a.pcap
	$(Q)TW_FEED_A=$(DRIVER_MARKET)-a.pcap TW_FEED_B=$(DRIVER_MARKET)-b.pcap \
		testbench/driver/run-cmocka driver-session $(DRIVER_TEST)/test_session $(SIM_LIB)
endif

-include $(shell find $(DRIVER_TEST)/obj -name '*.d' 2>/dev/null)

# As a plugin of stock programs, on the double and on the device itself.
DRIVER_INPUT := $(DRIVER_TEST)/make_input
# testpmd itself is not sanitized.
DRIVER_PLAIN_FAKE := $(DRIVER_TEST)/plain/libtouchwire_fake.so
TEST_FILES += $(DRIVER_INPUT) $(DRIVER_PLAIN_FAKE)
TESTS += test-driver-plugin test-driver-pci test-driver-testpmd-double

$(DRIVER_INPUT): $(call objects,testbench/driver/make_input.c)
	$(call link,-lpcap)

$(DRIVER_PLAIN_FAKE): $(call objects,$(DRIVER_FAKE_SOURCES))
	$(call link,-shared -lz)

.PHONY: test-driver-plugin test-driver-pci test-driver-testpmd-double test-driver-testpmd
test-driver-plugin: $(DRIVER)
	$(Q)testbench/driver/test_plugin.sh $(DRIVER)
test-driver-pci: $(DRIVER) $(DRIVER_INPUT)
	$(Q)testbench/driver/test_pci.sh $(DRIVER) $(DRIVER_INPUT)
test-driver-testpmd-double: $(DRIVER) $(DRIVER_PLAIN_FAKE) $(DRIVER_INPUT)
	$(Q)testbench/driver/test_testpmd.sh $(DRIVER) $(DRIVER_PLAIN_FAKE) $(DRIVER_INPUT) \
		driver-testpmd-double
test-driver-testpmd: $(DRIVER) $(SIM_LIB) $(DRIVER_INPUT)
	$(Q)testbench/driver/test_testpmd.sh $(DRIVER) $(SIM_LIB) $(DRIVER_INPUT) driver-testpmd
