/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * regs: the registers of the device. Made from rtl/csr/touchwire.regs by `make regs`; do not
 * edit. Define TW_REGS_TABLE before the include to get the table tw_regs[] as well.
 */
#ifndef TOUCHWIRE_REGS_H
#define TOUCHWIRE_REGS_H

#define TW_MAP_HASH 0x71e194e1u /* what IDENT.MAP_HASH must read */

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
#define TW_CONTROL_CONTROL_REPAIR_MASK 0x00000010u
#define TW_CONTROL_CONTROL_REPAIR_SHIFT 4
#define TW_CONTROL_CONTROL_UDP_CHECK_MASK 0x00000020u
#define TW_CONTROL_CONTROL_UDP_CHECK_SHIFT 5
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
#define TW_CONTROL_STATUS_HOLDING_MASK 0x00000040u
#define TW_CONTROL_STATUS_HOLDING_SHIFT 6
#define TW_CONTROL_STATUS_LOADING_MASK 0x00000080u
#define TW_CONTROL_STATUS_LOADING_SHIFT 7
#define TW_CONTROL_STATUS_REPLAY_LOST_MASK 0x00000100u
#define TW_CONTROL_STATUS_REPLAY_LOST_SHIFT 8
#define TW_CONTROL_STATUS_SILENT_A_MASK 0x00000200u
#define TW_CONTROL_STATUS_SILENT_A_SHIFT 9
#define TW_CONTROL_STATUS_SILENT_B_MASK 0x00000400u
#define TW_CONTROL_STATUS_SILENT_B_SHIFT 10
#define TW_CONTROL_STATUS_SILENT_MASK 0x00000800u
#define TW_CONTROL_STATUS_SILENT_SHIFT 11
#define TW_CONTROL_STATUS_SPOILT_MASK 0x00001000u
#define TW_CONTROL_STATUS_SPOILT_SHIFT 12
#define TW_CONTROL_COMMAND 0x0108u
#define TW_CONTROL_COMMAND_CLEAR_MASK 0x00000001u
#define TW_CONTROL_COMMAND_CLEAR_SHIFT 0
#define TW_CONTROL_TIME_LO 0x010cu
#define TW_CONTROL_TIME_HI 0x0110u
#define TW_CONTROL_TIME_SET_LO 0x0114u
#define TW_CONTROL_TIME_SET_HI 0x0118u
#define TW_CONTROL_CYCLE_LO 0x011cu
#define TW_CONTROL_CYCLE_HI 0x0120u
#define TW_CONTROL_GROUP_IP 0x0124u
#define TW_CONTROL_GROUP_PORT 0x0128u
#define TW_CONTROL_HOLD_NS 0x012cu
#define TW_CONTROL_FRESH 0x0130u
#define TW_CONTROL_SILENCE_NS 0x0134u
#define TW_CONTROL_STALE_NS 0x0138u
#define TW_CONTROL_SOURCE_0 0x013cu
#define TW_CONTROL_SOURCE_1 0x0140u
#define TW_CONTROL_SOURCE_2 0x0144u
#define TW_CONTROL_SOURCE_3 0x0148u
#define TW_CONTROL_JUMP 0x014cu

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

#define TW_REPLAY_SEQ_LO 0x0400u
#define TW_REPLAY_SEQ_HI 0x0404u
#define TW_REPLAY_COMMAND 0x0408u
#define TW_REPLAY_COMMAND_LOAD_MASK 0x00000001u
#define TW_REPLAY_COMMAND_LOAD_SHIFT 0
#define TW_REPLAY_COMMAND_RESUME_MASK 0x00000002u
#define TW_REPLAY_COMMAND_RESUME_SHIFT 1
#define TW_REPLAY_BEGIN 0x040cu
#define TW_REPLAY_DATA 0x0410u
#define TW_REPLAY_ROOM 0x0414u
#define TW_REPLAY_EXPECTED_LO 0x0418u
#define TW_REPLAY_EXPECTED_HI 0x041cu
#define TW_REPLAY_GAP_FIRST_LO 0x0420u
#define TW_REPLAY_GAP_FIRST_HI 0x0424u
#define TW_REPLAY_GAP_NEXT_LO 0x0428u
#define TW_REPLAY_GAP_NEXT_HI 0x042cu
#define TW_REPLAY_SESSION_0 0x0430u
#define TW_REPLAY_SESSION_1 0x0434u
#define TW_REPLAY_SESSION_2 0x0438u

#define TW_TRADE_CONTROL 0x0500u
#define TW_TRADE_CONTROL_CUT_THROUGH_MASK 0x00000001u
#define TW_TRADE_CONTROL_CUT_THROUGH_SHIFT 0
#define TW_TRADE_CONTROL_KILL_ON_LINK_MASK 0x00000002u
#define TW_TRADE_CONTROL_KILL_ON_LINK_SHIFT 1
#define TW_TRADE_STATUS 0x0504u
#define TW_TRADE_STATUS_ARMED_MASK 0x00000001u
#define TW_TRADE_STATUS_ARMED_SHIFT 0
#define TW_TRADE_STATUS_KILLED_MASK 0x00000002u
#define TW_TRADE_STATUS_KILLED_SHIFT 1
#define TW_TRADE_STATUS_LENT_MASK 0x00000004u
#define TW_TRADE_STATUS_LENT_SHIFT 2
#define TW_TRADE_STATUS_LINK_MASK 0x00000008u
#define TW_TRADE_STATUS_LINK_SHIFT 3
#define TW_TRADE_STATUS_SENDER_BUSY_MASK 0x00000010u
#define TW_TRADE_STATUS_SENDER_BUSY_SHIFT 4
#define TW_TRADE_STATUS_WAIT_ARM_MASK 0x00000020u
#define TW_TRADE_STATUS_WAIT_ARM_SHIFT 5
#define TW_TRADE_STATUS_TX_ERROR_MASK 0x00000040u
#define TW_TRADE_STATUS_TX_ERROR_SHIFT 6
#define TW_TRADE_STATUS_KILL_CAUSE_MASK 0x0000ff00u
#define TW_TRADE_STATUS_KILL_CAUSE_SHIFT 8
#define TW_TRADE_COMMAND 0x0508u
#define TW_TRADE_COMMAND_KILL_MASK 0x00000001u
#define TW_TRADE_COMMAND_KILL_SHIFT 0
#define TW_TRADE_COMMAND_DISARM_MASK 0x00000002u
#define TW_TRADE_COMMAND_DISARM_SHIFT 1
#define TW_TRADE_COMMAND_HEARTBEAT_MASK 0x00000004u
#define TW_TRADE_COMMAND_HEARTBEAT_SHIFT 2
#define TW_TRADE_COMMAND_RETURN_MASK 0x00000008u
#define TW_TRADE_COMMAND_RETURN_SHIFT 3
#define TW_TRADE_COMMAND_FLUSH_MASK 0x00000010u
#define TW_TRADE_COMMAND_FLUSH_SHIFT 4
#define TW_TRADE_NONCE 0x050cu
#define TW_TRADE_ARM_KEY 0x0510u
#define TW_TRADE_ARM_GO 0x0514u
#define TW_TRADE_UNKILL 0x0518u
#define TW_TRADE_KILL_MASK 0x051cu
#define TW_TRADE_WATCHDOG 0x0520u
#define TW_TRADE_KICK 0x0524u
#define TW_TRADE_MISMATCH 0x0528u
#define TW_TRADE_CONFIG_HASH 0x052cu
#define TW_TRADE_TABLE_INDEX 0x0530u
#define TW_TRADE_TABLE_INDEX_ROW_MASK 0x00ffffffu
#define TW_TRADE_TABLE_INDEX_ROW_SHIFT 0
#define TW_TRADE_TABLE_INDEX_TABLE_MASK 0xff000000u
#define TW_TRADE_TABLE_INDEX_TABLE_SHIFT 24
#define TW_TRADE_TABLE_CRC 0x0534u
#define TW_TRADE_TABLE_RESULT 0x0538u
#define TW_TRADE_TOKEN 0x053cu
#define TW_TRADE_WORD_0 0x0540u
#define TW_TRADE_WORD_1 0x0544u
#define TW_TRADE_WORD_2 0x0548u
#define TW_TRADE_WORD_3 0x054cu
#define TW_TRADE_WORD_4 0x0550u
#define TW_TRADE_WORD_5 0x0554u
#define TW_TRADE_WORD_6 0x0558u
#define TW_TRADE_WORD_7 0x055cu
#define TW_TRADE_WORD_8 0x0560u
#define TW_TRADE_WORD_9 0x0564u
#define TW_TRADE_WORD_10 0x0568u
#define TW_TRADE_WORD_11 0x056cu
#define TW_TRADE_WORD_12 0x0570u
#define TW_TRADE_WORD_13 0x0574u
#define TW_TRADE_WORD_14 0x0578u
#define TW_TRADE_WORD_15 0x057cu
#define TW_TRADE_POSITION 0x0580u
#define TW_TRADE_OPEN_BUY 0x0584u
#define TW_TRADE_OPEN_SELL 0x0588u
#define TW_TRADE_ORDERS 0x058cu
#define TW_TRADE_GROSS_LO 0x0590u
#define TW_TRADE_GROSS_HI 0x0594u
#define TW_TRADE_TCP_SEQ 0x0598u
#define TW_TRADE_TCP_ACK 0x059cu
#define TW_TRADE_TCP_LIMIT 0x05a0u
#define TW_TRADE_TCP_WINDOW 0x05a4u
#define TW_TRADE_TX_LO 0x05a8u
#define TW_TRADE_TX_HI 0x05acu
#define TW_TRADE_TX_LOG2 0x05b0u
#define TW_TRADE_TX_HEAD 0x05b4u
#define TW_TRADE_TX_TAIL 0x05b8u
#define TW_TRADE_RING_LO 0x05bcu
#define TW_TRADE_RING_HI 0x05c0u
#define TW_TRADE_RING_LOG2 0x05c4u
#define TW_TRADE_RING_HEAD 0x05c8u
#define TW_TRADE_RING_TAIL 0x05ccu

#define TW_COUNT_FRAME_A 0x1000u
#define TW_COUNT_FRAME_B 0x1080u
#define TW_COUNT_PACKET 0x1100u
#define TW_COUNT_MESSAGE 0x1180u
#define TW_COUNT_LOST 0x11c0u
#define TW_COUNT_GAPS 0x11c8u
#define TW_COUNT_MISMATCH 0x11d0u
#define TW_COUNT_COMPARED 0x11d8u
#define TW_COUNT_ITCH 0x1200u
#define TW_COUNT_BOOK 0x1300u
#define TW_COUNT_TOUCH 0x1400u
#define TW_COUNT_DELIVERY 0x1410u
#define TW_COUNT_LONG 0x1430u
#define TW_COUNT_RUNTS 0x1438u
#define TW_COUNT_LEVELS_LOST 0x1450u
#define TW_COUNT_TIMES 0x1458u
#define TW_COUNT_DAMAGE 0x1460u
#define TW_COUNT_QUEUE_MAX 0x1440u
#define TW_COUNT_ORDERS_LIVE 0x1444u
#define TW_COUNT_ORDERS_STASH 0x1448u
#define TW_COUNT_LEVELS_LIVE 0x144cu
#define TW_COUNT_MAC_A 0x1480u
#define TW_COUNT_MAC_B 0x14c0u
#define TW_COUNT_MAC_O 0x1500u
#define TW_COUNT_MAC_T 0x1540u
#define TW_COUNT_REASON 0x1600u
#define TW_COUNT_HOST_TX 0x1700u
#define TW_COUNT_INTENTS 0x1780u
#define TW_COUNT_KILLS 0x1788u
#define TW_COUNT_SENT 0x1790u
#define TW_COUNT_TRADE_LOST 0x1798u
#define TW_COUNT_OVERRUN 0x17a0u
#define TW_COUNT_DROPPED 0x17a8u
#define TW_COUNT_LENDS_REFUSED 0x17b0u

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
	TW_FRAME_A_OTHER_SOURCE,
	TW_FRAME_A_UDP_CHECKSUM,
	TW_FRAME_A_IPV6,
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
	TW_FRAME_B_OTHER_SOURCE,
	TW_FRAME_B_UDP_CHECKSUM,
	TW_FRAME_B_IPV6,
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
	TW_PACKET_WILD,
	TW_PACKET_CAUSES
};
enum tw_cause_message {
	TW_MESSAGE_TAKEN,
	TW_MESSAGE_DUPLICATE,
	TW_MESSAGE_OVERFLOW,
	TW_MESSAGE_PASSED,
	TW_MESSAGE_OLD_DAY,
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
	TW_BOOK_LINES,
	TW_BOOK_FRESH,
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
enum tw_cause_mac_a {
	TW_MAC_A_GOOD,
	TW_MAC_A_FCS,
	TW_MAC_A_RUNT,
	TW_MAC_A_OVERSIZE,
	TW_MAC_A_CODE,
	TW_MAC_A_CUT,
	TW_MAC_A_PREAMBLE,
	TW_MAC_A_EMPTY,
	TW_MAC_A_CAUSES
};
enum tw_cause_mac_b {
	TW_MAC_B_GOOD,
	TW_MAC_B_FCS,
	TW_MAC_B_RUNT,
	TW_MAC_B_OVERSIZE,
	TW_MAC_B_CODE,
	TW_MAC_B_CUT,
	TW_MAC_B_PREAMBLE,
	TW_MAC_B_EMPTY,
	TW_MAC_B_CAUSES
};
enum tw_cause_mac_o {
	TW_MAC_O_GOOD,
	TW_MAC_O_FCS,
	TW_MAC_O_RUNT,
	TW_MAC_O_OVERSIZE,
	TW_MAC_O_CODE,
	TW_MAC_O_CUT,
	TW_MAC_O_PREAMBLE,
	TW_MAC_O_EMPTY,
	TW_MAC_O_CAUSES
};
enum tw_cause_mac_t {
	TW_MAC_T_SENT,
	TW_MAC_T_ERROR,
	TW_MAC_T_UNDERRUN,
	TW_MAC_T_OVERSIZE,
	TW_MAC_T_LINK,
	TW_MAC_T_CAUSES
};
enum tw_cause_reason {
	TW_REASON_PASS,
	TW_REASON_KILLED,
	TW_REASON_DISARMED,
	TW_REASON_CONFIG,
	TW_REASON_BAD_FRAME,
	TW_REASON_STALE,
	TW_REASON_INEXACT,
	TW_REASON_HALTED,
	TW_REASON_CROSSED,
	TW_REASON_AGE,
	TW_REASON_FIELD,
	TW_REASON_QUANTITY,
	TW_REASON_NOTIONAL,
	TW_REASON_COLLAR,
	TW_REASON_POSITION,
	TW_REASON_OPEN,
	TW_REASON_RATE,
	TW_REASON_COUNT,
	TW_REASON_GROSS,
	TW_REASON_DUPLICATE,
	TW_REASON_TOKEN,
	TW_REASON_WINDOW,
	TW_REASON_LINK,
	TW_REASON_BUSY,
	TW_REASON_JOURNAL,
	TW_REASON_CAUSES
};
enum tw_cause_host_tx {
	TW_HOST_TX_PASSED_ARP,
	TW_HOST_TX_PASSED_TCP,
	TW_HOST_TX_PASSED_LOGIN,
	TW_HOST_TX_PASSED_AGAIN,
	TW_HOST_TX_REFUSED_KIND,
	TW_HOST_TX_REFUSED_PEER,
	TW_HOST_TX_REFUSED_PAYLOAD,
	TW_HOST_TX_REFUSED_LENT,
	TW_HOST_TX_REFUSED_LENGTH,
	TW_HOST_TX_DROPPED_LINK,
	TW_HOST_TX_CAUSES
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
	{ "control.fresh", 0x0130, 32, "wp",
	  "Low 32 bits of COUNT.GAPS: the host repaired all of them; clears stale and HOLDING, unless another gap came, a line is ahead, a load is under way, a replayed message was lost or the book is spoilt" },
	{ "control.silence_ns", 0x0134, 32, "rw",
	  "A line without a packet of the session for so long is silent, ns; 0: never" },
	{ "control.stale_ns", 0x0138, 32, "rw",
	  "All lines without one for so long: every symbol stale, ns; 0: never" },
	{ "control.source_0", 0x013c, 32, "rw",
	  "Source IPv4 address that is taken; all four 0: any" },
	{ "control.source_1", 0x0140, 32, "rw",
	  "Another" },
	{ "control.source_2", 0x0144, 32, "rw",
	  "Another" },
	{ "control.source_3", 0x0148, 32, "rw",
	  "Another" },
	{ "control.jump", 0x014c, 32, "rw",
	  "1: a packet that begins more than a block of 2^20 numbers beyond the furthest believed one is wild: it counts only when a second one agrees; 0: every number below 2^63 is believed" },
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
	{ "replay.seq_lo", 0x0400, 32, "rw",
	  "Number for LOAD and RESUME, low word" },
	{ "replay.seq_hi", 0x0404, 32, "rw",
	  "Number for LOAD and RESUME, high word" },
	{ "replay.command", 0x0408, 32, "wp",
	  "Written bits act once" },
	{ "replay.begin", 0x040c, 32, "wp",
	  "A MoldUDP64 packet of so many bytes follows in DATA, 20 to 2048; what is left of the last one is forgotten" },
	{ "replay.data", 0x0410, 32, "wp",
	  "Its next 4 bytes, byte n in bits 8n+7:8n; the last word may have bytes to spare" },
	{ "replay.room", 0x0414, 32, "ro",
	  "Messages that the host's line has room for" },
	{ "replay.expected_lo", 0x0418, 32, "ro",
	  "The number that is next; reading latches EXPECTED_HI" },
	{ "replay.expected_hi", 0x041c, 32, "ro",
	  "The number that is next, high word" },
	{ "replay.gap_first_lo", 0x0420, 32, "ro",
	  "The last gap's first missing number; reading latches GAP_FIRST_HI" },
	{ "replay.gap_first_hi", 0x0424, 32, "ro",
	  "The last gap's first missing number, high word" },
	{ "replay.gap_next_lo", 0x0428, 32, "ro",
	  "The number behind the last gap; reading latches GAP_NEXT_HI" },
	{ "replay.gap_next_hi", 0x042c, 32, "ro",
	  "The number behind the last gap, high word" },
	{ "replay.session_0", 0x0430, 32, "ro",
	  "Session of the day, bytes 0-3, byte 0 in bits 31:24; 0: none yet" },
	{ "replay.session_1", 0x0434, 32, "ro",
	  "Bytes 4-7" },
	{ "replay.session_2", 0x0438, 32, "ro",
	  "Bytes 8 and 9 in bits 31:16" },
	{ "trade.control", 0x0500, 32, "rw",
	  "How orders are made" },
	{ "trade.status", 0x0504, 32, "ro",
	  "What the gate and the sender are doing" },
	{ "trade.command", 0x0508, 32, "wp",
	  "Written bits act once" },
	{ "trade.nonce", 0x050c, 32, "ro",
	  "Another number after every arm, kill, disarm and commit" },
	{ "trade.arm_key", 0x0510, 32, "wp",
	  "Step 1: NONCE ^ MAP_HASH ^ BUILD ^ CONFIG_HASH" },
	{ "trade.arm_go", 0x0514, 32, "wp",
	  "Step 2, within 2^20 cycles: ~NONCE rotated left by 7, ^ CONFIG_HASH" },
	{ "trade.unkill", 0x0518, 32, "wp",
	  "NONCE rotated left by 13: no longer killed, but disarmed; only while no cause persists" },
	{ "trade.kill_mask", 0x051c, 32, "rw",
	  "A bit for each cause of REASON: such a refusal kills" },
	{ "trade.watchdog", 0x0520, 32, "rw",
	  "Cycles without KICK that kill while armed; 0: arming is refused" },
	{ "trade.kick", 0x0524, 32, "wp",
	  "The host is alive" },
	{ "trade.mismatch", 0x0528, 32, "wp",
	  "The host's ledger disagrees with the device: kills" },
	{ "trade.config_hash", 0x052c, 32, "ro",
	  "CRC-32 over all rows committed to LIMITS, TOTALS, RULES, NAMES and SESSION since reset or FLUSH" },
	{ "trade.table_index", 0x0530, 32, "rw",
	  "The row that WORD_0..WORD_15 are for" },
	{ "trade.table_crc", 0x0534, 32, "wp",
	  "CRC-32 (as of Ethernet) of TABLE_INDEX and the 16 words, little endian: commits the row whole" },
	{ "trade.table_result", 0x0538, 32, "ro",
	  "Of the last commit: 0 none yet, 1 done, 2 CRC wrong, 3 would loosen while armed, 4 above a ceiling, 5 no such row or value, 6 answer that cannot be (kills), 7 busy" },
	{ "trade.token", 0x053c, 32, "ro",
	  "UserRefNum of the next order" },
	{ "trade.word_0", 0x0540, 32, "rw",
	  "Word 0 of the row" },
	{ "trade.word_1", 0x0544, 32, "rw",
	  "Word 1 of the row" },
	{ "trade.word_2", 0x0548, 32, "rw",
	  "Word 2 of the row" },
	{ "trade.word_3", 0x054c, 32, "rw",
	  "Word 3 of the row" },
	{ "trade.word_4", 0x0550, 32, "rw",
	  "Word 4 of the row" },
	{ "trade.word_5", 0x0554, 32, "rw",
	  "Word 5 of the row" },
	{ "trade.word_6", 0x0558, 32, "rw",
	  "Word 6 of the row" },
	{ "trade.word_7", 0x055c, 32, "rw",
	  "Word 7 of the row" },
	{ "trade.word_8", 0x0560, 32, "rw",
	  "Word 8 of the row" },
	{ "trade.word_9", 0x0564, 32, "rw",
	  "Word 9 of the row" },
	{ "trade.word_10", 0x0568, 32, "rw",
	  "Word 10 of the row" },
	{ "trade.word_11", 0x056c, 32, "rw",
	  "Word 11 of the row" },
	{ "trade.word_12", 0x0570, 32, "rw",
	  "Word 12 of the row" },
	{ "trade.word_13", 0x0574, 32, "rw",
	  "Word 13 of the row" },
	{ "trade.word_14", 0x0578, 32, "rw",
	  "Word 14 of the row" },
	{ "trade.word_15", 0x057c, 32, "rw",
	  "Word 15 of the row" },
	{ "trade.position", 0x0580, 32, "ro",
	  "Shares of symbol TABLE_INDEX.ROW, signed, some cycles after that was written" },
	{ "trade.open_buy", 0x0584, 32, "ro",
	  "Its shares in live buys" },
	{ "trade.open_sell", 0x0588, 32, "ro",
	  "Its shares in live sells" },
	{ "trade.orders", 0x058c, 32, "ro",
	  "Orders sent since reset" },
	{ "trade.gross_lo", 0x0590, 32, "ro",
	  "Their notional, 1/10000 $; reading latches GROSS_HI" },
	{ "trade.gross_hi", 0x0594, 32, "ro",
	  "Their notional, high word" },
	{ "trade.tcp_seq", 0x0598, 32, "ro",
	  "Stream number of the next byte that the device sends" },
	{ "trade.tcp_ack", 0x059c, 32, "rw",
	  "Acknowledgement number of the device's frames" },
	{ "trade.tcp_limit", 0x05a0, 32, "rw",
	  "First stream number that may not be sent" },
	{ "trade.tcp_window", 0x05a4, 32, "rw",
	  "Window of the device's frames, as in their headers" },
	{ "trade.tx_lo", 0x05a8, 32, "rw",
	  "Frames of the host for the order port: bus address, 64-byte aligned, slots of 512 bytes" },
	{ "trade.tx_hi", 0x05ac, 32, "rw",
	  "Their bus address, high word" },
	{ "trade.tx_log2", 0x05b0, 32, "rw",
	  "log2 of their slots, 1..10; 0: off. These and RING_* count when CONTROL.DMA goes to 1" },
	{ "trade.tx_head", 0x05b4, 32, "rw",
	  "Frames the host has given, mod 2^32" },
	{ "trade.tx_tail", 0x05b8, 32, "ro",
	  "Frames the device has taken, mod 2^32" },
	{ "trade.ring_lo", 0x05bc, 32, "rw",
	  "Trade ring: bus address, 64-byte aligned" },
	{ "trade.ring_hi", 0x05c0, 32, "rw",
	  "Trade ring: bus address, high word" },
	{ "trade.ring_log2", 0x05c4, 32, "rw",
	  "Trade ring: log2 of its records, 3..24; 0: off, and every intent is refused" },
	{ "trade.ring_head", 0x05c8, 32, "rw",
	  "Records the host has taken, mod 2^32; the device never overwrites others" },
	{ "trade.ring_tail", 0x05cc, 32, "ro",
	  "Records written, mod 2^32" },
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
	{ "frame_a.other_source", 0x1060, 64, "ro",
	  "source address not on the list" },
	{ "frame_a.udp_checksum", 0x1068, 64, "ro",
	  "UDP checksum wrong; known at the end, so whole messages in it may have been taken" },
	{ "frame_a.ipv6", 0x1070, 64, "ro",
	  "IPv6" },
	{ "frame_a.truncated", 0x1078, 64, "ro",
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
	{ "frame_b.other_source", 0x10e0, 64, "ro",
	  "source address not on the list" },
	{ "frame_b.udp_checksum", 0x10e8, 64, "ro",
	  "UDP checksum wrong; known at the end, so whole messages in it may have been taken" },
	{ "frame_b.ipv6", 0x10f0, 64, "ro",
	  "IPv6" },
	{ "frame_b.truncated", 0x10f8, 64, "ro",
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
	{ "packet.wild", 0x1130, 64, "ro",
	  "begins too far ahead (CONTROL.JUMP), not taken" },
	{ "message.taken", 0x1180, 64, "ro",
	  "first copy, delivered in order" },
	{ "message.duplicate", 0x1188, 64, "ro",
	  "already delivered" },
	{ "message.overflow", 0x1190, 64, "ro",
	  "lost here: the line was ahead and its buffer full" },
	{ "message.passed", 0x1198, 64, "ro",
	  "ahead while the feed held: left to the host's replay" },
	{ "message.old_day", 0x11a0, 64, "ro",
	  "still waiting when the day ended, the book was loaded, or (the host's) the feed held no more" },
	{ "count.lost", 0x11c0, 64, "ro",
	  "Sequence numbers that no line brought in time" },
	{ "count.gaps", 0x11c8, 64, "ro",
	  "Gaps" },
	{ "count.mismatch", 0x11d0, 64, "ro",
	  "Duplicates whose content is not that of the copy that was taken" },
	{ "count.compared", 0x11d8, 64, "ro",
	  "Duplicates whose content was compared" },
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
	{ "book.lines", 0x1370, 64, "ro",
	  "a line fell silent or spoke again, or the session ended" },
	{ "book.fresh", 0x1378, 64, "ro",
	  "the host repaired the book: no longer stale" },
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
	{ "count.times", 0x1458, 64, "ro",
	  "Messages whose time is before that of the one before them, or beyond 24 hours" },
	{ "count.damage", 0x1460, 64, "ro",
	  "Reads of the book's tables in which a bit had flipped; they spoil the book (STATUS.SPOILT)" },
	{ "count.queue_max", 0x1440, 32, "ro",
	  "Book event queue: high-water mark" },
	{ "count.orders_live", 0x1444, 32, "ro",
	  "Live orders" },
	{ "count.orders_stash", 0x1448, 32, "ro",
	  "Order table stash: high-water mark" },
	{ "count.levels_live", 0x144c, 32, "ro",
	  "Price levels in use" },
	{ "mac_a.good", 0x1480, 64, "ro",
	  "64 bytes and more, right FCS" },
	{ "mac_a.fcs", 0x1488, 64, "ro",
	  "FCS wrong" },
	{ "mac_a.runt", 0x1490, 64, "ro",
	  "below 64 bytes" },
	{ "mac_a.oversize", 0x1498, 64, "ro",
	  "longer than is taken; cut" },
	{ "mac_a.code", 0x14a0, 64, "ro",
	  "a control character inside" },
	{ "mac_a.cut", 0x14a8, 64, "ro",
	  "no terminate character" },
	{ "mac_a.preamble", 0x14b0, 64, "ro",
	  "preamble or start of frame delimiter wrong" },
	{ "mac_a.empty", 0x14b8, 64, "ro",
	  "no byte behind the preamble" },
	{ "mac_b.good", 0x14c0, 64, "ro",
	  "64 bytes and more, right FCS" },
	{ "mac_b.fcs", 0x14c8, 64, "ro",
	  "FCS wrong" },
	{ "mac_b.runt", 0x14d0, 64, "ro",
	  "below 64 bytes" },
	{ "mac_b.oversize", 0x14d8, 64, "ro",
	  "longer than is taken; cut" },
	{ "mac_b.code", 0x14e0, 64, "ro",
	  "a control character inside" },
	{ "mac_b.cut", 0x14e8, 64, "ro",
	  "no terminate character" },
	{ "mac_b.preamble", 0x14f0, 64, "ro",
	  "preamble or start of frame delimiter wrong" },
	{ "mac_b.empty", 0x14f8, 64, "ro",
	  "no byte behind the preamble" },
	{ "mac_o.good", 0x1500, 64, "ro",
	  "64 bytes and more, right FCS" },
	{ "mac_o.fcs", 0x1508, 64, "ro",
	  "FCS wrong" },
	{ "mac_o.runt", 0x1510, 64, "ro",
	  "below 64 bytes" },
	{ "mac_o.oversize", 0x1518, 64, "ro",
	  "longer than is taken; cut" },
	{ "mac_o.code", 0x1520, 64, "ro",
	  "a control character inside" },
	{ "mac_o.cut", 0x1528, 64, "ro",
	  "no terminate character" },
	{ "mac_o.preamble", 0x1530, 64, "ro",
	  "preamble or start of frame delimiter wrong" },
	{ "mac_o.empty", 0x1538, 64, "ro",
	  "no byte behind the preamble" },
	{ "mac_t.sent", 0x1540, 64, "ro",
	  "whole, with a right FCS" },
	{ "mac_t.error", 0x1548, 64, "ro",
	  "the source called it bad; ended with an error" },
	{ "mac_t.underrun", 0x1550, 64, "ro",
	  "the source stopped inside it; ended with an error" },
	{ "mac_t.oversize", 0x1558, 64, "ro",
	  "too long; ended with an error" },
	{ "mac_t.link", 0x1560, 64, "ro",
	  "the link was down; nothing sent" },
	{ "reason.pass", 0x1600, 64, "ro",
	  "ordered" },
	{ "reason.killed", 0x1608, 64, "ro",
	  "killed" },
	{ "reason.disarmed", 0x1610, 64, "ro",
	  "not armed" },
	{ "reason.config", 0x1618, 64, "ro",
	  "symbol not enabled, or no such symbol" },
	{ "reason.bad_frame", 0x1620, 64, "ro",
	  "the frame that asked for it ended bad, or nobody knows how" },
	{ "reason.stale", 0x1628, 64, "ro",
	  "touch stale, silent or of an ended session" },
	{ "reason.inexact", 0x1630, 64, "ro",
	  "touch inexact" },
	{ "reason.halted", 0x1638, 64, "ro",
	  "symbol not trading" },
	{ "reason.crossed", 0x1640, 64, "ro",
	  "touch crossed or locked" },
	{ "reason.age", 0x1648, 64, "ro",
	  "waited too long" },
	{ "reason.field", 0x1650, 64, "ro",
	  "quantity or price not one that OUCH knows" },
	{ "reason.quantity", 0x1658, 64, "ro",
	  "above max_quantity" },
	{ "reason.notional", 0x1660, 64, "ro",
	  "above max_notional" },
	{ "reason.collar", 0x1668, 64, "ro",
	  "price too far from the touch, or nothing to measure it by" },
	{ "reason.position", 0x1670, 64, "ro",
	  "position above its limit if all that is open fills" },
	{ "reason.open", 0x1678, 64, "ro",
	  "too many live orders" },
	{ "reason.rate", 0x1680, 64, "ro",
	  "too many orders in a short time" },
	{ "reason.count", 0x1688, 64, "ro",
	  "too many orders in the day" },
	{ "reason.gross", 0x1690, 64, "ro",
	  "too much notional in the day" },
	{ "reason.duplicate", 0x1698, 64, "ro",
	  "equal to the order before" },
	{ "reason.token", 0x16a0, 64, "ro",
	  "no live order of that token, symbol and side" },
	{ "reason.window", 0x16a8, 64, "ro",
	  "connection not lent, or the peer takes no more bytes" },
	{ "reason.link", 0x16b0, 64, "ro",
	  "link of the order port down" },
	{ "reason.busy", 0x16b8, 64, "ro",
	  "the sender, or the queue before the gate" },
	{ "reason.journal", 0x16c0, 64, "ro",
	  "no room for records in the trade ring" },
	{ "host_tx.passed_arp", 0x1700, 64, "ro",
	  "ARP" },
	{ "host_tx.passed_tcp", 0x1708, 64, "ro",
	  "TCP without payload" },
	{ "host_tx.passed_login", 0x1710, 64, "ro",
	  "one whole packet of SoupBinTCP that is no data" },
	{ "host_tx.passed_again", 0x1718, 64, "ro",
	  "bytes that were sent before" },
	{ "host_tx.refused_kind", 0x1720, 64, "ro",
	  "neither ARP nor TCP over IPv4, or not well formed" },
	{ "host_tx.refused_peer", 0x1728, 64, "ro",
	  "another connection than that of SESSION" },
	{ "host_tx.refused_payload", 0x1730, 64, "ro",
	  "payload that the host may not send" },
	{ "host_tx.refused_lent", 0x1738, 64, "ro",
	  "payload that is new, while the connection is the device's" },
	{ "host_tx.refused_length", 0x1740, 64, "ro",
	  "below 14 or above 256 bytes" },
	{ "host_tx.dropped_link", 0x1748, 64, "ro",
	  "would have passed, but the link was lost before it left" },
	{ "count.intents", 0x1780, 64, "ro",
	  "Intents that rules made" },
	{ "count.kills", 0x1788, 64, "ro",
	  "Kills" },
	{ "count.sent", 0x1790, 64, "ro",
	  "Orders and heartbeats that the device sent" },
	{ "count.trade_lost", 0x1798, 64, "ro",
	  "Trade records that found no room" },
	{ "count.overrun", 0x17a0, 64, "ro",
	  "Of INTENTS, those that found no room to wait for the gate" },
	{ "count.dropped", 0x17a8, 64, "ro",
	  "Orders that passed and did not leave: killed, link down, connection returned, or too old" },
	{ "count.lends_refused", 0x17b0, 64, "ro",
	  "Rows of LEND that the stream did not fit, or without a session" },
};
#endif

#endif
