// SPDX-License-Identifier: BSD-3-Clause
// datagram: MoldUDP64 payloads of all kinds, and what each beat of them must lead to.
#ifndef TW_TB_DATAGRAM_H
#define TW_TB_DATAGRAM_H

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

constexpr unsigned PACKET_DATA = 0, PACKET_HEARTBEAT = 1, PACKET_END = 2,
		   PACKET_SHORT = 3, PACKET_OVERRUN = 4, PACKET_SESSION = 5,
		   PACKET_WILD = 6, PACKET_CODES = 7;
constexpr unsigned ITCH_A = 10, ITCH_F = 11, ITCH_E = 12, ITCH_C = 13, ITCH_U = 16,
		   ITCH_UNKNOWN = 23, ITCH_SHORT = 24, ITCH_TYPES = 25;

struct Datagram {
	std::vector<uint8_t> payload;
	unsigned first = 0; // lane of the first byte
	bool take = true;   // the answer to its session
	bool wild = false;  // when not taken: for its number
};

struct Event {
	unsigned op, sell, bad_side, code, locate;
	uint64_t reference, new_reference;
	uint32_t price, shares;
	uint64_t seq, exchange_ns;
	unsigned type;
	bool longer;
	uint32_t print;
};

// What a beat leads to: m_session in its own cycle, all else in the next.
struct Expect {
	bool session = false;
	uint8_t session_name[10] = {};
	uint64_t number = 0;
	bool has_event = false;
	Event event = {};
	unsigned lane = 0; // of its last byte
	uint64_t info_arrival = 0;
	uint32_t info_cycle = 0;
	unsigned skip_count = 0;
	uint64_t skip_seq = 0;
	bool beat = false, end_of_session = false;
	uint64_t beat_seq = 0;
	bool bad = false;
	bool packet = false;
	unsigned code = 0;
	unsigned early_lead = 0; // a hint comes that many cycles ahead of its event
	Event early = {};	 // op, locate, reference, seq and type of it
};

struct Plan {
	std::vector<Expect> beats;
};

Plan make_plan(const Datagram &packet);

class Maker
{
public:
	explicit Maker(std::mt19937_64 &rng) : rng(rng)
	{
	}

	Datagram any();			 // anything at all
	Datagram mixed(unsigned blocks); // messages and runts, well formed
	Datagram empties(unsigned n,
			 bool front); // n empty blocks, a message before or behind

private:
	std::mt19937_64 &rng;

	unsigned pick(unsigned n)
	{
		return unsigned(rng() % n);
	}
	Datagram header();
	void append(Datagram &packet, size_t length, size_t shown);
	void append_any(Datagram &packet);
	static void set_count(Datagram &packet, unsigned count);
};

#endif
