// SPDX-License-Identifier: BSD-3-Clause
// tb_line: random datagrams of all message types, whole and broken, against a model of bytes.
//
// The model walks the payload's bytes and says of each beat what it must lead to, so every
// record is checked in its exact cycle.
#include "Vline.h"

#include "../common/sim.h"
#include "datagram.h"

namespace
{

struct Sums {
	uint64_t packets, messages, events, runts, bad, resets, codes[8], types[32],
		hints[32][8];
};

class Bench : public sim::Bench<Vline>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vline>("line", seed)
	{
		cycle = uint32_t(0) - 5000u;
		put_nothing();
		put_ahead(false, nullptr);
		reset();
	}

	Sums sums = {};
	sim::Range to_event, to_session, early, early_reduce;

	unsigned pick(unsigned n)
	{
		return unsigned(rng() % n);
	}

	// Drive one datagram and its frame's end. @reset_at: the beat in which rst is high.
	void play(const Datagram &packet, unsigned gap_of_8, unsigned end_delay,
		  bool end_bad, unsigned reset_at = ~0u)
	{
		Plan plan = make_plan(packet);
		uint64_t arrival = rng();
		unsigned beats = unsigned(plan.beats.size()), before = sent;
		std::vector<uint64_t> words = words_of(packet, beats);
		bool lost = false;
		unsigned wait = pause(gap_of_8);

		for (unsigned i = 0; i < beats; i++) {
			for (; wait; wait--)
				idle(i != 0, wait == 1 ? &words[i] : nullptr);
			bool last = i + 1 == beats;
			bool ends = last && end_delay == 0;
			Expect want = lost ? Expect() : plan.beats[i];

			wait = last ? 0 : pause(gap_of_8);
			put_beat(packet, i, last, words[i], arrival);
			put_ahead(!last, !last && wait == 0 ? &words[i + 1] : nullptr);
			dut->s_end_valid = ends;
			dut->s_end_bad = ends ? end_bad : one_in(2);
			if (i == reset_at) {
				lost = true;
				before = sent;
				dut->rst = 1;
				want = session_of(want);
				sums.resets++;
			}
			want.info_arrival = arrival;
			want.info_cycle = uint32_t(cycle);
			if (ends && !dut->rst)
				want_end(want, lost || beats == 0, end_bad, before);
			step(want, packet);
			dut->rst = 0;
		}
		if (beats == 0 || end_delay > 0) {
			for (unsigned i = 1; i < end_delay; i++)
				idle();
			Expect want;

			put_nothing();
			put_ahead(false, nullptr);
			dut->s_end_valid = 1;
			dut->s_end_bad = end_bad;
			want_end(want, lost || beats == 0, end_bad, before);
			step(want, packet);
		}
		sums.packets++;
	}

	// @inside: between two beats of a packet; @ahead: of the next cycle's, if there is one.
	void idle(bool inside = false, const uint64_t *ahead = nullptr)
	{
		put_nothing();
		put_ahead(inside, ahead);
		step(Expect(), any);
		holes++;
	}

private:
	unsigned sent = 0;		// messages put out so far
	uint32_t session_ahead[3] = {}; // told in the cycle before
	uint64_t number_ahead = 0;
	const Datagram any; // where there is none

	// The last hint, and the cycles without a beat when it came.
	uint64_t holes = 0, hint_seq = 0, hint_cycle = 0, hint_holes = 0;
	unsigned hint_lead = 0;

	unsigned lane()
	{
		return unsigned(pick(8));
	}

	static Expect session_of(const Expect &all)
	{
		Expect want;

		want.session = all.session;
		want.number = all.number;
		memcpy(want.session_name, all.session_name, sizeof(want.session_name));
		return want;
	}

	void put_word(uint64_t data, unsigned first, unsigned last, bool start, bool stop)
	{
		unsigned tail =
			first << 5 | last << 2 | unsigned(start) << 1 | unsigned(stop);

		dut->s_dgram_tdata[0] = uint32_t(data << 8) | tail;
		dut->s_dgram_tdata[1] = uint32_t(data >> 24);
		dut->s_dgram_tdata[2] = uint32_t(data >> 56);
	}

	unsigned pause(unsigned gap_of_8)
	{
		unsigned n = 0;

		while (pick(8) < gap_of_8)
			n++;
		return n;
	}

	// A beat of a packet is seen ahead; outside of packets anything may be.
	void put_ahead(bool inside, const uint64_t *word)
	{
		dut->s_ahead_valid = inside ? word != nullptr : one_in(2);
		dut->s_ahead = inside && word ? *word : rng();
	}

	// The payload in its beats; what must not matter is random.
	std::vector<uint64_t> words_of(const Datagram &packet, unsigned beats)
	{
		std::vector<uint64_t> words;

		for (unsigned i = 0; i < beats; i++)
			words.push_back(rng());
		for (size_t i = 0; i < packet.payload.size(); i++) {
			size_t at = packet.first + i;
			uint64_t &word = words[at / 8];

			word &= ~(0xffull << at % 8 * 8);
			word |= uint64_t(packet.payload[i]) << at % 8 * 8;
		}
		return words;
	}

	void put_nothing()
	{
		dut->s_dgram_tvalid = 0;
		put_word(rng(), lane(), lane(), one_in(2), one_in(2));
		dut->s_dgram_arrival = rng();
		dut->s_dgram_cycle = uint32_t(rng());
		dut->s_end_valid = 0;
		dut->s_end_bad = one_in(2);
	}

	void put_beat(const Datagram &packet, unsigned beat, bool last, uint64_t data,
		      uint64_t arrival)
	{
		unsigned end = unsigned(packet.first + packet.payload.size() + 7) % 8;

		dut->s_dgram_tvalid = 1;
		put_word(data, beat ? 0 : packet.first, last ? end : 7, beat == 0, last);
		dut->s_dgram_arrival = arrival;
		dut->s_dgram_cycle = uint32_t(cycle);
	}

	void want_end(Expect &want, bool empty, bool bad, unsigned before)
	{
		if (empty) {
			want.packet = true;
			want.code = PACKET_SHORT;
		}
		want.bad = bad && sent + want.has_event + want.skip_count != before;
		sums.bad += want.bad;
	}

	void equal(const char *what, uint64_t have, uint64_t want)
	{
		if (have != want)
			fail("%s is %llx, not %llx", what, (unsigned long long)have,
			     (unsigned long long)want);
	}

	uint64_t field(unsigned at, unsigned width)
	{
		uint64_t value = 0;

		for (unsigned i = 0; i < width; i++)
			value |= uint64_t(dut->m_event_tdata[(at + i) / 32] >>
						  (at + i) % 32 &
					  1)
				 << i;
		return value;
	}

	// A cycle with the inputs that stand: the session before its edge, all records after.
	void step(const Expect &want, const Datagram &packet)
	{
		dut->clk = 0;
		dut->eval();
		equal("m_session_tvalid", dut->m_session_tvalid, want.session);
		if (want.session) {
			to_session.add(0);
			for (unsigned i = 0; i < 10; i++) {
				unsigned bit = 72 - 8 * i;

				equal("m_session",
				      dut->m_session[bit / 32] >> bit % 32 & 0xff,
				      want.session_name[i]);
			}
			for (unsigned i = 0; i < 3; i++)
				equal("m_session_ahead", session_ahead[i],
				      dut->m_session[i]);
			equal("m_number", dut->m_number, want.number);
			equal("m_number_ahead", number_ahead, want.number);
		}
		number_ahead = dut->m_number_ahead;
		for (unsigned i = 0; i < 3; i++)
			session_ahead[i] = dut->m_session_ahead[i];
		dut->s_session_take = dut->m_session_tvalid ? packet.take : one_in(2);
		dut->s_session_wild = dut->m_session_tvalid ? packet.wild : one_in(2);
		bool next = one_in(2);

		dut->expected = want.early.seq + (next ? 0 : 1ull << pick(64));
		clock();
		compare(want);
		compare_hint(want, next);
	}

	void compare(const Expect &want)
	{
		equal("m_event_tvalid", dut->m_event_tvalid, want.has_event);
		if (want.has_event)
			compare_event(want);
		equal("m_skip_tvalid", dut->m_skip_tvalid, want.skip_count != 0);
		if (want.skip_count) {
			equal("m_skip_seq", dut->m_skip_seq, want.skip_seq);
			equal("m_skip_count", dut->m_skip_count, want.skip_count);
			sums.runts += dut->m_skip_count;
		}
		equal("m_beat_tvalid", dut->m_beat_tvalid, want.beat);
		if (want.beat)
			equal("m_beat_seq", dut->m_beat_seq, want.beat_seq);
		equal("m_end_of_session", dut->m_end_of_session, want.end_of_session);
		equal("m_bad_frame", dut->m_bad_frame, want.bad);
		equal("stat_packet_valid", dut->stat_packet_valid, want.packet);
		if (want.packet) {
			equal("stat_packet_code", dut->stat_packet_code, want.code);
			sums.codes[want.code]++;
		}
		sent += want.has_event + want.skip_count;
		sums.messages += want.has_event + want.skip_count;
	}

	void compare_hint(const Expect &want, bool next)
	{
		const Event &e = want.early;

		equal("early_valid", dut->early_valid, want.early_lead != 0);
		if (want.early_lead == 0)
			return;
		equal("early_next", dut->early_next, next);
		equal("early_op", dut->early_op, e.op);
		equal("early_locate", dut->early_locate, e.locate);
		equal("early_reference", dut->early_reference, e.reference);
		equal("early_seq", dut->early_seq, e.seq);
		hint_seq = e.seq;
		hint_cycle = cycle;
		hint_holes = holes;
		hint_lead = want.early_lead;
	}

	void compare_event(const Expect &want)
	{
		const Event &e = want.event;

		equal("op", field(426, 4), e.op);
		equal("sell", field(425, 1), e.sell);
		equal("bad_side", field(424, 1), e.bad_side);
		equal("code", field(416, 8), e.code);
		equal("locate", field(400, 16), e.locate);
		equal("reference", field(336, 64), e.reference);
		equal("new_reference", field(272, 64), e.new_reference);
		equal("price", field(240, 32), e.price);
		equal("shares", field(208, 32), e.shares);
		equal("seq", field(144, 64), e.seq);
		equal("exchange_ns", field(96, 48), e.exchange_ns);
		equal("arrival_ns", field(32, 64), want.info_arrival);
		equal("last_cycle", field(0, 32), want.info_cycle);
		equal("m_event_type", dut->m_event_type, e.type);
		equal("m_event_long", dut->m_event_long, e.longer);
		equal("m_event_print", dut->m_event_print, e.print);
		to_event.add(uint32_t(cycle) - uint32_t(field(0, 32)));
		sums.types[e.type]++;
		sums.events++;
		if (hint_lead && hint_seq == e.seq && hint_holes == holes) {
			(hint_lead == 1 ? early_reduce : early).add(cycle - hint_cycle);
			sums.hints[e.type][want.lane]++;
		}
		hint_lead = 0;
	}
};

// One packet, cut after every byte, in every lane.
void truncated(Bench &bench)
{
	Maker maker(bench.rng);
	Datagram whole = maker.mixed(12);

	for (unsigned first = 0; first < 8; first++) {
		for (size_t length = 0; length <= whole.payload.size(); length++) {
			Datagram cut = whole;

			cut.first = first;
			cut.payload.resize(length);
			bench.play(cut, length % 3 ? 0 : 2, length % 2, bench.one_in(4));
		}
	}
}

// Every number of empty blocks in a row, before and behind a message, in every lane.
void empty_blocks(Bench &bench)
{
	Maker maker(bench.rng);

	for (unsigned n = 0; n < 8 * 40; n++) {
		Datagram packet = maker.empties(n / 8 % 20, n % 2 == 0);

		packet.first = n % 8;
		bench.play(packet, 0, 0, false);
	}
}

void random_packets(Bench &bench, unsigned n)
{
	Maker maker(bench.rng);

	for (unsigned i = 0; i < n; i++) {
		Datagram packet = maker.any();
		unsigned gap = bench.one_in(3) ? unsigned(bench.pick(7)) : 0;
		unsigned reset_at = bench.one_in(40) ? unsigned(bench.pick(12)) : ~0u;

		bench.play(packet, gap, bench.one_in(2) ? 0 : unsigned(bench.pick(4)),
			   bench.one_in(4), reset_at);
		if (bench.one_in(4))
			bench.idle();
	}
}

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	const Sums &s = bench.sums;

	truncated(bench);
	empty_blocks(bench);
	random_packets(bench, 20000);
	for (int i = 0; i < 4; i++)
		bench.idle();

	if (s.messages != s.events + s.runts)
		bench.fail("%llu messages, but %llu events and %llu runts", s.messages,
			   s.events, s.runts);
	for (unsigned type = 0; type < ITCH_TYPES; type++)
		if (s.types[type] == 0)
			bench.fail("no message of type %u", type);
	for (unsigned type : { ITCH_A, ITCH_F, ITCH_E, ITCH_C, ITCH_U })
		for (unsigned lane = 0; lane < 8; lane++)
			if (s.hints[type][lane] == 0)
				bench.fail("no hint of type %u that ends in lane %u",
					   type, lane);
	for (unsigned code = 0; code < PACKET_CODES; code++)
		if (s.codes[code] == 0)
			bench.fail("no packet of code %u", code);
	bench.latency("line", bench.to_event);
	bench.latency("line:session", bench.to_session);
	bench.latency("line:early", bench.early);
	bench.latency("line:early_reduce", bench.early_reduce);
	return bench.done("%llu packets, %llu messages = %llu events + %llu runts, "
			  "%llu bad frames, %llu resets",
			  s.packets, s.messages, s.events, s.runts, s.bad, s.resets);
}
