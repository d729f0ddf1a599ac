// SPDX-License-Identifier: BSD-3-Clause
// judge: what is on an XGMII, character by character: frames, gaps and ordered sets, and
// whether a sender may send them so.
#pragma once

#include "xgmii.h"

#include <deque>
#include <string>

struct Heard {
	xgmii::Bytes bytes; // between preamble and terminate, control characters as 0
	size_t error = 0; // index of the first error character, else the number of bytes
	bool cut = false; // by an ordered set or by idle
	uint64_t gap = 0; // characters since the last terminate, that one included
	uint64_t start = 0; // cycle of the start
	uint64_t data = 0;  // cycle of byte 0
	unsigned lane = 0;  // of the start
};

class Judge
{
public:
	std::deque<Heard> done;
	std::string complaint; // the first thing that no sender may send
	uint64_t idles = 0, sets[3] = {};

	void take(const xgmii::Char *beat, uint64_t cycle)
	{
		for (unsigned lane = 0; lane < 8; lane++)
			take(beat[lane], beat, lane, cycle);
	}

private:
	enum { BETWEEN, IN_PREAMBLE, IN_FRAME, IN_SET } state = BETWEEN;
	unsigned count = 0;
	uint64_t gap = 1000; // nothing was sent before
	Heard now;

	void take(xgmii::Char c, const xgmii::Char *beat, unsigned lane, uint64_t cycle)
	{
		if (state == IN_FRAME) {
			in_frame(c, beat, lane, cycle);
		} else if (state == IN_PREAMBLE) {
			if (c.is(xgmii::IDLE) || c.is(xgmii::ORDERED))
				cut(c, beat, lane);
			else if (c.control || c.byte != (count < 7 ? 0x55 : 0xd5))
				complain("preamble");
			else if (++count == 8)
				state = IN_FRAME;
		} else if (state == IN_SET) {
			if (c.control)
				complain("ordered set");
			if (++count == 4)
				state = BETWEEN;
		} else {
			between(c, beat, lane, cycle);
		}
	}

	void in_frame(xgmii::Char c, const xgmii::Char *beat, unsigned lane,
		      uint64_t cycle)
	{
		if (now.bytes.empty())
			now.data = cycle;
		if (c.is(xgmii::END)) {
			if (now.error == SIZE_MAX)
				now.error = now.bytes.size();
			done.push_back(now);
			state = BETWEEN;
			gap = 1;
		} else if (c.is(xgmii::ERROR) || !c.control) {
			if (c.control && now.error == SIZE_MAX)
				now.error = now.bytes.size();
			now.bytes.push_back(c.control ? 0 : c.byte);
		} else if (c.is(xgmii::IDLE) || c.is(xgmii::ORDERED)) {
			cut(c, beat, lane);
		} else {
			complain("control character in a frame");
		}
	}

	void cut(xgmii::Char c, const xgmii::Char *beat, unsigned lane)
	{
		now.cut = true;
		done.push_back(now);
		state = BETWEEN;
		gap = 0;
		between(c, beat, lane, 0);
	}

	void between(xgmii::Char c, const xgmii::Char *beat, unsigned lane,
		     uint64_t cycle)
	{
		if (c.is(xgmii::IDLE)) {
			idles++;
			gap++;
		} else if (c.is(xgmii::ORDERED) && lane % 4 == 0) {
			uint8_t kind = beat[lane + 3].byte;

			if (beat[lane + 1].byte || beat[lane + 2].byte || kind > 2)
				complain("ordered set");
			else
				sets[kind]++;
			state = IN_SET;
			count = 1;
			gap = 0;
		} else if (c.is(xgmii::START) && lane % 4 == 0) {
			now = Heard();
			now.error = SIZE_MAX;
			now.gap = gap;
			now.start = cycle;
			now.lane = lane;
			state = IN_PREAMBLE;
			count = 1;
		} else {
			complain("character between frames");
		}
	}

	void complain(const char *what)
	{
		if (complaint.empty())
			complaint = what;
		state = BETWEEN;
	}
};
