# SPDX-License-Identifier: BSD-3-Clause
# test: build, then every target of TESTS, each with its log in build/test/TARGET.log.
#
# tools/make/run-test turns one target into its result lines, tools/make/summary counts them.
# A failure does not stop the others. LAST_TESTS judge what the others left behind.

LAST_TESTS += test-latency

.PHONY: test
test:
	$(Q)rm -rf $(BUILD)/test && mkdir -p $(BUILD)/test
	$(Q)$(MAKE) -k $(ALL) $(TEST_FILES); echo $$? > $(BUILD)/test/build.status
	$(Q)$(MAKE) -k $(addprefix run-,$(sort lint $(TESTS)))
	$(Q)$(MAKE) -k $(addprefix run-,$(LAST_TESTS))
	$(Q)tools/make/summary $(BUILD)/test

.PHONY: run-%
run-%:
	$(Q)MAKE='$(MAKE)' tools/make/run-test $* $(BUILD)/test/$*.log

# What the headers of the RTL say of latency, against what the benches measured.
.PHONY: test-latency
test-latency:
	$(Q)tools/check-latency $(wildcard $(BUILD)/test/latency/*.txt) $(RTL_SOURCES)

# The table of blocks in rtl/README.md is made from the headers.
TESTS += test-rtl-table
.PHONY: test-rtl-table tables
test-rtl-table:
	$(Q)tools/rtl-table --check

## tables: renew the table of blocks in rtl/README.md from the headers of the RTL
tables:
	$(Q)tools/rtl-table

## figures: renew the table in README.md from what make bench measured last
.PHONY: figures
figures:
	$(Q)tools/figures README.md $(sort $(wildcard $(BUILD)/bench/*.json))
