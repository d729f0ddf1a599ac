// SPDX-License-Identifier: BSD-3-Clause
// tb_touch_state: random slots and best levels against what was last published of each symbol.
#include "Vtouch_state.h"

#include "../common/book.h"
#include "../common/sim.h"

namespace
{

using namespace book;

constexpr unsigned SYMBOLS = 4;

struct Offer {
	bool valid = false, tracked = false, inexact = false, last = false, full = false;
	bool best = false, best_exists = false;
	uint32_t best_rank = 0;
	uint64_t best_size = 0, at = 0;
	Slot slot;
};

// A symbol as the bench knows it.
struct Symbol {
	bool published = false, inexact = false, halt = false;
	uint8_t state = 0;
	Touch now, shown;
};

class Bench : public sim::Bench<Vtouch_state>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vtouch_state>("touch_state", seed)
	{
		dut->op2_valid = dut->op4_valid = dut->best_valid = dut->lost_valid = 0;
		dut->stale = 0;
		reset();
		for (unsigned i = 0; i < SYMBOLS; i++)
			forget(i, true);
	}

	sim::Range to_touch;
	uint64_t slots = 0, touches = 0, lost = 0;

	void play(unsigned count)
	{
		for (unsigned i = 0; i < count; i++) {
			if (one_in(300))
				turn_stale();
			if (one_in(1500)) {
				rest();
				dut->stale = 0;
				for (unsigned n = 0; n < SYMBOLS; n++)
					forget(n, false);
			}
			if (one_in(600))
				lose();
			Offer offer = next();
			send(offer);
			// The second half of a replace shows the side that the first one did.
			if (!offer.last) {
				bool best = offer.best;
				unsigned symbol = offer.slot.symbol;
				bool sell = offer.slot.sell;

				offer = change(base(symbol), sell);
				offer.slot.kind = OP_REPLACE_NEW;
				offer.best = best;
				send(offer);
			}
			while (one_in(4))
				step(nullptr);
		}
		rest();
	}

private:
	Symbol symbols[SYMBOLS];
	Offer pipe[7];

	void rest()
	{
		for (unsigned i = 0; i < 8; i++)
			step(nullptr);
	}

	// Slots in front of a gap go by the old state, as book_issue sees to.
	void turn_stale()
	{
		rest();
		dut->stale = !dut->stale;
		for (unsigned i = 0; i < SYMBOLS; i++) {
			Offer offer = base(i);

			offer.slot.kind = OP_REFRESH;
			send(offer);
		}
	}

	void lose()
	{
		unsigned symbol = unsigned(pick(SYMBOLS));

		rest();
		dut->lost_valid = 1;
		dut->lost_symbol = uint16_t(symbol);
		step(nullptr);
		dut->lost_valid = 0;
		symbols[symbol].inexact = true;
		lost++;
	}

	void forget(unsigned symbol, bool silent)
	{
		Offer offer = base(symbol);

		offer.slot.kind = OP_FORGET;
		offer.slot.sell = true;
		offer.slot.none = silent;
		send(offer);
	}

	Offer base(unsigned symbol)
	{
		Offer offer;

		offer.valid = offer.tracked = offer.last = true;
		offer.slot.symbol = uint16_t(symbol);
		offer.slot.locate = uint16_t(rng());
		offer.slot.info = { rng(), rng() >> 16, rng(),
				    uint32_t(cycle - pick(99)) };
		return offer;
	}

	Offer next()
	{
		Offer offer = base(unsigned(pick(one_in(2) ? 1 : SYMBOLS)));
		Slot &slot = offer.slot;

		slot.kind = OP_ADD;
		if (one_in(9))
			slot.kind = one_in(2) ? OP_STATE : OP_HALT;
		slot.code = uint8_t("THPQ"[pick(4)]);
		offer.tracked = !one_in(10);
		offer.inexact = one_in(300);
		offer.last = !one_in(8);
		if (!offer.last) {
			slot.kind = OP_REPLACE_OLD;
			offer.tracked = true;
		}
		if (slot.kind == OP_STATE || slot.kind == OP_HALT)
			return offer;
		return change(offer, one_in(2));
	}

	Offer change(Offer offer, bool sell)
	{
		offer.slot.sell = sell;
		offer.full = one_in(400);
		offer.best = !one_in(5);
		offer.best_exists = !one_in(6);
		offer.best_rank = rank_of(1000 + uint32_t(pick(3)), sell);
		offer.best_size = one_in(8) ? 0xfffffffeull + pick(9) : 1 + pick(2);
		return offer;
	}

	void send(const Offer &offer)
	{
		step(&offer);
		step(nullptr);
	}

	void step(const Offer *offer)
	{
		for (unsigned i = 6; i > 0; i--)
			pipe[i] = pipe[i - 1];
		pipe[0] = offer ? *offer : Offer();
		pipe[0].at = cycle;
		slots += offer != nullptr;

		const Offer &o2 = pipe[2], &o4 = pipe[4], &o5 = pipe[5], &o6 = pipe[6];
		dut->op2_valid = o2.valid;
		dut->op2_symbol = o2.slot.symbol;
		dut->op4_valid = o4.tracked;
		o4.slot.write(dut->op4);
		dut->op4_symbol = o4.slot.symbol;
		dut->op4_locate = o4.slot.locate;
		dut->op4_inexact = o4.inexact;
		dut->op4_last = o4.last;
		dut->op5_full = o5.full && o5.tracked;
		dut->best_valid = o6.best && o6.tracked;
		dut->best_sell = o6.slot.sell;
		dut->best_exists = o6.best_exists;
		dut->best_rank = o6.best_rank;
		dut->best_size = o6.best_size & 0xffffffffffffull;
		dut->cycle = uint32_t(cycle);
		dut->clk = 0;
		dut->eval();
		Touch want;
		bool shown = o6.tracked && apply(o6, want);
		if (dut->m_touch_tvalid != shown)
			fail("touch %u, not %u", dut->m_touch_tvalid, shown);
		if (shown) {
			Touch have = Touch::read(dut->m_touch_tdata);

			if (!have.same(want))
				fail("touch of symbol %u flags %02x, not symbol %u flags %02x",
				     have.symbol, have.flags, want.symbol, want.flags);
			if (have.delta != uint32_t(cycle) - want.info.cycle)
				fail("publish_delta %u", have.delta);
			to_touch.add(cycle - o6.at);
			touches++;
		}
		clock();
	}

	// True when the slot publishes @want.
	bool apply(const Offer &o, Touch &want)
	{
		Symbol &s = symbols[o.slot.symbol];
		bool side = o.slot.sell;

		if (o.best) {
			s.now.price[side] = !o.best_exists ? 0
					    : side	   ? o.best_rank
							   : ~o.best_rank & 0x7fffffff;
			s.now.size[side] = o.best_exists ? saturated(o.best_size) : 0;
		}
		if (o.slot.kind == OP_STATE)
			s.state = o.slot.code;
		if (o.slot.kind == OP_HALT)
			s.halt = o.slot.code == 'H';
		s.inexact |= o.inexact || o.full;
		bool forgets = o.slot.kind == OP_FORGET;
		if (forgets) {
			bool published = s.published;
			Touch before = s.shown;
			s = Symbol();
			s.published = published;
			s.shown = before;
		}
		s.now.judge(uint16_t((dut->stale && !forgets ? STALE : 0) |
				     (s.inexact ? INEXACT : 0) |
				     (s.state != 'T' || s.halt ? HALTED : 0)));
		bool shows = o.last && !o.slot.none &&
			     (s.published ? !s.now.same_market(s.shown)
					  : s.now.size[0] || s.now.size[1]);
		if (shows) {
			s.published = true;
			s.shown = s.now;
			want = s.now;
			want.symbol = o.slot.symbol;
			want.locate = o.slot.locate;
			want.info = o.slot.info;
		}
		if (forgets)
			s.published = false;
		return shows;
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	bench.play(60000);
	bench.latency("touch_state", bench.to_touch);
	return bench.done("%llu slots, %llu touches, %llu levels lost",
			  (unsigned long long)bench.slots,
			  (unsigned long long)bench.touches,
			  (unsigned long long)bench.lost);
}
