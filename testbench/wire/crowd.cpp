// SPDX-License-Identifier: BSD-3-Clause
// Wires that are full, and wires that fail: b12_gaps and b13_link.
#include "market.h"
#include "runs.h"

#include <algorithm>
#include <cstdio>

constexpr unsigned FRAMES = 60; // of a batch, a port

// The next packet of a market, in a frame of @length bytes if it fits, else as short as it can be.
static Bytes next_frame(Market &market, uint64_t &number, size_t length)
{
	std::vector<Bytes> messages;
	size_t used = HEADERS + MOLD;
	Bytes frame;

	if (length < used + 52) {
		frame = frame_of(heartbeat(number));
	} else {
		while (used + 52 <= length) {
			messages.push_back(market.next());
			used += 2 + messages.back().size();
		}
		frame = frame_of(packet_of(number, messages));
		number += messages.size();
	}
	if (frame.size() < length)
		frame.resize(length);
	return frame;
}

// Faults B12: frames of all lengths back to back on both ports, the gaps as short as can be.
std::string run_b12_gaps(Wire &w, unsigned seed)
{
	Wire::Setup setup;
	Market market(SYMBOLS, 40, seed);
	uint64_t number = 1, bytes = 0, cycles = 0;
	char line[160];

	setup.b = setup.udp_check = true;
	w.begin(setup);
	for (unsigned batch = 0; batch < 30 && w.wrong.empty(); batch++) {
		const size_t gap = batch % 2 ? 4 : 11;
		uint64_t from = w.cycle;

		w.doing = ", gap " + std::to_string(gap + 1);
		xgmii::put_idle(w.line[1], market.pick(40));
		for (unsigned i = 0; i < FRAMES; i++) {
			size_t length =
				batch % 3 == 0 ? 60 + i % 60 : 60 + market.pick(1455);
			Bytes frame = next_frame(market, number, length);

			bytes += 8 + frame.size() + 4 + gap + 1;
			for (unsigned port = 0; port < 2; port++)
				w.send(port, frame, Damage(), Wire::SOONEST, gap);
		}
		while (!w.drained() && w.wrong.empty())
			w.step();
		cycles += w.cycle - from;
		w.settle();
		w.settled();
		w.arrived.clear();
	}
	w.counters();
	if (w.frames != 2 * 30 * FRAMES)
		w.fail("%llu frames were handed on", (unsigned long long)w.frames);
	if (w.count(TW_COUNT_GAPS))
		w.fail("there was a gap");
	snprintf(
		line, sizeof(line),
		"%llu frames, %llu records, %.2f bytes of the wire a cycle and port in use",
		(unsigned long long)w.frames, (unsigned long long)w.records,
		double(bytes) / double(cycles));
	return line;
}

// ---- b13: links that fail -----------------------------------------------------------------------------
constexpr uint32_t SILENCE_NS = 6000, STALE_NS = 15000;
constexpr uint64_t PROMPT = 16; // cycles to the book's first touch with or without a mark

struct Marks {
	uint64_t least = UINT64_MAX, most = 0;

	void add(uint64_t n)
	{
		least = std::min(least, n);
		most = std::max(most, n);
	}
};

// Cycles until the book says flags with @mask equal to @wants; the first with the time due if
// @due is not 0, counted from then.
static uint64_t until(Wire &w, unsigned mask, unsigned wants, uint64_t due)
{
	uint64_t from = due ? 0 : w.cycle;

	for (unsigned i = 0; i < 6000 && w.wrong.empty(); i++) {
		if (!from && w.pins().time_ns >= due)
			from = w.cycle;
		w.step();
		if (w.pins().touch_valid && (w.pins().touch_flags & mask) == wants) {
			if (!from)
				w.fail("flags %x before their time", wants);
			return w.cycle - from;
		}
	}
	w.fail("flags %x do not come", wants);
	return 0;
}

// The engine takes a frame at one time, the device beat by beat: wait until no line can fall
// silent in the next @ns.
static void away_from_deadlines(Wire &w, uint64_t ns)
{
	for (bool near = true; near && w.wrong.empty();) {
		const uint64_t now = w.pins().time_ns;

		near = false;
		for (const auto &a : w.arrived)
			for (uint64_t due : { a.first + SILENCE_NS, a.first + STALE_NS })
				near |= due + 200 > now && due < now + ns;
		if (near)
			w.step();
	}
}

// How late the marks come, and how late they go: of line A, of line B, of all.
static void measure(Wire &w, Market &market, uint64_t &number, Marks &set, Marks &all,
		    Marks &gone)
{
	constexpr unsigned LINES = TW_FLAG_SILENT_A | TW_FLAG_SILENT_B;
	uint64_t a, b;

	for (unsigned port = 0; port < 2; port++) { // neither is ahead any more
		away_from_deadlines(w, 1200);
		w.send(port, frame_of(heartbeat(number)));
		w.settle();
	}
	away_from_deadlines(w, 3500);
	w.send(0, next_frame(market, number, 60 + market.pick(300)));
	w.settle();
	a = w.arrived.rbegin()->first;
	for (unsigned i = unsigned(market.pick(300)); i; i--)
		w.step();
	w.send(1, next_frame(market, number, 60));
	w.settle();
	b = w.arrived.rbegin()->first;
	set.add(until(w, LINES, TW_FLAG_SILENT_A, a + SILENCE_NS));
	set.add(until(w, LINES, LINES, b + SILENCE_NS));
	all.add(until(w, TW_FLAG_SILENT | TW_FLAG_STALE, TW_FLAG_SILENT | TW_FLAG_STALE,
		      b + STALE_NS));
	w.settle();
	w.settled();

	uint32_t status = w.read(TW_CONTROL_STATUS);
	if (!(status & TW_CONTROL_STATUS_SILENT_A_MASK) ||
	    !(status & TW_CONTROL_STATUS_SILENT_B_MASK) ||
	    !(status & TW_CONTROL_STATUS_SILENT_MASK))
		w.fail("STATUS %x in silence", status);
	for (const struct tw_touch &t : w.latest)
		if (t.feed_seq && // else it has not been published today
		    (t.flags & (LINES | TW_FLAG_SILENT | TW_FLAG_STALE)) !=
			    (LINES | TW_FLAG_SILENT | TW_FLAG_STALE))
			w.fail("symbol %u: flags %x in silence", t.symbol, t.flags);

	// From the beat with the last byte of the packet's header.
	w.send(0, frame_of(heartbeat(number)), Damage(), 0, 0);
	for (unsigned i = 0; i < (8 + HEADERS + MOLD - 1) / 8; i++)
		w.step();
	gone.add(until(w, LINES | TW_FLAG_SILENT, TW_FLAG_SILENT_B, 0));
	w.settle();
	w.settled();
}

// A port that loses its link: in the middle of @frame or between frames, for some columns.
static void lose_link(Wire &w, Market &market, unsigned port, const Bytes &frame)
{
	Damage damage;

	if (market.pick(3)) {
		damage.kind = Damage::FAULT;
		damage.at = market.pick((frame.size() + 4) / 4) * 4;
		w.send(port, frame, damage, market.pick(2) * 4);
	}
	xgmii::put_to_lane(w.line[port], market.pick(2) * 4);
	for (uint64_t i = market.pick(60), kind = 1 + market.pick(2); i; i--) {
		if (market.pick(8) == 0)
			xgmii::put_idle(w.line[port], 4);
		xgmii::put_fault(w.line[port], uint8_t(kind));
	}
}

// Faults B13: links that go and come at any time, lines that fall silent.
std::string run_b13_link(Wire &w, unsigned seed)
{
	Wire::Setup setup;
	Marks set, all, gone;
	uint64_t lost = 0;
	char line[200];

	setup.b = setup.udp_check = true;
	setup.silence_ns = SILENCE_NS;
	setup.stale_ns = STALE_NS;
	w.begin(setup);
	for (unsigned day = 0; day < 40 && w.wrong.empty(); day++) {
		Market market(SYMBOLS, 40, seed * 1000 + day);
		uint64_t number = 1;

		w.doing = ", day " + std::to_string(day);
		for (unsigned i = 0; i < 8 && w.wrong.empty(); i++) {
			// The first one announces all symbols.
			Bytes frame = next_frame(market, number,
						 i ? 60 + market.pick(700) : 900);
			unsigned first = unsigned(market.pick(2));

			// The second port's frame begins when the first's has ended.
			for (unsigned n = 0; n < 2; n++) {
				away_from_deadlines(w, 1200);
				if (i > 1 && market.pick(5) == 0) {
					lose_link(w, market, first ^ n, frame);
					lost++;
				} else {
					w.send(first ^ n, frame, Damage(),
					       market.pick(2) * 4);
				}
				w.settle();
			}
			if (market.pick(6) == 0)
				for (uint64_t wait = market.pick(3500); wait; wait--)
					w.step();
		}
		if (day % 4 == 0)
			measure(w, market, number, set, all, gone);
		away_from_deadlines(w, 1200);
		w.clear();
	}
	for (unsigned i = 0; i < STALE_NS / 5; i++) // registers take time
		w.step();
	w.settle();
	w.settled();
	w.counters();
	if (std::max({ set.most, all.most, gone.most }) > PROMPT)
		w.fail("marks come or go after %llu, %llu, %llu cycles",
		       (unsigned long long)set.most, (unsigned long long)all.most,
		       (unsigned long long)gone.most);
	snprintf(
		line, sizeof(line),
		"%llu losses of a link; cycles from deadline to the book's touch %llu..%llu, "
		"of all lines %llu..%llu, from a packet's header to no mark %llu..%llu",
		(unsigned long long)lost, (unsigned long long)set.least,
		(unsigned long long)set.most, (unsigned long long)all.least,
		(unsigned long long)all.most, (unsigned long long)gone.least,
		(unsigned long long)gone.most);
	return line;
}
