/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * regs: the registers of the device. Made from rtl/csr/touchwire.regs by `make regs`; do not
 * edit. Define TW_REGS_TABLE before the include to get the table tw_regs[] as well.
 */
#ifndef TOUCHWIRE_REGS_H
#define TOUCHWIRE_REGS_H

#define TW_MAP_HASH 0x41a590f7u /* what IDENT.MAP_HASH must read */

#define TW_IDENT_MAGIC 0x0000u
#define TW_IDENT_MAGIC_VALUE 0x54575245u
#define TW_IDENT_INTERFACE 0x0004u
#define TW_IDENT_INTERFACE_VALUE 0x00010000u
#define TW_IDENT_MAP_HASH 0x0008u
#define TW_IDENT_BUILD 0x000cu
#define TW_IDENT_CLOCK_KHZ 0x0010u
#define TW_IDENT_CLOCK_KHZ_VALUE 0x0002625au
#define TW_IDENT_SYMBOLS 0x0014u
#define TW_IDENT_ORDERS 0x0018u
#define TW_IDENT_LOCATES 0x001cu
#define TW_IDENT_SCRATCH 0x0020u

#define TW_CONTROL_CONTROL 0x0100u
#define TW_CONTROL_CONTROL_FEED_A_MASK 0x00000001u
#define TW_CONTROL_CONTROL_FEED_A_SHIFT 0
#define TW_CONTROL_CONTROL_FEED_B_MASK 0x00000002u
#define TW_CONTROL_CONTROL_FEED_B_SHIFT 1
#define TW_CONTROL_CONTROL_DMA_MASK 0x00000004u
#define TW_CONTROL_CONTROL_DMA_SHIFT 2
#define TW_CONTROL_CONTROL_ALL_MASK 0x00000008u
#define TW_CONTROL_CONTROL_ALL_SHIFT 3
#define TW_CONTROL_STATUS 0x0104u
#define TW_CONTROL_STATUS_DMA_IDLE_MASK 0x00000001u
#define TW_CONTROL_STATUS_DMA_IDLE_SHIFT 0
#define TW_CONTROL_STATUS_BUSY_MASK 0x00000002u
#define TW_CONTROL_STATUS_BUSY_SHIFT 1
#define TW_CONTROL_STATUS_STALE_MASK 0x00000004u
#define TW_CONTROL_STATUS_STALE_SHIFT 2
#define TW_CONTROL_STATUS_ENDED_MASK 0x00000008u
#define TW_CONTROL_STATUS_ENDED_SHIFT 3
#define TW_CONTROL_STATUS_CLEARING_MASK 0x00000010u
#define TW_CONTROL_STATUS_CLEARING_SHIFT 4
#define TW_CONTROL_STATUS_DMA_ERROR_MASK 0x00000020u
#define TW_CONTROL_STATUS_DMA_ERROR_SHIFT 5
#define TW_CONTROL_COMMAND 0x0108u
#define TW_CONTROL_COMMAND_CLEAR_MASK 0x00000001u
#define TW_CONTROL_COMMAND_CLEAR_SHIFT 0
#define TW_CONTROL_COMMAND_FRESH_MASK 0x00000002u
#define TW_CONTROL_COMMAND_FRESH_SHIFT 1
#define TW_CONTROL_TIME_LO 0x010cu
#define TW_CONTROL_TIME_HI 0x0110u
#define TW_CONTROL_TIME_SET_LO 0x0114u
#define TW_CONTROL_TIME_SET_HI 0x0118u
#define TW_CONTROL_CYCLE_LO 0x011cu
#define TW_CONTROL_CYCLE_HI 0x0120u
#define TW_CONTROL_GROUP_IP 0x0124u
#define TW_CONTROL_GROUP_PORT 0x0128u
#define TW_CONTROL_HOLD_NS 0x012cu

#define TW_SYMBOL_NAME_HI 0x0200u
#define TW_SYMBOL_NAME_LO 0x0204u
#define TW_SYMBOL_LOCATE 0x0208u
#define TW_SYMBOL_COMMAND 0x020cu
#define TW_SYMBOL_COMMAND_INDEX_MASK 0x0000ffffu
#define TW_SYMBOL_COMMAND_INDEX_SHIFT 0
#define TW_SYMBOL_COMMAND_OP_MASK 0x00030000u
#define TW_SYMBOL_COMMAND_OP_SHIFT 16
#define TW_SYMBOL_STATE 0x0210u
#define TW_SYMBOL_STATE_LOCATE_MASK 0x0000ffffu
#define TW_SYMBOL_STATE_LOCATE_SHIFT 0
#define TW_SYMBOL_STATE_KNOWN_MASK 0x00010000u
#define TW_SYMBOL_STATE_KNOWN_SHIFT 16
#define TW_SYMBOL_STATE_READY_MASK 0x00020000u
#define TW_SYMBOL_STATE_READY_SHIFT 17
#define TW_SYMBOL_SHOWN_HI 0x0214u
#define TW_SYMBOL_SHOWN_LO 0x0218u
#define TW_SYMBOL_COUNT 0x021cu

#define TW_DMA_RING_LO 0x0300u
#define TW_DMA_RING_HI 0x0304u
#define TW_DMA_RING_LOG2 0x0308u
#define TW_DMA_TABLE_LO 0x030cu
#define TW_DMA_TABLE_HI 0x0310u
#define TW_DMA_TABLE_ON 0x0314u
#define TW_DMA_DATA_LO 0x0318u
#define TW_DMA_DATA_HI 0x031cu
#define TW_DMA_DONE_LO 0x0320u
#define TW_DMA_DONE_HI 0x0324u
#define TW_DMA_SLOTS_LOG2 0x0328u
#define TW_DMA_SLOT_LOG2 0x032cu
#define TW_DMA_HEAD 0x0330u
#define TW_DMA_TAIL 0x0334u
#define TW_DMA_ERRORS 0x0338u

#define TW_COUNT_FRAME_A 0x1000u
#define TW_COUNT_FRAME_B 0x1080u
#define TW_COUNT_PACKET 0x1100u
#define TW_COUNT_MESSAGE 0x1180u
#define TW_COUNT_LOST 0x1198u
#define TW_COUNT_GAPS 0x11a0u
#define TW_COUNT_MISMATCH 0x11a8u
#define TW_COUNT_ITCH 0x1200u
#define TW_COUNT_BOOK 0x1300u
#define TW_COUNT_TOUCH 0x1400u
#define TW_COUNT_DELIVERY 0x1410u
#define TW_COUNT_LONG 0x1430u
#define TW_COUNT_RUNTS 0x1438u
#define TW_COUNT_LEVELS_LOST 0x1450u
#define TW_COUNT_QUEUE_MAX 0x1440u
#define TW_COUNT_ORDERS_LIVE 0x1444u
#define TW_COUNT_ORDERS_STASH 0x1448u
#define TW_COUNT_LEVELS_LIVE 0x144cu

/* Counters of a bank: counter n lies at TW_COUNT_<BANK> + 8 * n, low word first. */
enum tw_cause_frame_a {
	TW_FRAME_A_ACCEPTED,
	TW_FRAME_A_BAD,
	TW_FRAME_A_SHORT,
	TW_FRAME_A_NOT_IP,
	TW_FRAME_A_VLAN,
	TW_FRAME_A_IP_HEADER,
	TW_FRAME_A_IP_CHECKSUM,
	TW_FRAME_A_FRAGMENT,
	TW_FRAME_A_NOT_UDP,
	TW_FRAME_A_OTHER_GROUP,
	TW_FRAME_A_UDP_LENGTH,
	TW_FRAME_A_DISABLED,
	TW_FRAME_A_TRUNCATED,
	TW_FRAME_A_CAUSES
};
enum tw_cause_frame_b {
	TW_FRAME_B_ACCEPTED,
	TW_FRAME_B_BAD,
	TW_FRAME_B_SHORT,
	TW_FRAME_B_NOT_IP,
	TW_FRAME_B_VLAN,
	TW_FRAME_B_IP_HEADER,
	TW_FRAME_B_IP_CHECKSUM,
	TW_FRAME_B_FRAGMENT,
	TW_FRAME_B_NOT_UDP,
	TW_FRAME_B_OTHER_GROUP,
	TW_FRAME_B_UDP_LENGTH,
	TW_FRAME_B_DISABLED,
	TW_FRAME_B_TRUNCATED,
	TW_FRAME_B_CAUSES
};
enum tw_cause_packet {
	TW_PACKET_DATA,
	TW_PACKET_HEARTBEAT,
	TW_PACKET_END,
	TW_PACKET_SHORT,
	TW_PACKET_OVERRUN,
	TW_PACKET_SESSION,
	TW_PACKET_CAUSES
};
enum tw_cause_message {
	TW_MESSAGE_TAKEN,
	TW_MESSAGE_DUPLICATE,
	TW_MESSAGE_OVERFLOW,
	TW_MESSAGE_CAUSES
};
enum tw_cause_itch {
	TW_ITCH_S,
	TW_ITCH_R,
	TW_ITCH_H,
	TW_ITCH_Y,
	TW_ITCH_L,
	TW_ITCH_V,
	TW_ITCH_W,
	TW_ITCH_K,
	TW_ITCH_J,
	TW_ITCH_LOWER_H,
	TW_ITCH_A,
	TW_ITCH_F,
	TW_ITCH_E,
	TW_ITCH_C,
	TW_ITCH_X,
	TW_ITCH_D,
	TW_ITCH_U,
	TW_ITCH_P,
	TW_ITCH_Q,
	TW_ITCH_B,
	TW_ITCH_I,
	TW_ITCH_N,
	TW_ITCH_O,
	TW_ITCH_UNKNOWN,
	TW_ITCH_SHORT,
	TW_ITCH_CAUSES
};
enum tw_cause_book {
	TW_BOOK_APPLIED,
	TW_BOOK_NO_EFFECT,
	TW_BOOK_UNTRACKED,
	TW_BOOK_UNKNOWN_REF,
	TW_BOOK_DUPLICATE_REF,
	TW_BOOK_BAD_FIELD,
	TW_BOOK_OVER_REDUCE,
	TW_BOOK_WRONG_SYMBOL,
	TW_BOOK_ORDERS_FULL,
	TW_BOOK_DIRECTORY,
	TW_BOOK_SYMBOLS_FULL,
	TW_BOOK_GAP,
	TW_BOOK_CLEAR,
	TW_BOOK_SUSPECT,
	TW_BOOK_CAUSES
};
enum tw_cause_touch {
	TW_TOUCH_PUBLISHED,
	TW_TOUCH_DROPPED,
	TW_TOUCH_CAUSES
};
enum tw_cause_delivery {
	TW_DELIVERY_DELIVERED,
	TW_DELIVERY_RING_FULL,
	TW_DELIVERY_OVERRUN,
	TW_DELIVERY_OFF,
	TW_DELIVERY_CAUSES
};

#ifdef TW_REGS_TABLE
static const struct tw_reg {
	const char *name; /* block.register, or bank.cause */
	unsigned int offset;
	unsigned int width;	/* bits: 32, or 64 for a counter */
	const char *access;	/* ro, rw, wp, id */
	const char *description;
} tw_regs[] = {
	{ "ident.magic", 0x0000, 32, "id",
	  "'TWRE'" },
	{ "ident.interface", 0x0004, 32, "id",
	  "Interface version, major.minor as 16.16; the driver refuses another major" },
	{ "ident.map_hash", 0x0008, 32, "id",
	  "Hash of this file; the driver refuses another" },
	{ "ident.build", 0x000c, 32, "id",
	  "First 32 bits of the commit the device was built from" },
	{ "ident.clock_khz", 0x0010, 32, "id",
	  "Clock, kHz" },
	{ "ident.symbols", 0x0014, 32, "id",
	  "Capacity: symbols" },
	{ "ident.orders", 0x0018, 32, "id",
	  "Capacity: live orders" },
	{ "ident.locates", 0x001c, 32, "id",
	  "Capacity: stock locate codes, from 0" },
	{ "ident.scratch", 0x0020, 32, "rw",
	  "Free for the host" },
	{ "control.control", 0x0100, 32, "rw",
	  "Run control" },
	{ "control.status", 0x0104, 32, "ro",
	  "What the device is doing" },
	{ "control.command", 0x0108, 32, "wp",
	  "Written bits act once" },
	{ "control.time_lo", 0x010c, 32, "ro",
	  "Device clock, ns; reading latches TIME_HI" },
	{ "control.time_hi", 0x0110, 32, "ro",
	  "Device clock, ns, high word" },
	{ "control.time_set_lo", 0x0114, 32, "rw",
	  "New clock, low word" },
	{ "control.time_set_hi", 0x0118, 32, "wp",
	  "New clock, high word; the write sets the clock" },
	{ "control.cycle_lo", 0x011c, 32, "ro",
	  "Cycles since reset; reading latches CYCLE_HI" },
	{ "control.cycle_hi", 0x0120, 32, "ro",
	  "Cycles since reset, high word" },
	{ "control.group_ip", 0x0124, 32, "rw",
	  "Destination IPv4 address taken; 0: any" },
	{ "control.group_port", 0x0128, 32, "rw",
	  "Destination UDP port taken; 0: any" },
	{ "control.hold_ns", 0x012c, 32, "rw",
	  "How long a line that is ahead waits for the other one, ns" },
	{ "symbol.name_hi", 0x0200, 32, "rw",
	  "Stock, bytes 0-3, byte 0 in bits 31:24" },
	{ "symbol.name_lo", 0x0204, 32, "rw",
	  "Stock, bytes 4-7" },
	{ "symbol.locate", 0x0208, 32, "rw",
	  "Locate code for MAP" },
	{ "symbol.command", 0x020c, 32, "wp",
	  "Acts on symbol INDEX" },
	{ "symbol.state", 0x0210, 32, "ro",
	  "Of the selected symbol, some cycles after SELECT" },
	{ "symbol.shown_hi", 0x0214, 32, "ro",
	  "Its name, bytes 0-3" },
	{ "symbol.shown_lo", 0x0218, 32, "ro",
	  "Its name, bytes 4-7" },
	{ "symbol.count", 0x021c, 32, "ro",
	  "Symbols in use" },
	{ "dma.ring_lo", 0x0300, 32, "rw",
	  "Touch ring: bus address, 64-byte aligned" },
	{ "dma.ring_hi", 0x0304, 32, "rw",
	  "Touch ring: bus address, high word" },
	{ "dma.ring_log2", 0x0308, 32, "rw",
	  "Touch ring: log2 of its records, 1..24; 0: off" },
	{ "dma.table_lo", 0x030c, 32, "rw",
	  "Touch table: bus address, 64-byte aligned, SYMBOLS records" },
	{ "dma.table_hi", 0x0310, 32, "rw",
	  "Touch table: bus address, high word" },
	{ "dma.table_on", 0x0314, 32, "rw",
	  "1: the touch table is written" },
	{ "dma.data_lo", 0x0318, 32, "rw",
	  "Frame slots: bus address, 64-byte aligned" },
	{ "dma.data_hi", 0x031c, 32, "rw",
	  "Frame slots: bus address, high word" },
	{ "dma.done_lo", 0x0320, 32, "rw",
	  "Frame completions: bus address, 64-byte aligned, 64 bytes each" },
	{ "dma.done_hi", 0x0324, 32, "rw",
	  "Frame completions: bus address, high word" },
	{ "dma.slots_log2", 0x0328, 32, "rw",
	  "log2 of frame slots (and completions), 1..20; 0: off" },
	{ "dma.slot_log2", 0x032c, 32, "rw",
	  "log2 of a slot's bytes, 11..14; longer frames are cut and marked" },
	{ "dma.head", 0x0330, 32, "rw",
	  "Frames the host has taken, mod 2^32; the device keeps HEAD..HEAD+slots" },
	{ "dma.tail", 0x0334, 32, "ro",
	  "Frames delivered, mod 2^32" },
	{ "dma.errors", 0x0338, 32, "ro",
	  "DMA writes that host memory refused since CONTROL.DMA went to 1" },
	{ "frame_a.accepted", 0x1000, 64, "ro",
	  "UDP payload of the feed, handed on" },
	{ "frame_a.bad", 0x1008, 64, "ro",
	  "ended with an error from the MAC" },
	{ "frame_a.short", 0x1010, 64, "ro",
	  "ends inside its headers" },
	{ "frame_a.not_ip", 0x1018, 64, "ro",
	  "neither IPv4 nor VLAN over IPv4" },
	{ "frame_a.vlan", 0x1020, 64, "ro",
	  "more VLAN tags than are taken" },
	{ "frame_a.ip_header", 0x1028, 64, "ro",
	  "version, header length or total length impossible" },
	{ "frame_a.ip_checksum", 0x1030, 64, "ro",
	  "IPv4 header checksum wrong" },
	{ "frame_a.fragment", 0x1038, 64, "ro",
	  "IPv4 fragment" },
	{ "frame_a.not_udp", 0x1040, 64, "ro",
	  "other protocol than UDP" },
	{ "frame_a.other_group", 0x1048, 64, "ro",
	  "other destination address or port" },
	{ "frame_a.udp_length", 0x1050, 64, "ro",
	  "UDP length below 8 or beyond the IP length" },
	{ "frame_a.disabled", 0x1058, 64, "ro",
	  "port is off" },
	{ "frame_a.truncated", 0x1060, 64, "ro",
	  "accepted headers, but the frame ends before its UDP length; whole messages in it count" },
	{ "frame_b.accepted", 0x1080, 64, "ro",
	  "UDP payload of the feed, handed on" },
	{ "frame_b.bad", 0x1088, 64, "ro",
	  "ended with an error from the MAC" },
	{ "frame_b.short", 0x1090, 64, "ro",
	  "ends inside its headers" },
	{ "frame_b.not_ip", 0x1098, 64, "ro",
	  "neither IPv4 nor VLAN over IPv4" },
	{ "frame_b.vlan", 0x10a0, 64, "ro",
	  "more VLAN tags than are taken" },
	{ "frame_b.ip_header", 0x10a8, 64, "ro",
	  "version, header length or total length impossible" },
	{ "frame_b.ip_checksum", 0x10b0, 64, "ro",
	  "IPv4 header checksum wrong" },
	{ "frame_b.fragment", 0x10b8, 64, "ro",
	  "IPv4 fragment" },
	{ "frame_b.not_udp", 0x10c0, 64, "ro",
	  "other protocol than UDP" },
	{ "frame_b.other_group", 0x10c8, 64, "ro",
	  "other destination address or port" },
	{ "frame_b.udp_length", 0x10d0, 64, "ro",
	  "UDP length below 8 or beyond the IP length" },
	{ "frame_b.disabled", 0x10d8, 64, "ro",
	  "port is off" },
	{ "frame_b.truncated", 0x10e0, 64, "ro",
	  "accepted headers, but the frame ends before its UDP length; whole messages in it count" },
	{ "packet.data", 0x1100, 64, "ro",
	  "at least one message, all whole" },
	{ "packet.heartbeat", 0x1108, 64, "ro",
	  "count 0" },
	{ "packet.end", 0x1110, 64, "ro",
	  "end of session" },
	{ "packet.short", 0x1118, 64, "ro",
	  "payload below 20 bytes" },
	{ "packet.overrun", 0x1120, 64, "ro",
	  "a block runs past the payload, or the count is not reached" },
	{ "packet.session", 0x1128, 64, "ro",
	  "other session, not taken" },
	{ "message.taken", 0x1180, 64, "ro",
	  "first copy, delivered in order" },
	{ "message.duplicate", 0x1188, 64, "ro",
	  "already delivered" },
	{ "message.overflow", 0x1190, 64, "ro",
	  "lost here: the line was ahead and its buffer full" },
	{ "count.lost", 0x1198, 64, "ro",
	  "Sequence numbers that no line brought" },
	{ "count.gaps", 0x11a0, 64, "ro",
	  "Gaps" },
	{ "count.mismatch", 0x11a8, 64, "ro",
	  "Reserved for content differences between the lines" },
	{ "itch.s", 0x1200, 64, "ro",
	  "System Event" },
	{ "itch.r", 0x1208, 64, "ro",
	  "Stock Directory" },
	{ "itch.h", 0x1210, 64, "ro",
	  "Stock Trading Action" },
	{ "itch.y", 0x1218, 64, "ro",
	  "Reg SHO" },
	{ "itch.l", 0x1220, 64, "ro",
	  "Market Participant Position" },
	{ "itch.v", 0x1228, 64, "ro",
	  "MWCB Decline Level" },
	{ "itch.w", 0x1230, 64, "ro",
	  "MWCB Status" },
	{ "itch.k", 0x1238, 64, "ro",
	  "IPO Quoting Period" },
	{ "itch.j", 0x1240, 64, "ro",
	  "LULD Auction Collar" },
	{ "itch.lower_h", 0x1248, 64, "ro",
	  "Operational Halt" },
	{ "itch.a", 0x1250, 64, "ro",
	  "Add Order" },
	{ "itch.f", 0x1258, 64, "ro",
	  "Add Order with MPID" },
	{ "itch.e", 0x1260, 64, "ro",
	  "Order Executed" },
	{ "itch.c", 0x1268, 64, "ro",
	  "Order Executed with Price" },
	{ "itch.x", 0x1270, 64, "ro",
	  "Order Cancel" },
	{ "itch.d", 0x1278, 64, "ro",
	  "Order Delete" },
	{ "itch.u", 0x1280, 64, "ro",
	  "Order Replace" },
	{ "itch.p", 0x1288, 64, "ro",
	  "Trade" },
	{ "itch.q", 0x1290, 64, "ro",
	  "Cross Trade" },
	{ "itch.b", 0x1298, 64, "ro",
	  "Broken Trade" },
	{ "itch.i", 0x12a0, 64, "ro",
	  "NOII" },
	{ "itch.n", 0x12a8, 64, "ro",
	  "Retail Price Improvement" },
	{ "itch.o", 0x12b0, 64, "ro",
	  "Direct Listing" },
	{ "itch.unknown", 0x12b8, 64, "ro",
	  "type not in the specification" },
	{ "itch.short", 0x12c0, 64, "ro",
	  "shorter than its type" },
	{ "book.applied", 0x1300, 64, "ro",
	  "changed or confirmed the book" },
	{ "book.no_effect", 0x1308, 64, "ro",
	  "not a book message" },
	{ "book.untracked", 0x1310, 64, "ro",
	  "symbol is not tracked" },
	{ "book.unknown_ref", 0x1318, 64, "ro",
	  "order reference not live" },
	{ "book.duplicate_ref", 0x1320, 64, "ro",
	  "add or replace with a live reference" },
	{ "book.bad_field", 0x1328, 64, "ro",
	  "side, price or shares impossible" },
	{ "book.over_reduce", 0x1330, 64, "ro",
	  "more shares than the order had; the order is removed" },
	{ "book.wrong_symbol", 0x1338, 64, "ro",
	  "the order belongs to another symbol" },
	{ "book.orders_full", 0x1340, 64, "ro",
	  "order table full, order lost" },
	{ "book.directory", 0x1348, 64, "ro",
	  "directory entry of a tracked symbol" },
	{ "book.symbols_full", 0x1350, 64, "ro",
	  "directory entry, but no symbol free" },
	{ "book.gap", 0x1358, 64, "ro",
	  "gap: all symbols stale" },
	{ "book.clear", 0x1360, 64, "ro",
	  "new day" },
	{ "book.suspect", 0x1368, 64, "ro",
	  "message too short, symbol inexact" },
	{ "touch.published", 0x1400, 64, "ro",
	  "written to ring and table" },
	{ "touch.dropped", 0x1408, 64, "ro",
	  "lost: host memory did not take them in time" },
	{ "delivery.delivered", 0x1410, 64, "ro",
	  "in the frame ring" },
	{ "delivery.ring_full", 0x1418, 64, "ro",
	  "host has not taken enough frames" },
	{ "delivery.overrun", 0x1420, 64, "ro",
	  "host memory did not take it in time" },
	{ "delivery.off", 0x1428, 64, "ro",
	  "frame ring or DMA is off" },
	{ "count.long", 0x1430, 64, "ro",
	  "Messages longer than their type: the known part was used" },
	{ "count.runts", 0x1438, 64, "ro",
	  "Messages shorter than the 11-byte head: their sequence number counts, nothing else" },
	{ "count.levels_lost", 0x1450, 64, "ro",
	  "Price levels that found no room; their symbol is inexact" },
	{ "count.queue_max", 0x1440, 32, "ro",
	  "Book event queue: high-water mark" },
	{ "count.orders_live", 0x1444, 32, "ro",
	  "Live orders" },
	{ "count.orders_stash", 0x1448, 32, "ro",
	  "Order table stash: high-water mark" },
	{ "count.levels_live", 0x144c, 32, "ro",
	  "Price levels in use" },
};
#endif

#endif
