// SPDX-License-Identifier: BSD-3-Clause
#include "rig.h"

#include <cstring>

#include <touchwire/net.h>

static void put(uint8_t *to, unsigned bytes, uint64_t value)
{
	while (bytes--) {
		to[bytes] = uint8_t(value);
		value >>= 8;
	}
}

Rig::Rig(Device &d, Judge &j, unsigned frame_bytes, unsigned count, uint64_t from_seed)
    : rng(from_seed), symbols(count), seed(from_seed), device(d), judge(j),
      payload(frame_bytes - FCS - HEADERS)
{
	wire = (device.cycle + 16) * 8;
	begin();
}

void Rig::begin()
{
	frame.assign(HEADERS + MOLD, 0);
	ends.clear();
	types.clear();
}

void Rig::send(const uint8_t *message, size_t length)
{
	if (frame.size() + 2 + length > HEADERS + payload)
		flush();

	size_t at = frame.size();

	frame.resize(at + 2 + length);
	put(&frame[at], 2, length);
	memcpy(&frame[at + 2], message, length);
	ends.push_back(uint32_t(frame.size()));
	types.push_back(length ? char(message[0]) : '-');
}

void Rig::flush()
{
	static const char session[] = "BENCH     ";
	struct tw_net_route route;

	if (ends.empty())
		return;
	tw_net_route_default(&route);
	tw_net_build(&route, frame.size() - HEADERS, 0, frame.data());
	memcpy(&frame[HEADERS], session, 10);
	put(&frame[HEADERS + 10], 8, messages + 1);
	put(&frame[HEADERS + 18], 2, ends.size());
	if (frame.size() < LEAST)
		frame.resize(LEAST);

	// Deficit idle: the frame starts in the last whole cycle that the wire's time allows.
	uint64_t start = std::max(wire / 8, device.cycle);

	for (size_t i = 0; i < ends.size(); i++)
		judge.sent(messages + 1 + i) = { start + (ends[i] - 1) / 8, types[i],
						 measuring, false };
	judge.frame(frame.data(), uint32_t(frame.size()), Device::time(start));
	messages += ends.size();
	if (measuring)
		measured += ends.size();
	play(start);
	wire = std::max(wire, start * 8) +
	       (frame.size() + FCS + GAP + PREAMBLE) * 100 / share;
	begin();
	if (progress)
		progress(messages);
	if (watch && watch())
		stop = true;
}

void Rig::play(uint64_t start)
{
	size_t length = frame.size();

	while (device.cycle < start)
		step(Beat());
	frame.resize((length + 7) / 8 * 8);
	for (size_t at = 0; at < length; at += 8) {
		Beat beat;

		memcpy(&beat.data, &frame[at], 8);
		beat.valid = true;
		beat.last = length - at <= 8;
		beat.keep = uint8_t(beat.last ? 0xff >> (8 - (length - at)) : 0xff);
		step(beat);
	}
	frame.resize(length);
}

void Rig::step(const Beat &beat)
{
	uint64_t cycle = device.cycle;

	if (device.step(beat))
		judge.touch(device.touch(), cycle);
}

void Rig::idle(uint64_t cycles)
{
	flush();
	while (cycles--)
		step(Beat());
	wire = std::max(wire, device.cycle * 8);
}

bool Rig::drain()
{
	constexpr uint64_t QUIET = 200, PATIENCE = 1 << 23;
	uint64_t begun = device.cycle, moved = begun;

	flush();
	begun = moved = device.cycle;
	while (device.cycle - moved < QUIET) {
		step(Beat());
		if (device.busy())
			moved = device.cycle;
		if (moved - begun > PATIENCE)
			return false;
	}
	drained = moved - begun;
	wire = std::max(wire, device.cycle * 8);
	return true;
}

void Rig::measure(bool on)
{
	flush();
	if (measuring)
		measured_time += wire - from;
	measuring = on;
	from = wire;
}

void Rig::head(uint8_t *to, char type, unsigned symbol)
{
	to[0] = uint8_t(type);
	put(to + 1, 2, symbol + 1);
	put(to + 3, 2, 0);
	put(to + 5, 6, exchange_ns += 7);
}

void Rig::open()
{
	for (unsigned i = 0; i < symbols; i++) {
		struct tw_itch m = {};
		uint8_t bytes[TW_ITCH_LENGTH_MAX];
		char name[9];

		snprintf(name, sizeof(name), "S%-7u", i);
		m.type = 'R';
		m.locate = uint16_t(i + 1);
		m.timestamp = exchange_ns;
		memcpy(m.u.directory.stock, name, 8);
		send(bytes, tw_itch_encode(&m, bytes));
		m = {};
		m.type = 'H';
		m.locate = uint16_t(i + 1);
		m.timestamp = exchange_ns;
		memcpy(m.u.action.stock, name, 8);
		m.u.action.state = 'T';
		send(bytes, tw_itch_encode(&m, bytes));
	}
	flush();
}

void Rig::add(unsigned symbol, unsigned side, uint64_t reference, uint32_t price,
	      uint32_t shares, char type)
{
	uint8_t m[40] = {};

	head(m, type, symbol);
	put(m + 11, 8, reference);
	m[19] = side == BUY ? 'B' : 'S';
	put(m + 20, 4, shares);
	memset(m + 24, ' ', 8);
	put(m + 32, 4, price);
	memset(m + 36, 'X', 4);
	send(m, type == 'F' ? 40 : 36);
}

void Rig::reduce(unsigned symbol, uint64_t reference, uint32_t shares, char type)
{
	uint8_t m[36] = {};

	head(m, type, symbol);
	put(m + 11, 8, reference);
	put(m + 19, 4, shares);
	m[31] = 'Y';
	send(m, type == 'E' ? 31 : type == 'C' ? 36 : 23);
}

void Rig::remove(unsigned symbol, uint64_t reference)
{
	uint8_t m[19];

	head(m, 'D', symbol);
	put(m + 11, 8, reference);
	send(m, sizeof(m));
}

void Rig::replace(unsigned symbol, uint64_t reference, uint64_t new_reference,
		  uint32_t price, uint32_t shares)
{
	uint8_t m[35];

	head(m, 'U', symbol);
	put(m + 11, 8, reference);
	put(m + 19, 8, new_reference);
	put(m + 27, 4, shares);
	put(m + 31, 4, price);
	send(m, sizeof(m));
}

void Rig::filler(char type)
{
	uint8_t m[TW_ITCH_LENGTH_MAX] = {};

	head(m, type, 0);
	send(m, tw_itch_length(type));
}
