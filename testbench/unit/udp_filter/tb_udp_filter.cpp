// SPDX-License-Identifier: BSD-3-Clause
// tb_udp_filter: frames of all kinds, every output in every cycle against the byte-wise model.
//
// Arguments: seed, frames (default 60000). Every beat must come exactly 1 cycle after it was on
// the port, nothing else may; every cause must have been seen.
#include "Vudp_filter.h"
#include "frames.h"
#include "sim.h"

#include <deque>

namespace
{

// What must be seen at the outputs, and the cycle of the beat that causes it.
struct Beat {
	uint64_t cycle, data, arrival;
	uint32_t stamp;
	unsigned first, last;
	bool start, stop;
};
struct End {
	uint64_t cycle, arrival;
	bool accepted, bad;
	Cause cause;
};

class Bench : public sim::Bench<Vudp_filter>
{
public:
	explicit Bench(unsigned seed)
	    : sim::Bench<Vudp_filter>("udp_filter", seed), make(seed + 1)
	{
		dut->s_tvalid = 0;
		reset();
		garbage();
	}

	uint64_t seen[CAUSES] = {}, frames = 0, beats = 0;
	bool layouts_seen[3][16] = {};
	sim::Range to_dgram, to_stat;
	Frames make;
	unsigned gap_odds = 0; // a gap before a beat, in 8

	// One of the addresses is that of half the frames, if any counts.
	void regroup(uint32_t ip, uint16_t port, bool source, bool udp_check)
	{
		group.ip = ip;
		group.port = port;
		group.udp_check = udp_check;
		for (uint32_t &s : group.source)
			s = source && one_in(2) ? uint32_t(rng()) : 0;
		if (source)
			group.source[pick(4)] = SOURCE_IP;
		dut->cfg_group_ip = ip;
		dut->cfg_group_port = port;
		dut->cfg_udp_check = udp_check;
		for (unsigned i = 0; i < 4; i++)
			dut->cfg_source[i] = group.source[i];
	}

	// Drive one frame and say what must come of it. A reset may cut it in two.
	void send(const Bytes &b, bool on, bool bad, size_t cut = 0)
	{
		if (cut) {
			drive(b, judge(b, on, bad, group), on, bad, 0, cut);
			step();
			reset(1);
			expect_silence();
			Bytes rest(b.begin() + long(cut), b.end());
			send(rest, on, bad);
			return;
		}
		Verdict v = judge(b, on, bad, group);
		drive(b, v, on, bad, 0, b.size());
		seen[v.cause]++;
		frames++;
		if (v.accepted && !bad && v.end > v.begin) {
			unsigned tags = b[12] == 8 ? 0 : b[16] == 8 ? 1 : 2;
			layouts_seen[tags][b[14 + 4 * tags] % 16] = true;
		}
	}

	void settle()
	{
		step();
		step();
		if (!due_beats.empty() || !due_ends.empty())
			fail("an output never came");
	}

	void check_coverage()
	{
		uint64_t sum = 0;

		for (unsigned cause = 0; cause < CAUSES; cause++) {
			sum += seen[cause];
			if (counted[cause] != seen[cause])
				fail("cause %u counted %llu times, not %llu", cause,
				     (unsigned long long)counted[cause],
				     (unsigned long long)seen[cause]);
			if (!seen[cause])
				fail("cause %u never happened", cause);
		}
		if (sum != frames)
			fail("causes do not add up to the frames");
		for (unsigned tags = 0; tags < 3; tags++)
			for (unsigned ihl = 5; ihl < 16; ihl++)
				if (!layouts_seen[tags][ihl])
					fail("no payload with %u tags and IHL %u", tags,
					     ihl);
	}

private:
	Group group;
	std::deque<Beat> due_beats;
	std::deque<End> due_ends;
	uint64_t counted[CAUSES] = {};

	void garbage()
	{
		dut->s_tvalid = 0;
		dut->s_tdata = rng();
		dut->s_tkeep = uint8_t(rng());
		dut->s_tlast = one_in(2);
		dut->s_tuser = one_in(2);
		dut->time_ns = rng();
		dut->cycle = uint32_t(rng());
		dut->cfg_on = one_in(2);
	}

	void drive(const Bytes &b, const Verdict &v, bool on, bool bad, size_t from,
		   size_t to)
	{
		uint64_t arrival = 0;

		for (size_t at = from; at < to; at += 8) {
			size_t left = b.size() - at, last = (left < 8 ? left : 8) - 1;
			uint64_t data = rng();

			while (pick(8) < gap_odds)
				step();
			for (size_t lane = 0; lane <= last; lane++) {
				data &= ~(0xffull << (8 * lane));
				data |= uint64_t(b[at + lane]) << (8 * lane);
			}
			dut->s_tvalid = 1;
			dut->s_tdata = data;
			dut->s_tkeep = uint8_t((2u << last) - 1);
			dut->s_tlast = left <= 8;
			dut->s_tuser = left <= 8 ? bad : one_in(2);
			if (at == 0) {
				dut->cfg_on = on;
				arrival = dut->time_ns;
			}
			expect(v, at, at + last, data, arrival);
			if (left <= 8)
				due_ends.push_back(
					{ cycle, arrival, v.accepted, bad, v.cause });
			step();
			beats++;
		}
	}

	// The beat with the frame's bytes at..last.
	void expect(const Verdict &v, size_t at, size_t last, uint64_t data,
		    uint64_t arrival)
	{
		Beat beat = { cycle, data, arrival, dut->cycle, 0, unsigned(last - at),
			      false, false };

		if (!v.accepted || v.end <= v.begin || last < v.begin || at >= v.end)
			return;
		if (at <= v.begin) {
			beat.first = unsigned(v.begin - at);
			beat.start = true;
		}
		if (v.end - 1 <= last) {
			beat.last = unsigned(v.end - 1 - at);
			beat.stop = true;
		}
		due_beats.push_back(beat);
	}

	void step()
	{
		clock();
		check_beat();
		check_end();
		garbage();
	}

	void expect_silence()
	{
		if (dut->m_dgram_tvalid || dut->m_end_valid || dut->stat_valid)
			fail("an output is valid after reset");
	}

	void check_beat()
	{
		if (!dut->m_dgram_tvalid) {
			if (!due_beats.empty())
				fail("no payload beat");
			return;
		}
		if (due_beats.empty())
			fail("a payload beat too many");
		Beat want = due_beats.front();
		due_beats.pop_front();
		// {data, first, last, start, stop}
		uint32_t low = dut->m_dgram_tdata[0];
		uint64_t data = uint64_t(dut->m_dgram_tdata[2]) << 56 |
				uint64_t(dut->m_dgram_tdata[1]) << 24 | low >> 8;
		if (data != want.data)
			fail("payload %016llx, not %016llx", (unsigned long long)data,
			     (unsigned long long)want.data);
		if ((low >> 5 & 7) != want.first || (low >> 2 & 7) != want.last ||
		    (low >> 1 & 1) != want.start || (low & 1) != want.stop)
			fail("lanes %u..%u start %u stop %u, not %u..%u %u %u",
			     low >> 5 & 7, low >> 2 & 7, low >> 1 & 1, low & 1,
			     want.first, want.last, want.start, want.stop);
		if (dut->m_dgram_arrival != want.arrival ||
		    dut->m_dgram_cycle != want.stamp)
			fail("arrival or cycle of a beat");
		to_dgram.add(cycle - want.cycle);
	}

	void check_end()
	{
		if (dut->stat_valid != !due_ends.empty())
			fail("stat_valid is %u", dut->stat_valid);
		if (due_ends.empty()) {
			if (dut->m_end_valid)
				fail("an end too many");
			return;
		}
		End want = due_ends.front();
		due_ends.pop_front();
		if (dut->stat_code != want.cause)
			fail("cause %u, not %u", dut->stat_code, want.cause);
		counted[want.cause]++;
		if (dut->m_end_valid != want.accepted)
			fail("m_end_valid is %u", dut->m_end_valid);
		if (want.accepted &&
		    (dut->m_end_bad != (want.bad || want.cause == UDP_CHECKSUM) ||
		     dut->m_dgram_arrival != want.arrival))
			fail("m_end_bad is %u, or arrival of an end", dut->m_end_bad);
		to_stat.add(cycle - want.cycle);
	}
};

// Every length of every layout, without a gap.
void every_length(Bench &bench)
{
	for (unsigned tags = 0; tags < 4; tags++)
		for (unsigned ihl = 5; ihl < 16; ihl += ihl == 6 ? 8 : 1)
			for (unsigned payload = 0; payload < 20; payload++) {
				Bytes whole =
					bench.make.build({ tags, ihl, payload, 10 });
				for (size_t length = 1; length <= whole.size(); length++)
					bench.send(Bytes(whole.begin(),
							 whole.begin() + long(length)),
						   true, false);
			}
}

void longest(Bench &bench)
{
	bench.send(bench.make.build({ 0, 5, 65535 - 28, 0 }), true, false);
	bench.send(bench.make.build({ 1, 15, 65535 - 68, 3 }), true, false);
	bench.send(bench.make.build({ 2, 6, 8972, 0 }), true, true);
}

void random_frames(Bench &bench, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		Layout l;

		if (bench.one_in(64))
			bench.gap_odds = bench.one_in(2) ? 0 : unsigned(bench.pick(7));
		if (bench.one_in(32))
			bench.regroup(bench.one_in(2) ? GROUP_IP : 0,
				      bench.one_in(2) ? GROUP_PORT : 0, bench.one_in(2),
				      bench.one_in(2));
		l.tags = unsigned(bench.pick(bench.one_in(8) ? 4 : 3));
		l.ihl = bench.one_in(2) ? 5 : 5 + unsigned(bench.pick(11));
		l.payload = unsigned(bench.pick(bench.one_in(64) ? 1473 : 80));
		l.padding = bench.one_in(2) ? 0 : unsigned(bench.pick(20));
		Bytes b = bench.make.build(l);
		if (bench.one_in(2))
			bench.make.spoil(b, l);
		else if (bench.one_in(8))
			bench.make.spoil_payload(b, l);
		size_t cut = bench.one_in(200) ? bench.pick((b.size() + 7) / 8) * 8 : 0;
		bench.send(b, !bench.one_in(20), bench.one_in(20), cut);
	}
}

} // namespace

int main(int argc, char **argv)
{
	unsigned count = argc > 2 ? unsigned(strtoul(argv[2], nullptr, 0)) : 60000;
	Bench bench(sim::seed_of(argc, argv));

	bench.regroup(GROUP_IP, GROUP_PORT, false, true);
	every_length(bench);
	longest(bench);
	random_frames(bench, count);
	bench.settle();
	bench.check_coverage();
	bench.latency("udp_filter", bench.to_dgram);
	bench.latency("udp_filter:end", bench.to_stat);
	return bench.done("%llu frames in %llu beats, %llu accepted, every cause seen",
			  (unsigned long long)bench.frames,
			  (unsigned long long)bench.beats,
			  (unsigned long long)bench.seen[ACCEPTED]);
}
