# SPDX-License-Identifier: BSD-3-Clause
# prove: testbench/formal/BLOCK/prove_BLOCK.sv becomes prove-BLOCK; tools/prove tells how.
# A folder with a module.mk of its own is left to it.

PROVED_BLOCKS := $(foreach folder,$(patsubst %/,%,$(wildcard testbench/formal/*/)), \
	$(if $(wildcard $(folder)/module.mk),,$(if $(wildcard $(folder)/prove_$(notdir $(folder)).sv), \
	$(notdir $(folder)))))
PROOFS += $(addprefix prove-,$(PROVED_BLOCKS))

.PHONY: $(addprefix prove-,$(PROVED_BLOCKS))
$(addprefix prove-,$(PROVED_BLOCKS)): prove-%:
	$(Q)tools/prove $(BUILD)/formal $*
