# SPDX-License-Identifier: BSD-3-Clause
# book: one bench, built for several sizes.
#
#   small  short rows of orders and levels: refills, evictions and a full queue all the time
#   full   more orders than the tables hold
#   wide   as many symbols as a device has; clocks rest as in the simulated device

# $(call book_bench,NAME,FLAGS,SYMBOLS,ORDERS,EVENTS)
define book_bench
-include $$(BUILD)/unit/book/$(1)/book.d
$$(BUILD)/unit/book/$(1)/book: $$(wildcard testbench/unit/book/*) $$(UNIT_COMMON)
	$$(call verilate,$$(@D),book,rtl/book/book.sv testbench/unit/book/tb_book.cpp, \
		-GSYMBOLS=$(3) -GORDERS=$(4) $(2) -CFLAGS '-DTB_NAME=\"$(1)\" -DTB_SYMBOLS=$(3)u \
		-DTB_ORDERS=$(4)u -DTB_EVENTS=$(5)u')
TEST_FILES += $$(BUILD)/unit/book/$(1)/book
test-unit-book: $$(BUILD)/unit/book/$(1)/book
endef
$(eval $(call book_bench,small,-GLOCATES=128 -GQUEUE=64 -GK=8 -GREFILLS=4,4,512,60000))
$(eval $(call book_bench,full,-GLOCATES=128 -GQUEUE=64 -GSTASH=2 -GLEVELS=64 -GK=8 -GREFILLS=2,4,64,60000))
$(eval $(call book_bench,wide,-GQUEUE=256 +define+TW_GATE_CLOCKS,512,65536,20000))

TESTS += test-unit-book
.PHONY: test-unit-book
test-unit-book:
	$(Q)for tb in $(filter %/book,$^); do $$tb || exit 1; done
