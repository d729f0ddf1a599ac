// SPDX-License-Identifier: BSD-3-Clause
// model: what may and what must come out of the feed, message by message. Lines 0 and 1 are the
// ports, line 2 (R) is the host's.
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

constexpr unsigned LINES = 3, R = 2;
enum Message_code { M_TAKEN, M_DUPLICATE, M_OVERFLOW, M_PASSED, M_OLD_DAY, M_CODES };

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
	uint64_t seq = 0;
	bool eos = false;
	unsigned code = 0;
	std::shared_ptr<Packet> packet;
};

// What the feed shows in a cycle, and what it is told.
struct Seen {
	bool valid, ready, clear, busy, waiting;
	Event event;
	unsigned type;
	bool message_valid[LINES], itch_valid, longer, gap;
	unsigned message_code[LINES], runts;
	uint64_t lost, time, expected;
	bool on[2], repair, jump_on;
	uint32_t hold, silence, stale;
	bool holding, loading, replay_lost, ended;
	unsigned marks; // {silent, silent_b, silent_a}
	unsigned compared, mismatch;
	uint64_t gap_first, gap_next;
	bool early_valid, steady; // steady: a frame's beats come without holes
	Event early;		  // op, locate, reference, seq
};

struct Totals {
	uint64_t events, gaps, lost, suspicions, clears, runts, taken[LINES],
		packets[LINES][P_CODES], exact, hints, fresh, loads, marks, passed,
		compared, mismatch, forgotten;
	uint64_t arrived[LINES], judged[LINES]; // since check_messages
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
	bool holding = false, loading = false;
	bool flushed_now = false; // in the last cycle
	Session session = {};

	void begin_head(unsigned line, const Head &head);
	void bring(unsigned line, const Item &item);
	void announce(unsigned line, const Coming_hint &hint);
	void ask_fresh(uint32_t gaps);
	void ask_load(uint64_t seq);
	void ask_resume(uint64_t seq);
	void beat(unsigned line, bool valid, bool last, uint64_t time);
	void cycle(uint64_t now, const Seen &seen);
	bool quiet() const;
	bool untold() const;		      // a bad frame was used, and no gap said so
	uint64_t numbers_done() const;	      // all below are accounted for
	void check_settled(const Seen &seen); // when the feed is not busy
	void check_messages();

private:
	bool strict;
	bool day_due = false;		       // a packet of the cycle before began a day
	bool load_again = false;	       // in which a load was done
	bool began[LINES] = {};		       // the line's packet was taken in it
	static constexpr unsigned DEPTH = 150; // cycles to empty what may have gathered
	std::deque<Head> heads[LINES];	       // due in this very cycle
	std::deque<Item> coming[LINES], queue[LINES];
	std::shared_ptr<Packet> live[LINES]; // the last one that was taken
	std::deque<Coming_hint> hints[2];
	Hint told[2] = {};
	uint64_t told_at[2] = {};
	uint64_t eos_at = 0;
	uint64_t expected = 1, expected_before = 1, expected_at_end = 1, exchange = 0;
	bool clear_due = false, must_suspect = false, may_suspect = false;
	unsigned clear_code = 0;

	// Sessions; reach and candidate are blocks of 2^20 numbers.
	bool tentative = false, has_previous = false, has_candidate = false;
	Session previous = {};
	uint64_t reach = 0, candidate = 0, moved_at = 0, moved_to = 0;

	// The host's commands that have not acted.
	bool asked = false, resuming = false, load_due = false, loaded_now = false;
	uint64_t load_at = 0, load_seq = 0;
	uint32_t asked_gaps = 0;
	unsigned asked_free = 0;
	bool asked_calm = false; // the lines' heads were as the model has them
	uint64_t asked_at = 0, resume_seq = 0, gap_first = 0, gap_next = 0;
	bool fresh_due = false, bad_book = false; // bad_book: only a load mends it
	bool spoilt = false; // a bad frame was taken; a load or a new day mends it

	// Messages in the order in which each line brought them, and what was taken.
	std::deque<Item> judging[LINES], loads;
	struct Kept {
		uint64_t seq = ~0ull;
		uint32_t print = 0;
	} kept[1024];
	uint64_t forgotten[LINES] = {}, compared_wanted = 0, mismatch_wanted = 0,
		 compared = 0, mismatch = 0;
	bool end_reached = false;

	// Silence.
	struct Ear {
		uint64_t heard = 0, frame = 0; // when; when the last frame began
		unsigned rest = 0;	       // cycles since a beat
		bool inside = false, on = false;
	} ears[2];
	unsigned marks_before = 0, marks_told = 0, late[LINES] = {};
	uint64_t time_before = 0;
	uint32_t limits[2] = {};
	bool steady_limits = false;
	bool ear_at(unsigned mark, const Seen &seen, uint64_t &deadline) const;

	// The ledger's.
	uint64_t next = 1;
	std::multimap<uint64_t, Item> copies;
	std::vector<std::shared_ptr<Packet>> spoiled;

	// The offer that stands.
	bool offered = false, gap_legal = false;
	Item found;
	Event offer, gap_event;
	uint64_t reveals = 0;
	unsigned idle = 0;
	uint64_t lag_until = 0, suspect_since = 0, runt_at = 0, now = 0;

	void say(const char *format, ...) __attribute__((format(printf, 2, 3)));
	// model_days.cpp
	enum Verdict_of { TAKEN, STARTS, STRANGER, WILD };
	Verdict_of verdict_of(const Head &head, bool jump_on, bool may_start) const;
	Verdict_of judge_head(const Head &head, bool jump_on, bool may_start);
	void start_day(const Head &head, bool jump_on);
	bool judge_sessions(const Seen &seen);
	void move(uint64_t seq);
	void take_heads(const bool take[LINES]);
	void flush(bool load, uint64_t seq, bool by_host);
	void forget(unsigned line, bool packet_too);
	// model.cpp
	void arrive();
	void settle();
	bool pop_spent(unsigned line);
	bool rests(unsigned line) const;
	bool find_gap(const Seen &seen);
	const Item *next_of(unsigned line) const;
	void check_offer(const Seen &seen);
	void check_ledger(const Event &e, uint64_t lost);
	void commit(const Seen &seen);
	void commit_event(const Seen &seen);
	Event event_of(const Item &item) const;
	const Item *find_taken(const Event &e, unsigned line);
	void commit_gap(const Seen &seen);
	void check_in_time(const Seen &seen);
	void check_stamps(const char *what, const Event &e, const Event &want);
	// model_repair.cpp
	void begin_fresh(const Seen &seen);
	void begin_resumed(const Seen &seen);
	void look_aside(const Seen &seen);
	void check_lines(const Event &e);
	void judge_messages(const Seen &seen);
	void judge_message(unsigned line, unsigned code, const Seen &seen);
	void pop_passed(unsigned line, uint64_t seq);
	void compare(const Item &item, const Seen &seen);
	void check_silence(const Seen &seen);
	void check_mark(unsigned mark, const Seen &seen);
	// model_hints.cpp
	const Hint *hint_of(unsigned line);
	void check_hint(const Seen &seen);
	void measure_hint(unsigned line, const Seen &seen);
};
