// SPDX-License-Identifier: BSD-3-Clause
// Whose packets count, and when a new day begins.
#include "model.h"

namespace
{

constexpr unsigned BLOCK = 20;

// What a taken packet's block lies away from the furthest one.
bool far(uint64_t block, uint64_t from)
{
	return block > from + 1;
}

} // namespace

// What becomes of a packet, were it the next one. @may_start: no other one began a day just now.
Model::Verdict_of Model::verdict_of(const Head &head, bool jump_on, bool may_start) const
{
	uint64_t block = head.seq >> BLOCK;
	bool ours = have && head.session == session;
	bool open = !have || ended ||
		    (tentative && !(has_previous && head.session == previous));

	if (!ours && !(open && may_start))
		return STRANGER;
	if (jump_on && head.seq >> 63)
		return WILD;
	if (!ours)
		return STARTS;
	if (!jump_on)
		return TAKEN;
	if (tentative) {
		if (!far(block, reach) && !far(reach, block))
			return TAKEN;
		return may_start ? STARTS : WILD;
	}
	bool agrees = has_candidate && (block == candidate || block == candidate + 1);

	return far(block, reach) && !agrees ? WILD : TAKEN;
}

void Model::start_day(const Head &head, bool jump_on)
{
	if (have && ended) {
		previous = session;
		has_previous = true;
	}
	session = head.session;
	reach = head.seq >> BLOCK;
	tentative = jump_on;
	has_candidate = ended = false;
	have = true;
	eos_at = 0;
	moved_at = 0;
}

Model::Verdict_of Model::judge_head(const Head &head, bool jump_on, bool may_start)
{
	Verdict_of verdict = verdict_of(head, jump_on, may_start);
	bool ours = have && head.session == session;
	uint64_t block = head.seq >> BLOCK;

	if (verdict == STARTS) {
		start_day(head, jump_on);
	} else if (verdict == TAKEN) {
		tentative = has_candidate = false;
		reach = block > reach ? block : reach;
	} else if (verdict == WILD && ours && may_start && !(head.seq >> 63)) {
		has_candidate = true;
		candidate = block;
	}
	return verdict;
}

// Rule M: the first session is adopted, another one only after the end of this one, or while
// nobody confirmed it. Line A's packet comes before line B's of the same cycle; when line B's
// begins a day, line A's is of the old one. All of before is forgotten in the cycle after.
// Returns whether it is in this one.
bool Model::judge_sessions(const Seen &seen)
{
	static const unsigned cause[] = { 0, 0, P_SESSION, P_WILD };
	bool had = have, take[LINES] = {}, starts = false;

	if (!seen.jump_on)
		tentative = false;
	if (moved_at && now >= moved_at) {
		reach = moved_to;
		has_candidate = false;
		moved_at = 0;
	}
	for (unsigned line = 0; line < 2; line++) {
		if (heads[line].empty())
			continue;
		Head &head = heads[line].front();
		Verdict_of v =
			seen.clear ? STRANGER : judge_head(head, seen.jump_on, !starts);

		take[line] = v == TAKEN || v == STARTS;
		if (line == 1 && v == STARTS && take[0]) {
			take[0] = false;
			totals.packets[0][heads[0].front().code]--;
			totals.packets[0][P_SESSION]++;
		}
		starts |= v == STARTS;
		totals.packets[line][take[line] ? head.code : cause[v]]++;
	}
	bool day = seen.clear || day_due;

	loaded_now = load_due && now >= load_at && !day;

	if (!heads[R].empty()) {
		const Session &named = heads[R].front().session;

		take[R] = holding && !day && !loaded_now && !starts &&
			  (!have || named == session);
		if (take[R] && !have) {
			session = named;
			have = true;
		}
	}
	if (day)
		flush(false, 1, seen.clear);
	else if (loaded_now)
		flush(true, load_seq, true);
	if (day && !seen.clear && load_again) {
		load_due = true;
		load_at = now + 1;
	}
	load_again = loaded_now;
	day_due = had && starts;
	// What the host says of the numbers counts less than a day that begins.
	if (starts)
		moved_at = 0;
	if (!starts && eos_at == now && eos_at)
		ended = true;
	if (seen.clear)
		have = ended = tentative = has_previous = has_candidate = false;
	if (seen.clear)
		reach = moved_at = 0;
	take_heads(take);
	for (unsigned line = 0; line < LINES; line++)
		began[line] = day_due && take[line];
	return day || loaded_now;
}

void Model::take_heads(const bool take[LINES])
{
	for (unsigned line = 0; line < LINES; line++) {
		if (heads[line].empty())
			continue;
		heads[line].front().packet->taken = take[line];
		if (take[line]) {
			live[line] = heads[line].front().packet;
			if (line != R)
				ears[line].heard = live[line]->arrival & ~0ull >> 1;
			if (heads[line].front().eos && line != R)
				eos_at = now + 1;
		}
		heads[line].clear();
	}
}

// What the line has will be counted as of an old day.
void Model::forget(unsigned line, bool packet_too)
{
	forgotten[line] += judging[line].size();
	judging[line].clear();
	queue[line].clear();
	// What is on its way from the host's words to a message does not arrive.
	while (line == R && !coming[R].empty() && coming[R].back().due > now + 1)
		coming[R].pop_back();
	if (live[line] && packet_too)
		live[line]->dead = true;
}

// The host's number is believed: by the packets that are judged in the second next cycle.
void Model::move(uint64_t seq)
{
	moved_at = now + 2;
	moved_to = seq >> BLOCK;
}

// Nothing of before remains, but of a packet that began with the day, or whose header came in this cycle.
void Model::flush(bool load, uint64_t seq, bool by_host)
{
	for (unsigned line = 0; line < LINES; line++) {
		flushes += !queue[line].empty() || !coming[line].empty();
		forget(line, by_host || !began[line]);
	}
	flushes += offered || must_suspect || clear_due || !strict;
	copies.clear();
	spoiled.clear();
	loads.clear();
	expected = next = seq;
	clear_due = true;
	clear_code = load;
	bad_book = false;
	must_suspect = may_suspect = asked = resuming = fresh_due = false;
	holding = loading = load;
	spoilt = false;
	if (load) {
		load_due = false;
		move(seq);
		totals.loads++;
	} else {
		exchange = 0;
		end_reached = false;
		marks_told &= 7;
		for (Kept &k : kept)
			k = Kept();
	}
	lag_until = now + 3;
	told_at[0] = told_at[1] = 0;
}
