// SPDX-License-Identifier: BSD-3-Clause
#include "model.h"

#include <algorithm>
#include <cstdarg>

typedef unsigned long long ull;

void Model::say(const char *format, ...)
{
	char text[400];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	if (wrong.empty())
		wrong = text;
}

void Model::begin_head(unsigned line, const Head &head)
{
	heads[line].push_back(head);
}

void Model::bring(unsigned line, const Item &item)
{
	coming[line].push_back(item);
}

bool Model::quiet() const
{
	for (unsigned line = 0; line < LINES; line++)
		if (!coming[line].empty() || (!queue[line].empty() && !rests(line)))
			return false;
	return !clear_due && !must_suspect && !offered;
}

bool Model::untold() const
{
	for (const std::shared_ptr<Packet> &packet : spoiled)
		if (packet->must && !packet->told)
			return true;
	return false;
}

uint64_t Model::numbers_done() const
{
	uint64_t done = next;

	for (auto it = copies.find(done); it != copies.end() && it->second.part.runt;
	     it = copies.find(done))
		done++;
	return done;
}

// Does the line wait for what the host brings?
bool Model::rests(unsigned line) const
{
	const Item &item = queue[line].front();

	return holding && item.part.kind != Part::BAD &&
	       (item.part.event.seq > expected ||
		(loading && line != R && item.part.event.seq == expected));
}

void Model::arrive()
{
	for (unsigned line = 0; line < LINES; line++)
		while (!coming[line].empty() && coming[line].front().due <= now) {
			Item item = coming[line].front();

			coming[line].pop_front();
			bool counts = item.part.kind == Part::MESSAGE && !item.part.runt;

			if (!item.packet->taken ||
			    (line == R && item.part.kind == Part::BEAT))
				continue;
			totals.arrived[line] += counts;
			if (item.packet->dead) {
				forgotten[line] += counts;
				continue;
			}
			if (line == R && loading)
				loads.push_back(item);
			else if (item.part.kind == Part::MESSAGE)
				copies.emplace(item.part.event.seq, item);
			if (counts)
				judging[line].push_back(item);
			if (item.part.kind == Part::BAD)
				spoiled.push_back(item.packet);
			if (strict)
				queue[line].push_back(item);
		}
}

// Drop what is old, count runts that are next. What waited longer than a cycle makes the feed
// a cycle late, since it drops one record of a line per cycle.
bool Model::pop_spent(unsigned line)
{
	if (queue[line].empty())
		return false;
	const Item &item = queue[line].front();
	uint64_t seq = item.part.event.seq;
	bool was_next = false;

	if (item.part.kind == Part::BAD) {
		if (item.packet->must && !must_suspect)
			suspect_since = now;
		must_suspect |= item.packet->must;
		may_suspect |= item.packet->may;
	} else if (item.part.kind == Part::BEAT) {
		if (seq > expected)
			return false;
		end_reached |= item.part.eos;
	} else if (line == R && loading) {
		if (!item.part.runt || offered)
			return false;
		totals.runts++;
	} else if (seq == expected && item.part.runt && !offered) {
		if (loading)
			return false;
		was_next = true;
		expected++;
		totals.runts++;
	} else if (seq >= expected) {
		return false;
	}
	item.packet->may |= item.part.runt;
	runt_at = was_next ? now : runt_at;
	if (item.due < now || runt_at == now)
		lag_until = std::max(lag_until, now - 1) + 1;
	queue[line].pop_front();
	return true;
}

void Model::settle()
{
	bool more = true;

	while (more) {
		more = false;
		for (unsigned line = 0; line < LINES; line++)
			while (pop_spent(line))
				more = true;
	}
}

const Item *Model::next_of(unsigned line) const
{
	const std::deque<Item> &q = queue[line];

	if (q.empty() || q.front().part.kind != Part::MESSAGE || q.front().part.runt)
		return nullptr;
	if (loading ? line != R : q.front().part.event.seq != expected)
		return nullptr;
	return &q.front();
}

// Rule A: may the numbers up to the lowest waiting one be given up?
bool Model::find_gap(const Seen &seen)
{
	const Item *low = nullptr;
	unsigned ahead = 0, enabled = unsigned(seen.on[0]) + seen.on[1];

	if (holding)
		return false;

	for (unsigned line = 0; line < 2; line++) {
		if (queue[line].empty())
			continue;
		const Item &item = queue[line].front();

		if (item.part.event.seq <= expected)
			return false;
		ahead++;
		if (!low || item.part.event.seq < low->part.event.seq)
			low = &item;
	}
	if (!low)
		return false;
	unsigned other = queue[0].empty() ? 0 : 1;

	if (ahead < 2 && !(enabled < 2 && !seen.on[other]) &&
	    seen.time - low->packet->arrival < seen.hold)
		return false;
	reveals = low->part.event.seq;
	gap_event = Event();
	gap_event.op = OP_GAP;
	gap_event.seq = expected;
	gap_event.exchange_ns = exchange;
	gap_event.arrival_ns = low->part.event.arrival_ns;
	gap_event.last_cycle = low->part.event.last_cycle;
	return true;
}

void Model::check_stamps(const char *what, const Event &e, const Event &want)
{
	if (!(e == want))
		say("%s %llu op %u exchange %llu arrival %llu cycle %u, not %llu op %u "
		    "exchange %llu arrival %llu cycle %u",
		    what, (ull)e.seq, e.op, (ull)e.exchange_ns, (ull)e.arrival_ns,
		    e.last_cycle, (ull)want.seq, want.op, (ull)want.exchange_ns,
		    (ull)want.arrival_ns, want.last_cycle);
}

// A new offer must be right in the cycle it is made.
void Model::check_offer(const Seen &seen)
{
	const Event &e = seen.event;

	if (clear_due != (e.op == OP_CLEAR) || (clear_due && e.code != clear_code)) {
		say("op %u code %u, clear is due: %u", e.op, e.code, clear_due);
	} else if (e.op == OP_GAP) {
		if (!gap_legal && !must_suspect && !may_suspect)
			say("gap at %llu without a reason; %llu is next", (ull)e.seq,
			    (ull)expected);
	} else if (e.op < OP_GAP || e.op == OP_SUSPECT) {
		const Item *from = nullptr;

		if (must_suspect && now > std::max(suspect_since, lag_until))
			say("event %llu before the gap of a bad frame", (ull)e.seq);
		for (unsigned line = LINES; line-- > 0;)
			if (next_of(line) && (!from || event_of(*next_of(line)) == e))
				from = next_of(line);
		if (!from)
			say("event %llu, but %llu is next and not here", (ull)e.seq,
			    (ull)expected);
		else
			check_stamps("event", e, event_of(*from));
	}
}

// What a message goes out as: one that is loaded bears the expected number.
Event Model::event_of(const Item &item) const
{
	Event e = item.part.event;

	if (loading)
		e.seq = expected;
	return e;
}

// What holds whatever was dropped on the way.
void Model::check_ledger(const Event &e, uint64_t lost)
{
	if (e.op == OP_CLEAR) {
		if (e.seq || e.exchange_ns)
			say("clear with number %llu", (ull)e.seq);
		return;
	}
	if (loading) {
		if (e.seq != next)
			say("%llu while %llu is loaded", (ull)e.seq, (ull)next);
		return;
	}
	if (e.seq < next)
		say("%llu again, %llu was expected", (ull)e.seq, (ull)next);
	for (; next < e.seq; next++) {
		auto runt = copies.find(next);

		if (runt == copies.end() || !runt->second.part.runt)
			say("%llu, but nothing became of %llu", (ull)e.seq, (ull)next);
		if (!wrong.empty())
			return;
	}
	if (e.op == OP_GAP && !holding)
		next += lost;
	if (e.op >= OP_GAP && e.op != OP_SUSPECT)
		return;
	auto same = copies.equal_range(e.seq);

	for (auto it = same.first; it != same.second; it++)
		if (it->second.part.event == e && !it->second.part.runt) {
			next = e.seq + 1;
			return;
		}
	say("event %llu is no copy of what a line brought", (ull)e.seq);
}

// The message that went out, among those that the lines brought.
const Item *Model::find_taken(const Event &e, unsigned line)
{
	if (loading) {
		while (line == R && !loads.empty()) {
			found = loads.front();
			loads.pop_front();
			if (!found.part.runt && event_of(found) == e)
				return &found;
		}
		say("no message like the one that was loaded");
		return nullptr;
	}
	auto same = copies.equal_range(e.seq);

	for (auto it = same.first; it != same.second; it++)
		if (it->second.part.event == e && !it->second.part.runt) {
			found = it->second;
			return &found;
		}
	return nullptr;
}

void Model::commit_event(const Seen &seen)
{
	const Event &e = seen.event;
	unsigned line = 0, takers = 0;

	totals.events++;
	for (unsigned i = 0; i < LINES; i++)
		if (seen.message_valid[i] && seen.message_code[i] == M_TAKEN) {
			line = i;
			takers++;
		}
	if (takers != 1)
		say("event %llu is counted as that of %u lines", (ull)e.seq, takers);
	totals.taken[line]++;
	const Item *from = find_taken(e, line);

	exchange = e.exchange_ns;
	if (!from)
		return;
	if (!seen.itch_valid || seen.type != from->part.type ||
	    seen.longer != from->part.longer)
		say("event %llu is counted as type %u, long %u", (ull)e.seq, seen.type,
		    seen.longer);
	from->packet->must = true;
	if (!strict)
		return;
	from = next_of(line);
	if (!from || !(event_of(*from) == e)) {
		say("event %llu is not from line %c", (ull)e.seq, "ABR"[line]);
		return;
	}
	from->packet->must = true;
	if (from->due == now && line != R) {
		exact_cycles = uint32_t(now) - e.last_cycle;
		measure_hint(line, seen);
	}
	queue[line].pop_front();
	expected += !loading;
}

void Model::commit_gap(const Seen &seen)
{
	if (!seen.gap) {
		say("a gap that is not counted");
	} else if (seen.lost == 0) {
		if (strict && !must_suspect && !may_suspect)
			say("a gap of nothing");
		if (seen.event.seq > expected && strict)
			say("suspicion at %llu, %llu is next", (ull)seen.event.seq,
			    (ull)expected);
		must_suspect = may_suspect = false;
		bad_book = true;
		for (const std::shared_ptr<Packet> &packet : spoiled)
			packet->told = true;
		totals.suspicions++;
		spoilt = true;
	} else if (strict) {
		if (!gap_legal)
			say("gap at %llu without a reason", (ull)seen.event.seq);
		if (seen.lost != reveals - expected)
			say("%llu lost, not %llu", (ull)seen.lost,
			    (ull)(reveals - expected));
		check_stamps("gap", seen.event, gap_event);
		expected = holding ? expected : reveals;
	}
	gap_first = seen.event.seq;
	gap_next = seen.event.seq + seen.lost;
	totals.gaps++;
	totals.lost += seen.lost;
	lag_until = now + DEPTH;
}

void Model::commit(const Seen &seen)
{
	// A gap that waits for the host leaves its numbers to be brought.
	if (seen.event.op == OP_GAP && seen.repair)
		holding = true;
	check_ledger(seen.event, seen.lost);
	if (seen.event.op == OP_CLEAR) {
		clear_due = false;
		totals.clears++;
	} else if (seen.event.op == OP_GAP) {
		commit_gap(seen);
	} else if (seen.event.op == OP_LINES) {
		marks_told = seen.event.code;
		totals.marks++;
		lag_until = now + 2;
	} else if (seen.event.op == OP_FRESH) {
		fresh_due = false;
		totals.fresh++;
		lag_until = now + 2;
	} else {
		commit_event(seen);
	}
}

// What can go out must: at once when nothing else delays it, soon in any case.
void Model::check_in_time(const Seen &seen)
{
	bool due = clear_due || fresh_due || must_suspect || next_of(0) || next_of(1) ||
		   next_of(R) || (gap_legal && !may_suspect);

	if (!seen.ready)
		lag_until = now + DEPTH;
	if (seen.ready && due && !seen.valid)
		idle++;
	else
		idle = 0;
	if (idle > DEPTH + 8)
		say("nothing comes, though %llu should", (ull)expected);
	if (clear_due || fresh_due || must_suspect || may_suspect || gap_legal ||
	    lag_until >= now)
		return;
	for (unsigned line = 0; line < LINES; line++)
		if (next_of(line) && next_of(line)->due == now) {
			totals.exact++;
			if (!seen.valid)
				say("%llu is next but does not come at once",
				    (ull)expected);
		}
}

// What is said beside the messages takes their turn: they are late by it.
void Model::look_aside(const Seen &seen)
{
	const Event &e = seen.event;

	if (asked && now > asked_at)
		lag_until = std::max(lag_until, now + 2);
	if (!seen.valid || (e.op != OP_LINES && e.op != OP_FRESH))
		return;
	lag_until = std::max(lag_until, now + 2);
	if (e.arrival_ns || e.exchange_ns != exchange)
		say("op %u with times of a message", e.op);
	if (e.op == OP_LINES && !offered)
		check_lines(e);
}

void Model::cycle(uint64_t at, const Seen &seen)
{
	bool flushed;

	now = at;
	exact_cycles = early_cycles[0] = early_cycles[1] = 0;
	check_silence(seen);
	begin_fresh(seen);
	begin_resumed(seen);
	if (seen.holding != holding || seen.loading != loading)
		say("holding %u, loading %u, not %u, %u", seen.holding, seen.loading,
		    holding, loading);
	check_hint(seen);
	flushed = judge_sessions(seen);
	arrive();
	if (strict)
		settle();
	if (!flushed)
		look_aside(seen);
	judge_messages(seen);
	if (!offered || flushed)
		gap_legal = strict && find_gap(seen);
	if (offered && !flushed && !flushed_now) {
		if (!seen.valid)
			say("an offer was withdrawn");
		else
			check_stamps("changed offer", seen.event, offer);
	} else if (seen.valid && strict && !flushed) {
		check_offer(seen);
	}
	if (strict)
		check_in_time(seen);
	// In the flush's own cycle what was to be said before may still leave.
	if (seen.valid && seen.ready && flushed) {
		if (seen.event.op < OP_GAP || seen.event.op == OP_SUSPECT)
			say("event %llu in the cycle of a new day", (ull)seen.event.seq);
		totals.clears += seen.event.op == OP_CLEAR;
		totals.gaps += seen.gap;
		if (seen.event.op == OP_LINES)
			marks_told = seen.event.code & (loaded_now ? 15 : 7);
		if (seen.gap)
			gap_first = gap_next = seen.event.seq;
	} else if (seen.valid && seen.ready) {
		commit(seen);
	} else if (seen.itch_valid || seen.gap) {
		say("a counter without its event");
	}
	offered = seen.valid && !seen.ready;
	now = at + 1; // what the feed drops in the next cycle
	if (strict)
		settle();
	offer = seen.event;
	expected_before = expected_at_end;
	expected_at_end = expected;
	flushed_now = flushed;
	if (!seen.busy && !seen.waiting && !quiet() && strict && !flushed)
		say("not busy, but something is under way");
}
