// SPDX-License-Identifier: BSD-3-Clause
// tb_feed: two lines of frames with everything that goes wrong on them, against the rules.
//
// Arguments: seed, scenarios (default 60). TB_STRICT 0 is for a build whose buffers overflow:
// then the ledger is checked, not the referee (model.h).

#include "bench.h"

namespace
{

// The last heartbeats of a day; after them nothing of it may be missing.
void end_day(Bench &bench, Day &day, bool eos, bool a_on, bool b_on)
{
	bench.drain();
	bench.ports[0].frames.push_back(day.heartbeat(eos));
	bench.ports[1].frames.push_back(day.heartbeat(eos));
	bench.play();
	bench.drain();
	if ((a_on || b_on) && bench.model.session == day.session &&
	    bench.model.numbers_done() != day.last() + 1)
		bench.fail("%llu of %llu numbers are accounted for",
			   (unsigned long long)bench.model.numbers_done() - 1,
			   (unsigned long long)day.last());
}

Habits habits_of(Bench &bench)
{
	Habits h;

	if (bench.one_in(4))
		h.loss = h.repeat = h.overlap = h.noise = h.bad = 0;
	if (bench.one_in(4))
		h.blocks = 1 + unsigned(bench.pick(20));
	if (bench.one_in(4))
		h.runts = 60;
	if (bench.one_in(3))
		h.bad = 0;
	h.idle = bench.one_in(3) ? 0 : unsigned(bench.pick(60));
	h.forged = unsigned(bench.pick(10));
	h.wild = bench.one_in(2) ? 0 : unsigned(bench.pick(6));
	return h;
}

// What is judged beside the numbers, and who repairs.
void choose(Bench &bench, Habits &habits)
{
	bool repair = bench.one_in(2), jump = bench.one_in(2);

	if (!jump)
		habits.wild = 0;
	bench.judge(repair, jump, bench.one_in(2) ? 0 : 1 + unsigned(bench.pick(4000)),
		    bench.one_in(2) ? 0 : 1 + unsigned(bench.pick(6000)));
	bench.host.mood = repair || bench.one_in(4) ? Host::WILD : Host::ASLEEP;
}

void begin(Bench &bench, Day &day, unsigned line)
{
	std::deque<Frame> frames = day.line();
	Frame first = day.first();

	first.idle = 0;
	frames.push_front(first);
	if (bench.jump_on() && bench.one_in(4))
		frames.push_front(day.stray());
	if (line == 1 && !frames.empty())
		frames[1 % frames.size()].idle += unsigned(bench.pick(400));
	for (Frame &f : frames)
		bench.ports[line].frames.push_back(f);
}

void end(Bench &bench)
{
	bench.drain();
	bench.check_sums();
	bench.host.mood = Host::ASLEEP;
	bench.host.day = nullptr;
	bench.clear();
	bench.drain();
	bench.check_sums();
}

// One or two days, the second one's start sometimes in the middle of all that still moves.
void scenario(Bench &bench)
{
	Habits habits = habits_of(bench);
	bool a_on = !bench.one_in(12), b_on = !bench.one_in(12);
	unsigned days = bench.one_in(3) ? 2 : 1;

	bench.configure(a_on, b_on, bench.one_in(8) ? 0 : unsigned(bench.pick(3000)));
	bench.gaps = bench.one_in(2) ? 0 : unsigned(bench.pick(60));
	choose(bench, habits);
	for (unsigned i = 0; i < days; i++) {
		Day day(bench.rng, 20 + unsigned(bench.pick(400)), habits,
			bench.one_in(3) ? bench.rng() >> 34 : 0);
		bool hot = i + 1 < days && bench.one_in(2);

		bench.host.day = &day;
		bench.stall = bench.one_in(2) ? 0 : unsigned(bench.pick(80));
		begin(bench, day, 0);
		begin(bench, day, 1);
		while (bench.playing()) {
			bench.step();
			if (bench.one_in(20000))
				bench.clear();
			if (bench.one_in(3000))
				bench.configure(a_on && !bench.one_in(3),
						b_on && !bench.one_in(3),
						unsigned(bench.pick(3000)));
		}
		bench.configure(a_on, b_on, unsigned(bench.pick(2000)));
		if (hot) {
			bench.ports[0].frames.push_back(day.heartbeat(true));
			bench.ports[1].frames.push_back(day.heartbeat(true));
			bench.play();
		} else {
			end_day(bench, day, i + 1 < days, a_on, b_on);
		}
		bench.drain();
		bench.host.day = nullptr;
	}
	end(bench);
}

// The lines disagree on the day in one and the same cycle.
void race(Bench &bench)
{
	Habits habits;

	habits.idle = habits.pauses = 0;
	Day today(bench.rng, 3, habits), tomorrow(bench.rng, 3, habits);

	bench.configure(true, true, 500);
	bench.judge(false, bench.one_in(2), 0, 0);
	bench.gaps = bench.stall = 0;
	for (Port &port : bench.ports)
		port.frames.push_back(today.heartbeat(true));
	bench.play();
	bench.drain();
	bool which = bench.one_in(2);

	bench.ports[which].frames.push_back(today.heartbeat(bench.one_in(2)));
	bench.ports[!which].frames.push_back(tomorrow.first());
	bench.play();
	end_day(bench, tomorrow, false, true, true);
	end(bench);
}

// The feed holds for so long that the lines' memories fill; then the host brings what they passed.
void sleep(Bench &bench)
{
	Habits habits;

	habits.noise = habits.bad = habits.runts = habits.overlap = 0;
	habits.back = 1500;
	habits.forged = 2;
	Day day(bench.rng, 3000, habits);

	bench.configure(true, true, 500);
	bench.judge(true, true, 0, 0);
	bench.gaps = bench.stall = 0;
	bench.host.day = &day;
	begin(bench, day, 0);
	begin(bench, day, 1);
	bench.play();
	bench.host.mood = Host::EARNEST;
	end_day(bench, day, true, true, true);
	end(bench);
}

// The numbers of one session leap: one packet is not believed, the second one is.
void leap(Bench &bench)
{
	Habits habits;

	habits.noise = habits.bad = 0;
	Day low(bench.rng, 30, habits), high(bench.rng, 30, habits, 5ull << 20);

	high.session = low.session;
	bench.configure(true, true, 500);
	bench.judge(bench.one_in(2), true, 0, 0);
	bench.gaps = bench.stall = 0;
	bench.host.day = &low;
	bench.host.mood = Host::EARNEST;
	begin(bench, low, 0);
	bench.play();
	bench.drain();
	bench.host.day = &high;
	begin(bench, high, unsigned(bench.pick(2)));
	bench.play();
	end_day(bench, high, false, true, true);
	end(bench);
}

} // namespace

int main(int argc, char **argv)
{
	unsigned n = argc > 2 ? unsigned(strtoul(argv[2], nullptr, 0)) : 60;
	Bench bench(sim::seed_of(argc, argv));
	const Totals &t = bench.model.totals;

	for (unsigned i = 0; i < n; i++) {
		scenario(bench);
		race(bench);
		leap(bench);
		if (i % 16 == 0)
			sleep(bench);
	}
	for (unsigned line = 0; line < LINES; line++)
		if (!t.packets[line][P_SESSION] || !t.taken[line])
			bench.fail("no stranger, or nothing taken, on line %u", line);
	if (!t.fresh || !t.loads || !t.marks || !t.passed || !t.forgotten ||
	    !t.mismatch || !t.packets[0][P_WILD] || !t.packets[1][P_WILD])
		bench.fail("%llu fresh, %llu loads, %llu marks, %llu passed, %llu "
			   "forgotten, %llu differ",
			   (unsigned long long)t.fresh, (unsigned long long)t.loads,
			   (unsigned long long)t.marks, (unsigned long long)t.passed,
			   (unsigned long long)t.forgotten,
			   (unsigned long long)t.mismatch);
	if (!t.taken[0] || !t.taken[1] || !t.lost || !t.suspicions || !t.clears)
		bench.fail("something never happened");
	if (TB_STRICT) {
		if (!t.exact)
			bench.fail("nothing had to come at once");
		if (!t.hints)
			bench.fail("nothing was told early");
		bench.latency("feed", bench.to_event);
		bench.latency("feed:early", bench.early);
		bench.latency("feed:early_reduce", bench.early_reduce);
	} else if (!bench.overflowed[0] || !bench.overflowed[1]) {
		bench.fail("nothing overflowed");
	}
	return bench.done(
		"%llu frames, %llu events, %llu gaps of %llu, %llu suspicions, "
		"%llu new days, %llu overflows, %llu at once, %llu told early, "
		"%llu fresh, %llu loads, %llu replayed, %llu passed, %llu of old "
		"days, %llu compared, %llu marks",
		(unsigned long long)bench.frames, (unsigned long long)t.events,
		(unsigned long long)t.gaps, (unsigned long long)t.lost,
		(unsigned long long)t.suspicions, (unsigned long long)t.clears,
		(unsigned long long)(bench.overflowed[0] + bench.overflowed[1]),
		(unsigned long long)t.exact, (unsigned long long)t.hints,
		(unsigned long long)t.fresh, (unsigned long long)t.loads,
		(unsigned long long)t.taken[R], (unsigned long long)t.passed,
		(unsigned long long)t.forgotten, (unsigned long long)t.compared,
		(unsigned long long)t.marks);
}
