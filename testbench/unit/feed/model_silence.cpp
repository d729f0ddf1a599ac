// SPDX-License-Identifier: BSD-3-Clause
// Which lines are silent, and when that must show.
#include "model.h"

typedef unsigned long long ull;

// A beat at the port in this cycle.
void Model::beat(unsigned line, bool valid, bool last, uint64_t time)
{
	Ear &ear = ears[line];

	ear.rest = valid ? 0 : ear.rest + 1;
	if (valid && !ear.inside)
		ear.frame = time;
	if (valid)
		ear.inside = !last;
}

// The time at which the mark is due, as far as is known; false: never.
bool Model::ear_at(unsigned mark, const Seen &seen, uint64_t &deadline) const
{
	uint64_t last = 0;

	if (mark < 2) {
		deadline = ears[mark].heard + seen.silence;
		return ears[mark].on && seen.on[mark] && seen.silence;
	}
	for (const Ear &ear : ears)
		if (ear.on && ear.heard > last)
			last = ear.heard;
	deadline = last + seen.stale;
	return (ears[0].on || ears[1].on) && seen.stale;
}

void Model::check_mark(unsigned mark, const Seen &seen)
{
	uint64_t deadline = 0;
	bool ever = ear_at(mark, seen, deadline), rest = true;
	bool set = seen.marks >> mark & 1, was = marks_before >> mark & 1;
	bool over = ever && time_before >= deadline;

	for (unsigned line = 0; line < 2; line++) {
		const Ear &ear = ears[line];

		if (mark < 2 && line != mark)
			continue;
		rest = rest && !ear.inside && ear.rest > 8;
		// The frame that came before the deadline may be of the session.
		if (set && !was && ear.on && ear.inside && ear.frame < deadline)
			say("mark %u is set inside of a frame", mark);
	}
	if (set && !over)
		say("mark %u at %llu, due at %llu", mark, (ull)time_before,
		    (ull)deadline);
	late[mark] = over && !set && rest ? late[mark] + 1 : 0;
	if (late[mark] > 2)
		say("mark %u is missing", mark);
}

// The marks are judged as of the cycle before.
void Model::check_silence(const Seen &seen)
{
	bool same = limits[0] == seen.silence && limits[1] == seen.stale &&
		    ears[0].on == seen.on[0] && ears[1].on == seen.on[1];

	for (unsigned mark = 0; mark < 3 && same && steady_limits; mark++)
		check_mark(mark, seen);
	for (unsigned line = 0; line < 2; line++) {
		Ear &ear = ears[line];

		if (seen.on[line] &&
		    (!ear.on || limits[0] != seen.silence || limits[1] != seen.stale))
			ear.heard = seen.time;
		ear.on = seen.on[line];
	}
	steady_limits = same;
	limits[0] = seen.silence;
	limits[1] = seen.stale;
	marks_before = seen.marks;
	time_before = seen.time;
}
