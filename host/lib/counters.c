/* SPDX-License-Identifier: BSD-3-Clause */
/* counters: names and sums; the names are those of rtl/csr/touchwire.regs. */
#include <assert.h>
#include <string.h>

#include <touchwire/counters.h>

#define AT(member) offsetof(struct tw_counters, member)
#define FRAME(bank, port)                                                                \
	{ bank, "ACCEPTED", "handed on", AT(frame[port][TW_FRAME_ACCEPTED]) },           \
		{ bank, "BAD", "ended with an error from the MAC",                       \
		  AT(frame[port][TW_FRAME_BAD]) },                                       \
		{ bank, "SHORT", "ends inside its headers",                              \
		  AT(frame[port][TW_FRAME_SHORT]) },                                     \
		{ bank, "NOT_IP", "neither IPv4 nor VLAN over IPv4",                     \
		  AT(frame[port][TW_FRAME_NOT_IP]) },                                    \
		{ bank, "VLAN", "more VLAN tags than are taken",                         \
		  AT(frame[port][TW_FRAME_VLAN]) },                                      \
		{ bank, "IP_HEADER", "version or length impossible",                     \
		  AT(frame[port][TW_FRAME_IP_HEADER]) },                                 \
		{ bank, "IP_CHECKSUM", "IPv4 header checksum wrong",                     \
		  AT(frame[port][TW_FRAME_IP_CHECKSUM]) },                               \
		{ bank, "FRAGMENT", "IPv4 fragment",                                     \
		  AT(frame[port][TW_FRAME_FRAGMENT]) },                                  \
		{ bank, "NOT_UDP", "other protocol than UDP",                            \
		  AT(frame[port][TW_FRAME_NOT_UDP]) },                                   \
		{ bank, "OTHER_GROUP", "other destination address or port",              \
		  AT(frame[port][TW_FRAME_OTHER_GROUP]) },                               \
		{ bank, "UDP_LENGTH", "UDP length impossible",                           \
		  AT(frame[port][TW_FRAME_UDP_LENGTH]) },                                \
		{ bank, "DISABLED", "port is off", AT(frame[port][TW_FRAME_DISABLED]) }, \
		{ bank, "OTHER_SOURCE", "source address not on the list",                \
		  AT(frame[port][TW_FRAME_OTHER_SOURCE]) },                              \
		{ bank, "UDP_CHECKSUM", "UDP checksum wrong",                            \
		  AT(frame[port][TW_FRAME_UDP_CHECKSUM]) },                              \
		{ bank, "IPV6", "IPv6", AT(frame[port][TW_FRAME_IPV6]) },                \
	{                                                                                \
		bank, "TRUNCATED", "ends before its UDP length",                         \
			AT(frame[port][TW_FRAME_TRUNCATED])                              \
	}
#define PACKET(cause, what)                                                              \
	{                                                                                \
		"PACKET", #cause, what, AT(packet[TW_PACKET_##cause])                    \
	}
#define MESSAGE(cause, what)                                                             \
	{                                                                                \
		"MESSAGE", #cause, what, AT(message[TW_MESSAGE_##cause])                 \
	}
#define ITCH(index, cause, what)                                                         \
	{                                                                                \
		"ITCH", cause, what, AT(itch[index])                                     \
	}
#define BOOK(cause, what)                                                                \
	{                                                                                \
		"BOOK", #cause, what, AT(book[TW_BOOK_##cause])                          \
	}

static const struct tw_counter_name names[] = {
	FRAME("FRAME_A", 0),
	FRAME("FRAME_B", 1),
	PACKET(DATA, "at least one message, all whole"),
	PACKET(HEARTBEAT, "count 0"),
	PACKET(END, "end of session"),
	PACKET(SHORT, "payload below 20 bytes"),
	PACKET(OVERRUN, "a block runs past the payload"),
	PACKET(SESSION, "other session, not taken"),
	PACKET(WILD, "begins too far ahead, not taken"),
	MESSAGE(TAKEN, "first copy, delivered in order"),
	MESSAGE(DUPLICATE, "already delivered"),
	MESSAGE(OVERFLOW, "lost here: too many waited"),
	MESSAGE(PASSED, "ahead while the feed held: left to the replay"),
	MESSAGE(OLD_DAY, "still waiting when the day ended or the book was loaded"),
	{ "LOST", "", "sequence numbers that no line brought in time", AT(lost) },
	{ "GAPS", "", "gaps", AT(gaps) },
	{ "MISMATCH", "", "duplicates unlike the copy that was taken", AT(mismatch) },
	{ "COMPARED", "", "duplicates that were compared", AT(compared) },
	ITCH(0, "S", "System Event"),
	ITCH(1, "R", "Stock Directory"),
	ITCH(2, "H", "Stock Trading Action"),
	ITCH(3, "Y", "Reg SHO"),
	ITCH(4, "L", "Market Participant Position"),
	ITCH(5, "V", "MWCB Decline Level"),
	ITCH(6, "W", "MWCB Status"),
	ITCH(7, "K", "IPO Quoting Period"),
	ITCH(8, "J", "LULD Auction Collar"),
	ITCH(9, "h", "Operational Halt"),
	ITCH(10, "A", "Add Order"),
	ITCH(11, "F", "Add Order with MPID"),
	ITCH(12, "E", "Order Executed"),
	ITCH(13, "C", "Order Executed with Price"),
	ITCH(14, "X", "Order Cancel"),
	ITCH(15, "D", "Order Delete"),
	ITCH(16, "U", "Order Replace"),
	ITCH(17, "P", "Trade"),
	ITCH(18, "Q", "Cross Trade"),
	ITCH(19, "B", "Broken Trade"),
	ITCH(20, "I", "NOII"),
	ITCH(21, "N", "Retail Price Improvement"),
	ITCH(22, "O", "Direct Listing"),
	ITCH(23, "UNKNOWN", "type not in the specification"),
	ITCH(24, "SHORT", "shorter than its type"),
	BOOK(APPLIED, "changed or confirmed the book"),
	BOOK(NO_EFFECT, "not a book message"),
	BOOK(UNTRACKED, "symbol is not tracked"),
	BOOK(UNKNOWN_REF, "order reference not live"),
	BOOK(DUPLICATE_REF, "add or replace with a live reference"),
	BOOK(BAD_FIELD, "side, price or shares impossible"),
	BOOK(OVER_REDUCE, "more shares than the order had"),
	BOOK(WRONG_SYMBOL, "the order belongs to another symbol"),
	BOOK(ORDERS_FULL, "order table full, order lost"),
	BOOK(DIRECTORY, "directory entry of a tracked symbol"),
	BOOK(SYMBOLS_FULL, "directory entry, but no symbol free"),
	BOOK(GAP, "gap: all symbols stale"),
	BOOK(CLEAR, "new day"),
	BOOK(SUSPECT, "message too short, symbol inexact"),
	BOOK(LINES, "a line fell silent or spoke again, or the session ended"),
	BOOK(FRESH, "the host repaired the book"),
	{ "TOUCH", "PUBLISHED", "touch records", AT(published) },
	{ "LONG", "", "messages longer than their type", AT(messages_long) },
	{ "RUNTS", "", "messages shorter than the common head", AT(runts) },
	{ "TIMES", "", "messages with a time that cannot be", AT(times) },
};
static_assert(sizeof(names) / sizeof(names[0]) * sizeof(uint64_t) ==
		      sizeof(struct tw_counters),
	      "every counter has a name");

const struct tw_counter_name *tw_counter_names(size_t *count)
{
	*count = sizeof(names) / sizeof(names[0]);
	return names;
}

uint64_t tw_counter_value(const struct tw_counters *counters,
			  const struct tw_counter_name *name)
{
	uint64_t value;

	memcpy(&value, (const char *)counters + name->offset, sizeof(value));
	return value;
}

void tw_counters_add(struct tw_counters *sum, const struct tw_counters *more)
{
	uint64_t *to = (uint64_t *)sum;
	const uint64_t *from = (const uint64_t *)more;

	for (size_t i = 0; i < sizeof(*sum) / sizeof(*to); i++)
		to[i] += from[i];
}
