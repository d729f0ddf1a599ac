// SPDX-License-Identifier: BSD-3-Clause
#include "judge.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

constexpr uint64_t PORT_B = uint64_t(1) << 63;

Judge::Judge(Device &device, bool b, bool repair, uint64_t hold_ns) : device(device)
{
	struct tw_engine_config config = {};

	config.symbols = SYMBOLS;
	config.all = true;
	config.orders = ORDERS;
	config.feeds = b ? TW_FEED_A | TW_FEED_B : TW_FEED_A;
	config.hold_ns = hold_ns;
	config.repair = repair;
	config.filter.udp_check = true;
	config.on_touch = [](void *ctx, const struct tw_touch *touch) {
		static_cast<Judge *>(ctx)->expected.push_back(*touch);
	};
	config.ctx = this;
	engine = tw_engine_create(&config);
	if (!engine) {
		perror("bench_feed: the C engine");
		exit(2);
	}
	device.on_touch = [this](const struct tw_touch &is) {
		seen.push_back(is);
		compare();
	};
}

Judge::~Judge()
{
	device.on_touch = nullptr;
	tw_engine_destroy(engine);
}

void Judge::frame(unsigned port, const Bytes &frame, bool bad)
{
	uint64_t spoilt = tw_engine_counters(engine)->frame[port][TW_FRAME_UDP_CHECKSUM];

	tw_engine_frame(engine, port, frame.data(), uint32_t(frame.size()),
			uint32_t(frame.size()), device.time(),
			bad ? TW_FRAME_FLAG_BAD : 0);
	spoilt = tw_engine_counters(engine)->frame[port][TW_FRAME_UDP_CHECKSUM] - spoilt;
	if (bad || spoilt)
		bad_arrivals.insert(device.time() | (port ? PORT_B : 0));
	compare();
}

void Judge::differ(const char *what, const struct tw_touch *is,
		   const struct tw_touch *wants)
{
	wrong = what;
	for (const struct tw_touch *t : { is, wants }) {
		char line[200];

		if (!t)
			continue;
		snprintf(line, sizeof(line),
			 "; %s: message %llu symbol %u bid %u x %u ask %u x %u flags %x",
			 t == is ? "device" : "C engine", (unsigned long long)t->feed_seq,
			 t->symbol, t->bid_price, t->bid_size, t->ask_price, t->ask_size,
			 t->flags);
		wrong += line;
	}
}

// What came of a frame that ends bad is marked by rtl/dma, which knows the end.
bool Judge::equal(const struct tw_touch &is, const struct tw_touch &wants) const
{
	unsigned flags =
		is.flags | (bad_arrivals.count(is.arrival_ns) ? TW_FLAG_STALE : 0u);

	return is.feed_seq == wants.feed_seq && is.symbol == wants.symbol &&
	       is.locate == wants.locate && is.bid_price == wants.bid_price &&
	       is.bid_size == wants.bid_size && is.ask_price == wants.ask_price &&
	       is.ask_size == wants.ask_size && flags == wants.flags &&
	       is.exchange_ns == wants.exchange_ns;
}

// Either may be first: the engine takes a frame as it begins, and a line's time is over only
// when it is told of a later one.
void Judge::compare()
{
	while (wrong.empty() && !seen.empty() && !expected.empty()) {
		if (!equal(seen.front(), expected.front()))
			differ("another touch", &seen.front(), &expected.front());
		seen.pop_front();
		expected.pop_front();
		touches++;
	}
}

void Judge::settled()
{
	const struct tw_counters *counters = tw_engine_counters(engine);
	size_t count;
	const struct tw_counter_name *names = tw_counter_names(&count);

	tw_engine_advance(engine, device.time());
	compare();
	if (!wrong.empty())
		return;
	if (!expected.empty() || !seen.empty()) {
		differ(seen.empty() ? "a touch never came" : "a touch too many",
		       seen.empty() ? nullptr : &seen.front(),
		       seen.empty() ? &expected.front() : nullptr);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		uint64_t is = tw_counter_value(&device.counts, &names[i]);
		uint64_t wants = tw_counter_value(counters, &names[i]);
		char line[160];

		if (is == wants)
			continue;
		snprintf(line, sizeof(line), "%s %s: device %llu, C engine %llu",
			 names[i].bank, names[i].cause, (unsigned long long)is,
			 (unsigned long long)wants);
		wrong = line;
		return;
	}
	bad_arrivals.clear();
}
