// SPDX-License-Identifier: BSD-3-Clause
// What the host does about gaps, what is said beside messages, and what becomes of each message.
#include "model.h"

typedef unsigned long long ull;

void Model::ask_fresh(uint32_t gaps)
{
	asked = true;
	asked_gaps = gaps;
	asked_at = now;
	asked_calm = lag_until < now;
	asked_free = 0;
}

void Model::ask_load(uint64_t seq)
{
	load_due = true;
	load_at = now + 1;
	load_seq = seq;
}

void Model::ask_resume(uint64_t seq)
{
	resuming = true;
	resume_seq = seq;
}

// The feed called the book fresh a cycle ago: when it stops holding, or says so without that.
void Model::begin_fresh(const Seen &seen)
{
	bool stops = holding && !seen.holding;
	bool says = seen.valid && seen.event.op == OP_FRESH && !fresh_due;

	// It is answered in the first cycle in which no record's offer stands.
	asked_free += asked && !offered;
	if (asked_free > 3)
		asked = stops || says;
	if (!stops && !says)
		return;
	if (!asked || asked_gaps != uint32_t(totals.gaps))
		say("fresh, but %u gaps of %llu were asked for: %u", asked_gaps,
		    (ull)totals.gaps, asked);
	if (spoilt)
		say("fresh, but a bad frame is in the book");
	if (loading || seen.replay_lost || bad_book)
		say("fresh while loading: %u, with messages lost: %u, a bad frame: %u",
		    loading, seen.replay_lost, bad_book);
	for (unsigned line = 0; line < 2 && strict; line++)
		if (!queue[line].empty() && asked_calm &&
		    queue[line].front().due < asked_at &&
		    queue[line].front().part.kind != Part::BAD &&
		    queue[line].front().part.event.seq > expected)
			say("fresh, but line %c waits for %llu", "AB"[line],
			    (ull)expected);
	holding = asked = false;
	fresh_due = true;
	forget(R, true);
}

// What was loaded is out: numbers count again.
void Model::begin_resumed(const Seen &seen)
{
	if (!loading || seen.loading)
		return;
	if (!resuming || (strict && !queue[R].empty()))
		say("the load is over too early");
	resuming = loading = false;
	expected = next = resume_seq;
	if (!day_due) {
		move(resume_seq);
		moved_at--;
	}
	expected_before = expected_at_end = expected;
	told_at[0] = told_at[1] = 0; // numbers may come again
	lag_until = now + 3;
}

void Model::check_lines(const Event &e)
{
	if (clear_due)
		say("the lines' marks before the clear");
	if (e.code == marks_told)
		say("the same marks %u again", e.code);
	if (strict && e.code >> 3 && !end_reached)
		say("ended, but numbers before the end are missing");
}

// ---- what became of each message --------------------------------------------------------------
void Model::compare(const Item &item, const Seen &seen)
{
	const Kept &slot = kept[item.part.event.seq % 1024];

	uint64_t age = seen.expected - item.part.event.seq;

	// The last one is replaced by what is taken in this cycle.
	if (age > 1024 || (age == 1024 && seen.itch_valid && !loading) ||
	    slot.seq != item.part.event.seq)
		return;
	compared_wanted++;
	mismatch_wanted += slot.print != item.part.print;
}

// A message was passed, and what is no message in front of it.
void Model::pop_passed(unsigned line, uint64_t seq)
{
	bool found = false;

	while (!found && !queue[line].empty()) {
		const Part &part = queue[line].front().part;

		found = part.kind == Part::MESSAGE && !part.runt && part.event.seq == seq;
		queue[line].pop_front();
	}
}

void Model::judge_message(unsigned line, unsigned code, const Seen &seen)
{
	if (code == M_OLD_DAY) {
		if (forgotten[line] == 0)
			say("a message of an old day that line %c did not have",
			    "ABR"[line]);
		forgotten[line] -= forgotten[line] != 0;
		return;
	}
	if (judging[line].empty()) {
		say("code %u for a message that line %c did not bring", code,
		    "ABR"[line]);
		return;
	}
	Item item = judging[line].front();
	uint64_t seq = item.part.event.seq;

	judging[line].pop_front();
	if (code == M_DUPLICATE) {
		if (seq >= expected)
			say("%llu of line %c is no duplicate", (ull)seq, "ABR"[line]);
		if (line != R)
			compare(item, seen);
	} else if (code == M_PASSED) {
		if (!holding || line == R || (seq <= seen.expected && !loading))
			say("%llu of line %c was passed", (ull)seq, "ABR"[line]);
		pop_passed(line, seq);
	} else if (code == M_TAKEN && !loading) {
		kept[seq % 1024].seq = seq;
		kept[seq % 1024].print = item.part.print;
	}
}

void Model::judge_messages(const Seen &seen)
{
	compared += seen.compared;
	mismatch += seen.mismatch;
	for (unsigned line = 0; line < LINES; line++) {
		if (!seen.message_valid[line])
			continue;
		totals.judged[line]++;
		totals.passed += seen.message_code[line] == M_PASSED;
		totals.forgotten += seen.message_code[line] == M_OLD_DAY;
		// A duplicate is compared with what was taken before this cycle.
		if (strict && seen.message_code[line] != M_TAKEN)
			judge_message(line, seen.message_code[line], seen);
	}
	for (unsigned line = 0; line < LINES && strict; line++)
		if (seen.message_valid[line] && seen.message_code[line] == M_TAKEN)
			judge_message(line, M_TAKEN, seen);
}

// Nothing moves and nothing waits to be counted: every message was counted once.
void Model::check_messages()
{
	for (unsigned line = 0; line < LINES; line++) {
		if (totals.judged[line] != totals.arrived[line])
			say("%llu messages came on %c, %llu were counted",
			    (ull)totals.arrived[line], "ABR"[line],
			    (ull)totals.judged[line]);
		totals.judged[line] = totals.arrived[line] = 0;
	}
	if (strict && (compared != compared_wanted || mismatch != mismatch_wanted))
		say("%llu compared, %llu differ, not %llu, %llu", (ull)compared,
		    (ull)mismatch, (ull)compared_wanted, (ull)mismatch_wanted);
	totals.compared += compared;
	totals.mismatch += mismatch;
	compared = mismatch = compared_wanted = mismatch_wanted = 0;
}

void Model::check_settled(const Seen &seen)
{
	unsigned marks = seen.marks | (strict ? unsigned(end_reached) : marks_told >> 3)
					      << 3;

	if (marks != marks_told)
		say("the marks are %u, but %u was told", marks, marks_told);
	if (seen.gap_first != gap_first || seen.gap_next != gap_next)
		say("the last gap is %llu to %llu, not %llu to %llu", (ull)seen.gap_first,
		    (ull)seen.gap_next, (ull)gap_first, (ull)gap_next);
	if (strict && seen.expected != expected)
		say("%llu is expected, not %llu", (ull)seen.expected, (ull)expected);
	if (seen.ended != ended)
		say("ended: %u, not %u", seen.ended, ended);
}
