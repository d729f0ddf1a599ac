# SPDX-License-Identifier: BSD-3-Clause
# The Verilated device as a library, and the same with FST waves.

SIM_DIR := testbench/device
SIM_LIB := $(BUILD)/lib/libtouchwire_sim.so
SIM_LIB_TRACE := $(BUILD)/lib/libtouchwire_sim_trace.so
# IDENT.BUILD: the last commit that touched the RTL, so that other commits do not rebuild it.
SIM_BUILD ?= $(or $(shell git log -1 --abbrev=8 --format=%h -- rtl 2>/dev/null | cut -c1-8),0)
# fast: memories start at 0. unique: with random content from the seed, for tests of reset.
SIM_X ?= fast
SIM_PARAMETERS ?=
SIM_OPT ?= -O2
# Later versions of Verilator need no other triggers, and their precompiled header must come first.
SIM_TRIGGERS := $(if $(filter 5.006,$(shell $(VERILATOR) --version)),-include $(CURDIR)/$(SIM_DIR)/triggers.h)
SIM_SOURCES := $(filter-out $(SIM_DIR)/tw_probe%, \
	$(wildcard $(SIM_DIR)/*.cpp $(SIM_DIR)/*.h $(SIM_DIR)/*.sv $(SIM_DIR)/tw_sim.map)) \
	host/include/touchwire/regs.h

# $(call verilate_sim,DIR,MORE FLAGS,COMPILER FLAGS)
define verilate_sim
	$(call say,VERILATE,$@)
	$(Q)mkdir -p $(1) $(@D)
	$(Q)$(VERILATOR) --cc --exe --build -j 2 -O3 --x-assign $(SIM_X) --x-initial $(SIM_X) \
		$(VERILATOR_FLAGS) --no-timing -DTW_GATE_CLOCKS --top-module tw_sim_top --prefix Vtouchwire \
		--output-split 20000 -GBUILD="32'h$(SIM_BUILD)" $(SIM_PARAMETERS) $(2) \
		--Mdir $(1) -o $(abspath $@) \
		-CFLAGS '-std=c++17 -fPIC -fvisibility=hidden -I$(CURDIR)/$(SIM_DIR) -I$(CURDIR)/host/include \
			$(SIM_TRIGGERS) $(SANITIZE)' \
		-LDFLAGS '-shared -Wl,--version-script=$(CURDIR)/$(SIM_DIR)/tw_sim.map $(SANITIZE) $(3)' \
		-MAKEFLAGS 'OPT_FAST="$(SIM_OPT) $(3)" OPT_SLOW=-O1 OPT_GLOBAL="$(SIM_OPT) $(3)" $(if $(3),OBJCACHE=)' \
		$(SIM_DIR)/tw_sim_top.sv $(abspath $(SIM_DIR)/tw_sim.cpp) > $(1)/verilator.log 2>&1 \
		|| { cat $(1)/verilator.log; exit 1; }
endef

SIM_PREREQUISITES := $(RTL_SOURCES) $(RTL_HEADERS) $(SIM_SOURCES) tools/lint/lint.vlt

# Built twice: the model is megabytes of code of which a replay runs through a part, and laid out
# by a profile of that it runs nearly twice as fast. SIM_PROFILE=0 builds it once, to read or to debug.
SIM_PROFILE ?= $(if $(SAN),0,1)
ifeq ($(SIM_PROFILE),1)
$(SIM_LIB): $(SIM_PREREQUISITES) $(SIM_DIR)/train $(BUILD)/touchwire $(BUILD)/drivers/librte_net_touchwire.so
	$(Q)rm -rf $(BUILD)/sim
	$(call verilate_sim,$(BUILD)/sim,,-fprofile-generate -fprofile-update=single)
	$(call say,TRAIN,$@)
	$(Q)$(SIM_DIR)/train $(BUILD) $@ > $(BUILD)/sim/train.log 2>&1 || { cat $(BUILD)/sim/train.log; rm -f $@; exit 1; }
	$(call say,CXX,$@ again by the profile)
	$(Q)rm -f $@ $(BUILD)/sim/*.o $(BUILD)/sim/*.a $(BUILD)/sim/*.gch
	$(Q)MAKEFLAGS= $(MAKE) -C $(BUILD)/sim -j 2 -f Vtouchwire.mk OBJCACHE= OPT_SLOW=-O1 \
		OPT_FAST='$(SIM_OPT) $(SIM_PROFILE_USE)' OPT_GLOBAL='$(SIM_OPT) $(SIM_PROFILE_USE)' \
		VM_USER_LDLIBS='-shared -Wl,--version-script=$(CURDIR)/$(SIM_DIR)/tw_sim.map' \
		> $(BUILD)/sim/profile.log 2>&1 || { cat $(BUILD)/sim/profile.log; rm -f $@; exit 1; }
else
$(SIM_LIB): $(SIM_PREREQUISITES)
	$(call verilate_sim,$(BUILD)/sim,)
endif
SIM_PROFILE_USE := -fprofile-use -fprofile-correction -Wno-missing-profile -Wno-coverage-mismatch

$(SIM_LIB_TRACE): $(SIM_PREREQUISITES)
	$(call verilate_sim,$(BUILD)/sim_trace,--trace-fst)

# The book makes it whole; without it there is no device to build.
ifneq ($(wildcard rtl/book/book.sv),)
ifneq ($(wildcard rtl/feed/feed.sv),)
ALL += $(SIM_LIB) $(BUILD)/lib/libtouchwire_probe.so
endif
endif

.PHONY: sim sim-trace
## sim: the simulated device alone, build/lib/libtouchwire_sim.so
sim: $(SIM_LIB)
## sim-trace: the same with FST waves, build/lib/libtouchwire_sim_trace.so
sim-trace: $(SIM_LIB_TRACE)

# The device on the wire, with probes: what `touchwire bench` measures. Small to build, not fast.
PROBE_LIB := $(BUILD)/lib/libtouchwire_probe.so

$(PROBE_LIB): $(RTL_SOURCES) $(RTL_HEADERS) $(wildcard $(SIM_DIR)/tw_probe*) $(wildcard $(SIM_DIR)/axi_*.h) \
		testbench/unit/common/xgmii.h host/include/touchwire/regs.h host/lib/net.c host/lib/mold.c | $(HOST_LIB)
	$(call say,VERILATE,$@)
	$(Q)mkdir -p $(BUILD)/probe $(@D)
	$(Q)MAKEFLAGS= $(VERILATOR) --cc --exe --build -j 1 -O3 --x-assign fast --x-initial fast --no-assert \
		$(VERILATOR_FLAGS) --no-timing -DTW_GATE_CLOCKS --top-module tw_probe_top --prefix Vtw_probe_top \
		-GBUILD="32'h$(SIM_BUILD)" --Mdir $(BUILD)/probe -o $(abspath $@) \
		-CFLAGS '-std=c++17 -fPIC -fvisibility=hidden $(foreach d,$(SIM_DIR) host/include testbench/unit/common,-I$(CURDIR)/$(d)) $(SANITIZE)' \
		-LDFLAGS '-shared -Wl,--version-script=$(CURDIR)/$(SIM_DIR)/tw_probe.map $(abspath $(HOST_LIB)) $(SANITIZE)' \
		-MAKEFLAGS 'OPT_FAST=-O1 OPT_SLOW=-O0 OPT_GLOBAL=-O1' \
		$(SIM_DIR)/tw_probe_top.sv $(abspath $(SIM_DIR)/tw_probe.cpp) > $(BUILD)/probe/verilator.log 2>&1 \
		|| { cat $(BUILD)/probe/verilator.log; exit 1; }

.PHONY: probe
## probe: the device with probes at its stages, for touchwire bench: build/lib/libtouchwire_probe.so
probe: $(PROBE_LIB)

BENCHES += bench-sim
## bench-sim: messages per second of the simulated device, on one core
.PHONY: bench-sim
bench-sim: $(BUILD)/touchwire $(SIM_LIB)
	$(Q)$(SIM_DIR)/bench_sim.sh $(BUILD)/touchwire $(BUILD)/bench/sim $(BUILD)/bench/sim.json
