// SPDX-License-Identifier: BSD-3-Clause
// cuts: every type of message, of every length from nothing to two bytes more than it has, and cut
// off by its frame's end at every byte, each at all eight places in a beat.
#include "judge.h"
#include "market.h"
#include "runs.h"

#include <touchwire/itch.h>

// A message of type @type with bytes that are not all the same.
static Bytes message(char type, size_t length, Market &market)
{
	Bytes b(length);

	for (uint8_t &byte : b)
		byte = uint8_t(market.rng());
	if (length > 0)
		b[0] = uint8_t(type);
	if (length > 2) { /* of a symbol that is tracked */
		b[1] = 0;
		b[2] = uint8_t(1 + market.pick(4));
	}
	if (length > 10)
		b[5] = 0;
	return b;
}

class Cuts
{
public:
	explicit Cuts(const Amount &amount)
	    : device(unsigned(amount.seed)), market(4, 200, amount.seed)
	{
		device.reset(false, false, 1000);
		judge = std::make_unique<Judge>(device, false, false, 1000);
	}

	// One frame, then a good one: what follows must be as if nothing had been.
	void play(std::vector<Bytes> messages, size_t cut)
	{
		Bytes frame = frame_of(packet_of(sequence, messages));

		if (cut && cut < frame.size())
			frame.resize(cut);
		send(frame);
		struct tw_engine_status status;
		tw_engine_status(judge->engine, &status);
		sequence = status.expected;
		Bytes good = frame_of(packet_of(sequence, { market.next() }));
		sequence++;
		send(good);
		frames += 2;
	}

	std::unique_ptr<Judge> judge;
	uint64_t frames = 0, sequence = 1;
	Device device;
	Market market;

private:
	void send(const Bytes &frame)
	{
		device.send(0, frame, false);
		judge->frame(0, frame, false);
		for (size_t i = 0; i < frame.size() / 8 + 4; i++)
			device.step();
	}
};

// The types of the specification and one that is not in it.
static std::string types()
{
	return std::string(TW_ITCH_TYPES) + "z";
}

Result run_cuts(const Amount &amount)
{
	Cuts cuts(amount);
	Result result;
	uint64_t tried = 0;

	for (char type : types()) {
		size_t whole = type == 'z' ? 20 : tw_itch_length(type);

		for (unsigned lead = 0; lead < 8; lead++) {
			/* A runt in front shifts the message by its bytes. */
			for (size_t length = 0; length <= whole + 2; length++) {
				cuts.play({ Bytes(lead, 'x'),
					    message(type, length, cuts.market) },
					  0);
				tried++;
			}
			for (size_t length = 0; length < whole; length++) {
				cuts.play({ Bytes(lead, 'x'),
					    message(type, whole, cuts.market) },
					  HEADERS + MOLD + 2 + lead + 2 + length);
				tried++;
			}
		}
		if (!cuts.device.settle() && cuts.judge->wrong.empty())
			cuts.judge->wrong = "the device never comes to rest";
		cuts.judge->settled();
		if (!cuts.judge->wrong.empty()) {
			result.wrong =
				std::string("type ") + type + ": " + cuts.judge->wrong;
			break;
		}
	}
	result.figures.push_back({ "truncations: types x lengths x alignments",
				   double(tried), "frames", "all",
				   result.wrong.empty() });
	return result;
}
