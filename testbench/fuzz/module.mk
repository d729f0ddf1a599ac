# SPDX-License-Identifier: BSD-3-Clause
# Fuzzing with libFuzzer (clang). FUZZ_SECONDS a target, default 30; corpora stay in build/fuzz.

FUZZ_TARGETS := $(patsubst testbench/fuzz/fuzz_%.c,%,$(sort $(wildcard testbench/fuzz/fuzz_*.c)))
FUZZ_SECONDS ?= 30
CLANG ?= clang

$(addprefix $(BUILD)/fuzz/fuzz_,$(FUZZ_TARGETS)): $(BUILD)/fuzz/fuzz_%: \
		testbench/fuzz/fuzz_%.c $(HOST_SOURCES) $(wildcard host/lib/*.h host/include/touchwire/*.h)
	$(call say,FUZZ,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) -std=gnu11 -g -O1 $(TW_CPPFLAGS) -fsanitize=fuzzer,address,undefined \
		-fno-sanitize-recover=undefined -o $@ $< $(HOST_SOURCES) $(HOST_LIBS)

# Not a package of the build: Debian has clang's run time in libclang-rt-VERSION-dev.
FUZZ_RUNTIME = $(wildcard $(shell $(CLANG) -print-runtime-dir 2>/dev/null)/libclang_rt.fuzzer*.a \
	$(shell $(CLANG) -print-resource-dir 2>/dev/null)/lib/*/libclang_rt.fuzzer*.a)

## fuzz: look for inputs that break libtouchwire, FUZZ_SECONDS=30 a target; needs clang's run time
.PHONY: fuzz
fuzz:
	$(Q)if [ -z "$(FUZZ_RUNTIME)" ]; then \
		echo "skip fuzz: no libFuzzer; install clang and libclang-rt-dev"; \
	else $(MAKE) $(addprefix run-fuzz-,$(FUZZ_TARGETS)); fi

run-fuzz-%: $(BUILD)/fuzz/fuzz_%
	$(Q)mkdir -p $(BUILD)/fuzz/corpus_$*
	$(Q)$< -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -artifact_prefix=$(BUILD)/fuzz/ \
		-print_final_stats=1 $(BUILD)/fuzz/corpus_$* > $(BUILD)/fuzz/$*.log 2>&1 && \
		echo "ok fuzz-$* $$(sed -n 's/^stat::number_of_executed_units: *//p' $(BUILD)/fuzz/$*.log) inputs" || \
		{ tail -n 20 $(BUILD)/fuzz/$*.log; echo "FAIL fuzz-$* see $(BUILD)/fuzz/$*.log"; exit 1; }
