// SPDX-License-Identifier: BSD-3-Clause
// mutants: good frames damaged in one to four ways at any layer, and the inputs of the fuzzers, one
// after the other through the device and the C engine.
#include "judge.h"
#include "market.h"
#include "runs.h"

#include <algorithm>
#include <dirent.h>
#include <fstream>
#include <iterator>

constexpr uint64_t ROUND = 4000; // frames from one reset to the next

class Mutants
{
public:
	Mutants(const Amount &amount)
	    : device(unsigned(amount.seed)), amount(amount), dice(amount.seed)
	{
		read_corpus();
	}

	std::string round(uint64_t seed);

	Device device;
	uint64_t frames = 0, damaged = 0, refused = 0, taken = 0;
	std::vector<Bytes> corpus;

private:
	const Amount &amount;
	std::mt19937_64 dice;
	Bytes before;

	uint64_t pick(uint64_t below)
	{
		return dice() % below;
	}
	void read_corpus();
	Bytes base(Market &market, uint64_t sequence, unsigned &count);
	void damage(Bytes &frame);
	void numbers(Bytes &frame);
};

void Mutants::read_corpus()
{
	DIR *folder = amount.corpus.empty() ? nullptr : opendir(amount.corpus.c_str());

	if (!folder)
		return;
	while (const dirent *entry = readdir(folder)) {
		if (entry->d_name[0] == '.')
			continue;
		std::ifstream file(amount.corpus + "/" + entry->d_name, std::ios::binary);
		Bytes bytes((std::istreambuf_iterator<char>(file)),
			    std::istreambuf_iterator<char>());

		if (!bytes.empty() && bytes.size() < 2000)
			corpus.push_back(bytes);
	}
	closedir(folder);
	std::sort(corpus.begin(), corpus.end()); // the same order everywhere
}

Bytes Mutants::base(Market &market, uint64_t sequence, unsigned &count)
{
	std::vector<Bytes> messages;

	count = 0;
	if (!corpus.empty() && pick(8) == 0) {
		const Bytes &seed = corpus[pick(corpus.size())];

		switch (pick(3)) {
		case 0: // as a frame
			return seed;
		case 1: // as a payload
			return frame_of(seed);
		default: // as a message
			count = 1;
			return frame_of(packet_of(sequence, { seed }));
		}
	}
	if (pick(16) == 0)
		return frame_of(heartbeat(sequence, pick(8) ? 0 : 0xffff));
	for (count = unsigned(1 + pick(3)); messages.size() < count;)
		messages.push_back(market.next());
	return frame_of(packet_of(sequence, messages));
}

// The numbers that parsers believe: lengths, counts, sequences.
void Mutants::numbers(Bytes &b)
{
	static const unsigned fields[] = { 14, 16, 17, 20, 23, 34, 38, 39,
					   52, 58, 59, 60, 61, 62, 63, 64 };
	static const uint8_t values[] = { 0,  1,    2,	  11,	19,   20,
					  36, 0x45, 0x7f, 0x80, 0xfe, 0xff };
	unsigned at = fields[pick(sizeof(fields) / sizeof(fields[0]))];

	if (at < b.size())
		b[at] = pick(2) ? values[pick(sizeof(values))]
				: uint8_t(b[at] + 1 - 2 * pick(2));
}

void Mutants::damage(Bytes &b)
{
	switch (pick(8)) {
	case 0:
		b[pick(b.size())] ^= uint8_t(1u << pick(8));
		break;
	case 1:
		b[pick(b.size())] = uint8_t(dice());
		break;
	case 2:
		b.resize(1 + pick(b.size()));
		break;
	case 3:
		b.resize(b.size() + 1 + pick(40), uint8_t(dice()));
		break;
	case 4: { // bytes left out
		size_t at = pick(b.size()), n = pick(9);

		b.erase(b.begin() + long(at),
			b.begin() + long(std::min(at + n, b.size())));
		break;
	}
	case 5: { // bytes put in
		size_t at = pick(b.size());

		b.insert(b.begin() + long(at), pick(9), uint8_t(dice()));
		break;
	}
	default:
		numbers(b);
	}
	if (b.empty())
		b.push_back(0);
}

// A day of its own: frames on one line or on both, each after the last one's effects.
std::string Mutants::round(uint64_t seed)
{
	bool both = seed % 2;
	Market market(4, 60, seed);

	device.reset(both, false, 0);
	Judge judge(device, both, false, 0);
	for (uint64_t i = 0; i < ROUND && judge.wrong.empty(); i++) {
		struct tw_engine_status status;
		unsigned count, port = both ? unsigned(pick(2)) : 0;

		tw_engine_status(judge.engine, &status);
		Bytes frame = pick(10) == 0 && !before.empty()
				      ? before
				      : base(market, status.expected, count);
		bool bad = pick(100) == 0;

		if (pick(10) < 8) {
			for (uint64_t n = 1 + pick(4); n; n--)
				damage(frame);
			damaged++;
			if (pick(2))
				mend(frame);
		}
		/* Should a damaged session have been adopted, go on with that one. */
		if (status.adopted && frame.size() >= HEADERS + 10 && pick(4) &&
		    !std::equal(status.session, status.session + 10,
				frame.begin() + HEADERS)) {
			std::copy(status.session, status.session + 10,
				  frame.begin() + HEADERS);
			mend(frame);
		}
		before = frame;
		device.send(port, frame, bad);
		judge.frame(port, frame, bad);
		frames++;
		for (size_t n = frame.size() / 8 + 12; n; n--)
			device.step();
		/* A gap or a clear sweeps all symbols. */
		for (unsigned n = 0; device.pins().status_busy && n < 100000; n++)
			device.step();
	}
	if (!device.settle() && judge.wrong.empty())
		judge.wrong = "the device never comes to rest";
	judge.settled();
	for (unsigned port = 0; port < 2; port++)
		for (unsigned c = 0; c < TW_FRAME_CAUSES; c++)
			(c == TW_FRAME_ACCEPTED ? taken : refused) +=
				device.counts.frame[port][c];
	return judge.wrong;
}

Result run_mutants(const Amount &amount)
{
	Mutants mutants(amount);
	Result result;

	for (uint64_t seed = amount.seed * 1000003;
	     mutants.frames < amount.mutants && result.wrong.empty(); seed++) {
		result.wrong = mutants.round(seed);
		if (!result.wrong.empty())
			result.wrong =
				"round " + std::to_string(seed) + ": " + result.wrong;
		say_progress(amount, "mutants", mutants.frames, amount.mutants);
	}
	bool good = result.wrong.empty();
	result.figures.push_back(
		{ "mutated and neighbouring frames, device against C engine",
		  double(mutants.frames), "frames", ">= 10,000,000",
		  good && mutants.frames >= 10000000 });
	result.figures.push_back(
		{ "of them damaged", double(mutants.damaged), "frames", "", true });
	result.figures.push_back({ "of them refused, each by its cause",
				   double(mutants.refused), "frames", "", true });
	result.figures.push_back({ "seeds from the fuzzers' corpus",
				   double(mutants.corpus.size()), "files", "", true });
	result.figures.push_back(
		{ "hangs and wrong books", good ? 0.0 : 1.0, "frames", "0", good });
	return result;
}
