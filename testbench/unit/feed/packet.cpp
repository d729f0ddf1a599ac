// SPDX-License-Identifier: BSD-3-Clause
#include "packet.h"

#include <algorithm>
#include <cstring>
#include <tuple>

const Message_type message_types[MESSAGE_TYPES] = {
	{ 'S', 12 }, { 'R', 39 }, { 'H', 25 }, { 'Y', 20 }, { 'L', 26 }, { 'V', 35 },
	{ 'W', 12 }, { 'K', 28 }, { 'J', 35 }, { 'h', 21 }, { 'A', 36 }, { 'F', 40 },
	{ 'E', 31 }, { 'C', 36 }, { 'X', 23 }, { 'D', 19 }, { 'U', 35 }, { 'P', 44 },
	{ 'Q', 40 }, { 'B', 19 }, { 'I', 50 }, { 'N', 20 }, { 'O', 48 },
};

bool Event::operator==(const Event &o) const
{
	auto all = [](const Event &e) {
		return std::tie(e.op, e.sell, e.bad_side, e.code, e.locate, e.reference,
				e.new_reference, e.price, e.shares, e.seq, e.exchange_ns,
				e.arrival_ns, e.last_cycle);
	};
	return all(*this) == all(o);
}

uint64_t number(const uint8_t *from, unsigned width)
{
	uint64_t value = 0;

	while (width--)
		value = value << 8 | *from++;
	return value;
}

namespace
{

void fill(const uint8_t *m, Event &e)
{
	uint64_t reference = number(m + 11, 8);

	switch (m[0]) {
	case 'A':
	case 'F':
		e.op = OP_ADD;
		e.sell = m[19] == 'S';
		e.bad_side = m[19] != 'S' && m[19] != 'B';
		e.shares = uint32_t(number(m + 20, 4));
		e.price = uint32_t(number(m + 32, 4));
		break;
	case 'E':
	case 'C':
	case 'X':
		e.op = OP_REDUCE;
		e.shares = uint32_t(number(m + 19, 4));
		break;
	case 'D':
		e.op = OP_DELETE;
		break;
	case 'U':
		e.op = OP_REPLACE;
		e.new_reference = number(m + 19, 8);
		e.shares = uint32_t(number(m + 27, 4));
		e.price = uint32_t(number(m + 31, 4));
		break;
	case 'R':
		e.op = OP_DIRECTORY;
		break;
	case 'H':
		e.op = OP_STATE;
		e.code = m[19];
		return;
	case 'h':
		if (m[19] == 'Q') {
			e.op = OP_HALT;
			e.code = m[20];
		}
		return;
	default:
		return;
	}
	e.reference = reference;
}

// The first 36 bytes as words, each rotated left by 3 more than the one before, and the length.
uint32_t print_of(const uint8_t *m, size_t length)
{
	uint32_t print = uint32_t(length);

	for (size_t i = 0; i < 36 && i < length; i++) {
		size_t shift = (24 - 8 * (i % 4) + 3 * (i / 4)) % 32;
		uint64_t moved = uint64_t(m[i]) << shift;

		print ^= uint32_t(moved) ^ uint32_t(moved >> 32);
	}
	return print;
}

Part read_message(const uint8_t *m, size_t length, uint64_t seq, size_t byte)
{
	Part part = { Part::MESSAGE, byte };

	part.event.seq = seq;
	part.runt = length < HEAD;
	if (part.runt)
		return part;
	part.print = print_of(m, length);
	part.event.locate = unsigned(number(m + 1, 2));
	part.event.exchange_ns = number(m + 5, 6);
	part.type = ITCH_UNKNOWN;
	for (unsigned i = 0; i < MESSAGE_TYPES; i++)
		if (message_types[i].letter == char(m[0]))
			part.type = i;
	if (part.type == ITCH_UNKNOWN)
		return part;
	part.longer = length > message_types[part.type].length;
	if (length < message_types[part.type].length) {
		part.type = ITCH_SHORT;
		part.event.op = OP_SUSPECT;
	} else {
		fill(m, part.event);
	}
	return part;
}

// The hint of the message at @at: a beat or two before its last one, unless the payload ends there.
void add_hint(Reading &r, const Bytes &b, size_t at, size_t end, size_t length,
	      uint64_t seq)
{
	size_t last = at + length - 1;
	Bytes m(b.begin() + long(at), b.begin() + long(end));
	unsigned lead;

	m.resize(std::max<size_t>(m.size(), 64)); // the end may be cut off
	Part part = read_message(m.data(), length, seq, last);

	switch (part.runt || part.type == ITCH_SHORT ? 0 : m[0]) {
	case 'A':
	case 'F':
	case 'U':
		lead = 2;
		break;
	case 'E':
	case 'C':
		lead = 1;
		break;
	default:
		return;
	}
	size_t beat = last / 8 - lead;

	if (beat < (end - 1) / 8)
		r.hints.push_back({ beat * 8, lead, part.event });
}

} // namespace

void read_payload(Reading &r, const Bytes &b, size_t at, size_t end)
{
	at += HEADER;
	if (at > end)
		return;
	uint64_t seq = r.seq = number(&b[at - 10], 8);
	unsigned count = unsigned(number(&b[at - 2], 2));

	r.has_header = true;
	r.header_byte = at - 1;
	memcpy(r.session.data(), &b[at - HEADER], 10);
	if (count == 0 || count == SESSION_END) {
		r.eos = count != 0;
		r.code = count ? P_END : P_HEARTBEAT;
		r.parts.push_back({ Part::BEAT, at - 1 });
		r.parts.back().event.seq = seq;
		r.parts.back().eos = r.eos;
		return;
	}
	for (r.code = P_DATA; count; count--, seq++) {
		size_t length = at + 2 <= end ? number(&b[at], 2) : 0;

		if (at + 2 <= end)
			add_hint(r, b, at + 2, end, length, seq);
		if (at + 2 + length > end) {
			r.code = P_OVERRUN;
			break;
		}
		at += 2 + length;
		r.parts.push_back(read_message(&b[at - length], length, seq, at - 1));
	}
}

Reading read_frame(const Bytes &b, bool on, bool bad, const Group &group)
{
	Reading r;

	r.verdict = judge(b, on, bad, group);
	if (!r.verdict.accepted)
		return r;
	read_payload(r, b, r.verdict.begin, r.verdict.end);
	if (bad && r.has_header && r.code != P_HEARTBEAT && r.code != P_END &&
	    !r.parts.empty())
		r.parts.push_back({ Part::BAD, b.size() - 1 });
	return r;
}
