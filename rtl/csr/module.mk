# SPDX-License-Identifier: BSD-3-Clause
# Registers: everything below is made from one description and committed.

AWK ?= awk
REGS := rtl/csr/touchwire.regs
REGS_AWK := rtl/csr/regs.awk rtl/csr/regs_csr.awk
REGS_OUT := rtl/csr/tw_regs.svh rtl/csr/csr.sv rtl/csr/registers.md \
	host/include/touchwire/regs.h
REGS_svh := rtl/csr/tw_regs.svh
REGS_csr := rtl/csr/csr.sv
REGS_md := rtl/csr/registers.md
REGS_h := host/include/touchwire/regs.h
TESTS += test-regs

.PHONY: regs regs-check test-regs

## regs: the registers' RTL, C header and documentation, from rtl/csr/touchwire.regs
regs:
	$(Q)mkdir -p $(BUILD)/regs
	$(Q)$(foreach o,svh csr md h,$(AWK) -v out=$(o) $(REGS_AWK:%=-f %) $(REGS) \
		>$(BUILD)/regs/$(o) && mv $(BUILD)/regs/$(o) $(REGS_$(o)) &&) true

# Fails when a generated file differs from what the description makes.
regs-check:
	$(Q)mkdir -p $(BUILD)/regs
	$(Q)$(foreach o,svh csr md h,$(AWK) -v out=$(o) $(REGS_AWK:%=-f %) $(REGS) \
		>$(BUILD)/regs/$(o) && diff -u $(REGS_$(o)) $(BUILD)/regs/$(o) &&) true

test-regs:
	$(Q)if $(MAKE) --no-print-directory regs-check >$(BUILD)/regs-check.log 2>&1; \
	then echo "ok regs"; else cat $(BUILD)/regs-check.log; echo "FAIL regs"; exit 1; fi
	$(Q)sh rtl/csr/regs_test.sh $(AWK)
