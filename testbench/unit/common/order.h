// SPDX-License-Identifier: BSD-3-Clause
// order: orders, their records and frames of the order port, for the benches of rtl/trade that send.
#pragma once

#include "book.h"

#include <cstdint>
#include <cstring>
#include <random>
#include <touchwire/order_frame.h>
#include <touchwire/trade.h>
#include <vector>

namespace order
{

typedef std::vector<uint8_t> Bytes;

// order_t, with the name that its symbol has.
struct Order : tw_order_fields {
	uint16_t symbol = 0;
	uint32_t born = 0;

	template <typename W> void write(W &w) const
	{
		book::put(w, 185, 2, kind);
		book::put(w, 184, 1, sell);
		book::put(w, 176, 8, uint8_t(tif));
		book::put(w, 160, 16, symbol);
		book::put(w, 128, 32, quantity);
		book::put(w, 96, 32, price);
		book::put(w, 64, 32, token);
		book::put(w, 32, 32, old_token);
		book::put(w, 0, 32, born);
	}
};

inline Order any(std::mt19937_64 &rng, unsigned symbols)
{
	Order o;

	memset(static_cast<tw_order_fields *>(&o), 0, sizeof(tw_order_fields));
	o.kind = tw_kind(1 + rng() % 3);
	o.sell = rng() % 2;
	o.tif = "0356"[rng() % 4];
	o.symbol = uint16_t(rng() % symbols);
	o.quantity = uint32_t(rng() >> rng() % 32);
	o.price = uint32_t(rng() >> rng() % 32);
	o.token = uint32_t(rng() >> rng() % 32);
	o.old_token = uint32_t(rng());
	return o;
}

inline Order heartbeat()
{
	Order o;

	memset(static_cast<tw_order_fields *>(&o), 0, sizeof(tw_order_fields));
	return o;
}

// trade_record_t: the struct of the host but for its last member.
template <typename W> tw_trade_record record_of(const W &w)
{
	tw_trade_record r = {};

	for (unsigned i = 0; i < 14; i++) {
		uint32_t word = w[i];
		memcpy(reinterpret_cast<uint8_t *>(&r) + 4 * i, &word, 4);
	}
	return r;
}

// The record of a frame, or of an order that was dropped for `reason`.
inline tw_trade_record record(const Order &o, uint32_t seq, uint32_t cycles,
			      uint8_t reason)
{
	tw_trade_record r = {};

	r.type = TW_TRADE_SENT;
	r.reason = reason;
	r.kind = uint8_t(o.kind);
	r.tcp_seq = seq;
	if (o.kind == TW_KIND_HEARTBEAT)
		return r;
	r.cycles = cycles;
	r.symbol = o.symbol;
	r.side = o.sell ? 'S' : 'B';
	r.tif = uint8_t(o.tif);
	r.price = o.price;
	r.quantity = reason ? 0 : o.quantity;
	r.token = o.token;
	r.old_token = o.old_token;
	return r;
}

inline bool same(const tw_trade_record &a, const tw_trade_record &b)
{
	return memcmp(&a, &b, sizeof(a)) == 0;
}

inline tw_row_session any_session(std::mt19937_64 &rng)
{
	tw_row_session s = {};

	for (unsigned i = 0; i < 6; i++) {
		s.dst_mac[i] = uint8_t(rng());
		s.src_mac[i] = uint8_t(rng());
	}
	s.src_ip = uint32_t(rng());
	s.dst_ip = uint32_t(rng());
	s.ports = uint32_t(rng());
	s.clordid_seed = uint32_t(rng());
	return s;
}

inline Bytes frame(const tw_row_session &session, uint32_t seq, uint32_t ack,
		   uint16_t window, const Order &o)
{
	uint8_t out[TW_ORDER_FRAME_MAX];
	tw_order_place place = { seq, ack, window };
	size_t length = tw_order_frame(&session, &place, &o, out);

	return Bytes(out, out + length);
}

// Six bytes as the ports of the device have them.
inline uint64_t mac(const uint8_t *bytes)
{
	uint64_t value = 0;

	memcpy(&value, bytes, 6);
	return value;
}

// ---- frames of the host ---------------------------------------------------------------------------

enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16, URG = 32 };

inline void put_be(Bytes &out, size_t at, unsigned bytes, uint64_t value)
{
	for (unsigned i = bytes; i-- > 0; value >>= 8)
		out[at + i] = uint8_t(value);
}

// A TCP frame between the ends of `session`, with `options` words of TCP options of any content.
inline Bytes tcp(std::mt19937_64 &rng, const tw_row_session &session, uint32_t seq,
		 uint8_t flags, const Bytes &payload, unsigned options = 0)
{
	size_t headers = 54 + 4 * options;
	Bytes out(headers + payload.size());

	for (uint8_t &byte : out)
		byte = uint8_t(rng());
	memcpy(out.data(), session.dst_mac, 6);
	memcpy(out.data() + 6, session.src_mac, 6);
	put_be(out, 12, 2, 0x0800);
	out[14] = 0x45;
	put_be(out, 16, 2, out.size() - 14);
	put_be(out, 20, 2, rng() % 2 ? 0x4000 : 0);
	out[23] = 6;
	put_be(out, 26, 4, session.src_ip);
	put_be(out, 30, 4, session.dst_ip);
	put_be(out, 34, 4, session.ports);
	put_be(out, 38, 4, seq);
	out[46] = uint8_t((5 + options) << 4 | rng() % 16);
	out[47] = flags;
	std::copy(payload.begin(), payload.end(), out.begin() + long(headers));
	return out;
}

inline Bytes arp(std::mt19937_64 &rng, size_t size)
{
	Bytes out(size);

	for (uint8_t &byte : out)
		byte = uint8_t(rng());
	put_be(out, 12, 2, 0x0806);
	return out;
}

// A packet of SoupBinTCP.
inline Bytes soup(std::mt19937_64 &rng, char type, size_t length)
{
	Bytes out(2 + length);

	for (uint8_t &byte : out)
		byte = uint8_t(rng());
	put_be(out, 0, 2, length);
	out[2] = uint8_t(type);
	return out;
}

// ---- beats -------------------------------------------------------------------------------------------

struct Beat {
	uint64_t data = 0;
	uint8_t keep = 0;
	bool last = false;
};

inline Beat beat_of(const Bytes &bytes, size_t number)
{
	Beat beat;
	size_t left = bytes.size() - 8 * number;

	for (size_t i = 0; i < 8 && i < left; i++) {
		beat.data |= uint64_t(bytes[8 * number + i]) << (8 * i);
		beat.keep |= uint8_t(1u << i);
	}
	beat.last = left <= 8;
	return beat;
}

// Bytes of the frame that a port shows, beat by beat.
class Taker
{
public:
	// True when it is whole. `keep` must be a run from lane 0, all ones before the last beat.
	bool take(const Beat &beat)
	{
		wrong |= !beat.keep || (beat.keep & (beat.keep + 1)) ||
			 (!beat.last && beat.keep != 0xff);
		if (whole)
			bytes.clear();
		for (unsigned i = 0; i < 8; i++)
			if (beat.keep >> i & 1)
				bytes.push_back(uint8_t(beat.data >> (8 * i)));
		whole = beat.last;
		return whole;
	}
	bool inside() const
	{
		return !whole;
	}

	Bytes bytes;
	bool wrong = false;

private:
	bool whole = true;
};

} // namespace order
