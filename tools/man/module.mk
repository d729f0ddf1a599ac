# SPDX-License-Identifier: BSD-3-Clause
# Man pages, made from what the program says of itself.

## man: man pages of the program and its subcommands, in build/man
.PHONY: man
man: $(BUILD)/touchwire
	$(Q)tools/man/pages $(BUILD)/touchwire $(BUILD)/man
	$(Q)echo "man pages in $(BUILD)/man: man -l $(BUILD)/man/touchwire.1"

TESTS += test-man
.PHONY: test-man
test-man: $(BUILD)/touchwire
	$(Q)tools/man/check $(BUILD)/touchwire $(BUILD)/test/man
