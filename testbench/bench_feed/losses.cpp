// SPDX-License-Identifier: BSD-3-Clause
// losses: both ports at line rate with frames as full as they get, each losing its own share of them.
#include "judge.h"
#include "market.h"
#include "runs.h"

#include <algorithm>
#include <cstdio>

constexpr unsigned SYMBOLS_USED = SYMBOLS / 2, ORDERS_USED = ORDERS / 2, FULL = 1500 - 28;
// Line B comes so much later, and so long a line waits for the other one.
constexpr unsigned SKEW = 50 /* cycles */, HOLD_NS = 500;
constexpr unsigned OVERHEAD = 24; // bytes of preamble, FCS and gap
constexpr double SHARES[] = { 0.1, 1, 10, 50 };
constexpr uint64_t DAY = 3 * ORDERS; // messages

// The next packet with as many messages as fit.
static Bytes fill(Market &market, Bytes &left, uint64_t &sequence)
{
	std::vector<Bytes> messages;
	size_t size = MOLD;
	uint64_t first = sequence;

	for (;;) {
		Bytes m = left.empty() ? market.next() : left;

		left.clear();
		if (size + 2 + m.size() > FULL) {
			left = m;
			break;
		}
		size += 2 + m.size();
		messages.push_back(m);
		sequence++;
	}
	return packet_of(first, messages);
}

// Numbers are taken, or in gaps; messages of each line became one thing each.
static std::string account(const Device &device, uint64_t last, uint64_t arrived)
{
	const struct tw_counters &c = device.counts;
	uint64_t messages = 0;
	char line[200];

	for (uint64_t n : c.message)
		messages += n;
	snprintf(line, sizeof(line),
		 "of %llu numbers %llu were taken and %llu lost; of %llu copies %llu are "
		 "accounted for, %llu found no room",
		 (unsigned long long)last,
		 (unsigned long long)(c.message[TW_MESSAGE_TAKEN] + c.runts),
		 (unsigned long long)c.lost, (unsigned long long)arrived,
		 (unsigned long long)messages,
		 (unsigned long long)c.message[TW_MESSAGE_OVERFLOW]);
	return c.message[TW_MESSAGE_TAKEN] + c.runts + c.lost == last &&
			       messages == arrived && !c.message[TW_MESSAGE_OVERFLOW]
		       ? ""
		       : line;
}

struct Share {
	double percent;
	uint64_t messages = 0, lost = 0;
};

// A day of @count messages. Orders whose deletes are lost stay, so a day must not be too long.
static std::string play(Device &device, Share &share, uint64_t count, uint64_t seed)
{
	device.reset(true, false, HOLD_NS);
	Judge judge(device, true, false, HOLD_NS);
	Market market(SYMBOLS_USED, ORDERS_USED, seed);
	std::mt19937_64 dice(seed + 1);
	std::vector<Bytes> slots(8);
	Bytes left; // a message that did not fit
	uint64_t sequence = 1, arrived = 0, packets = 0;
	uint64_t wire[2] = { 0, SKEW * 8 }, from = device.cycle;
	bool lost[2];

	while (sequence <= count && judge.wrong.empty()) {
		uint64_t first = sequence;
		Bytes &frame = slots[packets++ % slots.size()];

		frame = frame_of(fill(market, left, sequence));
		for (bool &l : lost)
			l = double(dice() % 1000000) < share.percent * 10000;
		for (unsigned port = 0; port < 2; port++) {
			while (device.cycle < from + (wire[port] + 7) / 8)
				device.step();
			wire[port] += frame.size() + OVERHEAD;
			if (lost[port])
				continue;
			device.send(port, frame, false);
			judge.frame(port, frame, false);
			arrived += sequence - first;
		}
	}
	// What the last frames lost shows by a heartbeat on both lines.
	Bytes beat = frame_of(heartbeat(sequence));
	device.settle();
	for (unsigned port = 0; port < 2; port++) {
		device.send(port, beat, false);
		judge.frame(port, beat, false);
	}
	if (!device.settle() && judge.wrong.empty())
		judge.wrong = "the device never comes to rest";
	judge.settled();
	share.messages += sequence - 1;
	share.lost += device.counts.lost;
	return judge.wrong.empty() ? account(device, sequence - 1, arrived) : judge.wrong;
}

static std::string run_share(Share &share, uint64_t count, const Amount &amount)
{
	Device device(unsigned(amount.seed));
	std::string wrong;

	for (uint64_t seed = amount.seed; share.messages < count && wrong.empty();
	     seed++) {
		wrong = play(device, share, std::min(DAY, count - share.messages), seed);
		if (!wrong.empty())
			wrong = std::to_string(share.percent) + " %, seed " +
				std::to_string(seed) + ": " + wrong;
		say_progress(amount, "losses", share.messages, count);
	}
	return wrong;
}

Result run_losses(const Amount &amount)
{
	constexpr unsigned N = sizeof(SHARES) / sizeof(SHARES[0]);
	Result result;

	for (unsigned i = 0; i < N && result.wrong.empty(); i++) {
		Share share = { SHARES[i] };
		std::string name = std::to_string(SHARES[i]).substr(0, 4) + " %";

		result.wrong = run_share(share, amount.messages / N + 1, amount);
		result.figures.push_back(
			{ "messages at line rate, frames lost on each line: " + name,
			  double(share.messages), "messages", "", true });
		result.figures.push_back({ "of them on neither line, " + name,
					   double(share.lost), "messages", "", true });
	}
	result.figures.push_back({ "messages with losses on both lines, all shares",
				   double(amount.messages), "messages", ">= 10,000,000",
				   amount.messages >= 10000000 && result.wrong.empty() });
	result.figures.push_back({ "numbers and copies unaccounted for",
				   result.wrong.empty() ? 0.0 : 1.0, "messages", "0",
				   result.wrong.empty() });
	return result;
}
