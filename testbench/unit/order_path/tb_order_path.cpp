// SPDX-License-Identifier: BSD-3-Clause
// tb_order_path: gate, host, connection, kill and link at once; every frame that leaves must be one
// that was asked for, and every byte of the stream the only one of its number.
//
// Arguments: seed, cycles (default 600000). After that every cycle of a frame's life is tried for a
// kill and for a link that fails. What this bench does not foresee, verdicts and records, the benches
// of the parts do.
#include "Vorder_path.h"
#include "order.h"
#include "sim.h"

#include <map>
#include <touchwire/regs.h>

namespace
{

using namespace order;

constexpr unsigned SYMBOLS = 16;

// A frame of the host on its way.
struct Sent {
	Bytes bytes;
	bool packet = false; // its payload is a packet that may be new
	bool judged = true;
	bool cut_off = false; // the link was down since its first beat
	size_t beat = 0;
};

class Bench : public sim::Bench<Vorder_path>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vorder_path>("order_path", seed)
	{
		dut->cycle = uint32_t(rng());
		dut->kill = 0;
		dut->link = 1;
		dut->s_tvalid = 0;
		dut->m_tready = 1;
		quiet();
		reset();
		for (unsigned s = 0; s < SYMBOLS; s++) {
			for (char &c : names[s])
				c = char(rng());
			dut->cmd_name_valid = 1;
			dut->cmd_row = s;
			memcpy(&dut->cmd_words[0], names[s], 8);
			step();
		}
		set_session();
	}

	uint64_t orders = 0, heartbeats = 0, dropped = 0,
		 verdicts[TW_HOST_TX_CAUSES] = {};
	uint64_t passed = 0, bytes_again = 0;
	sim::Range to_valid;
	unsigned gap = 2; // cycles between frames on the wire
	Sent host;

	void set_session()
	{
		quiet();
		step();
		if (dut->lent || !host.judged || taker.inside())
			return;
		session = any_session(rng);
		words({ mac(session.dst_mac), mac(session.src_mac),
			session.src_ip | uint64_t(session.dst_ip) << 32,
			session.ports | uint64_t(session.clordid_seed) << 32 });
		dut->cmd_session_valid = 1;
		forget();
		step();
	}

	bool lend(uint32_t seq)
	{
		quiet();
		ack = uint32_t(rng());
		window = uint16_t(rng());
		words({ seq | uint64_t(ack) << 32,
			uint32_t(seq + (1u << 30)) | uint64_t(window) << 32 });
		dut->cmd_lend_valid = 1;
		step();
		quiet();
		step();
		return dut->lent;
	}

	void give_back()
	{
		dut->cmd_return = 1;
		step();
		quiet();
	}

	void registers()
	{
		if (cycle < changed + 150)
			return;
		changed = cycle;
		old_ack = ack;
		old_window = window;
		ack = dut->cfg_ack = uint32_t(rng());
		dut->cfg_window = uint32_t(rng());
		window = uint16_t(dut->cfg_window);
	}

	bool may_order()
	{
		settle();
		return dut->ready && dut->window_ok && dut->lent && !dut->kill &&
		       dut->link;
	}

	void give(Order o)
	{
		memcpy(o.name, names[o.symbol], 8);
		o.born = dut->cycle;
		o.write(dut->order);
		dut->order_valid = 1;
		pending = true;
		given = o;
		given_cycle = cycle;
		cut_off = false;
		step();
		dut->order_valid = 0;
	}

	void ask_heartbeat()
	{
		dut->cmd_heartbeat = 1;
		step();
		dut->cmd_heartbeat = 0;
	}

	void start(const Bytes &bytes, bool packet)
	{
		if (bytes[12] == 8 && bytes[13] == 0 && bytes[47] & SYN && !dut->lent)
			forget();
		host = Sent();
		host.bytes = bytes;
		host.packet = packet;
		host.judged = false;
	}

	// A frame of any kind, which may pass or not.
	void start_any()
	{
		Bytes payload;
		uint32_t seq = dut->snd_nxt;

		switch (pick(10)) {
		case 0:
			return start(arp(rng, 60), false);
		case 1:
			return start(tcp(rng, session, uint32_t(rng()), ACK, {}), false);
		case 2:
			return start(tcp(rng, session, seq, ACK, soup(rng, 'L', 47)),
				     true);
		case 3:
			return start(
				tcp(rng, session, seq, ACK, soup(rng, "RO"[pick(2)], 1)),
				true);
		case 4: // a new order, as a host without a gate would send it
			return start(tcp(rng, session, seq - uint32_t(pick(2)), ACK,
					 soup(rng, 'U', 48)),
				     false);
		case 5:
			if (!dut->lent && !taker.inside() && one_in(20))
				return start(tcp(rng, session, uint32_t(rng()), SYN, {}),
					     false);
			return start(tcp(rng, session, seq, FIN | ACK, {}), false);
		default:
			if (stream.empty())
				return start(arp(rng, 42), false);
			seq -= uint32_t(1 + pick(270));
			for (size_t most = 1 + pick(202); most; most--) {
				auto byte = stream.find(seq + uint32_t(payload.size()));
				if (byte == stream.end() && !one_in(50))
					break;
				payload.push_back(byte == stream.end() ? uint8_t(rng())
								       : byte->second);
			}
			if (!payload.empty() && one_in(5))
				payload[pick(payload.size())] ^= uint8_t(1u << pick(8));
			start(tcp(rng, session, seq, ACK, payload), false);
		}
	}

	void link(bool up)
	{
		dut->link = up;
	}
	void kill(bool on)
	{
		dut->kill = on;
	}
	bool is_lent() const
	{
		return dut->lent;
	}
	bool is_up() const
	{
		return dut->link;
	}
	uint32_t next() const
	{
		return dut->snd_nxt;
	}
	void idle(unsigned cycles)
	{
		for (; cycles; cycles--)
			step();
	}

	void settled()
	{
		if (pending || !host.judged || taker.inside())
			fail("something is still under way");
	}

	void step()
	{
		settle();
		watch_out();
		watch_records();
		if (dut->stat_host_valid) {
			if (host.judged || host.beat < beats())
				fail("a verdict without a frame");
			host.judged = true;
			verdicts[dut->stat_host_code]++;
		}
		bool took = dut->s_tvalid && dut->s_tready;
		if (!dut->link) {
			host.cut_off |= !host.judged && (took || host.beat);
			cut_off = true;
		}
		host.beat += took;
		dut->clk = 1;
		dut->eval();
		dut->cycle++;
		cycle++;
		wire_gap -= wire_gap != 0;
		quiet();
	}

private:
	tw_row_session session = {};
	char names[SYMBOLS][8];
	uint32_t ack = 0, old_ack = 0;
	uint16_t window = 0, old_window = 0;
	uint64_t changed = 0;
	std::pair<uint32_t, uint32_t> first_place;
	std::pair<uint16_t, uint16_t> first_window;
	// The order that was given and has neither started nor been dropped.
	bool pending = false, cut_off = false;
	Order given;
	uint64_t given_cycle = 0;
	// Every byte that left, by its number; seen first of the connection: any number may be.
	std::map<uint32_t, uint8_t> stream;
	uint32_t last = 0;
	Taker taker;
	unsigned wire_gap = 0;
	bool of_order = false;
	Sent shown; // the host's frame when the one under way began

	size_t beats() const
	{
		return (host.bytes.size() + 7) / 8;
	}

	void quiet()
	{
		dut->order_valid = dut->cmd_name_valid = dut->cmd_session_valid = 0;
		dut->cmd_lend_valid = dut->cmd_return = dut->cmd_heartbeat = 0;
		dut->cmd_row = 0;
	}

	void words(std::initializer_list<uint64_t> pairs)
	{
		unsigned at = 0;

		for (uint64_t pair : pairs) {
			dut->cmd_words[at++] = uint32_t(pair);
			dut->cmd_words[at++] = uint32_t(pair >> 32);
		}
	}

	void forget()
	{
		stream.clear();
	}

	void settle()
	{
		dut->s_tvalid = !host.judged && host.beat < beats();
		if (dut->s_tvalid) {
			Beat beat = beat_of(host.bytes, host.beat);
			dut->s_tdata = beat.data;
			dut->s_tkeep = beat.keep;
			dut->s_tlast = beat.last;
		}
		dut->m_tready = taker.inside() || !wire_gap;
		dut->clk = 0;
		dut->eval();
	}

	void watch_out()
	{
		if (taker.inside() && !dut->m_tvalid)
			fail("a hole in a frame");
		if (!taker.inside() && dut->m_tvalid && !dut->link)
			fail("a frame without a link");
		if (pending && cycle == given_cycle && dut->link && !dut->kill &&
		    !taker.inside()) {
			if (!dut->m_tvalid)
				fail("an order waits without need");
			to_valid.add(cycle - given_cycle);
		}
		if (!dut->m_tvalid || !dut->m_tready)
			return;
		if (!taker.inside())
			first_beat();
		if (!taker.take({ dut->m_tdata, dut->m_tkeep, bool(dut->m_tlast) }))
			return;
		if (taker.wrong)
			fail("lanes without bytes");
		wire_gap = gap;
		whole(taker.bytes);
	}

	// Whose it is: an order goes before all else.
	void first_beat()
	{
		of_order = pending;
		shown = host;
		first_place = { ack, old_ack };
		first_window = { window, old_window };
		if (pending) {
			if (dut->kill || cut_off)
				fail("an order leaves after a kill or a lost link");
			pending = false;
		}
	}

	void whole(const Bytes &f)
	{
		uint32_t seq = uint32_t(f[38]) << 24 | f[39] << 16 | f[40] << 8 | f[41];

		if (of_order) {
			if (f.size() < 54 || f != again(f, seq, given))
				fail("an order is not as it was given");
			orders++;
			return carried(f, seq, true);
		}
		if (f == shown.bytes && !shown.judged) {
			if (shown.beat < (f.size() + 7) / 8 || shown.cut_off)
				fail("a frame of the host leaves too early or too late");
			passed++;
			if (f[12] == 8 && f[13] == 0)
				carried(f, seq, false);
			return;
		}
		if (f.size() != 57 || f != again(f, seq, heartbeat()))
			fail("a frame that nobody gave, %zu bytes", f.size());
		heartbeats++;
		carried(f, seq, true);
	}

	// The frame of `o` with the window and acknowledgement that f has.
	Bytes again(const Bytes &f, uint32_t seq, const Order &o)
	{
		uint32_t f_ack = uint32_t(f[42]) << 24 | f[43] << 16 | f[44] << 8 | f[45];
		uint16_t f_window = uint16_t(f[48] << 8 | f[49]);

		// Registers count from the cycle after.
		if ((f_ack != first_place.first && f_ack != first_place.second) ||
		    (f_window != first_window.first && f_window != first_window.second))
			fail("ack %08x, window %04x", f_ack, f_window);
		return frame(session, seq, f_ack, f_window, o);
	}

	// The stream never has two bytes of one number, and rises.
	void carried(const Bytes &f, uint32_t seq, bool device)
	{
		size_t begin = 34 + 4 * size_t(f[46] >> 4),
		       end = 14 + size_t(f[16] << 8 | f[17]);
		size_t fresh = 0;
		bool first = stream.empty();

		for (size_t at = begin; at < end; at++) {
			uint32_t number = seq + uint32_t(at - begin);
			auto known = stream.find(number);

			if (known == stream.end()) {
				fresh++;
				stream[number] = f[at];
				// One whose claim the link took may come behind an order.
				if (!device && !shown.packet && !first)
					fail("the host sent a new byte");
				if (device && !first && number - last > 0x80000000)
					fail("a number goes back");
				if (first || number - last < 0x80000000)
					last = number;
				first = false;
			} else if (known->second != f[at]) {
				fail("byte %08x is %02x now", number, f[at]);
			}
		}
		if (device && fresh != end - begin)
			fail("the device used a number again");
		bytes_again += end - begin - fresh;
		while (stream.size() > 4096)
			stream.erase(stream.find(last - 4000) == stream.end()
					     ? stream.begin()
					     : stream.find(last - 4000));
	}

	void watch_records()
	{
		if (!dut->sent_valid)
			return;
		tw_trade_record r = record_of(dut->sent);

		if (r.type != TW_TRADE_SENT)
			fail("a record of type %u", r.type);
		if (bool(r.reason) != bool(dut->stat_dropped))
			fail("reason %u, stat_dropped %u", r.reason, dut->stat_dropped);
		if (!r.reason || r.kind == TW_KIND_HEARTBEAT)
			return;
		if (!pending || r.quantity)
			fail("an order was dropped that was not there");
		pending = false;
		dropped++;
	}
};

void random_load(Bench &bench, unsigned long cycles)
{
	uint64_t end = bench.cycle + cycles, up_at = 0, killed_until = 0;

	while (bench.cycle < end) {
		if (!bench.is_lent() && bench.one_in(200))
			bench.lend(bench.one_in(4) ? uint32_t(bench.rng())
						   : bench.next());
		if (bench.is_lent() && bench.one_in(4000))
			bench.give_back();
		if (!bench.is_lent() && bench.one_in(2000))
			bench.set_session();
		if (bench.one_in(100))
			bench.registers();
		if (bench.one_in(1500) && !up_at)
			up_at = bench.cycle + 1 + bench.pick(60);
		if (bench.one_in(1500))
			killed_until = bench.cycle + bench.pick(100);
		bench.link(bench.cycle >= up_at);
		if (bench.cycle >= up_at)
			up_at = 0;
		bench.kill(bench.cycle < killed_until);
		bench.gap = unsigned(bench.pick(4));
		if (bench.host.judged && bench.one_in(20))
			bench.start_any();
		if (bench.one_in(200))
			bench.ask_heartbeat();
		if (bench.one_in(6) && bench.may_order())
			bench.give(any(bench.rng, SYMBOLS));
		else
			bench.step();
	}
	bench.link(true);
	bench.kill(false);
	bench.idle(500);
	bench.settled();
}

// A stream that was begun goes on where it stands; another session begins anew.
void sessions(Bench &bench)
{
	for (unsigned n = 0; n < 10; n++) {
		uint32_t any = uint32_t(bench.rng());

		if (!bench.lend(any) || bench.next() != any)
			bench.fail("a new stream is not lent");
		bench.give_back();
		bench.idle(4);
		if (bench.lend(any + 1))
			bench.fail(
				"a stream is lent from another place than where it stands");
		bench.set_session();
		bench.idle(4);
	}
}

// An order and a frame of the host, and a kill or a lost link in every cycle of both.
void sweep(Bench &bench, bool by_link)
{
	while (bench.is_lent() || !bench.lend(bench.next())) {
		if (bench.is_lent())
			break;
		bench.idle(60);
	}
	for (unsigned order_at = 1; order_at < 60; order_at += 2)
		for (unsigned at = 0; at < 70; at++)
			for (unsigned length : { 1u, 5u }) {
				bench.start(arp(bench.rng, 60), false);
				for (unsigned t = 0; t < 160; t++) {
					bool now = t >= at && t < at + length;

					by_link ? bench.link(!now) : bench.kill(now);
					if (t == order_at && bench.may_order())
						bench.give(any(bench.rng, SYMBOLS));
					else
						bench.step();
				}
				bench.settled();
			}
}

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	unsigned long cycles = argc > 2 ? strtoul(argv[2], nullptr, 0) : 600000;

	sessions(bench);
	random_load(bench, cycles);
	sweep(bench, false);
	sweep(bench, true);
	for (unsigned code = 0; code < TW_HOST_TX_CAUSES; code++)
		if (!bench.verdicts[code] && code != TW_HOST_TX_REFUSED_PEER &&
		    code != TW_HOST_TX_REFUSED_KIND && code != TW_HOST_TX_REFUSED_LENGTH)
			bench.fail("no frame with verdict %u", code);
	if (!bench.orders || !bench.heartbeats || !bench.dropped)
		bench.fail("no orders, no heartbeats or none dropped");
	bench.latency("order_path", bench.to_valid);
	return bench.done(
		"%llu orders, %llu dropped, %llu heartbeats; %llu frames of the host passed, %llu "
		"bytes again",
		(unsigned long long)bench.orders, (unsigned long long)bench.dropped,
		(unsigned long long)bench.heartbeats, (unsigned long long)bench.passed,
		(unsigned long long)bench.bytes_again);
}
