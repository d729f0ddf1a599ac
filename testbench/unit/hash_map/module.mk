# SPDX-License-Identifier: BSD-3-Clause
# hash_map: one bench, built for several sizes.
#
#   tiny  always full, every hazard; memories answer a read of a row that is being
#         written with garbage
#   odd   other shape, stash of one, full-width keys
#   gated as simulation builds are, the clock rests
#   half, large
#         for the load that fits

HASH_MAP_DIR := testbench/unit/hash_map
HASH_MAP_RTL := $(wildcard rtl/lib/hash_map*.sv) rtl/lib/ram_1r1w.sv

# $(call hash_map_bench,NAME,ROWS,SUBS,WAYS,STASH,KEY_W,EPOCH_W,KEYS,OPS,GATED)
define hash_map_bench
$$(BUILD)/unit/hash_map/$(1)/tb: $$(HASH_MAP_RTL) $$(wildcard $$(HASH_MAP_DIR)/*)
	$$(call say,VERILATE,hash_map $(1))
	$$(Q)mkdir -p $$(@D)
	$$(Q)MAKEFLAGS= $$(VERILATOR) --cc --exe --build -j 1 -O3 --x-assign unique --x-initial unique \
		--assert +define+TW_RAM_COLLISION $(if $(filter 1,$(10)),+define+TW_GATE_CLOCKS) \
		$$(VERILATOR_FLAGS) -y rtl/lib \
		--top-module hash_map --prefix Vhash_map --Mdir $$(@D) -o tb \
		-GROWS=$(2) -GSUBS=$(3) -GWAYS=$(4) -GSTASH=$(5) -GKEY_W=$(6) -GVALUE_W=32 \
		-GEPOCH_W=$(7) -GLOOK="1'b1" \
		-CFLAGS '-std=c++17 -O2 -DTB_NAME=\"$(1)\" -DTB_ROWS=$(2)u -DTB_LANES=$(3)u*$(4)u \
			-DTB_STASH=$(5)u -DTB_KEY_W=$(6) -DTB_EPOCH_W=$(7) -DTB_KEYS=$(8)u -DTB_OPS=$(9)u -DTB_GATED=$(10)' \
		rtl/lib/hash_map.sv $$(CURDIR)/$$(HASH_MAP_DIR)/tb_hash_map.cpp \
		> $$(@D)/verilator.log 2>&1 || { cat $$(@D)/verilator.log; exit 1; }
TEST_FILES += $$(BUILD)/unit/hash_map/$(1)/tb
test-unit-hash_map: $$(BUILD)/unit/hash_map/$(1)/tb
endef
$(eval $(call hash_map_bench,tiny,4,4,4,2,10,4,120,150000,0))
$(eval $(call hash_map_bench,odd,2,2,8,1,64,2,50,100000,0))
$(eval $(call hash_map_bench,gated,4,2,4,2,10,2,50,60000,1))
$(eval $(call hash_map_bench,half,256,4,4,16,47,4,60,20000,0))
$(eval $(call hash_map_bench,large,1024,4,4,16,64,4,60,20000,0))

TESTS += test-unit-hash_map
.PHONY: test-unit-hash_map
test-unit-hash_map:
	$(Q)for tb in $(filter %/tb,$^); do $$tb || exit 1; done
