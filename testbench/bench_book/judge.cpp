// SPDX-License-Identifier: BSD-3-Clause
#include "judge.h"

#include <cstdio>
#include <cstdlib>

uint64_t Cycles::at(double part) const
{
	uint64_t seen = 0;

	for (size_t i = 0; i < counts.size(); i++) {
		seen += counts[i];
		if (seen && double(seen) >= part * double(total))
			return i;
	}
	return 0;
}

uint64_t Cycles::least() const
{
	return at(0);
}

uint64_t Cycles::most() const
{
	return counts.empty() ? 0 : counts.size() - 1;
}

void Cycles::add(const Cycles &more)
{
	if (counts.size() < more.counts.size())
		counts.resize(more.counts.size());
	for (size_t i = 0; i < more.counts.size(); i++)
		counts[i] += more.counts[i];
	total += more.total;
}

Judge::Judge(unsigned symbols, uint64_t most_orders) : ring(RING), last(symbols)
{
	struct tw_engine_config config = {};

	config.symbols = symbols;
	config.all = true;
	config.orders = most_orders;
	config.feeds = TW_FEED_A;
	config.hold_ns = 1000000;
	config.on_touch = on_touch;
	config.ctx = this;
	engine = tw_engine_create(&config);
	if (!engine) {
		perror("bench_book: the C engine");
		exit(2);
	}
}

Judge::~Judge()
{
	tw_engine_destroy(engine);
}

void Judge::frame(const uint8_t *bytes, uint32_t length, uint64_t arrival)
{
	tw_engine_frame(engine, 0, bytes, length, length, arrival, 0);
}

void Judge::on_touch(void *ctx, const struct tw_touch *touch)
{
	static_cast<Judge *>(ctx)->expect(*touch);
}

// A side is worse than it was, or gone: what was its best level is empty.
void Judge::expect(const struct tw_touch &touch)
{
	tw_touch &before = last[touch.symbol];
	bool bid = before.bid_size &&
		   (!touch.bid_size || touch.bid_price < before.bid_price);
	bool ask = before.ask_size &&
		   (!touch.ask_size || touch.ask_price > before.ask_price);

	sent(touch.feed_seq).emptied = bid || ask;
	before = touch;
	if (!left && wrong.empty())
		expected.push_back(touch);
}

static std::string text(unsigned symbol, uint64_t seq, uint32_t bid, uint32_t bid_size,
			uint32_t ask, uint32_t ask_size, unsigned flags)
{
	char line[160];

	snprintf(line, sizeof(line),
		 "message %llu symbol %u bid %u x %u ask %u x %u flags %x",
		 (unsigned long long)seq, symbol, bid, bid_size, ask, ask_size, flags);
	return line;
}

void Judge::differ(const char *what, const book::Touch *is, const tw_touch *wants)
{
	wrong = what;
	if (is)
		wrong += "; device: " + text(is->symbol, is->info.seq, is->price[0],
					     is->size[0], is->price[1], is->size[1],
					     is->flags);
	if (wants)
		wrong += "; C book: " + text(wants->symbol, wants->feed_seq,
					     wants->bid_price, wants->bid_size,
					     wants->ask_price, wants->ask_size,
					     wants->flags);
	expected.clear();
}

bool Judge::equal(const book::Touch &is, const tw_touch &wants, uint64_t cycle)
{
	uint64_t from = sent(is.info.seq).last_cycle;

	if (is.info.seq != wants.feed_seq || is.symbol != wants.symbol ||
	    is.locate != wants.locate || is.price[0] != wants.bid_price ||
	    is.size[0] != wants.bid_size || is.price[1] != wants.ask_price ||
	    is.size[1] != wants.ask_size || is.flags != wants.flags)
		differ("another touch", &is, &wants);
	else if (is.info.exchange != wants.exchange_ns ||
		 is.info.arrival != wants.arrival_ns)
		differ("another time", &is, &wants);
	else if (is.delta != cycle - from || is.info.cycle != uint32_t(from))
		differ("another publish_delta than the cycles that passed", &is, &wants);
	return wrong.empty();
}

void Judge::touch(const book::Touch &touch, uint64_t cycle)
{
	if (left || !wrong.empty())
		return;
	if (expected.empty()) {
		differ("a touch too many", &touch, nullptr);
		return;
	}
	if (!equal(touch, expected.front(), cycle))
		return;
	expected.pop_front();
	touches++;

	const Sent &message = sent(touch.info.seq);

	if (message.measured)
		cycles[{ message.type, message.emptied }].add(touch.delta);
}

void Judge::finish(const uint64_t causes[TW_BOOK_CAUSES])
{
	const struct tw_counters *counters = tw_engine_counters(engine);

	if (left || !wrong.empty())
		return;
	if (!expected.empty()) {
		differ("a touch never came", nullptr, &expected.front());
		return;
	}
	for (unsigned i = 0; i < TW_BOOK_CAUSES; i++) {
		char line[120];

		if (causes[i] == counters->book[i])
			continue;
		snprintf(line, sizeof(line), "book cause %u: device %llu, C book %llu", i,
			 (unsigned long long)causes[i],
			 (unsigned long long)counters->book[i]);
		wrong = line;
		return;
	}
}
