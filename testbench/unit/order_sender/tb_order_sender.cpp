// SPDX-License-Identifier: BSD-3-Clause
// tb_order_sender: every frame against the C reference, and what a kill, a lost link or a returned
// connection leave of an order in each cycle of its life.
//
// Arguments: seed, random orders (default 20000). The bench is the gate, the stream and the wire.
#include "Vorder_sender.h"
#include "order.h"
#include "sim.h"

#include <deque>
#include <map>

namespace
{

using namespace order;

constexpr unsigned SYMBOLS = 16, WAIT = 64;

// What may end an order before it starts.
enum Stop { NOTHING, KILL, LINK, BACK, STOPS };

class Bench : public sim::Bench<Vorder_sender>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vorder_sender>("order_sender", seed)
	{
		dut->cycle = uint32_t(rng());
		dut->kill = 0;
		dut->link = 1;
		dut->lent = 1;
		dut->window_ok = 1;
		dut->stream_busy = 0;
		dut->order_valid = 0;
		dut->heartbeat = 0;
		dut->cmd_name_valid = 0;
		dut->m_tready = 1;
		set_session();
		snd_nxt = dut->snd_nxt = uint32_t(rng());
		reset();
		for (unsigned s = 0; s < SYMBOLS; s++)
			set_name(s);
		idle(8);
	}

	uint64_t frames = 0, drops[TW_REASONS] = {}, kinds[4] = {};
	sim::Range to_valid, to_record, apart;
	// Of the wire: cycles it does not take a first beat; chance of a stall within a frame.
	unsigned gap = 0, stall_in = 0;

	void set_session()
	{
		session = any_session(rng);
		dut->dst_mac = mac(session.dst_mac);
		dut->src_mac = mac(session.src_mac);
		dut->src_ip = session.src_ip;
		dut->dst_ip = session.dst_ip;
		dut->ports = session.ports;
		dut->seed = uint16_t(session.clordid_seed);
	}

	void set_name(unsigned symbol)
	{
		for (char &c : names[symbol])
			c = char(rng());
		dut->cmd_name_valid = 1;
		dut->cmd_row = symbol;
		memcpy(&dut->cmd_name, names[symbol], 8);
		step();
		// A row that no symbol has must change nothing.
		dut->cmd_row = symbol + (SYMBOLS << rng() % 8);
		dut->cmd_name = rng();
		step();
		dut->cmd_name_valid = 0;
	}

	void stop(Stop why, bool on)
	{
		if (why == KILL)
			dut->kill = on;
		else if (why == LINK)
			dut->link = !on;
		else if (why == BACK)
			dut->lent = !on;
	}

	void idle(unsigned cycles)
	{
		for (; cycles; cycles--)
			step();
	}

	bool is_ready()
	{
		settle();
		return dut->ready;
	}

	// Give an order in this cycle, or ask for a heartbeat.
	void give(Order o)
	{
		memcpy(o.name, names[o.symbol], 8);
		o.born = uint32_t(dut->cycle - pick(1000));
		dut->ack = uint32_t(rng());
		dut->window = uint16_t(rng());
		o.write(dut->order);
		dut->order_valid = 1;
		given = { o, snd_nxt, dut->ack, dut->window, cycle };
		pending = true;
		step();
		dut->order_valid = 0;
		// What the gate says next is of another order.
		for (unsigned i = 0; i < 6; i++)
			dut->order[i] = uint32_t(rng());
		dut->ack = uint32_t(rng());
		dut->window = uint16_t(rng());
	}

	void ask_heartbeat()
	{
		dut->heartbeat = 1;
		step();
		dut->heartbeat = 0;
	}

	void window(bool has_room)
	{
		dut->window_ok = has_room;
	}

	void until_ready(unsigned most)
	{
		for (; !is_ready(); most--) {
			if (!most)
				fail("not ready for long");
			step();
		}
	}

	void settled()
	{
		if (pending || taker.inside() || record_due)
			fail("an order is still under way");
	}

	unsigned wait_left = 0; // cycles until the wire takes a first beat
	bool blocked = false;	// it takes none at all

	void step()
	{
		settle();
		watch_ready();
		bool beats = watch_heartbeat();
		watch_start();
		watch_records();
		watch_payload();
		if (beats) {
			given = { heartbeat(), snd_nxt, dut->ack, dut->window, cycle };
			pending = true;
		}
		edge();
	}

private:
	struct Given {
		Order order;
		uint32_t seq, ack;
		uint16_t window;
		uint64_t cycle;
	};

	tw_row_session session;
	char names[SYMBOLS][8];
	Given given = {};
	bool pending = false, asked = false; // asked: for a heartbeat
	bool record_due = false, shown = false;
	tw_trade_record record_next = {};
	uint64_t record_cycle = 0, last_start = 0;
	Taker taker;
	Bytes want;
	uint32_t snd_nxt = 0;
	unsigned busy_left = 0, taken = 0;

	void settle()
	{
		bool start = !taker.inside();

		dut->m_tready = start ? !blocked && wait_left == 0
				      : !stall_in || !one_in(stall_in);
		dut->clk = 0;
		dut->eval();
	}

	void watch_ready()
	{
		bool ready = !taker.inside() && !busy_left &&
			     !(pending && given.cycle != cycle);

		if (bool(dut->ready) != ready)
			fail("ready is %u", dut->ready);
	}

	// Does one begin to wait for the wire?
	bool watch_heartbeat()
	{
		bool beats = asked && dut->ready && dut->window_ok && !dut->order_valid;

		if (beats || !dut->lent)
			asked = false;
		if (dut->heartbeat && dut->lent)
			asked = true;
		return beats;
	}

	uint8_t reason()
	{
		if (dut->kill && given.order.kind != TW_KIND_HEARTBEAT)
			return TW_REASON_KILLED;
		if (!dut->link)
			return TW_REASON_LINK;
		if (!dut->lent)
			return TW_REASON_WINDOW;
		return cycle - given.cycle > WAIT ? TW_REASON_AGE : TW_REASON_PASS;
	}

	void watch_start()
	{
		if (taker.inside()) {
			if (!dut->m_tvalid)
				fail("a hole in a frame");
			beat();
			return;
		}
		uint8_t why = pending ? reason() : 0;

		if (bool(dut->m_tvalid) != (pending && !why))
			fail("m_tvalid is %u", dut->m_tvalid);
		if (bool(dut->take) != (dut->m_tvalid && dut->m_tready))
			fail("take is %u", dut->take);
		if (!pending)
			return;
		if (dut->m_tvalid && !shown && given.order.kind != TW_KIND_HEARTBEAT)
			to_valid.add(cycle - given.cycle);
		shown = dut->m_tvalid;
		if (!why && !dut->m_tready)
			return;
		record_next = record(given.order, given.seq,
				     dut->cycle - given.order.born, why);
		record_due = true;
		record_cycle = cycle;
		pending = shown = false;
		drops[why] += why != 0;
		if (why)
			return;
		want = frame(session, given.seq, given.ack, given.window, given.order);
		beat();
	}

	void beat()
	{
		if (!dut->m_tready)
			return;
		if (!taker.take({ dut->m_tdata, dut->m_tkeep, bool(dut->m_tlast) }))
			return;
		if (taker.wrong)
			fail("lanes without bytes");
		if (taker.bytes != want) {
			size_t at = 0;
			while (at < want.size() && at < taker.bytes.size() &&
			       want[at] == taker.bytes[at])
				at++;
			fail("kind %u: %zu bytes, not %zu, byte %zu differs",
			     given.order.kind, taker.bytes.size(), want.size(), at);
		}
		frames++;
		kinds[given.order.kind]++;
	}

	void watch_records()
	{
		bool due = record_due && cycle != record_cycle;

		if (bool(dut->sent_valid) != due)
			fail("sent_valid is %u", dut->sent_valid);
		if (!due)
			return;
		to_record.add(cycle - record_cycle);
		if (!same(record_of(dut->sent), record_next))
			fail("the record of a frame of kind %u, reason %u",
			     record_next.kind, record_next.reason);
		if (bool(dut->stat_dropped) != (record_next.reason != 0))
			fail("stat_dropped is %u", dut->stat_dropped);
		record_due = false;
	}

	// All bytes stand from the cycle after take until they are kept.
	void watch_payload()
	{
		for (unsigned i = 0; busy_left && i < taken; i++)
			if (book::get(dut->take_payload, 8 * i, 8) != want[54 + i])
				fail("payload byte %u", i);
	}

	void edge()
	{
		bool took = dut->take;

		if (took) {
			if (dut->take_length != want.size() - 54)
				fail("take_length %u", dut->take_length);
			taken = dut->take_length;
			snd_nxt += taken;
			busy_left = taken + 1;
			wait_left = gap;
			if (given.order.kind == TW_KIND_ENTER)
				apart.add(cycle - last_start);
			last_start = cycle;
		} else if (wait_left && !taker.inside()) {
			wait_left--;
		}
		dut->clk = 1;
		dut->eval();
		if (busy_left)
			busy_left--;
		dut->snd_nxt = snd_nxt;
		dut->stream_busy = busy_left != 0;
		dut->cycle++;
		cycle++;
	}
};

void random_orders(Bench &bench, unsigned count)
{
	for (unsigned n = 0; n < count; n++) {
		bench.until_ready(200);
		bench.wait_left = bench.one_in(2) ? 0 : unsigned(bench.pick(40));
		bench.gap = unsigned(bench.pick(3));
		bench.stall_in = bench.one_in(4) ? 3 : 0;
		if (bench.one_in(100)) {
			bench.idle(120);
			bench.set_session();
			bench.idle(6);
		}
		if (bench.one_in(10))
			bench.idle(unsigned(bench.pick(20)));
		if (bench.one_in(5)) {
			bench.window(!bench.one_in(4));
			bench.ask_heartbeat();
			bench.idle(unsigned(bench.pick(4)));
			bench.window(true);
			bench.until_ready(200);
		}
		bench.until_ready(200);
		bench.give(any(bench.rng, SYMBOLS));
	}
	bench.until_ready(200);
	bench.settled();
}

// As fast as they may come: what the header says of the throughput, in cycles.
uint64_t crowded(Bench &bench)
{
	bench.stall_in = bench.gap = bench.wait_left = 0;
	for (unsigned n = 0; n < 100; n++) {
		Order o = any(bench.rng, SYMBOLS);

		bench.until_ready(60);
		if (n == 1)
			bench.apart = sim::Range();
		o.kind = TW_KIND_ENTER;
		bench.give(o);
	}
	if (bench.apart.least != bench.apart.most)
		bench.fail("%llu to %llu cycles apart",
			   (unsigned long long)bench.apart.least,
			   (unsigned long long)bench.apart.most);
	return bench.apart.most;
}

// A heartbeat goes while killed; not without a link or a connection, nor later then.
void heartbeats(Bench &bench)
{
	for (unsigned why = NOTHING; why < STOPS; why++)
		for (unsigned at = 0; at < 8; at++) {
			for (unsigned t = 0; t < 60; t++) {
				bench.stop(Stop(why), t >= at && t < 40);
				if (t == 2)
					bench.ask_heartbeat();
				else
					bench.step();
			}
			bench.settled();
		}
}

// Each stop in each cycle of an order's life, for each time that it waits for the wire, and
// for as long as one cycle.
void sweep(Bench &bench)
{
	for (unsigned why = KILL; why < STOPS; why++)
		for (unsigned wait = 0; wait < 20; wait++)
			for (unsigned at = 0; at < 36; at++)
				for (unsigned length : { 1u, 3u, 60u }) {
					Order o = any(bench.rng, SYMBOLS);

					bench.stall_in = bench.gap = 0;
					bench.wait_left = wait;
					for (unsigned t = 0; t < 100; t++) {
						bench.stop(Stop(why),
							   t >= at && t < at + length);
						if (t == 2)
							bench.give(o);
						else
							bench.step();
					}
					bench.settled();
					bench.until_ready(60);
				}
}

// The wire takes nothing: an order is dropped in time.
void too_old(Bench &bench)
{
	for (unsigned n = 0; n < 20; n++) {
		bench.blocked = true;
		bench.give(any(bench.rng, SYMBOLS));
		bench.idle(WAIT + 4);
		bench.settled();
		bench.blocked = false;
		bench.until_ready(60);
	}
}

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));
	unsigned count = argc > 2 ? unsigned(strtoul(argv[2], nullptr, 0)) : 20000;

	random_orders(bench, count);
	uint64_t apart = crowded(bench);
	heartbeats(bench);
	sweep(bench);
	too_old(bench);
	bench.latency("order_sender", bench.to_valid);
	bench.latency("order_sender:record", bench.to_record);
	return bench.done(
		"%llu frames as the reference has them (%llu %llu %llu %llu), an ENTER per %llu cycles; "
		"dropped: %llu killed, %llu link, %llu returned, %llu too old",
		(unsigned long long)bench.frames, (unsigned long long)bench.kinds[0],
		(unsigned long long)bench.kinds[1], (unsigned long long)bench.kinds[2],
		(unsigned long long)bench.kinds[3], (unsigned long long)apart,
		(unsigned long long)bench.drops[TW_REASON_KILLED],
		(unsigned long long)bench.drops[TW_REASON_LINK],
		(unsigned long long)bench.drops[TW_REASON_WINDOW],
		(unsigned long long)bench.drops[TW_REASON_AGE]);
}
