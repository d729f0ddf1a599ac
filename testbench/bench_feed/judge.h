// SPDX-License-Identifier: BSD-3-Clause
// judge: the C engine beside the device: the same frames, the same touches in the same order, the
// same counts.
#pragma once

#include "device.h"

#include <deque>
#include <set>
#include <string>

#include <touchwire/engine.h>

class Judge
{
public:
	// Watches @device's touches.
	Judge(Device &device, bool b, bool repair, uint64_t hold_ns);
	~Judge();
	Judge(const Judge &) = delete;

	// The frame that @device.send() was given in this cycle.
	void frame(unsigned port, const Bytes &frame, bool bad);
	// @device settled: nothing may be due any more, and the counts must agree.
	void settled();

	struct tw_engine *engine;
	std::string wrong;    // the first difference
	uint64_t touches = 0; // equal ones

private:
	Device &device;
	std::deque<struct tw_touch> seen, expected; // of the device, of the engine
	std::set<uint64_t> bad_arrivals;

	bool equal(const struct tw_touch &is, const struct tw_touch &wants) const;
	void compare();
	void differ(const char *what, const struct tw_touch *is,
		    const struct tw_touch *wants);
};
