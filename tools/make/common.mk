# SPDX-License-Identifier: BSD-3-Clause
# common: the tools, the flags and the pattern rules that every module.mk may use.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.SECONDARY:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

# What the fragments append to. tools/README.md explains each.
ALL :=        # files of `make build`
TEST_FILES := # files that only the tests need, built before the first test runs
TESTS :=      # phony targets test-*
PROOFS :=     # phony targets prove-*
BENCHES :=    # phony targets bench-*
LINTS :=      # phony targets lint-*

SAN ?=
BUILD := $(if $(SAN),build/san,build)
V ?=
Q := $(if $(V),,@)
# $(call say,CC,$@): the one line a step prints when V is not set.
say = $(if $(V),,@printf '  %-9s%s\n' '$(1)' '$(2)')

# As many jobs as there are processors, unless the caller said -j; `make clean build` keeps its order.
JOBS ?= $(shell nproc)
ifeq ($(MAKELEVEL)$(filter clean,$(MAKECMDGOALS)),0)
MAKEFLAGS += -j$(JOBS)
endif

ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := g++
endif
AR := ar
VERILATOR ?= verilator
YOSYS ?= yosys
IVERILOG ?= iverilog
SMTBMC ?= yosys-smtbmc

# ccache where it is installed; verilated.mk reads OBJCACHE from the environment.
CCACHE ?= $(shell command -v ccache 2>/dev/null)
export OBJCACHE := $(CCACHE)

comma := ,
WERROR ?= 1
# snprintf cuts on purpose here, and compilers differ in when they suspect it.
WARNINGS := -Wall -Wextra -Wconversion -Wno-format-truncation \
	$(if $(filter-out 0,$(WERROR)),-Werror)
OPTIMISE ?= -O2
SANITIZE := $(if $(SAN),-fsanitize=address$(comma)undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)

# CPPFLAGS, CFLAGS, CXXFLAGS, LDFLAGS and LDLIBS stay the user's and the fragments'
# (target-specific: `$(objects): CPPFLAGS += ...`).
TW_CPPFLAGS := -D_GNU_SOURCE -Ihost/include
TW_CFLAGS := -std=gnu11 $(OPTIMISE) -g -fPIC $(WARNINGS) -Wstrict-prototypes -Wmissing-prototypes $(SANITIZE)
TW_CXXFLAGS := -std=c++17 $(OPTIMISE) -g -fPIC -Wall -Wextra $(if $(filter-out 0,$(WERROR)),-Werror) $(SANITIZE)
TW_LDFLAGS := $(SANITIZE)

# $(call objects,host/lib/a.c ...): the object files of sources.
objects = $(addprefix $(BUILD)/obj/,$(addsuffix .o,$(basename $(1))))

$(BUILD)/obj/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CCACHE) $(CC) $(TW_CPPFLAGS) $(CPPFLAGS) $(TW_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/obj/%.o: %.cpp
	$(call say,CXX,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CCACHE) $(CXX) $(TW_CPPFLAGS) $(CPPFLAGS) $(TW_CXXFLAGS) $(CXXFLAGS) -MMD -MP -c -o $@ $<

# Bodies of rules: the prerequisites that are objects and archives, linked.
#   $(BUILD)/touchwire: $(objs) $(BUILD)/lib/libtouchwire.a
#   	$(call link,-lpcap)
define link
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(TW_LDFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a %.so,$^) $(1) $(LDLIBS)
endef
define link_cxx
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(CXX) $(TW_LDFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a %.so,$^) $(1) $(LDLIBS)
endef
define archive
	$(call say,AR,$@)
	$(Q)mkdir -p $(@D)
	$(Q)rm -f $@ && $(AR) rcs $@ $(filter %.o,$^)
endef

# The RTL. One name finds a block, so a module is looked up by its file name.
RTL_DIRS := $(filter-out rtl/include,$(patsubst %/,%,$(sort $(wildcard rtl/*/)))) rtl
RTL_HEADERS := $(sort $(wildcard rtl/*/*.svh))
RTL_SOURCES := $(sort $(wildcard rtl/*.sv rtl/*/*.sv))
RTL_INCLUDE := -Irtl/include -Irtl/csr
RTL_SEARCH := $(addprefix -y ,$(RTL_DIRS))
# Verilator arguments common to every model. Warnings are the business of make lint: a later
# Verilator with more of them still builds.
VERILATOR_FLAGS := -Wno-fatal $(RTL_INCLUDE) $(RTL_SEARCH)

# $(call verilate,DIR,TOP,SOURCES,FLAGS): body of a rule that makes DIR/TOP with a C++ main, and
# DIR/TOP.d with what it was made from. What is not reset starts at random when the bench asks
# for it (VerilatedContext::randReset). Verilator 5.006 does not make parents of --Mdir.
define verilate
	$(call say,VERILATE,$(2))
	$(Q)mkdir -p $(1)
	$(Q)MAKEFLAGS= $(VERILATOR) --cc --exe --build -j 1 -O3 --x-assign unique --x-initial unique \
		--assert $(VERILATOR_FLAGS) --top-module $(2) --prefix V$(2) --Mdir $(1) -o $(2) \
		-CFLAGS '-std=c++17 -O2 -I$(CURDIR)/testbench/unit/common -I$(CURDIR)/host/include' \
		$(4) $(filter-out %.cpp,$(3)) $(abspath $(filter %.cpp,$(3))) \
		> $(1)/verilator.log 2>&1 || { cat $(1)/verilator.log; exit 1; }
	$(Q)awk '{ sub(/^.* : /, ""); for (i = 1; i <= NF; i++) if (!seen[$$i]++) \
		print "$(1)/$(2): " $$i "\n" $$i ":" }' $(1)/V$(2)__ver.d > $(1)/$(2).d
endef
