// SPDX-License-Identifier: BSD-3-Clause
// Damage at every byte of a frame: b1_fcs and b2_cut.
#include "day.h"
#include "runs.h"

#include <cstdio>

// What a pass over all places saw.
struct Seen {
	uint64_t frames = 0, records = 0, early = 0, gaps = 0;
};

static void open_day(Wire &w, const Day &day, const Damage &damage = Damage())
{
	w.clear();
	w.doing = std::string(", ") + damage_names[damage.kind] + " at " +
		  std::to_string(damage.at);
	for (const Bytes &frame : day.open)
		w.send(0, frame);
	w.settle();
	w.settled();
}

// The touch records that came of the frame that was last to arrive; all frames are apart.
static const Arrived &last_of(Wire &w)
{
	static const Arrived none;

	return w.arrived.empty() ? none : w.arrived.rbegin()->second;
}

static void all_stale(Wire &w, const char *what, size_t at)
{
	for (const struct tw_touch &t : w.latest)
		if (!(t.flags & TW_FLAG_STALE))
			w.fail("%s at %zu: symbol %u is not stale", what, at, t.symbol);
	if (!(w.read(TW_CONTROL_STATUS) & TW_CONTROL_STATUS_STALE_MASK))
		w.fail("%s at %zu: STATUS.STALE is not set", what, at);
}

// The frame comes damaged on A alone, the next one behind it.
static void alone(Wire &w, const Day &day, const Damage &damage, unsigned lane,
		  Seen &seen)
{
	const char *what = damage_names[damage.kind];
	uint64_t frames;

	open_day(w, day, damage);
	uint64_t gaps = w.count(TW_COUNT_GAPS);
	uint64_t taken = w.count(TW_COUNT_MESSAGE, TW_MESSAGE_TAKEN);

	frames = w.frames;
	w.send(0, day.moves, damage, lane);
	w.settle();
	if (w.frames > frames) {
		const Arrived &a = last_of(w);

		seen.frames++;
		seen.records += a.records;
		if (a.records != a.stale)
			w.fail("%s at %zu: %llu of %llu records are good", what,
			       damage.at, (unsigned long long)(a.records - a.stale),
			       (unsigned long long)a.records);
		if (w.count(TW_COUNT_MESSAGE, TW_MESSAGE_TAKEN) > taken) {
			if (w.count(TW_COUNT_GAPS) == gaps)
				w.fail("%s at %zu: no gap", what, damage.at);
			all_stale(w, what, damage.at);
			seen.gaps++;
		}
	}
	// What comes next reveals the rest. A start in the wrong lane swallows no frame.
	w.send(0, day.after, Damage(), lane);
	w.settle();
	if (w.count(TW_COUNT_GAPS) == gaps)
		w.fail("%s at %zu: nobody misses the frame", what, damage.at);
	all_stale(w, what, damage.at);
	w.settled();
}

// The good frame comes, too, on B.
static void both(Wire &w, const Day &day, const Damage &damage, bool b_first)
{
	open_day(w, day, damage);
	if (b_first) {
		w.send(1, day.moves);
		w.settle();
		if (last_of(w).stale || last_of(w).records != day.messages)
			w.fail("a good frame: %llu records, %llu stale",
			       (unsigned long long)last_of(w).records,
			       (unsigned long long)last_of(w).stale);
	}
	w.send(0, day.moves, damage);
	w.settle();
	if (!b_first) {
		w.send(1, day.moves);
		w.settle();
	}
	w.settled();
}

static std::string result(const char *format, const Seen &seen)
{
	char line[160];

	snprintf(line, sizeof(line), format, (unsigned long long)seen.frames,
		 (unsigned long long)seen.records, (unsigned long long)seen.gaps);
	return line;
}

// Faults B1: a bit or a character is wrong at every byte, FCS included.
std::string run_b1_fcs(Wire &w, unsigned seed)
{
	const Day day = make_day();
	const size_t bytes = day.moves.size() + 4;
	Seen seen;
	Wire::Setup one, two;

	w.begin(one);
	open_day(w, day);
	w.send(0, day.moves);
	w.settle();
	if (last_of(w).records != day.messages || last_of(w).stale)
		w.fail("a good frame: %llu records, %llu stale",
		       (unsigned long long)last_of(w).records,
		       (unsigned long long)last_of(w).stale);
	for (size_t at = 0; at < bytes && w.wrong.empty(); at++) {
		alone(w, day, { Damage::FLIP, at, unsigned(at + seed) % 8 },
		      at % 2 ? 4 : 0, seen);
		alone(w, day, { Damage::CODE, at, 0 }, at % 2 ? 0 : 4, seen);
	}
	w.counters();
	two.b = true;
	w.begin(two);
	for (size_t at = 0; at < bytes && w.wrong.empty(); at++) {
		both(w, day, { Damage::FLIP, at, unsigned(at + seed + 3) % 8 }, at % 2);
		both(w, day, { at % 4 < 2 ? Damage::CODE : Damage::FLIP, at, 5 },
		     at % 2 == 0);
	}
	w.counters();
	return result(
		"%llu bad frames handed on, %llu records of them all stale, %llu gaps",
		seen);
}

// Faults B2: the frame ends at every byte.
std::string run_b2_cut(Wire &w, unsigned)
{
	const Day day = make_day();
	Seen seen;

	w.begin(Wire::Setup());
	for (size_t at = 0; at < day.moves.size() + 4 && w.wrong.empty(); at++)
		for (Damage::Kind kind : { Damage::END, Damage::IDLE, Damage::START })
			alone(w, day, { kind, at, 0 }, at / 4 % 2 ? 4 : 0, seen);
	w.counters();
	return result(
		"%llu cut frames handed on, %llu records of them all stale, %llu gaps",
		seen);
}
