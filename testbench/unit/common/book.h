// SPDX-License-Identifier: BSD-3-Clause
// book: the records of rtl/include/tw_stream.svh and tw_book.svh, for the benches of rtl/book.
#pragma once

#include <cstdint>

namespace book
{

// Fields of a packed record in the words of a port.
template <typename W> void put(W &words, unsigned at, unsigned width, uint64_t value)
{
	for (unsigned i = at; i < at + width; i++, value >>= 1) {
		uint32_t mask = 1u << i % 32;

		words[i / 32] = (words[i / 32] & ~mask) | (value & 1 ? mask : 0);
	}
}

template <typename W> uint64_t get(const W &words, unsigned at, unsigned width)
{
	uint64_t value = 0;

	for (unsigned i = at + width; i-- > at;)
		value = value << 1 | (words[i / 32] >> i % 32 & 1);
	return value;
}

constexpr uint32_t PRICE_MAX = 2000000000u;

enum EventOp {
	EVENT_NONE,
	EVENT_ADD,
	EVENT_REDUCE,
	EVENT_DELETE,
	EVENT_REPLACE,
	EVENT_STATE,
	EVENT_HALT,
	EVENT_DIRECTORY,
	EVENT_GAP,
	EVENT_CLEAR,
	EVENT_SUSPECT,
	EVENT_LINES,
	EVENT_FRESH,
	EVENTS
};

enum SlotKind {
	OP_NONE,
	OP_ADD,
	OP_REDUCE,
	OP_DELETE,
	OP_REPLACE_OLD,
	OP_REPLACE_NEW,
	OP_STATE,
	OP_HALT,
	OP_DIRECTORY,
	OP_SUSPECT,
	OP_REFRESH,
	OP_FORGET,
	OP_REFILL,
	OP_APPEND,
	OP_VOID = 15
};

enum LevelKind { LEVEL_ADD, LEVEL_SUB, LEVEL_START };

enum Cause {
	APPLIED,
	NO_EFFECT,
	UNTRACKED,
	UNKNOWN_REF,
	DUPLICATE_REF,
	BAD_FIELD,
	OVER_REDUCE,
	WRONG_SYMBOL,
	ORDERS_FULL,
	DIRECTORY,
	SYMBOLS_FULL,
	GAP,
	CLEAR,
	SUSPECT,
	LINES,
	FRESH,
	CAUSES
};

enum Flag { STALE = 1, INEXACT = 2, HALTED = 4, CROSSED = 8, LOCKED = 16, SILENT_A = 64 };

// Code of LINES, as the flags from SILENT_A on.
enum Mark { MARK_SILENT_A = 1, MARK_SILENT_B = 2, MARK_SILENT = 4, MARK_ENDED = 8 };
constexpr uint8_t CLEAR_LOAD = 1; // code of a CLEAR that leaves the book stale

// What the feed knows, as every touch shows it.
inline uint16_t feed_flags(bool stale, unsigned marks)
{
	bool doubted = stale || marks & (MARK_SILENT | MARK_ENDED);

	return uint16_t((doubted ? STALE : 0) | marks * SILENT_A);
}

struct Info {
	uint64_t seq = 0, exchange = 0, arrival = 0;
	uint32_t cycle = 0;

	template <typename W> void write(W &w) const
	{
		put(w, 144, 64, seq);
		put(w, 96, 48, exchange);
		put(w, 32, 64, arrival);
		put(w, 0, 32, cycle);
	}
	template <typename W> static Info read(const W &w)
	{
		return { get(w, 144, 64), get(w, 96, 48), get(w, 32, 64),
			 uint32_t(get(w, 0, 32)) };
	}
	bool operator==(const Info &o) const
	{
		return seq == o.seq && exchange == o.exchange && arrival == o.arrival &&
		       cycle == o.cycle;
	}
};

struct Event {
	unsigned op = EVENT_NONE;
	bool sell = false, bad_side = false;
	uint8_t code = 0;
	uint16_t locate = 0;
	uint64_t reference = 0, new_reference = 0;
	uint32_t price = 0, shares = 0;
	Info info;

	template <typename W> void write(W &w) const
	{
		put(w, 426, 4, op);
		put(w, 425, 1, sell);
		put(w, 424, 1, bad_side);
		put(w, 416, 8, code);
		put(w, 400, 16, locate);
		put(w, 336, 64, reference);
		put(w, 272, 64, new_reference);
		put(w, 240, 32, price);
		put(w, 208, 32, shares);
		info.write(w);
	}
	template <typename W> static Event read(const W &w)
	{
		Event e;

		e.op = unsigned(get(w, 426, 4));
		e.sell = get(w, 425, 1);
		e.bad_side = get(w, 424, 1);
		e.code = uint8_t(get(w, 416, 8));
		e.locate = uint16_t(get(w, 400, 16));
		e.reference = get(w, 336, 64);
		e.new_reference = get(w, 272, 64);
		e.price = uint32_t(get(w, 240, 32));
		e.shares = uint32_t(get(w, 208, 32));
		e.info = Info::read(w);
		return e;
	}
};

struct Slot {
	unsigned kind = OP_NONE;
	bool sell = false, bad_side = false, none = false;
	uint8_t code = 0;
	uint16_t locate = 0, symbol = 0;
	uint64_t reference = 0;
	uint32_t price = 0, shares = 0;
	Info info;

	template <typename W> void write(W &w) const
	{
		put(w, 379, 4, kind);
		put(w, 378, 1, sell);
		put(w, 377, 1, bad_side);
		put(w, 376, 1, none);
		put(w, 368, 8, code);
		put(w, 352, 16, locate);
		put(w, 336, 16, symbol);
		put(w, 272, 64, reference);
		put(w, 240, 32, price);
		put(w, 208, 32, shares);
		info.write(w);
	}
	template <typename W> static Slot read(const W &w)
	{
		Slot s;

		s.kind = unsigned(get(w, 379, 4));
		s.sell = get(w, 378, 1);
		s.bad_side = get(w, 377, 1);
		s.none = get(w, 376, 1);
		s.code = uint8_t(get(w, 368, 8));
		s.locate = uint16_t(get(w, 352, 16));
		s.symbol = uint16_t(get(w, 336, 16));
		s.reference = get(w, 272, 64);
		s.price = uint32_t(get(w, 240, 32));
		s.shares = uint32_t(get(w, 208, 32));
		s.info = Info::read(w);
		return s;
	}
	bool operator==(const Slot &o) const
	{
		return kind == o.kind && sell == o.sell && bad_side == o.bad_side &&
		       none == o.none && code == o.code && locate == o.locate &&
		       symbol == o.symbol && reference == o.reference &&
		       price == o.price && shares == o.shares && info == o.info;
	}
};

struct Touch {
	uint16_t symbol = 0, locate = 0;
	uint32_t price[2] = {}, size[2] = {}; // bid, ask
	uint16_t flags = 0;
	uint32_t delta = 0; // publish_delta
	Info info;

	template <typename W> static Touch read(const W &w)
	{
		Touch t;

		t.symbol = uint16_t(get(w, 400, 16));
		t.locate = uint16_t(get(w, 384, 16));
		t.price[0] = uint32_t(get(w, 352, 32));
		t.size[0] = uint32_t(get(w, 320, 32));
		t.price[1] = uint32_t(get(w, 288, 32));
		t.size[1] = uint32_t(get(w, 256, 32));
		t.flags = uint16_t(get(w, 240, 16));
		t.delta = uint32_t(get(w, 208, 32));
		t.info = Info::read(w);
		return t;
	}
	// Prices, sizes and flags: what makes a touch differ from the last one.
	bool same_market(const Touch &o) const
	{
		return price[0] == o.price[0] && price[1] == o.price[1] &&
		       size[0] == o.size[0] && size[1] == o.size[1] && flags == o.flags;
	}
	bool same(const Touch &o) const
	{
		return same_market(o) && symbol == o.symbol && locate == o.locate &&
		       info == o.info;
	}
	// CROSSED and LOCKED by the prices, the others as given.
	void judge(uint16_t others)
	{
		flags = others;
		if (size[0] && size[1] && price[0] >= price[1])
			flags |= price[0] > price[1] ? CROSSED : LOCKED;
	}
};

inline uint32_t saturated(uint64_t size)
{
	return uint32_t(size > 0xffffffffu ? 0xffffffffu : size);
}

// A side of a book by rank: the better price is the smaller number.
inline uint32_t rank_of(uint32_t price, bool sell)
{
	return (sell ? price : ~price) & 0x7fffffffu;
}

} // namespace book
