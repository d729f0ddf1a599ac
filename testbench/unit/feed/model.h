// SPDX-License-Identifier: BSD-3-Clause
// model: what may and what must come out of the feed, message by message.
//
// The ledger holds for any buffer: numbers rise, each is delivered once, is a runt that some line
// brought, or lies in a declared gap. The referee needs buffers that never overflow: it keeps
// every line's messages, and knows when a gap may be declared, when it must, and what is next.
#pragma once

#include "packet.h"

#include <deque>
#include <map>
#include <memory>
#include <string>

struct Packet {
	bool taken = false, dead = false; // its session's judgement; a new day came
	bool must = false, may = false; // something of it went out; a runt of it may have
	bool told = false;		// of a bad one: the gap that says so went out
	uint64_t arrival = 0;
};

struct Item {
	Part part;
	std::shared_ptr<Packet> packet;
	uint64_t due = 0; // cycle in which the arbiter can have it
};

struct Coming_hint {
	Hint hint;
	std::shared_ptr<Packet> packet;
	uint64_t due = 0; // cycle in which it is told, if its number is next
};

struct Head {
	Session session;
	bool eos = false;
	unsigned code = 0;
	std::shared_ptr<Packet> packet;
};

// What the feed shows in a cycle.
struct Seen {
	bool valid, ready, clear, busy, waiting;
	Event event;
	unsigned type;
	bool message_valid[2], itch_valid, longer, gap;
	unsigned message_code[2], runts;
	uint64_t lost, time;
	bool on[2];
	uint32_t hold;
	bool early_valid, steady; // steady: a frame's beats come without holes
	Event early;		  // op, locate, reference, seq
};

struct Totals {
	uint64_t events, gaps, lost, suspicions, clears, runts, taken[2], arrived[2],
		packets[2][P_CODES], exact, hints;
};

class Model
{
public:
	explicit Model(bool strict) : strict(strict)
	{
	}

	std::string wrong; // why the feed is wrong; empty while it is not
	Totals totals = {};
	uint64_t flushes = 0;	   // that may have thrown something away
	unsigned exact_cycles = 0; // of the last event that had to come at once, else 0
	unsigned early_cycles
		[2] = {}; // the last measured, of lead 2 and of lead 1, else 0
	bool ended = false, have = false;
	Session session = {};

	void begin_head(unsigned line, const Head &head);
	void bring(unsigned line, const Item &item);
	void announce(unsigned line, const Coming_hint &hint);
	void cycle(uint64_t now, const Seen &shown);
	bool quiet() const;
	bool untold() const;	       // a bad frame was used, and no gap said so
	uint64_t numbers_done() const; // all below are accounted for

private:
	bool strict;
	static constexpr unsigned DEPTH = 150; // cycles to empty what may have gathered
	std::deque<Head> heads[2];	       // due in this very cycle
	std::deque<Item> coming[2], queue[2];
	std::shared_ptr<Packet> live[2]; // the last one that was taken
	std::deque<Coming_hint> hints[2];
	Hint told[2] = {};
	uint64_t told_at[2] = {};
	uint64_t eos_at = 0;
	uint64_t expected = 1, expected_before = 1, expected_at_end = 1, exchange = 0;
	bool clear_due = false, must_suspect = false, may_suspect = false;

	// The ledger's.
	uint64_t next = 1;
	std::multimap<uint64_t, Item> copies;
	std::vector<std::shared_ptr<Packet>> spoiled;

	// The offer that stands.
	bool offered = false, gap_legal = false, flushed_before = false;
	Event offer, gap_event;
	uint64_t reveals = 0;
	unsigned idle = 0;
	uint64_t lag_until = 0, suspect_since = 0, runt_at = 0, now = 0;

	void say(const char *format, ...) __attribute__((format(printf, 2, 3)));
	bool judge_sessions(const Seen &seen);
	void flush();
	void arrive();
	void settle();
	bool pop_spent(unsigned line);
	bool find_gap(const Seen &seen);
	const Item *next_of(unsigned line) const;
	void check_offer(const Seen &seen);
	void check_ledger(const Event &e, uint64_t lost);
	void commit(const Seen &seen);
	void commit_event(const Seen &seen);
	void commit_gap(const Seen &seen);
	const Hint *hint_of(unsigned line);
	void check_hint(const Seen &seen);
	void measure_hint(unsigned line, const Seen &seen);
	void check_in_time(const Seen &seen);
	void check_stamps(const char *what, const Event &e, const Event &want);
};
