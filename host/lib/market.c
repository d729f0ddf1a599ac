/* SPDX-License-Identifier: BSD-3-Clause */
/* market: stocks, clock and book changes of the simulated exchange. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "market.h"

#define NS_PER_S 1000000000u
#define STUB_LOW 1u	      /* 0.0001 */
#define STUB_HIGH 1999999900u /* 199,999.99 */
#define PENNY 100u

static const char *const tickers[] = {
	"AAPL", "MSFT", "NVDA", "AMZN", "GOOGL", "META", "TSLA", "AVGO",  "COST", "NFLX",
	"AMD",	"PEP",	"ADBE", "CSCO", "TMUS",	 "INTC", "QCOM", "TXN",	  "AMGN", "HON",
	"INTU", "AMAT", "BKNG", "SBUX", "ISRG",	 "MDLZ", "GILD", "ADI",	  "REGN", "VRTX",
	"LRCX", "PANW", "MU",	"SNPS", "CDNS",	 "KLAC", "CSX",	 "MAR",	  "ORLY", "FTNT",
	"ROST", "PAYX", "EA",	"XEL",	"BRK.A", "SPY",	 "QQQ",	 "ZVZZT",
};
#define TICKERS (sizeof(tickers) / sizeof(tickers[0]))

/* Name @index: the caller's, a ticker, then ZAAAA, ZAAAB, ... */
static void name_stock(struct stock *stock, const struct tw_generate_config *config,
		       uint32_t index)
{
	char made[6] = "ZAAAA";
	const char *name = made;
	uint32_t n = index;

	for (unsigned i = 4; i > 0; i--, n /= 26)
		made[i] = (char)('A' + n % 26);
	if (config->names)
		name = config->names[index];
	else if (index < TICKERS)
		name = tickers[index];
	memset(stock->name, ' ', sizeof(stock->name));
	memcpy(stock->name, name, strnlen(name, sizeof(stock->name)));
}

/* Mostly penny stocks from $5 to $1000; each tenth half-penny, each tenth below a dollar. */
static void price_stock(struct stock *stock, struct random *random, uint32_t index)
{
	stock->tick = PENNY;
	stock->mid = random_range(random, 500, 100000) * PENNY;
	if (index % 10 == 3) {
		stock->tick = PENNY / 2;
		stock->mid = random_range(random, 200, 20000) * stock->tick;
	} else if (index % 10 == 7) {
		stock->tick = 1;
		stock->mid = random_range(random, 500, 9500);
	}
}

int tw_market_init(struct market *market, const struct tw_generate_config *config,
		   struct tw_generate_stats *stats, struct emit *emit)
{
	uint32_t step = 65535u / config->symbols;

	memset(market, 0, sizeof(*market));
	market->config = config;
	market->stats = stats;
	market->emit = emit;
	market->random.state = config->seed;
	market->clock_ns = config->start_ns;
	market->mean_gap_ns = NS_PER_S / (config->rate ? config->rate : 1);
	if (config->profile == TW_PROFILE_SPARSE)
		market->mean_gap_ns *= 10000;
	market->left = config->messages;
	market->reference = random_next(&market->random) >> 24;
	market->stocks = calloc(config->symbols, sizeof(*market->stocks));
	market->book = tw_book_create(config->symbols, 0);
	if (!market->stocks || !market->book)
		return -ENOMEM;
	if (step > 7)
		step = 7;
	for (uint32_t i = 0; i < config->symbols; i++) {
		name_stock(&market->stocks[i], config, i);
		price_stock(&market->stocks[i], &market->random, i);
		market->stocks[i].locate = (uint16_t)(1 + i * step);
		market->stocks[i].halt = 'T';
	}
	return 0;
}

void tw_market_free(struct market *market)
{
	for (uint32_t i = 0; market->stocks && i < market->config->symbols; i++)
		free(market->stocks[i].live);
	free(market->stocks);
	tw_book_destroy(market->book);
}

void tw_market_wait(struct market *market)
{
	struct random *random = &market->random;
	uint64_t mean = market->mean_gap_ns;

	if (market->burst > 0) {
		market->burst--;
		market->clock_ns += random_range(random, 20, 200);
		return;
	}
	/* Half of all messages come in bursts of 30 on average. */
	if (random_one_in(random, 30))
		market->burst = random_range(random, 1, 59);
	market->clock_ns += mean + (random_next(random) >> 32) * (mean * 2) / 0xffffffffu;
}

void tw_market_rush(struct market *market)
{
	market->clock_ns += random_range(&market->random, 5, 25);
}

/* Heartbeats for a silence that ends now. */
static void beat(struct market *market)
{
	uint64_t every = market->config->heartbeat_ns;

	while (every && market->emit->sequence > 1 &&
	       market->clock_ns > market->emit->sent_ns + every) {
		uint64_t last = market->emit->builder.count ? market->emit->first_ns
							    : market->emit->sent_ns;

		if (market->clock_ns <= last + every)
			return;
		tw_emit_flush(market->emit);
		tw_emit_empty(market->emit, last + every, TW_MOLD_HEARTBEAT);
	}
}

void tw_market_send_bytes(struct market *market, const uint8_t *bytes, size_t length)
{
	struct tw_generate_stats *stats = market->stats;
	uint64_t live;
	int code;

	if (tw_market_over(market))
		return;
	beat(market);
	code = tw_emit_message(market->emit, market->clock_ns, bytes, length);
	if (code < 0) {
		market->error = code;
		return;
	}
	if (stats->messages == 0)
		stats->first_ns = market->clock_ns;
	stats->last_ns = market->clock_ns;
	stats->messages++;
	stats->types[length ? tw_itch_index((char)bytes[0]) : TW_ITCH_UNKNOWN]++;
	live = tw_book_orders(market->book);
	if (live > stats->orders_max)
		stats->orders_max = live;
	market->left--;
	if (market->config->on_progress && stats->messages % 65536 == 0)
		market->config->on_progress(market->config->ctx, stats->messages,
					    market->config->messages);
}

void tw_market_send(struct market *market, struct tw_itch *message,
		    const struct stock *stock)
{
	uint8_t bytes[TW_ITCH_LENGTH_MAX];
	size_t length;

	message->locate = stock ? stock->locate : 0;
	message->tracking = (uint16_t)(random_one_in(&market->random, 8) ? 2 : 0);
	message->timestamp = market->clock_ns;
	length = tw_itch_encode(message, bytes);
	tw_market_send_bytes(market, bytes, length);
}

static uint16_t index_of(const struct market *market, const struct stock *stock)
{
	return (uint16_t)(stock - market->stocks);
}

uint64_t tw_market_live(const struct market *market)
{
	return tw_book_orders(market->book);
}

uint64_t tw_market_reference(struct market *market, const struct stock *stock)
{
	market->reference += random_range(&market->random, 1, 8);
	return market->reference << 2 | (index_of(market, stock) & 3u);
}

void tw_market_keep(struct market *market, struct stock *stock, uint64_t reference)
{
	if (stock->count == stock->room) {
		uint32_t room = stock->room ? stock->room * 2 : 64;
		uint64_t *live = realloc(stock->live, room * sizeof(*live));

		if (!live) {
			market->error = -ENOMEM;
			return;
		}
		stock->live = live;
		stock->room = room;
	}
	stock->live[stock->count++] = reference;
}

static void forget(struct stock *stock, uint32_t at)
{
	stock->live[at] = stock->live[--stock->count];
}

void tw_market_add(struct market *market, struct stock *stock, unsigned side,
		   uint32_t price, uint32_t shares)
{
	static const char mpids[4][4] = { "NSDQ", "GSCO", "MLCO", "UBSS" };
	struct tw_itch m = { .type = random_one_in(&market->random, 30) ? 'F' : 'A' };
	uint64_t reference = tw_market_reference(market, stock);

	if (tw_market_over(market))
		return;
	m.u.add.reference = reference;
	m.u.add.side = side == TW_BUY ? 'B' : 'S';
	m.u.add.shares = shares;
	m.u.add.price = price;
	memcpy(m.u.add.stock, stock->name, sizeof(m.u.add.stock));
	memcpy(m.u.add.mpid, mpids[random_below(&market->random, 4)], 4);
	tw_book_add(market->book, index_of(market, stock), reference, side, price,
		    shares);
	tw_market_keep(market, stock, reference);
	tw_market_send(market, &m, stock);
}

void tw_market_delete(struct market *market, struct stock *stock, uint32_t at)
{
	struct tw_itch m = { .type = 'D' };

	if (tw_market_over(market))
		return;
	m.u.remove.reference = stock->live[at];
	tw_book_remove(market->book, index_of(market, stock), stock->live[at]);
	forget(stock, at);
	tw_market_send(market, &m, stock);
}

static void reduce(struct market *market, struct stock *stock, uint32_t at,
		   struct tw_itch *m, uint32_t shares)
{
	uint64_t reference = stock->live[at];

	m->u.reduce.reference = reference;
	m->u.reduce.shares = shares;
	tw_book_reduce(market->book, index_of(market, stock), reference, shares);
	if (!tw_book_order(market->book, reference))
		forget(stock, at);
	tw_market_send(market, m, stock);
}

void tw_market_execute(struct market *market, struct stock *stock, uint32_t at,
		       uint32_t shares)
{
	const struct tw_order *order = tw_book_order(market->book, stock->live[at]);
	struct tw_itch m = { .type = random_one_in(&market->random, 8) ? 'C' : 'E' };

	if (tw_market_over(market) || !order)
		return;
	m.u.reduce.match = ++market->match;
	m.u.reduce.printable = random_one_in(&market->random, 4) ? 'N' : 'Y';
	m.u.reduce.price = order->price;
	reduce(market, stock, at, &m, shares < order->shares ? shares : order->shares);
}

void tw_market_cancel(struct market *market, struct stock *stock, uint32_t at,
		      uint32_t shares)
{
	const struct tw_order *order = tw_book_order(market->book, stock->live[at]);
	struct tw_itch m = { .type = 'X' };

	if (tw_market_over(market) || !order)
		return;
	reduce(market, stock, at, &m, shares < order->shares ? shares : order->shares);
}

void tw_market_replace(struct market *market, struct stock *stock, uint32_t at,
		       uint32_t price, uint32_t shares)
{
	struct tw_itch m = { .type = 'U' };
	uint64_t reference = tw_market_reference(market, stock);

	if (tw_market_over(market))
		return;
	m.u.replace.reference = stock->live[at];
	m.u.replace.new_reference = reference;
	m.u.replace.shares = shares;
	m.u.replace.price = price;
	tw_book_replace(market->book, index_of(market, stock), stock->live[at], reference,
			price, shares);
	stock->live[at] = reference;
	tw_market_send(market, &m, stock);
}

/* How many ticks from the mid: near it mostly. */
static uint32_t distance(struct random *random)
{
	uint32_t dice = random_below(random, 64);

	if (dice < 48)
		return random_range(random, 1, 6);
	if (dice < 63)
		return random_range(random, 1, 64);
	return random_range(random, 1, 2000);
}

uint32_t tw_market_price(struct market *market, struct stock *stock, unsigned side)
{
	uint16_t index = index_of(market, stock);
	struct tw_level other = tw_book_best(market->book, index, !side);
	uint32_t away = distance(&market->random) * stock->tick;
	uint32_t price;

	if (random_one_in(&market->random, 16)) {
		if (random_one_in(&market->random, 2))
			stock->mid += stock->mid < 100000000 ? stock->tick : 0;
		else if (stock->mid > stock->tick * 16)
			stock->mid -= stock->tick;
	}
	if (random_one_in(&market->random, 1000))
		return side == TW_BUY ? STUB_LOW : STUB_HIGH;
	if (side == TW_SELL)
		price = stock->mid + away;
	else
		price = stock->mid > away ? stock->mid - away : stock->tick;
	/* Now and then the market locks or crosses; else the price stays on its side. */
	if (other.price == 0 || random_one_in(&market->random, 2000))
		return price;
	if (side == TW_BUY && price >= other.price && other.price > stock->tick)
		return other.price - stock->tick;
	if (side == TW_SELL && price <= other.price && other.price < STUB_HIGH)
		return other.price + stock->tick;
	return price;
}

uint32_t tw_market_shares(struct market *market)
{
	uint32_t dice = random_below(&market->random, 16);

	if (dice < 10)
		return 100;
	if (dice < 14)
		return random_range(&market->random, 1, 9) * 100;
	return random_range(&market->random, 1, 5000);
}

struct stock *tw_market_pick(struct market *market)
{
	uint32_t n = market->config->symbols;
	uint32_t a = random_below(&market->random, n);
	uint32_t b = random_below(&market->random, n);

	/* The first ones are the busy ones. */
	return &market->stocks[a < b ? a : b];
}

struct stock *tw_market_pick_live(struct market *market)
{
	uint32_t n = market->config->symbols;
	uint32_t first = (uint32_t)(tw_market_pick(market) - market->stocks);

	for (uint32_t i = 0; i < n; i++)
		if (market->stocks[(first + i) % n].count)
			return &market->stocks[(first + i) % n];
	return NULL;
}
