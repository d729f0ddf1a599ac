// SPDX-License-Identifier: BSD-3-Clause
#include "traffic.h"

Day::Day(std::mt19937_64 &rng, unsigned n, const Habits &habits, uint64_t base)
    : rng(rng), frames(unsigned(rng())), habits(habits), base(base)
{
	for (uint8_t &byte : session)
		byte = uint8_t('0' + pick(10));
	for (; n; n--)
		messages.push_back(message());
}

Bytes Day::message()
{
	Bytes m;

	if (chance(habits.runts)) {
		m.resize(pick(2) ? 0 : pick(HEAD));
		for (uint8_t &byte : m)
			byte = uint8_t(rng());
		return m;
	}
	const Message_type &type = message_types[pick(MESSAGE_TYPES)];
	unsigned length = type.length;

	if (chance(5))
		length = HEAD + unsigned(pick(60));
	m.resize(length);
	for (uint8_t &byte : m)
		byte = uint8_t(rng());
	m[0] = chance(3) ? uint8_t(rng()) : uint8_t(type.letter);
	if (length > 19 && !chance(20))
		m[19] = uint8_t("BSQ"[pick(3)]);
	return m;
}

Bytes Day::header(const Session &name, uint64_t seq, unsigned count)
{
	Bytes p(name.begin(), name.end());

	for (int i = 7; i >= 0; i--)
		p.push_back(uint8_t(seq >> 8 * i));
	p.push_back(uint8_t(count >> 8));
	p.push_back(uint8_t(count));
	return p;
}

Frame Day::wrap(const Bytes &payload)
{
	Frame f;
	Layout l;

	l.tags = unsigned(pick(3));
	l.ihl = chance(10) ? 5 + unsigned(pick(11)) : 5;
	l.payload = unsigned(payload.size());
	l.padding = pick(2) ? unsigned(pick(20)) : 0;
	f.bytes = frames.build(l);
	std::copy(payload.begin(), payload.end(),
		  f.bytes.begin() + 14 + 4 * l.tags + 4 * l.ihl + 8);
	f.idle = unsigned(chance(habits.pauses) ? pick(habits.pause)
						: pick(habits.idle + 1));
	if (chance(habits.noise) && chance(30))
		frames.spoil(f.bytes, l);
	f.bad = chance(habits.bad);
	return f;
}

void Day::append(Bytes &packet, const Bytes &message)
{
	packet.push_back(uint8_t(message.size() >> 8));
	packet.push_back(uint8_t(message.size()));
	packet.insert(packet.end(), message.begin(), message.end());
}

Bytes Day::payload(uint64_t seq, unsigned count)
{
	Bytes p = header(session, seq, count);

	for (unsigned i = 0; i < count; i++)
		append(p, messages[seq - base - 1 + i]);
	return p;
}

Bytes Day::loaded(unsigned count)
{
	Bytes p = header(session, rng() >> pick(64), count);

	for (unsigned i = 0; i < count; i++)
		append(p, message());
	return p;
}

// A number that nobody is near to; any two of them are far apart.
Frame Day::far_away()
{
	return wrap(header(session, rng() | 1ull << 62, unsigned(pick(2))));
}

Frame Day::packet(uint64_t seq, unsigned count)
{
	Bytes p = header(session, seq, count);

	for (unsigned i = 0; i < count; i++) {
		Bytes m = messages[seq - base - 1 + i];

		if (!m.empty() && chance(habits.forged))
			m[pick(m.size())] ^= uint8_t(1 + pick(255));
		append(p, m);
	}
	if (chance(habits.noise))
		switch (pick(3)) {
		case 0: // fewer bytes than counted
			p.resize(HEADER + pick(p.size() - HEADER + 1));
			break;
		case 1: // more blocks counted than there are
			p[19]++;
			break;
		default: // bytes behind the last block
			p.resize(p.size() + 1 + pick(20), 0);
		}
	return wrap(p);
}

Frame Day::noise(uint64_t seq)
{
	Session other = session;

	other[pick(10)] ^= uint8_t(1 + pick(255));
	switch (pick(4)) {
	case 0: // out of the blue
		return wrap(
			header(other, pick(2) ? seq : pick(1u << 31), unsigned(pick(2))));
	case 1: // cut in the header
		return wrap(Bytes(pick(HEADER), 0x20));
	default: // where the line is
		return wrap(header(session, seq, 0));
	}
}

std::deque<Frame> Day::line()
{
	std::deque<Frame> out;

	for (uint64_t seq = base + 1; seq <= last();) {
		uint64_t count = 1 + pick(habits.blocks);

		count = std::min(count, last() - seq + 1);
		if (!chance(habits.loss))
			out.push_back(packet(seq, unsigned(count)));
		seq += count;
		if (chance(habits.noise))
			out.push_back(noise(seq));
		if (chance(habits.repeat)) {
			uint64_t most = std::min<uint64_t>(seq - base - 1, habits.back);
			uint64_t back = 1 + pick(most);
			uint64_t again = 1 + pick(std::min<uint64_t>(back, 6));

			out.push_back(packet(seq - back, unsigned(again)));
		}
		if (chance(habits.overlap))
			seq -= pick(std::min<uint64_t>(seq - base - 1, 4));
		if (chance(habits.wild))
			out.push_back(far_away());
	}
	return out;
}

// A frame without messages that nothing happens to.
Frame Day::clean(uint64_t seq, unsigned count)
{
	Habits keep = habits;
	Frame f;

	habits.noise = habits.bad = 0;
	f = wrap(header(session, seq, count));
	habits = keep;
	return f;
}

Frame Day::first()
{
	return clean(base + 1, 0);
}

Frame Day::stray()
{
	Session own = session;
	Frame f;

	session[pick(10)] ^= uint8_t(pick(4));
	f = clean(rng() >> 34 | (pick(4) ? 0 : 1ull << 63), 0);
	session = own;
	return f;
}

Frame Day::heartbeat(bool eos)
{
	return clean(last() + 1, eos ? SESSION_END : 0);
}
