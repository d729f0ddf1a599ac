// SPDX-License-Identifier: BSD-3-Clause
// loads: a book of many orders brought into the device through the host's line, a register word every
// 4 cycles, as after a gap; and what the host needs for it.
#include "judge.h"
#include "market.h"
#include "runs.h"

#include <chrono>

#include <touchwire/snapshot.h>

static Bytes add_of(uint64_t reference, unsigned symbol)
{
	Bytes b(36, ' ');
	uint64_t price = 1000000 + reference % 200 * 100;

	b[0] = 'A';
	b[1] = 0;
	b[2] = uint8_t(symbol + 1);
	for (unsigned i = 0; i < 8; i++)
		b[18 - i] = uint8_t(reference >> 8 * i);
	for (unsigned i = 3; i < 11; i++)
		b[i] = 0;
	b[19] = reference % 2 ? 'S' : 'B';
	b[20] = b[21] = b[22] = 0;
	b[23] = 100;
	if (reference % 2)
		price += 30000;
	for (unsigned i = 0; i < 4; i++)
		b[35 - i] = uint8_t(price >> 8 * i);
	return b;
}

// An engine with @orders live orders, as a host has after its own recovery.
static void grow(Judge &judge, Market &market, unsigned symbols, unsigned orders)
{
	uint64_t sequence = 1;

	for (unsigned i = 0; i < 2 * symbols + orders; i++, sequence++) {
		Bytes m = i < 2 * symbols ? market.next() : add_of(1000 + i, i % symbols);
		Bytes frame = frame_of(packet_of(sequence, { m }));

		tw_engine_frame(judge.engine, 0, frame.data(), uint32_t(frame.size()),
				uint32_t(frame.size()), sequence, 0);
	}
}

static std::string load(unsigned orders, const Amount &amount, Result &result)
{
	typedef std::chrono::steady_clock clock;
	constexpr unsigned SYMBOLS_USED = SYMBOLS / 2;
	Device device(unsigned(amount.seed));
	device.reset(false, true, 0);
	Judge judge(device, false, false, 0);
	Market market(SYMBOLS_USED, 1, amount.seed);
	struct tw_snapshot *snapshot = nullptr;
	struct tw_snapshot_cursor cursor = {};
	struct tw_engine_status status;
	struct tw_touch last[64] = {};
	struct tw_error error;

	grow(judge, market, SYMBOLS_USED, orders);
	device.on_touch = [&last](const struct tw_touch &t) { last[t.symbol % 64] = t; };
	tw_engine_status(judge.engine, &status);
	clock::time_point began = clock::now();
	if (tw_snapshot_open(&snapshot, judge.engine, 0, &error) < 0)
		return error.text;
	double copied = std::chrono::duration<double>(clock::now() - began).count();

	/* The device joins late: a gap before the first packet it sees. */
	Bytes beat = frame_of(heartbeat(status.expected));
	device.send(0, beat, false);
	device.settle();
	uint64_t from = device.cycle;
	device.load(status.expected - 1);
	std::vector<Bytes> messages;
	for (;;) {
		uint8_t bytes[64];
		size_t length = tw_snapshot_next(snapshot, &cursor, bytes);

		if (length)
			messages.push_back(Bytes(bytes, bytes + length));
		if (messages.size() == 16 || (!length && !messages.empty())) {
			device.replay(packet_of(status.expected - 1, messages));
			messages.clear();
		}
		if (!length)
			break;
	}
	device.resume(status.expected);
	bool fresh = device.fresh(uint32_t(device.counts.gaps));
	uint64_t took = device.cycle - from;
	device.settle();
	tw_snapshot_close(snapshot);
	if (!fresh || device.pins().status_stale)
		return "the device does not become fresh";
	if (device.pins().orders_live != orders)
		return "orders are missing after the load";
	for (unsigned i = 0; i < SYMBOLS_USED; i++) {
		struct tw_touch want;

		tw_engine_touch(judge.engine, i, &want);
		if (last[i].bid_price != want.bid_price ||
		    last[i].bid_size != want.bid_size ||
		    last[i].ask_price != want.ask_price ||
		    last[i].ask_size != want.ask_size || last[i].flags != want.flags)
			return "a loaded touch differs from the engine's";
	}

	std::string name = std::to_string(orders) + " orders";

	result.figures.push_back(
		{ "load to fresh, " + name, double(took), "cycles", "", true });
	result.figures.push_back({ "load to fresh, " + name + ", at 156.25 MHz",
				   double(took) / CLOCK_HZ * 1e3, "ms", "", true });
	result.figures.push_back(
		{ "host's snapshot, " + name, copied * 1e3, "ms", "", true });
	return "";
}

Result run_loads(const Amount &amount)
{
	Result result;

	for (unsigned orders = 100; result.wrong.empty(); orders *= 10) {
		if (orders > amount.orders)
			orders = amount.orders;
		result.wrong = load(orders, amount, result);
		if (!result.wrong.empty())
			result.wrong =
				std::to_string(orders) + " orders: " + result.wrong;
		if (orders == amount.orders)
			break;
	}
	return result;
}
