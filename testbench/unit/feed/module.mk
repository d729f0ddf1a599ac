# SPDX-License-Identifier: BSD-3-Clause
# feed: one bench, built for two depths of the buffers.
#
#   deep     nothing overflows: every event, gap and counter is judged
#   shallow  4 records: they overflow; nothing may come twice, out of order or unaccounted

FEED_DIR := testbench/unit/feed

# $(call feed_bench,NAME,HOLD,STRICT)
define feed_bench
-include $$(BUILD)/unit/feed/$(1)/feed.d
$$(BUILD)/unit/feed/$(1)/feed: $$(wildcard $$(FEED_DIR)/*) testbench/unit/udp_filter/frames.h \
		testbench/unit/udp_filter/model.h $$(UNIT_COMMON)
	$$(call verilate,$$(@D),feed,rtl/feed/feed.sv $$(wildcard $$(FEED_DIR)/*.cpp), \
		-GHOLD=$(2) -CFLAGS '-DTB_STRICT=$(3)')
TEST_FILES += $$(BUILD)/unit/feed/$(1)/feed
test-unit-feed: $$(BUILD)/unit/feed/$(1)/feed
endef
$(eval $(call feed_bench,deep,1024,1))
$(eval $(call feed_bench,shallow,4,0))

TESTS += test-unit-feed
.PHONY: test-unit-feed
test-unit-feed:
	$(Q)for bench in $(filter %/feed,$^); do $$bench || exit 1; done
