// SPDX-License-Identifier: BSD-3-Clause
#include "datagram.h"

#include <cstring>

namespace
{

constexpr unsigned HEADER = 20, HEAD = 11, SESSION_END = 0xffff;
constexpr unsigned OP_NONE = 0, OP_ADD = 1, OP_REDUCE = 2, OP_DELETE = 3, OP_REPLACE = 4,
		   OP_STATE = 5, OP_HALT = 6, OP_DIRECTORY = 7, OP_SUSPECT = 10;

// The 23 types in the order of their counters.
const char letters[] = "SRHYLVWKJhAFECXDUPQBINO";
const unsigned lengths[] = { 12, 39, 25, 20, 26, 35, 12, 28, 35, 21, 36, 40,
			     31, 36, 23, 19, 35, 44, 40, 19, 50, 20, 48 };

uint64_t number(const uint8_t *from, unsigned width)
{
	uint64_t value = 0;

	for (unsigned i = 0; i < width; i++)
		value = value << 8 | from[i];
	return value;
}

void fill(const uint8_t *m, Event &e)
{
	switch (m[0]) {
	case 'A':
	case 'F':
		e.op = OP_ADD;
		e.reference = number(m + 11, 8);
		e.sell = m[19] == 'S';
		e.bad_side = !e.sell && m[19] != 'B';
		e.shares = uint32_t(number(m + 20, 4));
		e.price = uint32_t(number(m + 32, 4));
		break;
	case 'E':
	case 'C':
	case 'X':
		e.op = OP_REDUCE;
		e.reference = number(m + 11, 8);
		e.shares = uint32_t(number(m + 19, 4));
		break;
	case 'D':
		e.op = OP_DELETE;
		e.reference = number(m + 11, 8);
		break;
	case 'U':
		e.op = OP_REPLACE;
		e.reference = number(m + 11, 8);
		e.new_reference = number(m + 19, 8);
		e.shares = uint32_t(number(m + 27, 4));
		e.price = uint32_t(number(m + 31, 4));
		break;
	case 'H':
		e.op = OP_STATE;
		e.code = m[19];
		break;
	case 'h':
		e.op = m[19] == 'Q' ? OP_HALT : OP_NONE;
		e.code = m[19] == 'Q' ? m[20] : 0;
		break;
	case 'R':
		e.op = OP_DIRECTORY;
		e.reference = number(m + 11, 8);
		break;
	}
}

// Byte i of a message is byte i % 4 of a word that is rotated left by 3 for each word before it.
uint32_t print_of(const uint8_t *m, size_t length)
{
	uint32_t print = uint32_t(length);

	for (size_t i = 0; i < 36 && i < length; i++) {
		unsigned shift = unsigned(24 - 8 * (i % 4) + 3 * (i / 4)) % 32;
		uint64_t word = uint64_t(m[i]) << shift;

		print ^= uint32_t(word) ^ uint32_t(word >> 32);
	}
	return print;
}

Event decode(const uint8_t *m, size_t length, uint64_t seq)
{
	Event e = {};
	const char *found = m[0] ? strchr(letters, m[0]) : nullptr;

	e.seq = seq;
	e.locate = unsigned(number(m + 1, 2));
	e.exchange_ns = number(m + 5, 6);
	e.type = ITCH_UNKNOWN;
	if (!found)
		return e;
	e.type = unsigned(found - letters);
	e.longer = length > lengths[e.type];
	if (length < lengths[e.type]) {
		e.type = ITCH_SHORT;
		e.op = OP_SUSPECT;
		return e;
	}
	fill(m, e);
	return e;
}

// The hint of the message at @data: some beats before the one that has its last byte. None in a
// packet's last beat, since what ends behind that is cut.
void hint(const Datagram &packet, Plan &plan, size_t data, size_t length, uint64_t seq)
{
	size_t last_beat = (packet.first + data + length - 1) / 8;
	std::vector<uint8_t> m(packet.payload.begin() + long(data), packet.payload.end());
	unsigned lead;

	m.resize(64); // the end may be cut off
	if (strchr("AFU", m[0]))
		lead = 2;
	else if (strchr("EC", m[0]))
		lead = 1;
	else
		return;
	if (m[0] == 0 || last_beat - lead + 1 >= plan.beats.size())
		return;
	Event e = decode(m.data(), length, seq);

	if (e.type == ITCH_SHORT)
		return;
	plan.beats[last_beat - lead].early_lead = lead;
	plan.beats[last_beat - lead].early = e;
}

// Walk the blocks behind the header; returns whether all of them were there.
bool walk(const Datagram &packet, Plan &plan, uint64_t seq, unsigned count)
{
	const std::vector<uint8_t> &p = packet.payload;
	size_t at = HEADER;

	for (unsigned i = 0; i < count; i++, seq++) {
		if (at + 2 > p.size())
			return false;
		size_t length = number(&p[at], 2), data = at + 2;
		bool good = data + length <= p.size();
		size_t last_beat = (packet.first + data + length - 1) / 8;

		if (length >= HEAD)
			hint(packet, plan, data, length, seq);
		if (!good)
			return false;
		Expect &beat = plan.beats[last_beat];

		if (length >= HEAD) {
			beat.has_event = true;
			beat.event = decode(&p[data], length, seq);
			beat.event.print = print_of(&p[data], length);
			beat.lane = unsigned(packet.first + data + length - 1) % 8;
		} else if (beat.skip_count++ == 0) {
			beat.skip_seq = seq;
		}
		at = data + length;
	}
	return true;
}

} // namespace

Plan make_plan(const Datagram &packet)
{
	const std::vector<uint8_t> &p = packet.payload;
	Plan plan;

	if (p.empty())
		return plan;
	plan.beats.resize((packet.first + p.size() + 7) / 8);
	unsigned code = PACKET_SHORT;

	if (p.size() >= HEADER) {
		Expect &beat = plan.beats[(packet.first + HEADER - 1) / 8];
		uint64_t seq = number(&p[10], 8);
		unsigned count = unsigned(number(&p[18], 2));

		beat.session = true;
		memcpy(beat.session_name, &p[0], 10);
		beat.number = seq;
		if (!packet.take) {
			code = packet.wild ? PACKET_WILD : PACKET_SESSION;
		} else if (count == 0 || count == SESSION_END) {
			code = count ? PACKET_END : PACKET_HEARTBEAT;
			beat.beat = true;
			beat.beat_seq = seq;
			beat.end_of_session = count != 0;
		} else {
			code = walk(packet, plan, seq, count) ? PACKET_DATA
							      : PACKET_OVERRUN;
		}
	}
	plan.beats.back().packet = true;
	plan.beats.back().code = code;
	return plan;
}

Datagram Maker::header()
{
	Datagram packet;

	packet.first = pick(8);
	packet.take = pick(8) != 0;
	packet.wild = pick(2) != 0;
	for (unsigned i = 0; i < HEADER; i++)
		packet.payload.push_back(uint8_t(rng()));
	// Numbers whose carries run far.
	for (unsigned i = 10; i < 18 && pick(8); i++)
		packet.payload[27 - i] = 0xff;
	set_count(packet, 0);
	return packet;
}

void Maker::set_count(Datagram &packet, unsigned count)
{
	packet.payload[18] = uint8_t(count >> 8);
	packet.payload[19] = uint8_t(count);
}

// A block that claims @length bytes and has @shown.
void Maker::append(Datagram &packet, size_t length, size_t shown)
{
	std::vector<uint8_t> &p = packet.payload;

	p.push_back(uint8_t(length >> 8));
	p.push_back(uint8_t(length));
	for (size_t i = 0; i < shown; i++) {
		uint8_t byte = uint8_t(rng());

		if (i == 0 && pick(16))
			byte = uint8_t(letters[pick(sizeof(letters) - 1)]);
		if (i == 19 && pick(8))
			byte = uint8_t("BSQQ"[pick(4)]);
		p.push_back(byte);
	}
}

void Maker::append_any(Datagram &packet)
{
	unsigned kind = pick(16);

	if (kind < 10) {
		unsigned type = pick(sizeof(letters) - 1);
		size_t at = packet.payload.size() + 2;
		// Mostly of its own length, else a little off.
		unsigned length = lengths[type] + (pick(4) ? 0 : pick(7) - 3);

		append(packet, length, length);
		if (length)
			packet.payload[at] = uint8_t(letters[type]);
	} else if (kind < 12) {
		unsigned length = pick(HEAD);

		append(packet, length, length);
	} else if (kind < 14) {
		append(packet, 0, 0);
	} else if (kind < 15) {
		unsigned length = pick(16) ? HEAD + pick(90) : pick(1500);

		append(packet, length, length);
	} else {
		unsigned length = HEAD + pick(8);

		append(packet, length, length);
	}
}

Datagram Maker::mixed(unsigned blocks)
{
	Datagram packet = header();

	packet.take = true;
	for (unsigned i = 0; i < blocks; i++)
		append_any(packet);
	set_count(packet, blocks);
	return packet;
}

Datagram Maker::empties(unsigned n, bool front)
{
	Datagram packet = header();

	packet.take = true;
	if (front)
		append(packet, 36, 36);
	for (unsigned i = 0; i < n; i++)
		append(packet, 0, 0);
	if (!front)
		append(packet, 19, 19);
	set_count(packet, n + 1);
	return packet;
}

Datagram Maker::any()
{
	unsigned blocks = pick(3) ? pick(12) : pick(4);
	Datagram packet = header();

	for (unsigned i = 0; i < blocks; i++)
		append_any(packet);
	set_count(packet, blocks);

	switch (pick(16)) {
	case 0: // what follows is not there, or not counted
		set_count(packet, pick(blocks + 4));
		break;
	case 1:
		set_count(packet, pick(4) ? SESSION_END : pick(0x10000));
		break;
	case 2:
		packet.payload.resize(pick(unsigned(packet.payload.size()) + 1));
		break;
	case 3: // a block that claims more than there is
		append(packet, 1u << pick(16) | pick(64), pick(24));
		set_count(packet, blocks + 1 + pick(2));
		break;
	case 4: // bytes behind the last block
		append(packet, pick(64), pick(24));
		break;
	case 5:
		set_count(packet, 0);
		break;
	case 6:
		packet.payload.resize(HEADER);
		set_count(packet, pick(2) ? 0 : SESSION_END);
		break;
	default:
		break;
	}
	return packet;
}
