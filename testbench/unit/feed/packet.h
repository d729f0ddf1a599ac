// SPDX-License-Identifier: BSD-3-Clause
// packet: a frame read byte by byte, as MoldUDP64 1.00 and TotalView-ITCH 5.0 are written.
#pragma once

#include "../udp_filter/frames.h"

#include <array>

typedef std::array<uint8_t, 10> Session;

enum Packet_code {
	P_DATA,
	P_HEARTBEAT,
	P_END,
	P_SHORT,
	P_OVERRUN,
	P_SESSION,
	P_WILD,
	P_CODES
};
enum Op {
	OP_NONE,
	OP_ADD,
	OP_REDUCE,
	OP_DELETE,
	OP_REPLACE,
	OP_STATE,
	OP_HALT,
	OP_DIRECTORY,
	OP_GAP,
	OP_CLEAR,
	OP_SUSPECT,
	OP_LINES,
	OP_FRESH
};

constexpr unsigned HEADER = 20, HEAD = 11, SESSION_END = 0xffff, ITCH_UNKNOWN = 23,
		   ITCH_SHORT = 24, MESSAGE_TYPES = 23;

struct Event {
	unsigned op = 0, sell = 0, bad_side = 0, code = 0, locate = 0;
	uint64_t reference = 0, new_reference = 0;
	uint32_t price = 0, shares = 0;
	uint64_t seq = 0, exchange_ns = 0, arrival_ns = 0;
	uint32_t last_cycle = 0;

	bool operator==(const Event &o) const;
};

// What a packet brings, and the frame's byte with which it is whole.
struct Part {
	enum Kind { MESSAGE, BEAT, BAD } kind;
	size_t byte;
	bool runt = false, longer = false, eos = false;
	uint32_t print = 0; // the message's fingerprint
	unsigned type = 0;  // counter of bank ITCH
	Event event;	    // event.seq is the number
};

// Told when a message still has beats to come: `lead` of them behind the beat that begins at `byte`.
struct Hint {
	size_t byte;
	unsigned lead;
	Event event;
};

struct Reading {
	Verdict verdict;
	unsigned code = P_SHORT; // were its session the right one
	bool has_header = false, eos = false;
	size_t header_byte = 0;
	Session session = {};
	uint64_t seq = 0;
	std::vector<Part> parts;
	std::vector<Hint> hints; // of messages cut off, too
};

uint64_t number(const uint8_t *from, unsigned width);
// The payload that is bytes @at to @end of @b.
void read_payload(Reading &r, const Bytes &b, size_t at, size_t end);
Reading read_frame(const Bytes &b, bool on, bool bad, const Group &group);

struct Message_type {
	char letter;
	unsigned length;
};
extern const Message_type message_types[MESSAGE_TYPES];
