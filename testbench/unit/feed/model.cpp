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
	return coming[0].empty() && coming[1].empty() && queue[0].empty() &&
	       queue[1].empty() && !clear_due && !must_suspect && !offered;
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

void Model::arrive()
{
	for (unsigned line = 0; line < 2; line++)
		while (!coming[line].empty() && coming[line].front().due <= now) {
			Item item = coming[line].front();

			coming[line].pop_front();
			if (!item.packet->taken || item.packet->dead)
				continue;
			if (item.part.kind == Part::MESSAGE) {
				copies.emplace(item.part.event.seq, item);
				totals.arrived[line] += !item.part.runt;
			}
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
	} else if (seq == expected && item.part.runt && !offered) {
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
		for (unsigned line = 0; line < 2; line++)
			while (pop_spent(line))
				more = true;
	}
}

const Item *Model::next_of(unsigned line) const
{
	const std::deque<Item> &q = queue[line];

	if (q.empty() || q.front().part.kind != Part::MESSAGE ||
	    q.front().part.event.seq != expected)
		return nullptr;
	return &q.front();
}

// Rule A: may the numbers up to the lowest waiting one be given up?
bool Model::find_gap(const Seen &seen)
{
	const Item *low = nullptr;
	unsigned ahead = 0, enabled = unsigned(seen.on[0]) + seen.on[1];

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

	if (clear_due != (e.op == OP_CLEAR)) {
		say("op %u, clear is due: %u", e.op, clear_due);
	} else if (e.op == OP_GAP) {
		if (!gap_legal && !must_suspect && !may_suspect)
			say("gap at %llu without a reason; %llu is next", (ull)e.seq,
			    (ull)expected);
	} else if (e.op != OP_CLEAR) {
		const Item *a = next_of(0), *b = next_of(1);

		if (must_suspect && now > std::max(suspect_since, lag_until))
			say("event %llu before the gap of a bad frame", (ull)e.seq);
		else if (!a && !b)
			say("event %llu, but %llu is next and not here", (ull)e.seq,
			    (ull)expected);
		else if (!(a && a->part.event == e) && !(b && b->part.event == e))
			check_stamps("event", e, (a ? a : b)->part.event);
	}
}

// What holds whatever was dropped on the way.
void Model::check_ledger(const Event &e, uint64_t lost)
{
	if (e.op == OP_CLEAR) {
		if (e.seq || e.exchange_ns)
			say("clear with number %llu", (ull)e.seq);
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
	if (e.op == OP_GAP) {
		next += lost;
		return;
	}
	auto same = copies.equal_range(e.seq);

	for (auto it = same.first; it != same.second; it++)
		if (it->second.part.event == e && !it->second.part.runt) {
			next = e.seq + 1;
			return;
		}
	say("event %llu is no copy of what a line brought", (ull)e.seq);
}

void Model::commit_event(const Seen &seen)
{
	const Event &e = seen.event;
	const Item *from = nullptr;
	unsigned line = 0;

	totals.events++;
	exchange = e.exchange_ns;
	line = seen.message_valid[0] && seen.message_code[0] == 0 ? 0 : 1;
	if (!seen.message_valid[line] || seen.message_code[line] != 0)
		say("event %llu is counted as nobody's", (ull)e.seq);
	if (seen.message_valid[!line] && seen.message_code[!line] == 0)
		say("event %llu is counted twice", (ull)e.seq);
	totals.taken[line]++;
	auto same = copies.equal_range(e.seq);
	for (auto it = same.first; it != same.second; it++)
		if (it->second.part.event == e)
			from = &it->second;
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
	if (!from || !(from->part.event == e)) {
		say("event %llu is not from line %c", (ull)e.seq, "AB"[line]);
		return;
	}
	from->packet->must = true;
	if (from->due == now) {
		exact_cycles = uint32_t(now) - e.last_cycle;
		measure_hint(line, seen);
	}
	queue[line].pop_front();
	expected++;
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
		for (const std::shared_ptr<Packet> &packet : spoiled)
			packet->told = true;
		totals.suspicions++;
	} else if (strict) {
		if (!gap_legal)
			say("gap at %llu without a reason", (ull)seen.event.seq);
		if (seen.lost != reveals - expected)
			say("%llu lost, not %llu", (ull)seen.lost,
			    (ull)(reveals - expected));
		check_stamps("gap", seen.event, gap_event);
		expected = reveals;
	}
	totals.gaps++;
	totals.lost += seen.lost;
	lag_until = now + DEPTH;
}

void Model::commit(const Seen &seen)
{
	check_ledger(seen.event, seen.lost);
	if (seen.event.op == OP_CLEAR) {
		clear_due = false;
		totals.clears++;
	} else if (seen.event.op == OP_GAP) {
		commit_gap(seen);
	} else {
		commit_event(seen);
	}
}

// What can go out must: at once when nothing else delays it, soon in any case.
void Model::check_in_time(const Seen &seen)
{
	bool due = clear_due || must_suspect || next_of(0) || next_of(1) ||
		   (gap_legal && !may_suspect);

	if (!seen.ready)
		lag_until = now + DEPTH;
	if (seen.ready && due && !seen.valid)
		idle++;
	else
		idle = 0;
	if (idle > DEPTH + 8)
		say("nothing comes, though %llu should", (ull)expected);
	if (clear_due || must_suspect || may_suspect || gap_legal || lag_until >= now)
		return;
	for (unsigned line = 0; line < 2; line++)
		if (next_of(line) && next_of(line)->due == now) {
			totals.exact++;
			if (!seen.valid)
				say("%llu is next but does not come at once",
				    (ull)expected);
		}
}

void Model::cycle(uint64_t at, const Seen &shown)
{
	Seen seen = shown;
	bool flushed;

	now = at;
	if (seen.valid && seen.event.op == OP_LINES) {
		seen.valid = false;
		lag_until = now + DEPTH;
	}
	exact_cycles = early_cycles[0] = early_cycles[1] = 0;
	check_hint(seen);
	flushed = judge_sessions(seen);
	arrive();
	if (strict)
		settle();
	if (!offered || flushed)
		gap_legal = strict && find_gap(seen);
	if (offered && !flushed && !flushed_before) {
		if (!seen.valid)
			say("an offer was withdrawn");
		else
			check_stamps("changed offer", seen.event, offer);
	} else if (seen.valid && strict && !flushed) {
		check_offer(seen);
	}
	if (strict)
		check_in_time(seen);
	// In the flush's own cycle an older clear or suspicion may still leave.
	if (seen.valid && seen.ready && flushed) {
		if (seen.event.op != OP_CLEAR && seen.event.op != OP_GAP)
			say("event %llu in the cycle of a new day", (ull)seen.event.seq);
		totals.clears += seen.event.op == OP_CLEAR;
		totals.gaps += seen.gap;
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
	flushed_before = flushed;
	if (!seen.busy && !seen.waiting && !quiet() && strict && !flushed)
		say("not busy, but something is under way");
}
