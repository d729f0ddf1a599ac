// SPDX-License-Identifier: BSD-3-Clause
#include "host.h"

#include <algorithm>

void Host::begin(const Bytes &payload)
{
	bytes = payload;
	bytes.resize(std::min<size_t>(bytes.size(), 2048));
	reading = Reading();
	read_payload(reading, bytes, 0, bytes.size());
	packet = std::make_shared<Packet>();
	written_bytes = 0;
	writing = !bytes.empty();
	dut.s_replay_begin = 1;
	dut.s_replay_length = uint16_t(bytes.size());
	alive = true; // learn() knows whether it was heard
	pause = 4 + unsigned(pick(3));
}

void Host::write_word()
{
	uint32_t word = uint32_t(rng());

	for (unsigned i = 0; i < 4 && written_bytes + i < bytes.size(); i++) {
		word &= ~(0xffu << 8 * i);
		word |= uint32_t(bytes[written_bytes + i]) << 8 * i;
	}
	dut.s_replay_valid = 1;
	dut.s_replay_data = word;
	pause = 3 + unsigned(pick(3));
}

void Host::replay(uint64_t seq, unsigned count)
{
	uint64_t first = day->first_number(), last = day->last();

	if (seq < first || seq > last)
		return;
	count = unsigned(std::min<uint64_t>(count, last - seq + 1));
	begin(day->payload(seq, count));
	replayed++;
}

void Host::fresh(uint32_t gaps)
{
	dut.cmd_fresh = 1;
	dut.cmd_fresh_gaps = gaps;
	model.ask_fresh(gaps);
	pause = 4;
}

void Host::load(uint64_t seq)
{
	dut.cmd_load = 1;
	dut.cmd_seq = seq;
	loaded = seq;
	model.ask_load(seq);
	loading = true;
	loads_for = 0;
	batches = unsigned(pick(4));
	pause = 8;
}

void Host::resume(uint64_t seq)
{
	dut.cmd_resume = 1;
	dut.cmd_seq = seq;
	model.ask_resume(seq);
	loading = false;
	pause = 8;
}

// All that is missing, then what is known of it. What waits in the host's line is ahead and in the
// way of what is next.
void Host::repair()
{
	uint64_t first = day->first_number(), last = day->last();

	pause = 30;
	if (loading && batches) {
		batches--;
		begin(day->loaded(1 + unsigned(pick(std::min(room, 20u)))));
	} else if (loading) {
		resume(loaded + (loaded > last || pick(2) ? 0 : pick(last - loaded + 2)));
	} else if (dut.status_replay_lost || dut.status_spoilt ||
		   dut.replay_room < room || dut.expected < first ||
		   dut.expected > last + 1) {
		load(first + pick(last - first + 1));
	} else if (dut.expected > last) {
		fresh(uint32_t(model.totals.gaps));
	} else {
		replay(dut.expected, 1 + unsigned(pick(std::min(room, 30u))));
	}
}

void Host::act_wildly()
{
	uint64_t seq = dut.expected + pick(4) - 1;
	uint32_t gaps = uint32_t(model.totals.gaps);
	Bytes broken;

	pause = unsigned(pick(60));
	if (loading) {
		repair();
		return;
	}
	switch (pick(40)) {
	case 0: // cut, or of more blocks than there are
		broken = day->payload(day->first_number(), 1);
		broken[19] = uint8_t(pick(3));
		broken.resize(broken.size() - pick(broken.size()));
		begin(broken);
		break;
	case 1: // somebody else's
		broken = day->payload(day->last(), 1);
		broken[pick(10)] ^= 1;
		begin(broken);
		break;
	case 2:
		load(day->first_number() + pick(day->last() - day->first_number() + 2));
		break;
	case 3:
		fresh(gaps - uint32_t(pick(2)));
		break;
	case 4: // in the middle of all that comes
		fresh(gaps);
		break;
	case 5:
		replay(day->first_number() + pick(day->last() - day->first_number() + 1),
		       1 + unsigned(pick(8)));
		break;
	case 6: // a resume of nothing
		if (!dut.status_loading) {
			dut.cmd_resume = 1;
			dut.cmd_seq = rng();
		}
		break;
	default:
		if (dut.status_holding)
			replay(seq, 1 + unsigned(pick(6)));
	}
}

void Host::drive()
{
	dut.s_replay_begin = dut.s_replay_valid = 0;
	dut.s_replay_data = uint32_t(rng());
	dut.cmd_fresh = dut.cmd_load = dut.cmd_resume = 0;
	// A new day ends the load that was under way.
	loading = loading && (dut.status_loading || loads_for++ < 4);
	if (pause) {
		pause--;
	} else if (writing) {
		if (mood == WILD && pick(400) == 0)
			writing = false; // and begins another one
		else
			write_word();
	} else if (day && mood == WILD) {
		act_wildly();
	} else if (day && mood == EARNEST && (dut.status_holding || loading)) {
		repair();
	}
}

// What came of this cycle's word: a beat is whole with its second word or the packet's last one.
void Host::word_was_written(uint64_t now)
{
	size_t from = written_bytes / 8 * 8, to;
	bool last = written_bytes + 4 >= bytes.size(), odd = written_bytes % 8 != 0;

	written_bytes += 4;
	writing = !last;
	if (!alive || (!odd && !last))
		return;
	to = std::min(written_bytes, bytes.size());
	if (reading.has_header && reading.header_byte >= from && reading.header_byte < to)
		heads.push_back({ now + 2,
				  { reading.session, reading.seq, reading.eos,
				    reading.code, packet } });
	for (const Part &part : reading.parts) {
		if (part.byte < from || part.byte >= to)
			continue;
		Item item = { part, packet, now + 3 };

		item.part.event.arrival_ns = 0;
		item.part.event.last_cycle = uint32_t(now + 2);
		model.bring(R, item);
	}
	if (last)
		written.push_back({ reading, packet, now + 3 });
}

void Host::release(uint64_t now)
{
	while (!heads.empty() && heads.front().due <= now) {
		model.begin_head(R, heads.front().head);
		heads.pop_front();
	}
}

void Host::learn(uint64_t now)
{
	bool on = dut.status_holding && !model.flushed_now;

	while (!written.empty() && written.front().due <= now) {
		const Written &w = written.front();
		unsigned cause = w.packet->taken ? w.reading.code : unsigned(P_SESSION);

		if (dut.status_holding)
			model.totals
				.packets[R][w.reading.has_header ? cause
								 : unsigned(P_SHORT)]++;
		written.pop_front();
	}
	alive = alive && on;
	if (dut.s_replay_valid)
		word_was_written(now);
	if (writing && !dut.s_replay_begin && !alive && pick(20) == 0)
		writing = false; // nobody hears it
}
