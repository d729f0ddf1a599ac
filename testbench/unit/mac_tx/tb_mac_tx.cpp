// SPDX-License-Identifier: BSD-3-Clause
// tb_mac_tx: what is on the wire, judged character by character, against the frames given.
//
// Arguments: seed, random frames (default 20000). Every length, back to back and with pauses,
// frames in error, with a missing beat or too long, the transmitter off, and links that fail.
#include "Vmac_tx.h"
#include "judge.h"
#include "sim.h"

namespace
{

using namespace xgmii;

constexpr size_t LONGEST = 9018;
enum Code { SENT, ERROR_GIVEN, UNDERRUN, OVERSIZE, LINK, CODES };

struct Given {
	Bytes bytes;
	Code code;
	uint64_t accepted; // cycle of its first beat
	bool waited;	   // it was there before the gap was over
};

class Bench : public sim::Bench<Vmac_tx>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vmac_tx>("mac_tx", seed)
	{
		dut->s_tvalid = 0;
		dut->cfg_on = 1;
		dut->link_fault = 0;
		limit(LONGEST);
		reset();
	}

	uint64_t seen[CODES] = {}, sent = 0, gaps_seen[16] = {};
	uint64_t close_gaps = 0, close_bytes = 0; // of frames that waited for the gap
	unsigned starts_seen[2] = {};
	sim::Range to_start, to_data;

	void limit(size_t most)
	{
		max = most;
		dut->cfg_max = uint16_t(most);
	}

	void link(unsigned fault)
	{
		dut->link_fault = uint8_t(fault);
	}

	// The same, in some cycles' time.
	void link_later(unsigned fault, uint64_t cycles)
	{
		fault_kind = fault;
		fault_cycle = cycle + cycles;
	}

	void on(bool is_on)
	{
		dut->cfg_on = is_on;
	}

	void pause(uint64_t cycles)
	{
		if (cycles)
			close = false;
		for (; cycles; cycles--)
			step();
	}

	// Give a frame; `missing` is the beat that comes late, `error` says so with the last beat.
	void send(const Bytes &bytes, bool error = false, size_t missing = SIZE_MAX)
	{
		Given frame = { bytes, SENT, 0, close };
		size_t beats = (bytes.size() + 7) / 8;

		for (size_t n = 0; n < beats; n++) {
			if (n == missing && n) {
				dut->s_tvalid = 0;
				garbage();
				step();
			}
			put(bytes, n, error);
			step_until_ready();
			if (n == 0) {
				frame.code = outcome(bytes, error, missing);
				frame.accepted = cycle;
				given.push_back(frame);
				stats.push_back(frame.code);
			}
			finish_step();
		}
		dut->s_tvalid = 0;
		garbage();
		// What is left of a frame that was cut takes time of its own.
		close = frame.code == SENT || frame.code == ERROR_GIVEN;
	}

	// The wire must rest and all be as it was given.
	void settle()
	{
		pause(20);
		if (!given.empty() || !stats.empty())
			fail("a frame never came");
	}

	bool offer(const Bytes &bytes, uint64_t cycles)
	{
		put(bytes, 0, false);
		for (; cycles; cycles--) {
			settle_inputs();
			if (dut->s_tready)
				return true;
			finish_step();
		}
		dut->s_tvalid = 0;
		return false;
	}

	const Judge &wire() const
	{
		return judge;
	}

private:
	size_t max = LONGEST;
	Judge judge;
	std::deque<Given> given;
	std::deque<Code> stats;
	bool close = false;
	uint64_t fault_cycle = UINT64_MAX;
	unsigned fault_kind = 0;

	Code outcome(const Bytes &bytes, bool error, size_t missing)
	{
		size_t beats = (bytes.size() + 7) / 8;
		size_t fits = (max - 4) / 8; // whole beats that fit

		if (dut->link_fault)
			return LINK;
		if (missing && missing < beats && missing <= fits)
			return UNDERRUN;
		if (bytes.size() > max - 4)
			return OVERSIZE;
		return error ? ERROR_GIVEN : SENT;
	}

	void garbage()
	{
		dut->s_tdata = rng();
		dut->s_tkeep = uint8_t(rng());
		dut->s_tlast = one_in(2);
		dut->s_tuser = one_in(2);
	}

	void put(const Bytes &bytes, size_t beat, bool error)
	{
		size_t left = bytes.size() - 8 * beat;
		uint64_t data = rng();

		for (size_t i = 0; i < 8 && i < left; i++) {
			data &= ~(0xffull << (8 * i));
			data |= uint64_t(bytes[8 * beat + i]) << (8 * i);
		}
		dut->s_tdata = data;
		dut->s_tkeep = uint8_t(left < 8 ? (1u << left) - 1 : 0xff);
		dut->s_tlast = left <= 8;
		dut->s_tuser = left <= 8 ? error : one_in(2);
		dut->s_tvalid = 1;
	}

	void settle_inputs()
	{
		if (cycle == fault_cycle)
			link(fault_kind);
		dut->clk = 0;
		dut->eval();
	}

	void step_until_ready()
	{
		for (unsigned waited = 0; settle_inputs(), !dut->s_tready; waited++) {
			if (waited > 20)
				fail("s_tready never came");
			finish_step();
		}
	}

	void step()
	{
		settle_inputs();
		finish_step();
	}

	// The rest of a cycle whose inputs stand: judge the outputs, then the edge.
	void finish_step()
	{
		Char beat[8];

		for (unsigned lane = 0; lane < 8; lane++)
			beat[lane] = { uint8_t(dut->xgmii_txd >> (8 * lane)),
				       bool(dut->xgmii_txc >> lane & 1) };
		judge.take(beat, cycle);
		if (!judge.complaint.empty())
			fail("on the wire: %s", judge.complaint.c_str());
		for (; !judge.done.empty(); judge.done.pop_front())
			check(judge.done.front());
		if (dut->stat_valid) {
			if (stats.empty())
				fail("a code too many");
			if (dut->stat_code != stats.front())
				fail("code %u, not %u", dut->stat_code, stats.front());
			seen[stats.front()]++;
			stats.pop_front();
		}
		if (dut->link_fault)
			lose();
		dut->clk = 1;
		dut->eval();
		cycle++;
	}

	// Frames whose terminate has not been made are lost.
	void lose()
	{
		for (size_t i = 0; i < stats.size(); i++) {
			stats[i] = LINK;
			given[given.size() - 1 - i].code = LINK;
		}
	}

	void check(const Heard &heard)
	{
		// Frames that were swallowed leave no trace; one that was cut leaves its beginning.
		while (!given.empty() && given.front().code == LINK &&
		       !(heard.cut && given.front().accepted + 1 == heard.start))
			given.pop_front();
		if (given.empty())
			fail("a frame too many, of %zu bytes", heard.bytes.size());
		const Given frame = given.front();
		given.pop_front();
		if (heard.cut) {
			if (frame.code != LINK)
				fail("a frame with code %u was cut", frame.code);
			return;
		}
		check_start(heard, frame);
		if (frame.code == SENT)
			check_sent(heard, frame);
		else
			check_spoilt(heard, frame);
	}

	void check_start(const Heard &heard, const Given &frame)
	{
		to_start.add(heard.start - frame.accepted);
		to_data.add(heard.data - frame.accepted);
		if (heard.gap < 9)
			fail("a gap of %llu", (unsigned long long)heard.gap);
		starts_seen[heard.lane / 4]++;
		if (frame.waited) {
			if (heard.gap > 15)
				fail("a gap of %llu with a frame that waits",
				     (unsigned long long)heard.gap);
			gaps_seen[heard.gap]++;
			close_gaps++;
			close_bytes += heard.gap;
		}
	}

	void check_sent(const Heard &heard, const Given &frame)
	{
		Bytes want = frame.bytes;

		if (want.size() < 60)
			want.resize(60);
		want = with_fcs(want);
		if (heard.bytes != want || heard.error != want.size())
			fail("a frame of %zu bytes is not as it was given, %zu bytes",
			     frame.bytes.size(), heard.bytes.size());
		sent++;
	}

	// The beginning as given, an error character, no right FCS, not too long.
	void check_spoilt(const Heard &heard, const Given &frame)
	{
		if (frame.code == LINK)
			fail("a frame with a link that was down");
		if (heard.error == heard.bytes.size())
			fail("code %u, no error character", frame.code);
		if (heard.error > frame.bytes.size())
			fail("code %u, %zu bytes of %zu", frame.code, heard.error,
			     frame.bytes.size());
		for (size_t i = 0; i < heard.error; i++)
			if (heard.bytes[i] != frame.bytes[i])
				fail("code %u, byte %zu", frame.code, i);
		if (heard.bytes.size() > max || heard.bytes.size() < 4)
			fail("code %u, %zu bytes on the wire", frame.code,
			     heard.bytes.size());
		Bytes body(heard.bytes.begin(), heard.bytes.end() - 4);
		Bytes right = with_fcs(body);
		for (size_t i = body.size() + 1; i < right.size(); i++)
			if (heard.bytes[i] == right[i])
				fail("code %u, a right byte in the FCS", frame.code);
	}
};

Bytes any(Bench &bench, size_t size)
{
	return random_bytes(bench.rng, size);
}

void every_length(Bench &bench)
{
	for (size_t size = 1; size <= LONGEST - 4; size++)
		bench.send(any(bench, size));
	bench.settle();
	for (size_t size = 1; size < 200; size++)
		for (unsigned pause = 0; pause < 8; pause++) {
			bench.send(any(bench, size));
			bench.pause(pause);
		}
	bench.settle();
}

// Frames of one length that follow each other: gaps of 12 on average, from the first hundred on.
void average(Bench &bench, size_t size)
{
	bench.settle();
	uint64_t gaps = bench.close_gaps, bytes = bench.close_bytes;

	for (unsigned i = 0; i < 400; i++)
		bench.send(any(bench, size));
	bench.settle();
	gaps = bench.close_gaps - gaps;
	bytes = bench.close_bytes - bytes;
	if (gaps != 399 || bytes < 12 * gaps - 3 || bytes > 12 * gaps + 3)
		bench.fail("%llu gaps of %llu bytes after frames of %zu",
			   (unsigned long long)gaps, (unsigned long long)bytes, size);
}

void every_fault(Bench &bench)
{
	for (size_t size = 1; size < 90; size++) {
		bench.send(any(bench, size), true);
		for (size_t missing = 1; missing < (size + 7) / 8; missing++) {
			bench.send(any(bench, size), bench.one_in(2), missing);
			bench.send(any(bench, 60 + bench.pick(9)));
			bench.pause(bench.pick(3));
		}
	}
	for (size_t max = 64; max < 90; max++) {
		bench.settle();
		bench.limit(max);
		for (size_t size = max - 12; size < max + 40; size++) {
			bench.send(any(bench, size), bench.one_in(8));
			bench.send(any(bench, size), false, 1 + bench.pick(14));
		}
	}
	bench.settle();
	bench.limit(LONGEST);
	for (size_t size = LONGEST - 8; size < LONGEST + 20; size++)
		bench.send(any(bench, size));
	bench.settle();
}

// Off: nothing starts, however long one waits. The frame under way ends whole.
void off(Bench &bench, unsigned rounds)
{
	for (unsigned i = 0; i < rounds; i++) {
		bench.send(any(bench, 1 + bench.pick(200)));
		bench.on(false);
		if (bench.offer(any(bench, 64), 40))
			bench.fail("off, and a frame is taken");
		bench.settle();
		bench.on(true);
	}
}

// A link that fails at any moment: what is under way and what is given meanwhile is lost.
void link(Bench &bench, unsigned rounds)
{
	for (unsigned i = 0; i < rounds; i++) {
		unsigned fault = 1 + unsigned(bench.pick(2));
		uint64_t sets = bench.wire().sets[2], idles = bench.wire().idles;
		size_t frames = 1 + bench.pick(4);

		bench.settle();
		if (bench.one_in(4)) {
			bench.link(fault);
		} else {
			bench.send(any(bench, 1 + bench.pick(90)));
			bench.link_later(fault, bench.pick(24));
			for (unsigned n = 3; n; n--)
				bench.send(any(bench, 60 + bench.pick(30)));
		}
		bench.on(!bench.one_in(3));
		while (frames--)
			bench.send(any(bench, 1 + bench.pick(90)), bench.one_in(3),
				   bench.pick(20));
		bench.pause(4);
		sets = bench.wire().sets[2] - sets;
		idles = bench.wire().idles - idles;
		if (fault == 1 ? sets < 6 : sets || !idles)
			bench.fail("fault %u: %llu ordered sets", fault,
				   (unsigned long long)sets);
		bench.link(0);
		bench.on(true);
		bench.send(any(bench, 64));
	}
	bench.settle();
	if (bench.wire().sets[0] || bench.wire().sets[1])
		bench.fail("an ordered set other than remote fault");
}

void random_frames(Bench &bench, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		bench.send(any(bench, 1 + bench.pick(bench.one_in(20) ? 1514 : 130)),
			   bench.one_in(10),
			   bench.one_in(10) ? 1 + bench.pick(12) : SIZE_MAX);
		if (bench.one_in(4))
			bench.pause(bench.pick(6));
	}
	bench.settle();
}

} // namespace

int main(int argc, char **argv)
{
	unsigned count = argc > 2 ? unsigned(strtoul(argv[2], nullptr, 0)) : 20000;
	Bench bench(sim::seed_of(argc, argv));

	every_length(bench);
	for (size_t size = 60; size < 76; size++)
		average(bench, size);
	every_fault(bench);
	off(bench, 300);
	link(bench, 1000);
	random_frames(bench, count);
	for (unsigned code = 0; code < CODES; code++)
		if (!bench.seen[code])
			bench.fail("code %u never happened", code);
	for (unsigned gap = 9; gap < 16; gap++)
		if (!bench.gaps_seen[gap])
			bench.fail("no gap of %u", gap);
	if (!bench.starts_seen[0] || !bench.starts_seen[1])
		bench.fail("no start in a lane");
	bench.latency("mac_tx", bench.to_start);
	bench.latency("mac_tx:data", bench.to_data);
	return bench.done("%llu frames sent, %llu cycles", (unsigned long long)bench.sent,
			  (unsigned long long)bench.cycle);
}
