// SPDX-License-Identifier: BSD-3-Clause
// model: what a receiver makes of an XGMII, character by character, as rtl/net/README.md has it.
#pragma once

#include "xgmii.h"

#include <deque>

enum Code { GOOD, FCS, RUNT, OVERSIZE, CODE, CUT, PREAMBLE, EMPTY, CODES };

struct Frame {
	Code code = GOOD;
	unsigned lane = 0;		// of the start
	uint64_t end = 0;		// the cycle in which it was over
	xgmii::Bytes bytes;		// as they came
	std::vector<uint64_t> arrivals; // the cycle of each

	size_t handed() const // bytes that are handed on
	{
		size_t size = bytes.size();

		return size > 4 ? size - 4 : size ? 1 : 0;
	}
};

class Receiver
{
public:
	size_t max = 9018;
	std::deque<Frame> done;

	void reset()
	{
		state = BETWEEN;
	}

	void take(xgmii::Char c, unsigned lane, uint64_t cycle)
	{
		bool start = c.is(xgmii::START) &&
			     (lane == 0 || (lane == 4 && !started_in_lane_0));

		if (lane == 0)
			started_in_lane_0 = start;
		if (state == IN_PREAMBLE)
			preamble(c, cycle);
		else if (state == IN_FRAME)
			data(c, cycle);
		if (start) {
			frame = Frame();
			frame.lane = lane;
			seen = 1;
			state = IN_PREAMBLE;
		}
	}

private:
	enum { BETWEEN, IN_PREAMBLE, IN_FRAME } state = BETWEEN;
	bool started_in_lane_0 = false;
	unsigned seen = 0; // characters of the preamble
	Frame frame;

	void preamble(xgmii::Char c, uint64_t cycle)
	{
		if (c.control || c.byte != (seen < 7 ? 0x55 : 0xd5)) {
			// Told at the latest in the beat behind the start.
			finish(PREAMBLE, cycle);
		} else if (++seen == 8) {
			state = IN_FRAME;
		}
	}

	void data(xgmii::Char c, uint64_t cycle)
	{
		if (c.control) {
			finish(c.is(xgmii::END) ? GOOD
			       : c.is(xgmii::IDLE) || c.is(xgmii::ORDERED) ||
					       c.is(xgmii::START)
				       ? CUT
				       : CODE,
			       cycle);
		} else if (frame.bytes.size() == max) {
			finish(OVERSIZE, cycle);
		} else {
			frame.bytes.push_back(c.byte);
			frame.arrivals.push_back(cycle);
		}
	}

	void finish(Code code, uint64_t cycle)
	{
		if (code != PREAMBLE && frame.bytes.empty())
			code = EMPTY;
		if (code == GOOD)
			code = frame.bytes.size() < 64 ? RUNT : right_fcs() ? GOOD : FCS;
		frame.code = code;
		frame.end = cycle;
		done.push_back(frame);
		state = BETWEEN;
	}

	bool right_fcs() const
	{
		xgmii::Bytes body(frame.bytes.begin(), frame.bytes.end() - 4);

		return xgmii::with_fcs(body) == frame.bytes;
	}
};

// The fault state of IEEE 802.3, 46.3.4, column by column.
class Faults
{
public:
	unsigned fault = 0;
	bool link = false;

	void take(const xgmii::Char *column)
	{
		bool set = column[0].is(xgmii::ORDERED);

		for (int i = 1; i < 4; i++)
			set = set && !column[i].control && (i == 3 || !column[i].byte);
		set = set && (column[3].byte == 1 || column[3].byte == 2);
		quiet++;
		if (set) {
			alike = column[3].byte == kind && quiet <= 128 ? alike + 1 : 1;
			kind = column[3].byte;
			quiet = 0;
			if (alike >= 4)
				fault = kind;
		} else if (quiet >= 128) {
			alike = 0;
			fault = 0;
		}
		link = quiet >= 128;
	}

	void reset()
	{
		*this = Faults();
	}

private:
	unsigned kind = 0, alike = 0, quiet = 0;
};
