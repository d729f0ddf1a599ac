// SPDX-License-Identifier: BSD-3-Clause
// What is told early: the messages that both lines will bring soon, when their number is next.
#include "model.h"

namespace
{

bool same(const Event &a, const Event &b)
{
	return a.op == b.op && a.locate == b.locate && a.reference == b.reference &&
	       a.seq == b.seq;
}

} // namespace

void Model::announce(unsigned line, const Coming_hint &hint)
{
	hints[line].push_back(hint);
}

// The line's hint of this cycle, if it gave one.
const Hint *Model::hint_of(unsigned line)
{
	std::deque<Coming_hint> &all = hints[line];

	while (!all.empty() && (all.front().due < now || !all.front().packet->taken))
		all.pop_front();
	if (all.empty() || all.front().due != now)
		return nullptr;
	return &all.front().hint;
}

// A hint's number was compared with the expected one a cycle ago, and is of no use when that was
// taken then. While the feed is late, the model does not know that one exactly.
void Model::check_hint(const Seen &seen)
{
	const Hint *own[2] = { hint_of(0), hint_of(1) };
	bool exact = strict && lag_until + 1 < now && !seen.clear;
	int line = -1;

	for (int i = 1; i >= 0; i--)
		if (own[i] && !loading &&
		    (exact ? own[i]->event.seq == expected_before &&
				     expected_at_end == expected_before
			   : seen.early_valid && same(own[i]->event, seen.early)))
			line = i;
	if (seen.early_valid != (line >= 0))
		say("a hint of %llu: %u, not %u; %llu is next",
		    (unsigned long long)seen.early.seq, seen.early_valid, line >= 0,
		    (unsigned long long)expected_before);
	if (line < 0 || !wrong.empty())
		return;
	if (!same(own[line]->event, seen.early))
		say("a hint of %llu op %u is wrong", (unsigned long long)seen.early.seq,
		    seen.early.op);
	told[line] = *own[line];
	told_at[line] = now;
	totals.hints += exact;
}

// An event that came at once: how far ahead was its hint?
void Model::measure_hint(unsigned line, const Seen &seen)
{
	if (!told_at[line] || told[line].event.seq != seen.event.seq || !seen.steady)
		return;
	early_cycles[told[line].lead == 1] = unsigned(now - told_at[line]);
}
