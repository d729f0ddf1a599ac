// SPDX-License-Identifier: BSD-3-Clause
// A reset at every cycle, f1_reset, and the way through the device in cycles, latency.
#include "day.h"
#include "runs.h"

#include <algorithm>
#include <cstdio>
#include <sys/stat.h>

// Faults F1: one cycle of reset in every cycle of a frame, its touches and their writes.
std::string run_f1_reset(Wire &w, unsigned seed)
{
	const Day day = make_day();
	const unsigned last = unsigned(day.moves.size() / 8) + 70;
	uint64_t before = 0;
	unsigned times = 0;
	char line[120];

	for (unsigned at = 0; at < last && w.wrong.empty(); at++) {
		Wire::Setup setup;

		w.doing = ", reset in cycle " + std::to_string(at);
		setup.stall_permille = (at + seed) % 2 ? 300 : 0;
		setup.delay = (at + seed) % 2 ? 20 : 0;
		setup.reset = at == 0;
		w.begin(setup);
		for (const Bytes &frame : day.open)
			w.send(0, frame);
		w.settle();
		w.settled();
		before = w.records;
		w.send(0, day.moves, Damage(), at % 3 ? 0 : 4, 0);
		for (unsigned i = 0; i < at; i++)
			w.step();
		w.strike(last);
		times++;
		if (w.read(TW_CONTROL_CONTROL) || w.read(TW_COUNT_FRAME_A))
			w.fail("something is left after reset");
	}
	if (w.records == before)
		w.fail("the last reset came before the first record");

	Wire::Setup plain;
	plain.reset = false;
	w.begin(plain);
	for (const Bytes &frame : day.open)
		w.send(0, frame);
	w.send(0, day.moves);
	w.settle();
	w.settled();
	w.counters();
	snprintf(line, sizeof(line), "%u resets of one cycle, nothing written in part",
		 times);
	return line;
}

struct Range {
	uint64_t least = UINT64_MAX, most = 0;

	void add(uint64_t n)
	{
		least = std::min(least, n);
		most = std::max(most, n);
	}
};

struct Way {
	const char *name;
	Range touch; // from the beat with the message's last byte, after a start in lane 0
};
// The same after a start in lane 4; and from the beat with the terminate to AWVALID.
struct Others {
	Range lane_four, record;
};

// One message that moves a touch, in a frame of its own behind @shift bytes of another message.
static void one(Wire &w, Way &way, Others &others, const Bytes &message, uint64_t &number,
		unsigned shift, unsigned lane)
{
	Bytes other = itch('X', 7, 0);
	std::vector<Bytes> messages;
	Bytes frame;
	size_t end, from;
	uint64_t start, touch = 0, write = 0, records = w.records;

	other[0] = 'z';
	other.resize(11 + shift);
	messages = { other, message };
	frame = frame_of(packet_of(number, messages));
	number += 2;
	end = HEADERS + MOLD + 2 + other.size() + 2 + message.size() - 1;
	w.settle();
	start = w.cycle;
	w.touch_cycle = w.write_cycle = 0;
	from = w.send(0, frame, Damage(), lane, 0);
	for (unsigned i = 0; i < 80; i++) {
		w.step();
		touch = touch ? touch : w.touch_cycle;
		// The frame itself is written, too: the touch's record is the one that counts.
		if (w.records == records)
			write = w.write_cycle;
	}
	if (!touch || w.records != records + 1)
		return w.fail("a %s gives %llu records", way.name,
			      (unsigned long long)(w.records - records));
	(lane ? others.lane_four : way.touch).add(touch - start - (from + end) / 8);
	others.record.add(write - start - (from + frame.size() + 4) / 8);
	w.settle();
	w.settled();
}

static void save(const std::string &text)
{
	std::string path = "build";

	for (const char *folder : { "", "/test", "/latency" }) {
		path += folder;
		mkdir(path.c_str(), 0777);
	}
	FILE *file = fopen((path + "/touchwire_10g.txt").c_str(), "w");
	if (!file || fputs(text.c_str(), file) < 0 || fclose(file))
		perror("wire: build/test/latency/touchwire_10g.txt");
}

// A line for people, and one of the file.
static void say(const char *name, const Range &range, std::string &text,
		std::string &file)
{
	const std::string least = std::to_string(range.least);
	const std::string most = std::to_string(range.most);

	text += std::string(text.empty() ? "" : ", ") + name + " " +
		(least == most ? least : least + ".." + most);
	file += std::string("touchwire_10g:") + name + " " + least + " " + most + "\n";
}

std::string run_latency(Wire &w, unsigned)
{
	const Day day = make_day();
	Way ways[] = {
		{ "add", {} }, { "execute", {} }, { "replace", {} }, { "delete", {} }
	};
	Others others;
	std::string text, file;
	uint64_t number = 33, reference = 1000;

	w.begin(Wire::Setup());
	for (const Bytes &frame : day.open)
		w.send(0, frame);
	w.settle();
	for (unsigned i = 0; i < 16; i++) {
		const unsigned s = i % 8, shift = i / 2, lane = i % 2 * 4;
		const Bytes execute = itch_reduce('E', s, ++reference, 5);
		const Bytes replace =
			itch_replace(s, reference, reference + 10000, 77, 1008000);
		const Bytes remove = itch('D', s, reference + 10000);
		const Bytes add = itch_add(s, reference, false, 900, 1009000);
		unsigned n = 0;

		for (const Bytes &message : { add, execute, replace, remove })
			one(w, ways[n++], others, message, number, shift, lane);
	}
	for (const Way &way : ways) {
		if (way.touch.least != way.touch.most)
			w.fail("%s: %llu to %llu cycles", way.name,
			       (unsigned long long)way.touch.least,
			       (unsigned long long)way.touch.most);
		say(way.name, way.touch, text, file);
	}
	say("lane_four", others.lane_four, text, file);
	say("record", others.record, text, file);
	if (w.wrong.empty())
		save(file);
	return text + " cycles";
}
