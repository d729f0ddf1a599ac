// SPDX-License-Identifier: BSD-3-Clause
// tb_intent_hold: random frames at both ports, and intents of those that are open, of those that
// ended, and of none (B1 of faults.md: no order from a frame that is not yet known to be good).
//
// The bench stands for trigger: it shows intents from a register and tells a cycle ahead whose
// frame is next. When each intent goes, and as what, is told from when frames begin and end.
#include "Vintent_hold.h"

#include "../trigger/intent.h"
#include "sim.h"

#include <deque>
#include <map>

namespace
{

constexpr uint64_t NEVER = UINT64_MAX;
constexpr uint64_t REMEMBERED = 64 * 64 - 100; // ns, by STEP_W
constexpr uint64_t YOUNG = 1000;	       // ns, what intents are of
constexpr unsigned SETTLED = 4;		       // cycles from tlast to the verdict's use

struct Frame {
	uint64_t ended = NEVER; // cycle of tlast
	bool bad = false;
};

struct Port {
	uint64_t next = 20; // cycle of the next first beat
	unsigned left = 0;  // beats of the frame under way
	uint64_t arrival = 0;
	bool spoil = false; // the frame that ended a cycle ago
};

class Bench : public sim::Bench<Vintent_hold>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vintent_hold>("intent_hold", seed)
	{
		dut->s_a_tvalid = dut->s_b_tvalid = dut->s_intent_tvalid = 0;
		dut->s_a_spoilt = dut->s_b_spoilt = dut->cfg_cut_through = 0;
		dut->next_arrival_ns = 0;
		reset();
		for (unsigned i = 0; i < 100; i++)
			clock();
		ports[0].next = ports[1].next = cycle;
	}

	sim::Range at_once, waits;
	uint64_t frames = 0, intents = 0, bad = 0, of_none = 0, cut = 0, behind = 0;

	void play(unsigned cycles)
	{
		for (unsigned i = 0; i < cycles; i++) {
			if (one_in(2000))
				busy = unsigned(pick(3));
			// A setting changes while nothing waits.
			if (queue.empty() && one_in(300))
				dut->cfg_cut_through = one_in(3);
			step();
		}
	}

private:
	Port ports[2];
	std::map<uint64_t, Frame> known; // by arrival_ns
	std::deque<uint64_t> queue;	 // arrival_ns; the first is shown when `shows`
	bool shows = false, went = false;
	uint64_t shown_since = 0;
	unsigned busy = 0;

	uint64_t now()
	{
		return 1000000 + cycle * 32 / 5;
	}

	uint64_t age(uint64_t arrival)
	{
		return now() - (arrival & INT64_MAX);
	}

	void beat(unsigned n, uint8_t &valid, uint8_t &last, uint8_t &user,
		  uint8_t &spoilt)
	{
		Port &p = ports[n];

		spoilt = p.spoil;
		p.spoil = false;
		valid = 0;
		last = user = uint8_t(pick(2));
		if (!p.left && cycle >= p.next) {
			p.arrival = now() | uint64_t(n) << 63;
			p.left = 1 + unsigned(pick(one_in(3) ? 60 : 12));
			p.next = cycle + 11 + pick(one_in(2) ? 2 : 60);
			known[p.arrival] = Frame();
			frames++;
		} else if (!p.left || one_in(9)) { // a MAC may stop for a cycle
			return;
		}
		valid = 1;
		last = --p.left == 0;
		if (!last)
			return;
		Frame &f = known[p.arrival];
		user = one_in(4);
		p.spoil = one_in(6);
		f.bad = user || p.spoil;
		f.ended = cycle;
	}

	// The frame of a new intent: open, one of the last, or none.
	uint64_t some_arrival()
	{
		const Port &p = ports[pick(2)];

		if (one_in(10))
			return one_in(2) ? 0 : now() - 900000;
		if (one_in(2) && p.left && age(p.arrival) > 10)
			return p.arrival;
		for (auto tries = 0; tries < 8; tries++) {
			auto it = known.begin();

			std::advance(it, long(pick(known.size())));
			if (age(it->first) > 10 && age(it->first) < YOUNG)
				return it->first;
		}
		return 0;
	}

	void forget()
	{
		for (auto it = known.begin(); it != known.end();) {
			bool old =
				it->second.ended != NEVER && age(it->first) > REMEMBERED;

			it = old ? known.erase(it) : std::next(it);
		}
	}

	// The intent that is shown: does it go, and is its frame bad?
	void judge(bool ready)
	{
		auto it = known.find(queue.front());
		const Frame none = { 0, false };
		const Frame &f = it == known.end() ? none : it->second;
		bool settled = f.ended != NEVER && cycle >= f.ended + SETTLED;
		bool goes = settled || dut->cfg_cut_through;

		if (dut->m_intent_tvalid != goes ||
		    dut->s_intent_tready != (goes && ready))
			fail("an intent %s", goes ? "waits" : "goes");
		if (!goes)
			return;
		if (dut->m_intent_bad_frame != (settled && f.bad))
			fail("bad_frame %u", dut->m_intent_bad_frame);
		for (unsigned i = 0; i < 16; i++)
			if (dut->m_intent_tdata[i] != dut->s_intent_tdata[i])
				fail("an intent changes on its way");
		if (!went) {
			bool waited = f.ended != NEVER && shown_since < f.ended + SETTLED;

			cut += !settled;
			bad += settled && f.bad;
			of_none += it == known.end();
			behind += waited && queue.size() > 1;
			if (settled && waited && !dut->cfg_cut_through)
				waits.add(cycle - f.ended);
			else
				at_once.add(cycle - shown_since);
		}
		went = true;
	}

	void step()
	{
		bool ready = busy == 0 || one_in(busy * 3);

		dut->time_ns = now();
		beat(0, dut->s_a_tvalid, dut->s_a_tlast, dut->s_a_tuser, dut->s_a_spoilt);
		beat(1, dut->s_b_tvalid, dut->s_b_tlast, dut->s_b_tuser, dut->s_b_spoilt);
		dut->s_intent_tvalid = shows;
		dut->m_intent_tready = ready;
		dut->clk = 0;
		dut->eval();
		if (shows)
			judge(ready);
		else if (dut->m_intent_tvalid)
			fail("an intent of nobody");
		bool taken = shows && dut->s_intent_tready;
		if (taken) {
			queue.pop_front();
			intents++;
		}
		if (queue.size() < 6 && one_in(6))
			queue.push_back(some_arrival());
		bool moves = taken || !shows;
		shows = !queue.empty();
		dut->next_arrival_ns = shows ? queue.front() : rng();
		clock();
		if (moves && shows)
			show();
		forget();
	}

	void show()
	{
		for (unsigned i = 0; i < 16; i++)
			dut->s_intent_tdata[i] = uint32_t(rng());
		book::put(dut->s_intent_tdata, 64, 64, queue.front());
		shown_since = cycle;
		went = false;
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	bench.play(400000);
	if (!bench.bad || !bench.of_none || !bench.cut || !bench.behind)
		bench.fail(
			"bad %llu, of no frame %llu, cut through %llu, behind %llu",
			(unsigned long long)bench.bad, (unsigned long long)bench.of_none,
			(unsigned long long)bench.cut, (unsigned long long)bench.behind);
	bench.latency("intent_hold", bench.at_once);
	bench.latency("intent_hold:waits", bench.waits);
	return bench.done(
		"%llu frames, %llu intents, %llu of bad frames, %llu cut through",
		(unsigned long long)bench.frames, (unsigned long long)bench.intents,
		(unsigned long long)bench.bad, (unsigned long long)bench.cut);
}
