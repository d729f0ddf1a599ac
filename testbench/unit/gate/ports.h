// SPDX-License-Identifier: BSD-3-Clause
// ports: intents, orders and records of rtl/include/tw_trade.svh in the words of the gate's ports.
#pragma once

#include "book.h"

#include <cstring>
#include <touchwire/gate.h>

namespace port
{

template <typename W> void write(W &w, const struct tw_intent &i)
{
	using book::put;

	put(w, 507, 2, i.kind);
	put(w, 506, 1, i.sell);
	put(w, 498, 8, i.tif);
	put(w, 482, 16, i.symbol);
	put(w, 480, 2, i.rule);
	put(w, 448, 32, i.quantity);
	put(w, 416, 32, i.price);
	put(w, 384, 32, i.token);
	put(w, 352, 32, i.bid_price);
	put(w, 320, 32, i.ask_price);
	put(w, 288, 32, i.bid_size);
	put(w, 256, 32, i.ask_size);
	put(w, 240, 16, i.flags);
	put(w, 176, 64, i.feed_seq);
	put(w, 128, 48, i.feed_seq * 77);
	put(w, 64, 64, i.arrival_ns);
	put(w, 32, 32, uint32_t(i.feed_seq));
	put(w, 0, 32, i.born);
}

template <typename W> struct tw_trade_order read_order(const W &w)
{
	using book::get;
	struct tw_trade_order o = {};

	o.kind = static_cast<enum tw_kind>(get(w, 185, 2));
	o.sell = get(w, 184, 1);
	o.tif = uint8_t(get(w, 176, 8));
	o.symbol = uint16_t(get(w, 160, 16));
	o.quantity = uint32_t(get(w, 128, 32));
	o.price = uint32_t(get(w, 96, 32));
	o.token = uint32_t(get(w, 64, 32));
	o.old_token = uint32_t(get(w, 32, 32));
	o.born = uint32_t(get(w, 0, 32));
	return o;
}

inline bool same(const struct tw_trade_order &a, const struct tw_trade_order &b)
{
	return a.kind == b.kind && a.sell == b.sell && a.tif == b.tif &&
	       a.symbol == b.symbol && a.quantity == b.quantity && a.price == b.price &&
	       a.token == b.token && a.old_token == b.old_token && a.born == b.born;
}

// The record as host memory has it, but for the sequence.
template <typename W> struct tw_trade_record read_record(const W &w)
{
	struct tw_trade_record r = {};

	for (unsigned i = 0; i < 14; i++) {
		uint32_t word = w[i];
		memcpy(reinterpret_cast<char *>(&r) + 4 * i, &word, 4);
	}
	return r;
}

} // namespace port
