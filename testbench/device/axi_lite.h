/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * axi_lite: the host's side of a Verilated model's AXI4-Lite port, one access at a time.
 *
 * @model has the signals s_axil_*, with RREADY and BREADY high; @step is one clock cycle of it. An access
 * ends a cycle behind its answer, so the next one finds the port at rest.
 */
#ifndef AXI_LITE_H
#define AXI_LITE_H

#include <cstdint>

/* The register at @address, in *@value; false when no answer came in @most cycles. */
template <class Model, class Step>
bool axi_lite_read(Model &model, uint32_t address, uint32_t *value, uint64_t most,
		   Step step)
{
	model.s_axil_araddr = static_cast<uint16_t>(address);
	model.s_axil_arvalid = 1;
	for (uint64_t i = 0; i < most; i++) {
		bool taken = model.s_axil_arvalid && model.s_axil_arready;

		step();
		if (taken)
			model.s_axil_arvalid = 0;
		if (model.s_axil_rvalid) {
			*value = model.s_axil_rdata;
			step();
			return true;
		}
	}
	return false;
}

/* Write @value to @address; false when no answer came in @most cycles. */
template <class Model, class Step>
bool axi_lite_write(Model &model, uint32_t address, uint32_t value, uint64_t most,
		    Step step)
{
	model.s_axil_awaddr = static_cast<uint16_t>(address);
	model.s_axil_wdata = value;
	model.s_axil_awvalid = model.s_axil_wvalid = 1;
	for (uint64_t i = 0; i < most; i++) {
		bool aw = model.s_axil_awvalid && model.s_axil_awready;
		bool w = model.s_axil_wvalid && model.s_axil_wready;

		step();
		if (aw)
			model.s_axil_awvalid = 0;
		if (w)
			model.s_axil_wvalid = 0;
		if (model.s_axil_bvalid) {
			step();
			return true;
		}
	}
	return false;
}

#endif
