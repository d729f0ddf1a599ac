// SPDX-License-Identifier: BSD-3-Clause
// tb_touch_state: random slots and best levels against what was last published of each symbol.
//
// What adds is compared a cycle earlier than the rest, so touches may leave in cycles that follow
// each other. Slots two cycles apart meet in every mix of early and normal, of the same symbol
// and of others: a slot must find what those in front of it left.
#include "Vtouch_state.h"

#include "../common/book.h"
#include "../common/sim.h"

namespace
{

using namespace book;

constexpr unsigned SYMBOLS = 4;

struct Offer {
	bool valid = false, tracked = false, inexact = false, last = false;
	bool best = false, best_exists = false;
	uint32_t best_rank = 0;
	uint64_t best_size = 0, at = 0;
	Slot slot;

	// Cycles from the slot to where it is compared.
	unsigned compare() const
	{
		return slot.kind == OP_ADD || slot.kind == OP_REPLACE_NEW ? 3 : 4;
	}
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
		dut->op2_valid = dut->cmp_valid = dut->best_valid = dut->lost_valid = 0;
		dut->stale = dut->lines = 0;
		reset();
		for (unsigned i = 0; i < SYMBOLS; i++)
			forget(i, true);
	}

	sim::Range to_touch;
	uint64_t slots = 0, touches = 0, lost = 0, close = 0;

	// Of three slots in a row: which are early, which are of the last one's symbol.
	uint64_t mixes[32] = {};

	void play(unsigned count)
	{
		for (unsigned i = 0; i < count; i++) {
			if (one_in(300))
				turn();
			if (one_in(1500)) {
				rest();
				dut->stale = one_in(2);
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
	uint64_t last_touch = 0;

	void rest()
	{
		for (unsigned i = 0; i < 8; i++)
			step(nullptr);
	}

	// Slots in front go by the old flags, as book_issue sees to.
	void turn()
	{
		rest();
		if (one_in(2))
			dut->stale = !dut->stale;
		else
			dut->lines = uint8_t(pick(16));
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
		offer.slot.code = uint8_t(!silent && one_in(2)); // a load, or a new day
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

		slot.kind = one_in(2) ? OP_ADD : OP_REDUCE;
		if (one_in(9))
			slot.kind = one_in(2) ? OP_STATE : OP_HALT;
		slot.code = uint8_t("THPQ"[pick(4)]);
		offer.tracked = !one_in(10);
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
		offer.inexact = one_in(300);
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

	void note_mix()
	{
		const Offer &a = pipe[4], &b = pipe[2], &c = pipe[0];

		if (!a.tracked || !b.tracked || !c.tracked)
			return;
		mixes[(a.compare() == 3) | (b.compare() == 3) << 1 |
		      (c.compare() == 3) << 2 | (a.slot.symbol == c.slot.symbol) << 3 |
		      (b.slot.symbol == c.slot.symbol) << 4]++;
	}

	// The tracked slot that was compared @ago cycles before.
	Offer compared(unsigned ago)
	{
		for (unsigned c : { 3u, 4u })
			if (pipe[c + ago].tracked && pipe[c + ago].compare() == c)
				return pipe[c + ago];
		// There is none: nothing that stands here may matter.
		Offer none = change(base(unsigned(pick(SYMBOLS))), one_in(2));
		none.slot.kind = unsigned(pick(OP_VOID));
		none.tracked = false;
		return none;
	}

	void step(const Offer *offer)
	{
		for (unsigned i = 6; i > 0; i--)
			pipe[i] = pipe[i - 1];
		pipe[0] = offer ? *offer : Offer();
		pipe[0].at = cycle;
		slots += offer != nullptr;
		note_mix();

		Offer cmp = compared(0), applied = compared(1), out = compared(2);
		dut->op2_valid = pipe[2].valid;
		dut->op2_symbol =
			pipe[2].valid ? pipe[2].slot.symbol : uint16_t(pick(SYMBOLS));
		dut->cmp_valid = cmp.tracked;
		dut->cmp_early = cmp.tracked ? cmp.compare() == 3 : one_in(2);
		cmp.slot.write(dut->cmp_op);
		dut->cmp_symbol = cmp.slot.symbol;
		dut->cmp_locate = cmp.slot.locate;
		dut->cmp_last = cmp.last;
		dut->apply_inexact = applied.tracked ? applied.inexact : one_in(2);
		dut->best_valid = out.best;
		dut->best_sell = out.slot.sell;
		dut->best_exists = out.best_exists;
		dut->best_rank = out.best_rank;
		dut->best_size = out.best_size & 0xffffffffffffull;
		dut->cycle = uint32_t(cycle);
		dut->clk = 0;
		dut->eval();
		Touch want;
		bool shown = out.tracked && apply(out, want);
		if (dut->m_touch_tvalid != shown)
			fail("touch %u, not %u", dut->m_touch_tvalid, shown);
		if (shown) {
			Touch have = Touch::read(dut->m_touch_tdata);

			if (!have.same(want))
				fail("touch of symbol %u flags %02x, not symbol %u flags %02x",
				     have.symbol, have.flags, want.symbol, want.flags);
			if (have.delta != uint32_t(cycle) - want.info.cycle)
				fail("publish_delta %u", have.delta);
			to_touch.add(cycle - out.at - out.compare());
			close += touches && cycle == last_touch + 1;
			last_touch = cycle;
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
		s.inexact |= o.inexact;
		bool forgets = o.slot.kind == OP_FORGET;
		if (forgets) {
			bool published = s.published;
			Touch before = s.shown;
			s = Symbol();
			s.published = published;
			s.shown = before;
		}
		s.now.judge(uint16_t(feed_flags(dut->stale, dut->lines) |
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
		if (forgets && !o.slot.code)
			s.published = false;
		return shows;
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	bench.play(60000);
	for (unsigned mix = 0; mix < 32; mix++)
		if (!bench.mixes[mix])
			bench.fail("mix %02x of slots was never seen", mix);
	if (!bench.close)
		bench.fail("no touch came right behind another");
	bench.latency("touch_state", bench.to_touch);
	return bench.done(
		"%llu slots, %llu touches, %llu in a row, %llu levels lost",
		(unsigned long long)bench.slots, (unsigned long long)bench.touches,
		(unsigned long long)bench.close, (unsigned long long)bench.lost);
}
