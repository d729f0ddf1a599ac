# SPDX-License-Identifier: BSD-3-Clause
# Tests of the driver: against a device in plain C that can misbehave, always with the
# sanitizers; and as a plugin of stock programs.

DRIVER_TEST := $(BUILD)/driver-test
DRIVER_FAKE := $(DRIVER_TEST)/libtouchwire_fake.so
DRIVER_TESTS := args port touch insane
DRIVER_TEST_SAN := -fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer
driver_test_objects = $(patsubst %.c,$(DRIVER_TEST)/obj/%.o,$(1))
DRIVER_TEST_COMMON := $(call driver_test_objects, \
	$(wildcard drivers/net_touchwire/*.c) testbench/driver/harness.c)

TEST_FILES += $(DRIVER_FAKE) $(DRIVER_TESTS:%=$(DRIVER_TEST)/test_%)
TESTS += $(DRIVER_TESTS:%=test-driver-%)

# cmocka's macros convert every value they compare.
$(DRIVER_TEST)/obj/testbench/%.o: DRIVER_TEST_WARN := -Wno-sign-conversion

$(DRIVER_TEST)/obj/%.o: %.c | $(DPDK_HEADERS)/stamp
	$(call say,CC,$< (sanitized))
	$(Q)mkdir -p $(@D)
	$(Q)$(CCACHE) $(CC) $(TW_CPPFLAGS) $(CPPFLAGS) $(DRIVER_CPPFLAGS) $(TW_CFLAGS) $(CFLAGS) \
		$(DRIVER_TEST_SAN) $(DRIVER_TEST_WARN) -O1 -MMD -MP -c -o $@ $<

$(DRIVER_FAKE): $(call driver_test_objects,testbench/driver/fake_device.c)
	$(call link,-shared $(DRIVER_TEST_SAN))

$(DRIVER_TESTS:%=$(DRIVER_TEST)/test_%): $(DRIVER_TEST)/test_%: \
		$(DRIVER_TEST)/obj/testbench/driver/test_%.o $(DRIVER_TEST_COMMON)
	$(call link,$(DRIVER_TEST_SAN) $(DRIVER_LIBS) -lrte_mempool_ring -lcmocka)

.PHONY: $(DRIVER_TESTS:%=test-driver-%)
$(DRIVER_TESTS:%=test-driver-%): test-driver-%: $(DRIVER_TEST)/test_% $(DRIVER_FAKE)
	$(Q)testbench/driver/run-cmocka driver-$* $(DRIVER_TEST)/test_$* $(DRIVER_FAKE)

-include $(shell find $(DRIVER_TEST)/obj -name '*.d' 2>/dev/null)
