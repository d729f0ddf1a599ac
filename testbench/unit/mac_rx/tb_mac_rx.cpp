// SPDX-License-Identifier: BSD-3-Clause
// tb_mac_rx: every output in every cycle against a receiver that reads character by character.
//
// Arguments: seed, rounds of random characters (default 3000). Frames of every length with both
// starts, every fault at every character of short frames, gaps down to the least, and noise.
#include "Vmac_rx.h"
#include "model.h"
#include "sim.h"

namespace
{

using namespace xgmii;

constexpr size_t LONGEST = 9018;

class Bench : public sim::Bench<Vmac_rx>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vmac_rx>("mac_rx", seed)
	{
		limit(LONGEST);
		restart();
	}

	uint64_t seen[CODES] = {}, frames = 0, bytes = 0;
	sim::Range delay[2], to_stat, to_fault;
	bool fault_seen[3] = {};

	// Only between frames.
	void limit(size_t max)
	{
		model.max = max;
		dut->cfg_max = uint16_t(max);
	}

	void restart()
	{
		put(Line(8, idle), 0);
		reset(2);
		model.reset();
		faults.reset();
		shown_fault = 0;
		pending.clear();
		got.clear();
		got_at.clear();
		ends.clear();
	}

	void play(Line line)
	{
		put_to_lane(line, 0);
		for (size_t at = 0; at < line.size(); at += 8)
			beat(line, at);
	}

	void settle()
	{
		Line line;

		put_idle(line, 32);
		play(line);
		if (!pending.empty() || !ends.empty() || !got.empty())
			fail("something never came");
	}

	void check_coverage()
	{
		for (unsigned code = 0; code < CODES; code++)
			if (!seen[code])
				fail("code %u never happened", code);
		if (!fault_seen[0] || !fault_seen[1] || !fault_seen[2])
			fail("a fault state never happened");
	}

private:
	Receiver model;
	Faults faults;
	std::deque<Frame> pending, ends; // frames to be handed on; codes to be counted
	Bytes got;
	std::vector<uint64_t> got_at;
	unsigned shown_fault = 0;
	uint64_t fault_cycle = 0; // of the beat that changed it

	void put(const Line &line, size_t at)
	{
		uint64_t data = 0;
		unsigned control = 0;

		for (unsigned lane = 0; lane < 8; lane++) {
			data |= uint64_t(line[at + lane].byte) << (8 * lane);
			control |= unsigned(line[at + lane].control) << lane;
		}
		dut->xgmii_rxd = data;
		dut->xgmii_rxc = uint8_t(control);
	}

	void beat(const Line &line, size_t at)
	{
		bool link = faults.link;
		unsigned fault = faults.fault;

		put(line, at);
		for (unsigned lane = 0; lane < 8; lane++)
			model.take(line[at + lane], lane, cycle);
		faults.take(&line[at]);
		faults.take(&line[at + 4]);
		for (; !model.done.empty(); model.done.pop_front()) {
			if (model.done.front().code < PREAMBLE)
				pending.push_back(model.done.front());
			ends.push_back(model.done.front());
		}

		dut->clk = 0;
		dut->eval();
		if (dut->status_fault != fault || dut->status_link != link)
			fail("status_fault %u link %u, not %u %u", dut->status_fault,
			     dut->status_link, fault, link);
		fault_seen[fault] = true;
		if (fault != shown_fault)
			to_fault.add(cycle - fault_cycle);
		shown_fault = fault;
		if (faults.fault != fault)
			fault_cycle = cycle;
		check_stream();
		check_stat();
		dut->clk = 1;
		dut->eval();
		cycle++;
	}

	void check_stream()
	{
		unsigned keep = dut->m_tkeep;

		if (!dut->m_tvalid)
			return;
		if (!keep || (keep & (keep + 1)) || (!dut->m_tlast && keep != 0xff))
			fail("keep %02x with tlast %u", keep, dut->m_tlast);
		for (unsigned lane = 0; keep >> lane & 1; lane++) {
			got.push_back(uint8_t(dut->m_tdata >> (8 * lane)));
			got_at.push_back(cycle);
		}
		if (dut->m_tlast) {
			check_frame();
			got.clear();
			got_at.clear();
		}
	}

	void check_frame()
	{
		if (pending.empty())
			fail("a frame too many, of %zu bytes", got.size());
		const Frame &want = pending.front();
		if (got.size() != want.handed())
			fail("%zu bytes of a frame of %zu with code %u, not %zu",
			     got.size(), want.bytes.size(), want.code, want.handed());
		for (size_t i = 0; i < got.size(); i++) {
			if (got[i] != want.bytes[i])
				fail("byte %zu is %02x, not %02x", i, got[i],
				     want.bytes[i]);
			delay[want.lane / 4].add(got_at[i] - want.arrivals[i]);
		}
		if (dut->m_tuser != (want.code != GOOD))
			fail("tuser %u with code %u", dut->m_tuser, want.code);
		frames++;
		bytes += got.size();
		pending.pop_front();
	}

	void check_stat()
	{
		if (!dut->stat_valid) {
			if (!ends.empty() && cycle >= ends.front().end + 4)
				fail("no code of a frame");
			return;
		}
		if (ends.empty())
			fail("a code too many");
		if (dut->stat_code != ends.front().code)
			fail("code %u, not %u", dut->stat_code, ends.front().code);
		// A bad preamble may be known a beat before it is told.
		if (ends.front().code != PREAMBLE)
			to_stat.add(cycle - ends.front().end);
		seen[ends.front().code]++;
		ends.pop_front();
	}
};

Line frame_at(Bench &bench, unsigned lane, size_t size)
{
	Line line;

	put_idle(line, 8 + lane);
	put_raw(line, size < 4 ? random_bytes(bench.rng, size)
			       : with_fcs(random_bytes(bench.rng, size - 4)));
	return line;
}

void every_length(Bench &bench)
{
	for (unsigned lane = 0; lane < 8; lane += 4)
		for (size_t size = 0; size <= LONGEST + 20; size++)
			bench.play(frame_at(bench, lane, size));
	bench.settle();
}

// Every kind of damage at every character from the start to one behind the terminate.
void every_damage(Bench &bench)
{
	const Char wrong[] = { { ERROR, true }, { END, true },	   idle,
			       { START, true }, { ORDERED, true }, { 0x5c, true },
			       { 0x55, true },	{ 0x55, false },   { 0xd5, false } };

	for (unsigned lane = 0; lane < 8; lane += 4)
		for (size_t size : { 0, 1, 3, 4, 5, 8, 9, 12, 63, 64, 65, 66, 67, 68, 69,
				     70, 71, 72, 90 })
			for (size_t at = 0; at < size + 10; at++)
				for (size_t kind = 0; kind < 17; kind++) {
					Line line = frame_at(bench, lane, size);
					Char &victim =
						line[8 + lane + std::min(at, size + 8)];

					if (kind < 8)
						victim.byte ^= uint8_t(1u << kind);
					else
						victim = wrong[kind - 8];
					put_idle(line, bench.pick(12));
					// A good one behind it must not suffer.
					put_to_lane(line, bench.one_in(2) ? 0 : 4);
					put_raw(line,
						with_fcs(random_bytes(bench.rng, 60)));
					bench.play(line);
				}
	bench.settle();
}

// Frames that follow each other after exactly 12, 5 or any number of idles.
void gaps(Bench &bench, size_t least, size_t most, unsigned count)
{
	Line line;

	put_idle(line, 12);
	for (unsigned i = 0; i < count; i++) {
		size_t gap = least + bench.pick(most - least + 1);

		put_raw(line, with_fcs(random_bytes(bench.rng, 60 + bench.pick(70))));
		// The terminate is the first character of the gap.
		put_idle(line, gap - 1);
		while (line.size() % 4)
			line.push_back(idle);
	}
	bench.play(line);
	bench.settle();
}

// Frames about the limit, whatever the limit is.
void limits(Bench &bench)
{
	for (size_t max = 64; max < 90; max++) {
		bench.limit(max);
		for (unsigned lane = 0; lane < 8; lane += 4)
			for (size_t size = max - 9; size < max + 24; size++) {
				Line line = frame_at(bench, lane, size);

				if (bench.one_in(3))
					line[line.size() - 1 - bench.pick(20)] = { ERROR,
										   true };
				bench.play(line);
			}
		bench.settle();
	}
	bench.limit(LONGEST);
}

// Faults of both kinds, about as far apart as they may be.
void faults(Bench &bench, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		Line line;
		uint8_t kind = uint8_t(1 + bench.pick(2));

		for (unsigned n = 1 + unsigned(bench.pick(6)); n; n--) {
			put_fault(line, bench.one_in(20) ? uint8_t(bench.pick(4)) : kind);
			put_idle(line, 4 * (bench.one_in(2) ? bench.pick(4)
							    : 125 + bench.pick(5)));
		}
		bench.play(line);
	}
	bench.settle();
}

// Characters as no sane sender has them: pieces of frames, all lengths, any order.
void noise(Bench &bench)
{
	static const uint8_t codes[] = { IDLE, ORDERED, START, END, ERROR, 0x5c, 0x06 };
	Line line;

	while (line.size() < 600) {
		switch (bench.pick(8)) {
		case 0:
			put_raw(line,
				with_fcs(random_bytes(bench.rng, 60 + bench.pick(9))));
			break;
		case 1:
			put_raw(line, random_bytes(bench.rng, bench.pick(12)));
			break;
		case 2:
			put_to_lane(line, bench.one_in(2) ? 0 : 4);
			break;
		case 3:
			put_idle(line, bench.pick(12));
			break;
		case 4:
			put_fault(line, uint8_t(1 + bench.pick(2)));
			break;
		case 5:
			line.push_back({ codes[bench.pick(sizeof(codes))], true });
			break;
		case 6:
			line.push_back({ START, true });
			line.insert(line.end(), bench.pick(8), { 0x55, false });
			break;
		default:
			for (uint8_t byte : random_bytes(bench.rng, bench.pick(70)))
				line.push_back({ byte, false });
		}
	}
	for (size_t n = bench.pick(4); n; n--)
		line[bench.pick(line.size())] = { codes[bench.pick(sizeof(codes))],
						  true };
	bench.play(line);
	if (bench.one_in(16)) {
		bench.restart();
		for (uint8_t byte : random_bytes(bench.rng, 16))
			line.push_back({ byte, false });
	}
}

} // namespace

int main(int argc, char **argv)
{
	unsigned rounds = argc > 2 ? unsigned(strtoul(argv[2], nullptr, 0)) : 3000;
	Bench bench(sim::seed_of(argc, argv));

	every_length(bench);
	every_damage(bench);
	gaps(bench, 12, 12, 2000);
	gaps(bench, 5, 5, 2000);
	gaps(bench, 1, 30, 4000);
	limits(bench);
	faults(bench, 2000);
	for (unsigned i = 0; i < rounds; i++)
		noise(bench);
	bench.settle();
	bench.check_coverage();
	bench.latency("mac_rx", bench.delay[0]);
	bench.latency("mac_rx:lane_four", bench.delay[1]);
	bench.latency("mac_rx:stat", bench.to_stat);
	bench.latency("mac_fault", bench.to_fault);
	return bench.done("%llu frames, %llu bytes handed on, %llu cycles",
			  (unsigned long long)bench.frames,
			  (unsigned long long)bench.bytes,
			  (unsigned long long)bench.cycle);
}
