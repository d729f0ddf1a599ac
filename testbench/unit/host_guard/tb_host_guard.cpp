// SPDX-License-Identifier: BSD-3-Clause
// tb_host_guard: each frame's verdict against one written down here anew, and what passes unchanged.
//
// Arguments: seed, random frames (default 30000). The bench is the stream. All alignments, every
// truncation, every byte changed, retransmissions of any part, packets of all types, each flag, and
// links that fail in each cycle.
#include "Vhost_guard.h"
#include "order.h"
#include "sim.h"

#include <deque>
#include <touchwire/regs.h>

namespace
{

using namespace order;

constexpr size_t LONGEST = 256;

enum Code {
	PASSED_ARP = TW_HOST_TX_PASSED_ARP,
	PASSED_TCP = TW_HOST_TX_PASSED_TCP,
	PASSED_LOGIN = TW_HOST_TX_PASSED_LOGIN,
	PASSED_AGAIN = TW_HOST_TX_PASSED_AGAIN, // the last of those that pass
	REFUSED_KIND = TW_HOST_TX_REFUSED_KIND,
	REFUSED_PEER = TW_HOST_TX_REFUSED_PEER,
	REFUSED_PAYLOAD = TW_HOST_TX_REFUSED_PAYLOAD,
	REFUSED_LENT = TW_HOST_TX_REFUSED_LENT,
	REFUSED_LENGTH = TW_HOST_TX_REFUSED_LENGTH,
	DROPPED_LINK = TW_HOST_TX_DROPPED_LINK,
	CODES = TW_HOST_TX_CAUSES
};

class Bench : public sim::Bench<Vhost_guard>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vhost_guard>("host_guard", seed)
	{
		dut->link = 1;
		dut->s_tvalid = 0;
		dut->m_tready = 1;
		set_session();
		dut->session_valid = 1;
		dut->busy = 0;
		stand(uint32_t(rng()));
		reset();
		step();
	}

	tw_row_session session;
	uint64_t seen[CODES] = {};
	sim::Range plain, again,
		login; // cycles from the last beat, less those per payload byte
	// The stream: `kept` are the last bytes before next.
	std::deque<uint8_t> kept;
	uint32_t next = 0;
	bool lent = false, known = true;
	unsigned stall_in = 0, hole_in = 0; // of m and s
	uint64_t link_off = UINT64_MAX, link_on = UINT64_MAX, forget_at = UINT64_MAX;
	unsigned busy_for = 0, busy_in = 20;

	void set_session()
	{
		session = any_session(rng);
		dut->src_ip = session.src_ip;
		dut->dst_ip = session.dst_ip;
		dut->ports = session.ports;
	}

	void has_session(bool valid)
	{
		dut->session_valid = valid;
	}

	void stand(uint32_t at)
	{
		next = at;
		kept.clear();
	}

	void carry(const Bytes &bytes)
	{
		for (uint8_t byte : bytes)
			kept.push_back(byte);
		next += uint32_t(bytes.size());
	}

	// What is before next, `back` bytes and `count` of them.
	Bytes part(size_t back, size_t count)
	{
		return Bytes(kept.end() - long(back),
			     kept.end() - long(back) + long(count));
	}

	// Give a frame; its verdict must be as it ought to be.
	Code run(const Bytes &frame)
	{
		Code want = verdict(frame);

		forgot = false;
		give(frame);
		while (!judged)
			step();
		judged = false;
		if (forgot && want <= PASSED_AGAIN && got == REFUSED_PEER)
			want = got;
		if (got != want && got != DROPPED_LINK)
			fail("verdict %u, not %u, on %zu bytes", got, want, frame.size());
		if (got == DROPPED_LINK &&
		    (want > PASSED_AGAIN || link_off == UINT64_MAX))
			fail("dropped, and not for the link");
		while (taker.inside() && got <= PASSED_AGAIN)
			step();
		if ((got <= PASSED_AGAIN) != came)
			fail("verdict %u, but it came out: %u", got, came);
		if (came && out != frame)
			fail("it came out otherwise");
		came = false;
		if (opened != (want == PASSED_TCP && frame[47] & SYN) && !forgot)
			fail("open is %u", opened);
		opened = false;
		if (putting)
			fail("%u bytes were never put", putting);
		seen[got]++;
		return got;
	}

	void measure(Code code, size_t payload)
	{
		if (code == PASSED_ARP || code == PASSED_TCP)
			plain.add(valid_cycle - last_cycle);
		if (code == PASSED_AGAIN)
			again.add(valid_cycle - last_cycle - payload);
		if (code == PASSED_LOGIN)
			login.add(valid_cycle - last_cycle - 2 * payload);
	}

	Code verdict(const Bytes &f) const
	{
		size_t n = f.size();
		auto be = [&](size_t at, unsigned bytes) {
			uint64_t value = 0;
			for (unsigned i = 0; i < bytes; i++)
				value = value << 8 | f[at + i];
			return value;
		};

		if (n < 14 || n > LONGEST)
			return REFUSED_LENGTH;
		if (be(12, 2) == 0x0806 && n >= 42 && n <= 60)
			return PASSED_ARP;
		if (n < 54 || be(12, 3) != 0x080045 || f[23] != 6 || (be(20, 2) & 0xbfff))
			return REFUSED_KIND;
		size_t end = 14 + be(16, 2), begin = 34 + 4 * size_t(f[46] >> 4);
		if ((end != n && !(n == 60 && end < 60)) || f[46] < 0x50 || begin > end)
			return REFUSED_KIND;
		if (f[47] & URG || ((f[47] & SYN) && (f[47] & (FIN | RST))))
			return REFUSED_KIND;
		if (!dut->session_valid || be(26, 4) != session.src_ip ||
		    be(30, 4) != session.dst_ip || be(34, 4) != session.ports)
			return REFUSED_PEER;
		if (lent && f[47] & (SYN | FIN))
			return REFUSED_LENT;
		if (begin == end)
			return PASSED_TCP;
		if (f[47] & SYN)
			return REFUSED_PAYLOAD;
		return of_payload(Bytes(f.begin() + long(begin), f.begin() + long(end)),
				  uint32_t(be(38, 4)));
	}

private:
	Taker taker;
	Bytes out;
	bool came = false, judged = false, opened = false, forgot = false;
	Code got = CODES;
	unsigned putting = 0;
	bool look_known = false;
	uint8_t look_byte = 0;
	uint64_t last_cycle = 0, valid_cycle = 0;

	bool find(uint32_t seq, uint8_t &byte) const
	{
		uint32_t back = next - seq;

		if (!known || back == 0 || back > kept.size())
			return false;
		byte = kept[kept.size() - back];
		return true;
	}

	Code of_payload(const Bytes &payload, uint32_t seq) const
	{
		bool all = true;
		uint8_t byte;

		for (size_t i = 0; i < payload.size(); i++)
			all &= find(seq + uint32_t(i), byte) && byte == payload[i];
		if (all)
			return PASSED_AGAIN;
		if (!known || seq != next)
			return REFUSED_PAYLOAD;
		if (lent)
			return REFUSED_LENT;
		if (payload.size() < 3)
			return REFUSED_PAYLOAD;
		size_t length = size_t(payload[0] << 8 | payload[1]);
		bool right =
			payload[2] == 'L'
				? length == 47
				: (payload[2] == 'R' || payload[2] == 'O') && length == 1;
		return right && payload.size() == length + 2 ? PASSED_LOGIN
							     : REFUSED_PAYLOAD;
	}

	void give(const Bytes &frame)
	{
		size_t beats = (frame.size() + 7) / 8;

		for (size_t n = 0; n < beats; n++) {
			dut->s_tvalid = 0;
			while (hole_in && one_in(hole_in))
				step();
			Beat beat = beat_of(frame, n);
			dut->s_tdata = beat.data;
			for (unsigned i = 0; i < 8; i++)
				if (!(beat.keep >> i & 1))
					dut->s_tdata |= (rng() & 0xff) << (8 * i);
			dut->s_tkeep = beat.keep;
			dut->s_tlast = beat.last;
			dut->s_tvalid = 1;
			for (unsigned waited = 0; settle(), !dut->s_tready; waited++) {
				if (waited > 1000)
					fail("s_tready never came");
				finish();
			}
			last_cycle = cycle;
			valid_cycle = 0;
			finish();
		}
		dut->s_tvalid = 0;
		dut->s_tdata = rng();
		dut->s_tlast = one_in(2);
		if (busy_in && one_in(busy_in))
			busy_for = unsigned(pick(80));
	}

public:
	void step()
	{
		settle();
		finish();
	}

private:
	void settle()
	{
		dut->link = cycle < link_off || cycle >= link_on;
		dut->forget = cycle == forget_at;
		dut->m_tready = !stall_in || !one_in(stall_in);
		dut->lent = lent;
		dut->known = known;
		dut->snd_nxt = next;
		dut->busy = busy_for || putting;
		dut->look_known = look_known;
		dut->look_byte = look_known ? look_byte : uint8_t(rng());
		dut->clk = 0;
		dut->eval();
	}

	void finish()
	{
		forgot |= dut->forget;
		watch_stream();
		watch_out();
		if (dut->stat_valid) {
			if (judged)
				fail("judged twice");
			judged = true;
			got = Code(dut->stat_code);
		}
		uint32_t seq = dut->look_seq;
		dut->clk = 1;
		dut->eval();
		cycle++;
		look_known = find(seq, look_byte);
		busy_for -= busy_for != 0;
	}

	void watch_stream()
	{
		if (dut->open) {
			if (lent || dut->busy || opened || forgot)
				fail("open at the wrong time");
			opened = true;
			stand(dut->look_seq + 1);
		}
		if (dut->put) {
			if (!putting)
				fail("a byte too many");
			putting--;
			carry({ uint8_t(dut->put_byte) });
		}
		if (dut->claim) {
			if (lent || dut->busy || !known)
				fail("claim at the wrong time");
			putting = dut->claim_length;
		}
	}

	void watch_out()
	{
		if (taker.inside() && !dut->m_tvalid)
			fail("a hole in a frame");
		if (!dut->m_tvalid)
			return;
		if (!valid_cycle)
			valid_cycle = cycle;
		if (!taker.inside() && (!dut->link || forgot))
			fail("a frame without a link, or of an old session");
		if (!dut->m_tready)
			return;
		if (taker.take({ dut->m_tdata, dut->m_tkeep, bool(dut->m_tlast) })) {
			came = true;
			out = taker.bytes;
		}
		if (taker.wrong)
			fail("lanes without bytes");
	}
};

// A frame that passes, of any kind.
Bytes passing(Bench &bench)
{
	unsigned options = bench.one_in(2) ? 0 : unsigned(bench.pick(11));
	size_t room = LONGEST - 54 - 4 * options;

	switch (bench.pick(4)) {
	case 0:
		return arp(bench.rng, 42 + bench.pick(19));
	case 1: {
		Bytes frame = tcp(bench.rng, bench.session, uint32_t(bench.rng()), ACK,
				  {}, options);
		if (frame.size() < 60 && bench.one_in(2))
			frame.resize(60);
		return frame;
	}
	case 2:
		if (!bench.kept.empty()) {
			size_t back = 1 + bench.pick(bench.kept.size());
			size_t count = 1 + bench.pick(std::min(back, room));
			return tcp(bench.rng, bench.session, bench.next - uint32_t(back),
				   ACK | PSH, bench.part(back, count), options);
		}
		// fall through
	default:
		return tcp(bench.rng, bench.session, bench.next, ACK | PSH,
			   bench.one_in(2) ? soup(bench.rng, 'L', 47)
					   : soup(bench.rng, "RO"[bench.pick(2)], 1),
			   options);
	}
}

// Something that may do harm: bytes changed, cut, grown, or another packet.
Bytes spoilt(Bench &bench, Bytes frame)
{
	switch (bench.pick(6)) {
	case 0:
		frame[bench.pick(frame.size())] ^= uint8_t(1u << bench.pick(8));
		break;
	case 1:
		frame.resize(1 + bench.pick(frame.size()));
		break;
	case 2:
		frame.resize(frame.size() + 1 + bench.pick(bench.one_in(8) ? 1000 : 16));
		break;
	case 3:
		frame = tcp(
			bench.rng, bench.session,
			bench.next + uint32_t(bench.pick(3)) - 1, ACK,
			soup(bench.rng, "LRUOS+H"[bench.pick(7)], 1 + bench.pick(50)));
		break;
	case 4:
		frame = tcp(bench.rng, bench.session, bench.next, uint8_t(bench.rng()),
			    bench.one_in(2) ? Bytes() : soup(bench.rng, 'R', 1));
		break;
	default:
		frame[12 + bench.pick(frame.size() - 12)] = uint8_t(bench.rng());
	}
	return frame;
}

void random_frames(Bench &bench, unsigned count)
{
	for (unsigned n = 0; n < count; n++) {
		if (bench.one_in(50)) {
			bench.lent = bench.one_in(2);
			bench.known = !bench.one_in(8);
			bench.has_session(!bench.one_in(8));
		}
		if (bench.one_in(200))
			bench.set_session();
		if (bench.one_in(100))
			bench.stand(bench.one_in(2)
					    ? uint32_t(bench.rng())
					    : uint32_t(0) - uint32_t(bench.pick(200)));
		bench.stall_in = bench.one_in(2) ? 0 : 3;
		bench.hole_in = bench.one_in(2) ? 0 : 3;
		if (bench.lent && bench.one_in(3))
			bench.carry(soup(bench.rng, 'U', 1 + bench.pick(48)));
		while (bench.kept.size() > 600)
			bench.kept.pop_front();
		Bytes frame = passing(bench);
		bench.run(bench.one_in(2) ? spoilt(bench, frame) : frame);
	}
	bench.lent = false;
	bench.known = true;
	bench.has_session(true);
	bench.stall_in = bench.hole_in = 0;
}

void latencies(Bench &bench)
{
	// A stream that is still being kept delays what would be next in it.
	bench.busy_for = bench.busy_in = 0;
	for (unsigned n = 0; n < 500; n++) {
		Bytes frame = passing(bench);
		size_t payload = frame[12] == 8 && frame[13] == 0 && frame.size() > 54
					 ? 14 + size_t(frame[16] << 8 | frame[17]) - 34 -
						   4 * (frame[46] >> 4)
					 : 0;

		bench.measure(bench.run(frame), payload);
	}
	bench.busy_in = 20;
}

// One order of 50 bytes in each alignment: whole, each part, each bit of it changed.
void every_part(Bench &bench)
{
	for (unsigned options = 0; options < 8; options++) {
		bench.lent = options % 2;
		bench.stand(uint32_t(0) - 25);
		bench.carry(soup(bench.rng, 'U', 48));
		for (size_t back = 1; back <= 50; back++)
			for (size_t count = 1; count <= 50; count++) {
				// What goes beyond the stream's end is new.
				Bytes bytes = bench.part(back, std::min(back, count));
				bytes.resize(count);
				bool beyond = count > back;
				Code code = bench.run(tcp(bench.rng, bench.session,
							  bench.next - uint32_t(back),
							  ACK, bytes, options));
				if (code != (beyond ? REFUSED_PAYLOAD : PASSED_AGAIN))
					bench.fail(
						"%zu bytes from %zu before the end: %u",
						count, back, code);
			}
		Bytes whole = tcp(bench.rng, bench.session, bench.next - 50, ACK,
				  bench.part(50, 50), options);
		for (size_t bit = 0; bit < 8 * whole.size(); bit++) {
			Bytes frame = whole;
			frame[bit / 8] ^= uint8_t(1u << bit % 8);
			Code code = bench.run(frame);
			if (bit / 8 >= whole.size() - 50 && code <= PASSED_AGAIN)
				bench.fail(
					"bit %zu of the payload was changed and passed",
					bit);
		}
		for (size_t size = 1; size < whole.size(); size++)
			if (bench.run(Bytes(whole.begin(), whole.begin() + long(size))) <=
			    PASSED_AGAIN)
				bench.fail("cut to %zu bytes it passed", size);
	}
	bench.lent = false;
}

// Packets of each type and length, in and out of their turn, whosever the connection is.
void every_packet(Bench &bench)
{
	for (unsigned lent = 0; lent < 2; lent++)
		for (unsigned type = 0; type < 256; type++)
			for (size_t length :
			     { 0u, 1u, 2u, 9u, 10u, 41u, 46u, 47u, 48u, 49u })
				for (int off = -1; off <= 1; off++) {
					bench.lent = lent;
					Bytes packet = soup(bench.rng, char(type),
							    length < 1 ? 1 : length);
					packet[1] = uint8_t(length);
					Code code =
						bench.run(tcp(bench.rng, bench.session,
							      bench.next + uint32_t(off),
							      ACK | PSH, packet));
					if (code == PASSED_LOGIN &&
					    (lent || off || !strchr("LRO", int(type))))
						bench.fail("type %02x passed", type);
					while (bench.kept.size() > 300)
						bench.kept.pop_front();
				}
	bench.lent = false;
}

void every_flag(Bench &bench)
{
	for (unsigned lent = 0; lent < 2; lent++)
		for (unsigned flags = 0; flags < 256; flags++)
			for (size_t payload : { 0u, 3u }) {
				bench.lent = lent;
				bench.run(
					tcp(bench.rng, bench.session, bench.next,
					    uint8_t(flags),
					    payload ? soup(bench.rng, 'R', 1) : Bytes()));
			}
	bench.lent = false;
}

// The link fails for some cycles, each cycle from the first beat on: a frame leaves whole or not,
// and if it had not begun, never.
void lost_links(Bench &bench)
{
	for (unsigned kind = 0; kind < 12; kind++)
		for (unsigned at = 0; at < 150; at++)
			for (unsigned length : { 1u, 4u }) {
				Bytes frame = passing(bench);

				bench.stall_in = 0;
				bench.link_off = bench.cycle + at;
				bench.link_on = bench.link_off + length;
				bench.run(frame);
				bench.link_off = bench.link_on = UINT64_MAX;
				bench.step();
				while (bench.kept.size() > 300)
					bench.kept.pop_front();
			}
}

// The same with another session that comes while a frame is here.
void other_sessions(Bench &bench)
{
	for (unsigned kind = 0; kind < 12; kind++)
		for (unsigned at = 0; at < 150; at++) {
			Bytes frame = kind ? passing(bench)
					   : tcp(bench.rng, bench.session, 1, SYN, {});

			bench.busy_for = 0;
			bench.forget_at = bench.cycle + at;
			bench.run(frame);
			bench.forget_at = UINT64_MAX;
			bench.step();
			while (bench.kept.size() > 300)
				bench.kept.pop_front();
		}
}

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	unsigned count = argc > 2 ? unsigned(strtoul(argv[2], nullptr, 0)) : 30000;

	random_frames(bench, count);
	latencies(bench);
	every_part(bench);
	every_packet(bench);
	every_flag(bench);
	lost_links(bench);
	other_sessions(bench);
	for (size_t size = 1; size < 2000; size++)
		bench.run(arp(bench.rng, size));
	for (unsigned code = 0; code < CODES; code++)
		if (!bench.seen[code])
			bench.fail("no frame with verdict %u", code);
	bench.latency("host_guard", bench.plain);
	bench.latency("host_guard:again", bench.again);
	bench.latency("host_guard:login", bench.login);
	const uint64_t *n = bench.seen;
	return bench.done(
		"passed %llu ARP, %llu TCP, %llu new, %llu again; refused %llu kind, %llu peer, "
		"%llu payload, %llu lent, %llu length; %llu by link",
		(unsigned long long)n[0], (unsigned long long)n[1],
		(unsigned long long)n[2], (unsigned long long)n[3],
		(unsigned long long)n[4], (unsigned long long)n[5],
		(unsigned long long)n[6], (unsigned long long)n[7],
		(unsigned long long)n[8], (unsigned long long)n[9]);
}
