// SPDX-License-Identifier: BSD-3-Clause
// traffic: one day of one session as two lines bring it, each with losses of its own.
#pragma once

#include "packet.h"

#include <deque>

struct Habits {
	unsigned loss = 10;    // packets lost, in 100
	unsigned repeat = 5;   // packets sent once more, later, in 100
	unsigned overlap = 10; // packets that begin before the last one's end, in 100
	unsigned noise = 5;    // packets of other kinds, in 100
	unsigned bad = 2;      // frames with a MAC error, in 100
	unsigned blocks = 6;   // most messages per packet
	unsigned runts = 10;   // in 100
	unsigned idle = 20;    // most cycles before a frame
	unsigned pause = 600;  // cycles of a long pause
	unsigned pauses = 2;   // in 100
	unsigned wild = 0;     // packets with numbers far ahead, in 100
	unsigned forged = 0;   // messages that one line tells otherwise, in 100
	unsigned back = 40;    // how far a repeated packet lies back at most
};

struct Frame {
	Bytes bytes;
	bool bad = false;
	unsigned idle = 0; // cycles before it
};

class Day
{
public:
	// Messages @base + 1 to @base + @n.
	Day(std::mt19937_64 &rng, unsigned n, const Habits &habits, uint64_t base = 0);

	Session session;
	std::deque<Frame> line();  // the messages as one line brings them
	Frame first();		   // a heartbeat that makes it this session's day
	Frame heartbeat(bool eos); // behind the last number
	Frame stray();		   // a good packet of no day
	Bytes payload(uint64_t seq, unsigned count); // as the host replays it
	Bytes loaded(unsigned count);		     // messages of no number
	uint64_t first_number() const
	{
		return base + 1;
	}
	uint64_t last() const
	{
		return base + messages.size();
	}

private:
	std::mt19937_64 &rng;
	Frames frames;
	Habits habits;
	std::vector<Bytes> messages; // number base + 1 first
	uint64_t base;

	uint64_t pick(uint64_t n)
	{
		return rng() % n;
	}
	bool chance(unsigned percent)
	{
		return pick(100) < percent;
	}
	Bytes message();
	Bytes header(const Session &name, uint64_t seq, unsigned count);
	Frame wrap(const Bytes &payload);
	Frame packet(uint64_t seq, unsigned count);
	static void append(Bytes &packet, const Bytes &message);
	Frame far_away();
	Frame noise(uint64_t seq);
	Frame clean(uint64_t seq, unsigned count);
};
