/* SPDX-License-Identifier: BSD-3-Clause */
/* session: the messages around the book: opening, states, and the rare types. */
#include <string.h>

#include "market.h"

#define NAME(field) memcpy(field, stock->name, sizeof(field))

void tw_market_system(struct market *market, char code)
{
	struct tw_itch m = { .type = 'S', .u.system.code = code };

	tw_market_send(market, &m, NULL);
}

static void send_directory(struct market *market, const struct stock *stock)
{
	struct tw_itch m = { .type = 'R' };

	NAME(m.u.directory.stock);
	m.u.directory.market = 'Q';
	m.u.directory.status = 'N';
	m.u.directory.round_lot = 100;
	m.u.directory.round_lots_only = 'N';
	m.u.directory.classification = 'C';
	memcpy(m.u.directory.subtype, "Z ", 2);
	m.u.directory.authenticity = 'P';
	m.u.directory.short_sale = 'N';
	m.u.directory.ipo = 'N';
	m.u.directory.luld_tier = '1';
	m.u.directory.etp = 'N';
	m.u.directory.inverse = 'N';
	tw_market_send(market, &m, stock);
}

static void send_action(struct market *market, struct stock *stock, char state)
{
	struct tw_itch m = { .type = 'H' };

	NAME(m.u.action.stock);
	m.u.action.state = state;
	m.u.action.reserved = ' ';
	memcpy(m.u.action.reason, state == 'T' ? "    " : "T1  ", 4);
	stock->state = state;
	tw_market_send(market, &m, stock);
}

static void send_operational(struct market *market, struct stock *stock, char code)
{
	struct tw_itch m = { .type = 'h' };

	NAME(m.u.operational.stock);
	m.u.operational.market = random_one_in(&market->random, 4) ? 'X' : 'Q';
	m.u.operational.action = code;
	if (m.u.operational.market == 'Q')
		stock->halt = code;
	tw_market_send(market, &m, stock);
}

static void send_noii(struct market *market, const struct stock *stock)
{
	struct tw_itch m = { .type = 'I' };

	NAME(m.u.noii.stock);
	m.u.noii.paired = tw_market_shares(market) * 10u;
	m.u.noii.imbalance = tw_market_shares(market);
	m.u.noii.direction = 'B';
	m.u.noii.far = m.u.noii.near = m.u.noii.reference = stock->mid;
	m.u.noii.kind = 'O';
	m.u.noii.variation = 'L';
	tw_market_send(market, &m, stock);
}

static void send_listing(struct market *market, const struct stock *stock)
{
	struct tw_itch m = { .type = 'O' };

	NAME(m.u.listing.stock);
	m.u.listing.eligible = 'N';
	m.u.listing.minimum = m.u.listing.lower = stock->mid / 2;
	m.u.listing.maximum = m.u.listing.upper = stock->mid + stock->mid / 2;
	m.u.listing.near = stock->mid;
	m.u.listing.near_time = market->clock_ns;
	tw_market_send(market, &m, stock);
}

static void send_trade(struct market *market, const struct stock *stock)
{
	struct tw_itch m = { .type = 'P' };

	NAME(m.u.trade.stock);
	m.u.trade.side = 'B';
	m.u.trade.shares = tw_market_shares(market);
	m.u.trade.price = stock->mid;
	m.u.trade.match = ++market->match;
	tw_market_send(market, &m, stock);
}

static void send_cross(struct market *market, const struct stock *stock)
{
	struct tw_itch m = { .type = 'Q' };

	NAME(m.u.cross.stock);
	m.u.cross.shares = (uint64_t)tw_market_shares(market) * 100;
	m.u.cross.price = stock->mid;
	m.u.cross.match = ++market->match;
	m.u.cross.kind = 'O';
	tw_market_send(market, &m, stock);
}

static void send_small(struct market *market, const struct stock *stock, char type)
{
	struct tw_itch m = { .type = type };

	switch (type) {
	case 'Y':
		NAME(m.u.reg_sho.stock);
		m.u.reg_sho.action = '0';
		break;
	case 'L':
		NAME(m.u.position.stock);
		memcpy(m.u.position.mpid, "NSDQ", 4);
		m.u.position.primary = 'Y';
		m.u.position.mode = 'N';
		m.u.position.state = 'A';
		break;
	case 'K':
		NAME(m.u.ipo.stock);
		m.u.ipo.release_s = 36000;
		m.u.ipo.qualifier = 'A';
		m.u.ipo.price = stock->mid;
		break;
	case 'J':
		NAME(m.u.collar.stock);
		m.u.collar.reference = stock->mid;
		m.u.collar.upper = stock->mid + stock->mid / 10;
		m.u.collar.lower = stock->mid - stock->mid / 10;
		break;
	case 'N':
		NAME(m.u.retail.stock);
		m.u.retail.interest = 'A';
		break;
	default:
		m.u.broken.match = market->match;
		break;
	}
	tw_market_send(market, &m, stock);
}

static void send_breakers(struct market *market, char type)
{
	struct tw_itch m = { .type = type };

	if (type == 'V') {
		m.u.decline.level[0] = 300000000000u;
		m.u.decline.level[1] = 280000000000u;
		m.u.decline.level[2] = 260000000000u;
	} else {
		m.u.breach.level = '1';
	}
	tw_market_send(market, &m, NULL);
}

static void send_one(struct market *market, struct stock *stock, char type)
{
	switch (type) {
	case 'H':
		send_action(market, stock, stock->state == 'T' ? 'H' : 'T');
		break;
	case 'h':
		send_operational(market, stock, stock->halt == 'T' ? 'H' : 'T');
		break;
	case 'I':
		send_noii(market, stock);
		break;
	case 'O':
		send_listing(market, stock);
		break;
	case 'P':
		send_trade(market, stock);
		break;
	case 'Q':
		send_cross(market, stock);
		break;
	case 'V':
	case 'W':
		send_breakers(market, type);
		break;
	default:
		send_small(market, stock, type);
		break;
	}
}

void tw_market_rare(struct market *market)
{
	static const char types[] = "PPPPPPPPIIIILLLYJNQBKOVWHh";
	struct stock *stock = tw_market_pick(market);

	/* A halt does not last long. */
	if (stock->state != 'T')
		send_one(market, stock, 'H');
	else if (stock->halt != 'T')
		send_one(market, stock, 'h');
	else
		send_one(market, stock,
			 types[random_below(&market->random, sizeof(types) - 1)]);
}

void tw_market_open(struct market *market)
{
	static const char others[] = "YLVWKJhhPQBINO";

	tw_market_system(market, 'O');
	for (uint32_t i = 0; i < market->config->symbols; i++) {
		tw_market_rush(market);
		send_directory(market, &market->stocks[i]);
	}
	tw_market_system(market, 'S');
	for (uint32_t i = 0; i < market->config->symbols; i++) {
		tw_market_rush(market);
		send_action(market, &market->stocks[i], 'T');
	}
	for (const char *type = others; *type; type++) {
		tw_market_wait(market);
		send_one(market, &market->stocks[0], *type);
	}
	if (market->stocks[0].halt != 'T')
		send_operational(market, &market->stocks[0], 'T');
	tw_market_system(market, 'Q');
}
