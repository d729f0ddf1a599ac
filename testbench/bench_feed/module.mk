# SPDX-License-Identifier: BSD-3-Clause
# bench_feed: what the feed survives, in two sizes: the device's own, and a small one for mutants
# and for make test.

BENCH_FEED_DIR := testbench/bench_feed

# $(call bench_feed,NAME,OPTIMISE,SYMBOLS,ORDERS,FLAGS)
define bench_feed
-include $$(BUILD)/bench_feed/$(1)/feed_to_touch.d
$$(BUILD)/bench_feed/$(1)/feed_to_touch: $$(wildcard $$(BENCH_FEED_DIR)/*.cpp $$(BENCH_FEED_DIR)/*.h) $$(HOST_LIB)
	$$(call verilate,$$(@D),feed_to_touch,rtl/feed_to_touch.sv $$(wildcard $$(BENCH_FEED_DIR)/*.cpp), \
		-GSYMBOLS=$(3) -GORDERS=$(4) $(5) -CFLAGS '-DBF_SYMBOLS=$(3) -DBF_ORDERS=$(4)' --no-assert --x-assign fast --x-initial fast +define+TW_GATE_CLOCKS \
		-MAKEFLAGS 'OPT_FAST=$(2) OPT_SLOW=-O1' -LDFLAGS '$$(abspath $$(HOST_LIB)) $$(HOST_LIBS) $$(SANITIZE)')
endef
$(eval $(call bench_feed,default,-O3,64,65536))
$(eval $(call bench_feed,small,-O1,8,4096,-GQUEUE=512))

BENCHES += bench-feed
## bench-feed: losses at line rate, truncations, mutated frames, loads (QUICK=1: some seconds)
.PHONY: bench-feed
bench-feed: $(BUILD)/bench_feed/default/feed_to_touch $(BUILD)/bench_feed/small/feed_to_touch
	$(Q)testbench/bench_feed/run $(BUILD) $(if $(QUICK),quick,full)

TEST_FILES += $(BUILD)/bench_feed/small/feed_to_touch
TESTS += test-bench-feed
.PHONY: test-bench-feed
test-bench-feed: $(BUILD)/bench_feed/small/feed_to_touch
	$(Q)for run in cuts mutants; do $< --quick --only $$run || exit 1; done
