// SPDX-License-Identifier: BSD-3-Clause
// tb_trigger: random rules and touches; every intent must be the C reference's, in its cycle.
//
// Prices, sizes and thresholds are few, so conditions turn all the time; some are as large as they
// get. Touches come in pairs and two cycles apart, mostly of one symbol; rows are written between
// them, and all rules go off now and then.
#include "Vtrigger.h"

#include "intent.h"
#include "sim.h"

#include <deque>
#include <vector>

#include <touchwire/trigger.h>

namespace
{

constexpr unsigned SYMBOLS = TB_SYMBOLS, QUEUE = TB_QUEUE, LANES = TW_RULES_PER_SYMBOL;

struct Row {
	uint32_t index = 0;
	struct tw_row_rule rule = {};
};

class Bench : public sim::Bench<Vtrigger>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vtrigger>("trigger", seed)
	{
		reference = tw_trigger_create(SYMBOLS);
		dut->s_touch_tvalid = dut->cmd_flush = dut->cmd_row_valid = 0;
		dut->m_intent_tready = 1;
		reset();
	}
	~Bench()
	{
		tw_trigger_destroy(reference);
	}

	sim::Range to_intent;
	uint64_t touches = 0, intents = 0, lost = 0, rows = 0, flushes = 0;
	uint64_t by_condition[TW_CONDITIONS] = {}, by_count[LANES + 1] = {};
	uint64_t again = 0, pairs = 0, met = 0;

	void play(unsigned cycles)
	{
		for (unsigned i = 0; i < cycles; i++) {
			if (one_in(500))
				busy = unsigned(pick(4)); // how often m_intent is taken
			if (one_in(300))
				load = 2 + unsigned(pick(30));
			step();
		}
	}

private:
	struct tw_trigger *reference;
	unsigned busy = 0, load = 8, row_rest = 0;
	bool touched[2] = {}; // one and two cycles ago
	bool row_waits = false;
	Row row;
	uint32_t conditions[SYMBOLS * LANES] = {};
	uint64_t fired_at[SYMBOLS * LANES] = {};
	uint16_t last_symbol = 0;
	std::vector<Intent> judged;		 // of the touch of the cycle before
	std::deque<std::vector<Intent>> waiting; // by touch
	bool shows = false;			 // m_intent, as it must be
	Intent shown;
	uint64_t promised = 0; // next_arrival_ns in the cycle before

	uint32_t price()
	{
		if (one_in(30))
			return one_in(3) ? 1 : one_in(2) ? book::PRICE_MAX : ~0u;
		return 1000 + uint32_t(pick(4));
	}
	uint32_t size()
	{
		return one_in(30) ? 0xffffffffu - uint32_t(pick(2)) : uint32_t(pick(5));
	}

	Row random_row()
	{
		Row r;
		unsigned condition = unsigned(pick(TW_CONDITIONS));
		auto mode = [this](unsigned most) {
			return one_in(40) ? 3 : pick(most + 1);
		};

		if (one_in(40))
			condition = 9 + unsigned(pick(7));
		r.index = uint32_t(pick(SYMBOLS * LANES));
		if (one_in(2))
			r.index = last_symbol * LANES + uint32_t(pick(LANES));
		if (one_in(30))
			r.index += SYMBOLS * LANES << pick(12);
		r.rule.what = uint32_t(
			pick(256) | condition << TW_RULE_CONDITION_SHIFT |
			pick(2) << TW_RULE_SELL_SHIFT |
			(one_in(20) ? 0 : 1 + pick(3)) << TW_RULE_KIND_SHIFT |
			mode(2) << TW_RULE_PRICE_SHIFT | mode(1) << TW_RULE_SIZE_SHIFT |
			mode(1) << TW_RULE_REARM_SHIFT);
		if (one_in(50))
			r.rule.what |= 1u << (TW_RULE_BITS + pick(32 - TW_RULE_BITS));
		r.rule.threshold = price();
		if (condition >= TW_CONDITION_SPREAD_GE)
			r.rule.threshold = uint32_t(pick(4));
		if (condition >= TW_CONDITION_IMBALANCE_BID)
			r.rule.threshold = uint32_t(pick(8) * 64);
		if (one_in(30))
			r.rule.threshold =
				uint32_t(one_in(2) ? ~pick(1200) : rng() >> pick(32));
		r.rule.quantity = size();
		r.rule.price = one_in(4) ? uint32_t(rng()) : uint32_t(pick(2400)) - 1200;
		r.rule.token = uint32_t(rng());
		return r;
	}

	void load_row(const Row &r)
	{
		if (!tw_trigger_load(reference, r.index, &r.rule))
			return;
		conditions[r.index] = r.rule.what >> TW_RULE_CONDITION_SHIFT & 15;
		fired_at[r.index] = 0;
	}

	// What the host does in this cycle, before the touch of this cycle is judged.
	void host(bool touch)
	{
		bool flush = one_in(3000);

		dut->cmd_flush = flush;
		if (flush) {
			tw_trigger_flush(reference);
			row_waits = false;
			flushes++;
		} else if (row_waits && !touch) {
			load_row(row);
			row_waits = false;
		}
		dut->cmd_row_valid = 0;
		if (row_rest++ < 2 || !one_in(load))
			return;
		row_rest = 0;
		rows++;
		row = random_row();
		row_waits = !flush;
		dut->cmd_row_valid = 1;
		dut->cmd_row = row.index;
		for (unsigned i = 0; i < 16; i++)
			dut->cmd_words[i] = uint32_t(rng());
		memcpy(&dut->cmd_words[0], &row.rule, sizeof(row.rule));
	}

	// A touch at the port, or not; what its rules want.
	std::vector<Intent> touch(bool valid)
	{
		struct tw_touch t = {};
		struct tw_intent out[LANES];
		std::vector<Intent> wants;
		book::Info info = { rng(), rng() >> 16, rng(), uint32_t(rng()) };

		t.symbol = uint16_t(one_in(3) ? pick(SYMBOLS) : last_symbol);
		t.bid_size = size();
		t.ask_size = size();
		t.bid_price = t.bid_size ? price() : 0;
		t.ask_price = t.ask_size ? price() : 0;
		t.flags = uint16_t(rng());
		t.feed_seq = info.seq;
		t.arrival_ns = info.arrival;
		info.write(dut->s_touch_tdata);
		book::put(dut->s_touch_tdata, 208, 32, rng());
		book::put(dut->s_touch_tdata, 240, 16, t.flags);
		book::put(dut->s_touch_tdata, 256, 32, t.ask_size);
		book::put(dut->s_touch_tdata, 288, 32, t.ask_price);
		book::put(dut->s_touch_tdata, 320, 32, t.bid_size);
		book::put(dut->s_touch_tdata, 352, 32, t.bid_price);
		book::put(dut->s_touch_tdata, 384, 16, rng());
		book::put(dut->s_touch_tdata, 400, 16, t.symbol);
		dut->s_touch_tvalid = valid;
		if (!valid)
			return wants;
		touches++;
		pairs += touched[0] && t.symbol == last_symbol;
		last_symbol = t.symbol;
		unsigned n = tw_trigger_touch(reference, &t, uint32_t(cycle), out);
		by_count[n]++;
		for (unsigned i = 0; i < n; i++) {
			unsigned index = t.symbol * LANES + out[i].rule;

			by_condition[conditions[index]]++;
			again += fired_at[index] != 0;
			met += fired_at[index] && cycle - fired_at[index] <= 4;
			fired_at[index] = cycle;
			wants.push_back({ out[i], info.exchange, info.cycle });
		}
		return wants;
	}

	void judge_outputs()
	{
		dut->clk = 0;
		dut->eval();
		if (dut->m_intent_tvalid != shows)
			fail("intent %u, not %u", dut->m_intent_tvalid, shows);
		if (!shows)
			return;
		Intent have = Intent::read(dut->m_intent_tdata);

		if (!(have == shown))
			fail("intent of symbol %u rule %u kind %u price %u, not symbol %u rule %u kind %u price %u",
			     have.fields.symbol, have.fields.rule, have.fields.kind,
			     have.fields.price, shown.fields.symbol, shown.fields.rule,
			     shown.fields.kind, shown.fields.price);
		if (promised != shown.fields.arrival_ns)
			fail("arrival was said to be %llx", (unsigned long long)promised);
	}

	// The edge: what waits goes on.
	unsigned advance(bool ready)
	{
		bool free = !shows || ready, room = waiting.size() < QUEUE;
		std::vector<Intent> late = judged;

		intents += shows && ready;
		if (free)
			shows = false;
		if (free && !waiting.empty()) {
			shown = waiting.front().front();
			shows = true;
			waiting.front().erase(waiting.front().begin());
			if (waiting.front().empty())
				waiting.pop_front();
		} else if (free && !late.empty()) {
			shown = late.front();
			shows = true;
			late.erase(late.begin());
			to_intent.add(cycle + 1 - shown.fields.born);
		}
		if (late.empty())
			return 0;
		if (room)
			waiting.push_back(late);
		return room ? 0 : unsigned(late.size());
	}

	void step()
	{
		bool pair = touched[0] && touched[1];
		bool touch_now = !pair && !one_in(3);
		bool ready = busy == 0 || (busy < 3 ? one_in(busy * 2) : one_in(20));

		dut->cycle = uint32_t(cycle);
		dut->m_intent_tready = ready;
		host(touch_now);
		std::vector<Intent> wants = touch(touch_now);
		judge_outputs();
		unsigned none = advance(ready);
		promised = dut->next_arrival_ns;
		judged = wants;
		touched[1] = touched[0];
		touched[0] = touch_now;
		clock();
		if (dut->stat_lost_valid != (none > 0) ||
		    (none && dut->stat_lost_amount != none))
			fail("lost %u, not %u",
			     dut->stat_lost_valid * dut->stat_lost_amount, none);
		lost += none;
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	bench.play(300000);
	for (unsigned c = TW_CONDITION_BID_GE; c < TW_CONDITIONS; c++)
		if (!bench.by_condition[c])
			bench.fail("no rule of condition %u ever fired", c);
	for (unsigned n = 0; n <= LANES; n++)
		if (!bench.by_count[n])
			bench.fail("no touch made %u rules fire", n);
	if (!bench.lost || !bench.again || !bench.met || !bench.pairs || !bench.flushes)
		bench.fail(
			"lost %llu, armed again %llu, at once %llu, pairs %llu, flushes %llu",
			(unsigned long long)bench.lost, (unsigned long long)bench.again,
			(unsigned long long)bench.met, (unsigned long long)bench.pairs,
			(unsigned long long)bench.flushes);
	bench.latency("trigger", bench.to_intent);
	return bench.done(
		"%s, %llu touches, %llu rows, %llu intents, %llu lost, %llu fired again",
		TB_NAME, (unsigned long long)bench.touches,
		(unsigned long long)bench.rows, (unsigned long long)bench.intents,
		(unsigned long long)bench.lost, (unsigned long long)bench.again);
}
