// SPDX-License-Identifier: BSD-3-Clause
// Whose packets count, and when a new day begins.
#include "model.h"

// Rule M: the first session is adopted, another one only after the end of this one. When both
// lines begin one at once, line A's is the day's. Returns whether a new day begins.
bool Model::judge_sessions(const Seen &seen)
{
	bool day = seen.clear;
	Session today = session;
	bool had = have, open = (!have || ended) && !seen.clear;
	int opener = -1;

	for (int line = 0; line < 2; line++)
		if (opener < 0 && open && !heads[line].empty() &&
		    !(had && heads[line].front().session == today))
			opener = line;
	if (opener >= 0) {
		day |= had;
		today = heads[opener].front().session;
	}
	for (int line = 0; line < 2; line++) {
		if (heads[line].empty())
			continue;
		Head &head = heads[line].front();
		bool take = !seen.clear && (had || opener >= 0) && head.session == today;

		head.packet->taken = take;
		totals.packets[line][take ? head.code : unsigned(P_SESSION)]++;
	}
	if (day)
		flush();
	if (opener >= 0) {
		session = today;
		have = true;
		ended = false;
		eos_at = 0;
	} else if (eos_at == now && eos_at) {
		ended = true;
	}
	if (seen.clear)
		have = ended = false;
	for (int line = 0; line < 2; line++) {
		if (heads[line].empty())
			continue;
		if (heads[line].front().packet->taken) {
			live[line] = heads[line].front().packet;
			if (heads[line].front().eos)
				eos_at = now + 1;
		}
		heads[line].clear();
	}
	return day;
}

// Nothing of the old day remains; a packet whose header came in this cycle is of the new one.
void Model::flush()
{
	for (unsigned line = 0; line < 2; line++) {
		flushes += !queue[line].empty() || !coming[line].empty();
		queue[line].clear();
		if (live[line])
			live[line]->dead = true;
	}
	flushes += offered || must_suspect || clear_due || !strict;
	copies.clear();
	spoiled.clear();
	expected = next = 1;
	exchange = 0;
	clear_due = true;
	must_suspect = may_suspect = false;
	lag_until = now + 3;
}
