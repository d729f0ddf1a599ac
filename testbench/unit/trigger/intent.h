// SPDX-License-Identifier: BSD-3-Clause
// intent: the record of rtl/include/tw_trade.svh in the words of a port.
#pragma once

#include "book.h"

#include <touchwire/trade.h>

struct Intent {
	struct tw_intent fields = {};
	uint64_t exchange = 0;
	uint32_t last_cycle = 0;

	template <typename W> static Intent read(const W &w)
	{
		book::Info info;
		Intent i;

		i.fields.kind = static_cast<enum tw_kind>(book::get(w, 507, 2));
		i.fields.sell = book::get(w, 506, 1);
		i.fields.tif = uint8_t(book::get(w, 498, 8));
		i.fields.symbol = uint16_t(book::get(w, 482, 16));
		i.fields.rule = uint8_t(book::get(w, 480, 2));
		i.fields.quantity = uint32_t(book::get(w, 448, 32));
		i.fields.price = uint32_t(book::get(w, 416, 32));
		i.fields.token = uint32_t(book::get(w, 384, 32));
		i.fields.bid_price = uint32_t(book::get(w, 352, 32));
		i.fields.ask_price = uint32_t(book::get(w, 320, 32));
		i.fields.bid_size = uint32_t(book::get(w, 288, 32));
		i.fields.ask_size = uint32_t(book::get(w, 256, 32));
		i.fields.flags = uint16_t(book::get(w, 240, 16));
		i.fields.feed_seq = book::get(w, 176, 64);
		i.exchange = book::get(w, 128, 48);
		i.fields.arrival_ns = book::get(w, 64, 64);
		i.last_cycle = uint32_t(book::get(w, 32, 32));
		i.fields.born = uint32_t(book::get(w, 0, 32));
		return i;
	}
	bool operator==(const Intent &o) const
	{
		const struct tw_intent &a = fields, &b = o.fields;

		return a.kind == b.kind && a.sell == b.sell && a.tif == b.tif &&
		       a.symbol == b.symbol && a.rule == b.rule &&
		       a.quantity == b.quantity && a.price == b.price &&
		       a.token == b.token && a.bid_price == b.bid_price &&
		       a.ask_price == b.ask_price && a.bid_size == b.bid_size &&
		       a.ask_size == b.ask_size && a.flags == b.flags &&
		       a.feed_seq == b.feed_seq && a.arrival_ns == b.arrival_ns &&
		       a.born == b.born && exchange == o.exchange &&
		       last_cycle == o.last_cycle;
	}
};
