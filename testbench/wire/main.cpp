// SPDX-License-Identifier: BSD-3-Clause
// wire: the whole device on the wire. See README.md.
#include "runs.h"

#include "../unit/common/runs.h"

int main(int argc, char **argv)
{
	static const RunOf<Wire> runs[] = {
		{ "b1_fcs", run_b1_fcs },     { "b2_cut", run_b2_cut },
		{ "b12_gaps", run_b12_gaps }, { "b13_link", run_b13_link },
		{ "f1_reset", run_f1_reset }, { "c16_flip", run_c16_flip },
		{ "latency", run_latency },
	};

	return run_all(argc, argv, "wire", "wire_top",
		       "The device between two XGMII ports and a host's memory.", runs);
}
