// SPDX-License-Identifier: BSD-3-Clause
// A random market, rules on every symbol, and the C references of trigger and gate: every decision is
// theirs, every order is built as theirs, and none is missing.
#include "runs.h"

#include <cstdlib>
#include <cstring>
#include <deque>
#include <random>

#include <touchwire/engine.h>
#include <touchwire/gate.h>
#include <touchwire/trigger.h>

namespace
{

struct Reference {
	struct tw_engine *engine = nullptr;
	struct tw_trigger *trigger = tw_trigger_create(SYMBOLS);
	struct tw_gate *gate = tw_gate_create(SYMBOLS, 64);
	std::deque<struct tw_intent> intents;

	Reference()
	{
		struct tw_engine_config config = {};

		config.symbols = SYMBOLS;
		config.all = true;
		config.orders = 4096;
		config.feeds = TW_FEED_A | TW_FEED_B;
		config.hold_ns = 20000;
		config.ctx = this;
		config.on_touch = [](void *ctx, const struct tw_touch *touch) {
			Reference *r = static_cast<Reference *>(ctx);
			struct tw_intent list[TW_RULES_PER_SYMBOL];
			unsigned n = tw_trigger_touch(r->trigger, touch, 0, list);

			r->intents.insert(r->intents.end(), list, list + n);
		};
		engine = tw_engine_create(&config);
	}
	~Reference()
	{
		tw_engine_destroy(engine);
		tw_trigger_destroy(trigger);
		tw_gate_destroy(gate);
	}
};

struct tw_gate_now always(uint64_t cycle)
{
	struct tw_gate_now now = { cycle, false, true, true, true, true, true, true };

	return now;
}

// The same row for the device and for C.
void commit(Floor &f, Reference &r, enum tw_table table, uint32_t row, const void *data,
	    size_t size)
{
	struct tw_gate_now now = always(f.cycle_of(f.pins().time_ns));
	uint32_t words[TW_TABLE_WORDS] = {};
	uint32_t device = f.commit(table, row, data, size);

	memcpy(words, data, size);
	now.armed = f.is(TW_TRADE_STATUS_ARMED_MASK);
	now.lent = f.is(TW_TRADE_STATUS_LENT_MASK);
	if (uint32_t(tw_gate_commit(r.gate, table, row, words, &now)) != device)
		f.fail("a row of table %u: the device says %s", unsigned(table),
		       tw_result_text(device));
}

// Orders that come and go at the touch of eight symbols; seldom crossed.
class Flicker
{
public:
	explicit Flicker(unsigned seed) : rng(seed)
	{
	}
	uint64_t pick(uint64_t n)
	{
		return rng() % n;
	}
	static uint32_t middle(unsigned symbol)
	{
		return 1005000 + 1000 * symbol;
	}
	Bytes next()
	{
		if (live.size() > 30 || (!live.empty() && pick(2))) {
			const size_t i = pick(live.size());
			const Order order = live[i];

			if (pick(3) == 0 && order.shares > 10) {
				live[i].shares -= 10;
				return itch_reduce(pick(2) ? 'E' : 'X', order.symbol,
						   order.reference, 10);
			}
			live.erase(live.begin() + long(i));
			return itch('D', order.symbol, order.reference);
		}
		const bool sell = pick(2), crossed = pick(40) == 0;
		Order order = { ++reference, unsigned(pick(SYMBOLS)),
				uint32_t(1 + pick(900)) };
		uint32_t off = uint32_t(100 * (1 + pick(20)));

		live.push_back(order);
		return itch_add(order.symbol, order.reference, sell, order.shares,
				sell != crossed ? middle(order.symbol) + off
						: middle(order.symbol) - off);
	}

private:
	struct Order {
		uint64_t reference;
		unsigned symbol;
		uint32_t shares;
	};
	std::mt19937_64 rng;
	std::vector<Order> live;
	uint64_t reference = 100000;
};

struct tw_row_rule any_rule(Flicker &market, unsigned symbol)
{
	const enum tw_condition condition =
		tw_condition(1 + market.pick(TW_CONDITIONS - 1));
	const uint32_t middle = Flicker::middle(symbol);
	struct tw_row_rule row = {};

	row.what = what(condition,
			market.pick(5) ? TW_KIND_ENTER : tw_kind(2 + market.pick(2)),
			market.pick(2), market.pick(8) ? TW_REARM_FALSE : TW_REARM_ONCE,
			tw_rule_price(market.pick(3)), tw_rule_size(market.pick(2)));
	row.threshold = uint32_t(
		condition <= TW_CONDITION_ASK_LE      ? middle - 2000 + market.pick(4000)
		: condition <= TW_CONDITION_SPREAD_LE ? market.pick(4000)
						      : market.pick(1024));
	row.quantity = uint32_t(1 + market.pick(market.pick(4) ? 1500 : 6000));
	row.price = uint32_t(market.pick(3) ? market.pick(4000) - 2000 : middle);
	row.token = uint32_t(market.pick(200));
	return row;
}

// Some of our orders are filled, some cancelled.
void settle_orders(Floor &f, Reference &r, Flicker &market,
		   std::vector<struct tw_trade_record> &live)
{
	while (!live.empty() && market.pick(3) && f.wrong.empty()) {
		const struct tw_trade_record order = live.back();
		struct tw_row_answer row = { market.pick(2) ? TW_ANSWER_EXECUTED
							    : TW_ANSWER_CANCELLED,
					     order.token, order.quantity, order.price,
					     0 };

		live.pop_back();
		commit(f, r, TW_TABLE_ANSWER, 0, &row, sizeof(row));
	}
}

// Decisions since the last time against the references.
void compare(Floor &f, Reference &r, size_t &at, uint64_t reasons[],
	     std::vector<struct tw_trade_record> &live)
{
	for (; at < f.records.size() && f.wrong.empty(); at++) {
		const struct tw_trade_record &is = f.records[at];
		struct tw_trade_order order;

		if (is.type != TW_TRADE_DECISION)
			continue;
		if (r.intents.empty())
			return f.fail(
				"decision %llu is about an intent that C does not have",
				(unsigned long long)is.seq);
		struct tw_intent intent = r.intents.front();
		struct tw_gate_now now = always(f.cycle_of(is.time_ns));
		r.intents.pop_front();
		intent.born = uint32_t(now.cycle) - is.cycles;
		// Whether a part of the device was busy is for its own bench.
		now.sender_ready = is.reason != TW_REASON_BUSY;
		now.log_ready = is.reason != TW_REASON_JOURNAL;
		enum tw_reason reason = tw_gate_judge(r.gate, &intent, &now, &order);
		if (is.feed_seq != intent.feed_seq || is.symbol != intent.symbol ||
		    is.rule != intent.rule || is.kind != intent.kind ||
		    is.price != intent.price || is.quantity != intent.quantity)
			return f.fail(
				"decision %llu: message %llu symbol %u rule %u price %u x %u, C has "
				"message %llu symbol %u rule %u price %u x %u",
				(unsigned long long)is.seq,
				(unsigned long long)is.feed_seq, is.symbol, is.rule,
				is.price, is.quantity,
				(unsigned long long)intent.feed_seq, intent.symbol,
				intent.rule, intent.price, intent.quantity);
		if (is.reason != reason ||
		    (reason == TW_REASON_PASS && is.token != order.token))
			return f.fail("decision %llu: %s, C says %s",
				      (unsigned long long)is.seq,
				      tw_reason_name(is.reason), tw_reason_name(reason));
		reasons[reason]++;
		if (reason == TW_REASON_PASS && is.kind == TW_KIND_ENTER)
			live.push_back(is);
	}
}

} // namespace

std::string run_market(Floor &f, unsigned seed)
{
	const Day day = make_day();
	Flicker market(seed);
	Reference r;
	std::vector<struct tw_trade_record> live;
	uint64_t reasons[TW_REASONS] = {};
	unsigned known = 0;
	size_t at = 0;

	f.traded = SYMBOLS;
	f.begin(false);
	f.fill_tables();
	for (unsigned s = 0; s < SYMBOLS; s++) {
		f.limits.max_long = f.limits.max_short = uint32_t(4000 * (s + 1));
		f.limits.max_open = 1 + s;
		commit(f, r, TW_TABLE_LIMITS, s, &f.limits, sizeof(f.limits));
	}
	f.totals.burst = 4;
	f.totals.rate_cycles = 800;
	f.totals.duplicate_cycles = 3000;
	f.totals.max_age = 30;
	commit(f, r, TW_TABLE_TOTALS, 0, &f.totals, sizeof(f.totals));
	f.steps((f.totals.burst + 1) *
		f.totals.rate_cycles); // a bucket is empty when it is new
	f.arm();
	for (unsigned i = 0; i < SYMBOLS * TW_RULES_PER_SYMBOL; i++) {
		struct tw_row_rule row = any_rule(market, i / TW_RULES_PER_SYMBOL);

		f.rule(i / TW_RULES_PER_SYMBOL, i % TW_RULES_PER_SYMBOL, row);
		tw_trigger_load(r.trigger, i, &row);
	}
	for (const Bytes &bytes : day.open)
		tw_engine_frame(r.engine, 0, bytes.data(), uint32_t(bytes.size()),
				uint32_t(bytes.size()), f.pins().time_ns + 1000, 0);
	f.open_market();
	for (unsigned frame = 0; frame < 1500 && f.wrong.empty(); frame++) {
		std::vector<Bytes> messages;

		for (uint64_t n = 1 + market.pick(6); n; n--)
			messages.push_back(market.next());
		Bytes bytes = frame_of(packet_of(f.number, messages));
		tw_engine_frame(r.engine, 0, bytes.data(), uint32_t(bytes.size()),
				uint32_t(bytes.size()), f.pins().time_ns + 1000, 0);
		f.tell(messages);
		if (market.pick(4))
			f.settle();
		if (f.drained() && market.pick(3) == 0) {
			f.settle();
			compare(f, r, at, reasons, live);
			f.judge();
			settle_orders(f, r, market, live);
		}
		known += unsigned(messages.size());
	}
	f.settle();
	compare(f, r, at, reasons, live);
	f.judge();
	f.sums();
	if (f.wrong.empty() && (!r.intents.empty() || f.count(TW_COUNT_OVERRUN)))
		f.fail("%zu intents of C have no decision", r.intents.size());
	unsigned kinds = 0;
	for (uint64_t n : reasons)
		kinds += n != 0;
	if (f.wrong.empty() && (!reasons[TW_REASON_PASS] || kinds < 8))
		f.fail("%llu orders, %u kinds of reasons",
		       (unsigned long long)reasons[TW_REASON_PASS], kinds);
	return text("%u messages, %zu orders, %u kinds of decisions, all as C has them",
		    known, f.left.size(), kinds);
}
