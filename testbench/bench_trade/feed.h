// SPDX-License-Identifier: BSD-3-Clause
// feed: a market on the wire at a given rate, and in it the messages that are to trigger.
#pragma once

#include "market.h"
#include "rig.h"

#include <deque>
#include <random>
#include <vector>

// How full the wire is, and with what.
struct Load {
	const char *name;
	unsigned cycles;   // between the starts of frames on average; 0: back to back
	unsigned messages; // in a frame, at most
	bool amid;	   // the message that triggers is not the last of its frame
	bool cut_through;
	bool deep; // books have more levels than a row, so that rows are refilled all the time
	unsigned skew; // beats that line B is behind line A
};

enum Type { ADD, EXECUTE, CANCEL, DELETE, REPLACE, TYPES };
extern const char *const type_names[TYPES];

// Where a message passed: its first and last byte, the frame's start and terminate.
struct Passed {
	Place first, last, start, end;
};

// The rule that the last message of each round of @type makes true, and no other one.
struct tw_row_rule rule_of(Type type);
constexpr unsigned TRADED = SYMBOLS - 1; // the symbol that rules look at

class Feed
{
public:
	// A market of about @orders resting orders.
	Feed(Rig &rig, unsigned orders, unsigned seed);

	// Names and states of all symbols, and a quote of TRADED.
	void open();
	// From now on that load; what was under way passes first.
	void set(const Load &load);
	// The messages behind which the condition of @type is false, and then the one for which it holds.
	void prepare(Type type);
	void trigger(Type type);
	bool idle() const
	{
		return special.empty();
	}
	Passed passed = {}; // the last trigger

	std::mt19937_64 rng;

private:
	struct Special {
		std::vector<Bytes> messages;
		bool triggers;
	};

	Rig &rig;
	Market market;
	Load now = {};
	std::deque<Special> special;
	uint64_t next = 1, time = 34200000000000u, reference = uint64_t(1) << 40;
	uint64_t resting = 0; // the order that goes in the next round
	uint64_t due = 0;     // cycle of the next frame

	void refill();
	void send(std::vector<Bytes> messages, size_t watched);
	void rest_away(std::vector<Bytes> &messages);
	Bytes message(char type, uint64_t which, size_t length);
	Bytes add(bool sell, uint32_t shares, uint32_t price);
	Bytes reduce(char type, uint32_t shares);
};
