# SPDX-License-Identifier: BSD-3-Clause
# bench_book: the path from frame port to touch at the rate of the wire, in three sizes.
#
#   default  every load
#   wide     a large device, filled
#   small    every load, quickly: for make test

BENCH_BOOK_DIR := testbench/bench_book

# $(call bench_book,NAME,SYMBOLS,ORDERS,OPTIMISE,FLAGS)
define bench_book
-include $$(BUILD)/bench_book/$(1)/feed_to_touch.d
$$(BUILD)/bench_book/$(1)/feed_to_touch: $$(wildcard $$(BENCH_BOOK_DIR)/*.cpp $$(BENCH_BOOK_DIR)/*.h) \
		$$(UNIT_COMMON) $$(HOST_LIB)
	$$(call verilate,$$(@D),feed_to_touch,rtl/feed_to_touch.sv $$(wildcard $$(BENCH_BOOK_DIR)/*.cpp), \
		-GSYMBOLS=$(2) -GORDERS=$(3) $(5) --no-assert --x-assign fast --x-initial fast +define+TW_GATE_CLOCKS \
		-CFLAGS '-DBB_SYMBOLS=$(2) -DBB_ORDERS=$(3)' -MAKEFLAGS 'OPT_FAST=$(4) OPT_SLOW=-O1' \
		-LDFLAGS '$$(abspath $$(HOST_LIB)) $$(HOST_LIBS) $$(SANITIZE)')
endef
$(eval $(call bench_book,default,64,65536,-O3))
$(eval $(call bench_book,wide,512,1048576,-O3))
$(eval $(call bench_book,small,8,4096,-O1,-GQUEUE=2048))

BENCHES += bench-book
## bench-book: the book at the rate of the wire: every load, latency, capacity (QUICK=1: some seconds)
.PHONY: bench-book
bench-book: $(BUILD)/bench_book/default/feed_to_touch $(BUILD)/bench_book/wide/feed_to_touch
	$(Q)mkdir -p $(BUILD)/bench
	$(Q)failed=0; \
	$(word 1,$^) $(if $(QUICK),--quick) --json $(BUILD)/bench/book.json || failed=1; \
	$(word 2,$^) $(if $(QUICK),--quick) --capacity --json $(BUILD)/bench/book.json --append || failed=1; \
	exit $$failed

TEST_FILES += $(BUILD)/bench_book/small/feed_to_touch
TESTS += test-bench-book
.PHONY: test-bench-book
test-bench-book: $(BUILD)/bench_book/small/feed_to_touch
	$(Q)mkdir -p $(BUILD)/test/latency
	$(Q)$< --quick --latency $(BUILD)/test/latency/feed_to_touch.txt
