// SPDX-License-Identifier: BSD-3-Clause
// tw_regs: addresses of the registers and codes of the counters' causes.
// Made from touchwire.regs by `make regs`; do not edit.

`ifndef TW_REGS_SVH
`define TW_REGS_SVH

/* verilator lint_off UNUSEDPARAM */
localparam logic [31:0] TW_MAP_HASH = 32'h907db4ec;

localparam logic [15:0] TW_IDENT_MAGIC = 16'h0000;
localparam logic [31:0] TW_IDENT_MAGIC_VALUE = 32'h54575245;
localparam logic [15:0] TW_IDENT_INTERFACE = 16'h0004;
localparam logic [31:0] TW_IDENT_INTERFACE_VALUE = 32'h00010000;
localparam logic [15:0] TW_IDENT_MAP_HASH = 16'h0008;
localparam logic [15:0] TW_IDENT_BUILD = 16'h000c;
localparam logic [15:0] TW_IDENT_CLOCK_KHZ = 16'h0010;
localparam logic [31:0] TW_IDENT_CLOCK_KHZ_VALUE = 32'h0002625a;
localparam logic [15:0] TW_IDENT_SYMBOLS = 16'h0014;
localparam logic [15:0] TW_IDENT_ORDERS = 16'h0018;
localparam logic [15:0] TW_IDENT_LOCATES = 16'h001c;
localparam logic [15:0] TW_IDENT_SCRATCH = 16'h0020;

localparam logic [15:0] TW_CONTROL_CONTROL = 16'h0100;
localparam logic [15:0] TW_CONTROL_STATUS = 16'h0104;
localparam logic [15:0] TW_CONTROL_COMMAND = 16'h0108;
localparam logic [15:0] TW_CONTROL_TIME_LO = 16'h010c;
localparam logic [15:0] TW_CONTROL_TIME_HI = 16'h0110;
localparam logic [15:0] TW_CONTROL_TIME_SET_LO = 16'h0114;
localparam logic [15:0] TW_CONTROL_TIME_SET_HI = 16'h0118;
localparam logic [15:0] TW_CONTROL_CYCLE_LO = 16'h011c;
localparam logic [15:0] TW_CONTROL_CYCLE_HI = 16'h0120;
localparam logic [15:0] TW_CONTROL_GROUP_IP = 16'h0124;
localparam logic [15:0] TW_CONTROL_GROUP_PORT = 16'h0128;
localparam logic [15:0] TW_CONTROL_HOLD_NS = 16'h012c;
localparam logic [15:0] TW_CONTROL_FRESH = 16'h0130;
localparam logic [15:0] TW_CONTROL_SILENCE_NS = 16'h0134;
localparam logic [15:0] TW_CONTROL_STALE_NS = 16'h0138;
localparam logic [15:0] TW_CONTROL_SOURCE_0 = 16'h013c;
localparam logic [15:0] TW_CONTROL_SOURCE_1 = 16'h0140;
localparam logic [15:0] TW_CONTROL_SOURCE_2 = 16'h0144;
localparam logic [15:0] TW_CONTROL_SOURCE_3 = 16'h0148;
localparam logic [15:0] TW_CONTROL_JUMP = 16'h014c;

localparam logic [15:0] TW_SYMBOL_NAME_HI = 16'h0200;
localparam logic [15:0] TW_SYMBOL_NAME_LO = 16'h0204;
localparam logic [15:0] TW_SYMBOL_LOCATE = 16'h0208;
localparam logic [15:0] TW_SYMBOL_COMMAND = 16'h020c;
localparam logic [15:0] TW_SYMBOL_STATE = 16'h0210;
localparam logic [15:0] TW_SYMBOL_SHOWN_HI = 16'h0214;
localparam logic [15:0] TW_SYMBOL_SHOWN_LO = 16'h0218;
localparam logic [15:0] TW_SYMBOL_COUNT = 16'h021c;

localparam logic [15:0] TW_DMA_RING_LO = 16'h0300;
localparam logic [15:0] TW_DMA_RING_HI = 16'h0304;
localparam logic [15:0] TW_DMA_RING_LOG2 = 16'h0308;
localparam logic [15:0] TW_DMA_TABLE_LO = 16'h030c;
localparam logic [15:0] TW_DMA_TABLE_HI = 16'h0310;
localparam logic [15:0] TW_DMA_TABLE_ON = 16'h0314;
localparam logic [15:0] TW_DMA_DATA_LO = 16'h0318;
localparam logic [15:0] TW_DMA_DATA_HI = 16'h031c;
localparam logic [15:0] TW_DMA_DONE_LO = 16'h0320;
localparam logic [15:0] TW_DMA_DONE_HI = 16'h0324;
localparam logic [15:0] TW_DMA_SLOTS_LOG2 = 16'h0328;
localparam logic [15:0] TW_DMA_SLOT_LOG2 = 16'h032c;
localparam logic [15:0] TW_DMA_HEAD = 16'h0330;
localparam logic [15:0] TW_DMA_TAIL = 16'h0334;
localparam logic [15:0] TW_DMA_ERRORS = 16'h0338;

localparam logic [15:0] TW_REPLAY_SEQ_LO = 16'h0400;
localparam logic [15:0] TW_REPLAY_SEQ_HI = 16'h0404;
localparam logic [15:0] TW_REPLAY_COMMAND = 16'h0408;
localparam logic [15:0] TW_REPLAY_BEGIN = 16'h040c;
localparam logic [15:0] TW_REPLAY_DATA = 16'h0410;
localparam logic [15:0] TW_REPLAY_ROOM = 16'h0414;
localparam logic [15:0] TW_REPLAY_EXPECTED_LO = 16'h0418;
localparam logic [15:0] TW_REPLAY_EXPECTED_HI = 16'h041c;
localparam logic [15:0] TW_REPLAY_GAP_FIRST_LO = 16'h0420;
localparam logic [15:0] TW_REPLAY_GAP_FIRST_HI = 16'h0424;
localparam logic [15:0] TW_REPLAY_GAP_NEXT_LO = 16'h0428;
localparam logic [15:0] TW_REPLAY_GAP_NEXT_HI = 16'h042c;
localparam logic [15:0] TW_REPLAY_SESSION_0 = 16'h0430;
localparam logic [15:0] TW_REPLAY_SESSION_1 = 16'h0434;
localparam logic [15:0] TW_REPLAY_SESSION_2 = 16'h0438;

localparam logic [15:0] TW_COUNT_FRAME_A = 16'h1000;
localparam logic [15:0] TW_COUNT_FRAME_B = 16'h1080;
localparam logic [15:0] TW_COUNT_PACKET = 16'h1100;
localparam logic [15:0] TW_COUNT_MESSAGE = 16'h1180;
localparam logic [15:0] TW_COUNT_LOST = 16'h11c0;
localparam logic [15:0] TW_COUNT_GAPS = 16'h11c8;
localparam logic [15:0] TW_COUNT_MISMATCH = 16'h11d0;
localparam logic [15:0] TW_COUNT_COMPARED = 16'h11d8;
localparam logic [15:0] TW_COUNT_ITCH = 16'h1200;
localparam logic [15:0] TW_COUNT_BOOK = 16'h1300;
localparam logic [15:0] TW_COUNT_TOUCH = 16'h1400;
localparam logic [15:0] TW_COUNT_DELIVERY = 16'h1410;
localparam logic [15:0] TW_COUNT_LONG = 16'h1430;
localparam logic [15:0] TW_COUNT_RUNTS = 16'h1438;
localparam logic [15:0] TW_COUNT_LEVELS_LOST = 16'h1450;
localparam logic [15:0] TW_COUNT_QUEUE_MAX = 16'h1440;
localparam logic [15:0] TW_COUNT_ORDERS_LIVE = 16'h1444;
localparam logic [15:0] TW_COUNT_ORDERS_STASH = 16'h1448;
localparam logic [15:0] TW_COUNT_LEVELS_LIVE = 16'h144c;
localparam logic [15:0] TW_COUNT_MAC_A = 16'h1480;
localparam logic [15:0] TW_COUNT_MAC_B = 16'h14c0;
localparam logic [15:0] TW_COUNT_MAC_O = 16'h1500;
localparam logic [15:0] TW_COUNT_MAC_T = 16'h1540;

localparam int TW_FRAME_A_CODE_W = 4;
localparam logic [3:0] TW_FRAME_A_ACCEPTED = 4'd0;
localparam logic [3:0] TW_FRAME_A_BAD = 4'd1;
localparam logic [3:0] TW_FRAME_A_SHORT = 4'd2;
localparam logic [3:0] TW_FRAME_A_NOT_IP = 4'd3;
localparam logic [3:0] TW_FRAME_A_VLAN = 4'd4;
localparam logic [3:0] TW_FRAME_A_IP_HEADER = 4'd5;
localparam logic [3:0] TW_FRAME_A_IP_CHECKSUM = 4'd6;
localparam logic [3:0] TW_FRAME_A_FRAGMENT = 4'd7;
localparam logic [3:0] TW_FRAME_A_NOT_UDP = 4'd8;
localparam logic [3:0] TW_FRAME_A_OTHER_GROUP = 4'd9;
localparam logic [3:0] TW_FRAME_A_UDP_LENGTH = 4'd10;
localparam logic [3:0] TW_FRAME_A_DISABLED = 4'd11;
localparam logic [3:0] TW_FRAME_A_OTHER_SOURCE = 4'd12;
localparam logic [3:0] TW_FRAME_A_UDP_CHECKSUM = 4'd13;
localparam logic [3:0] TW_FRAME_A_IPV6 = 4'd14;
localparam logic [3:0] TW_FRAME_A_TRUNCATED = 4'd15;

localparam int TW_FRAME_B_CODE_W = 4;
localparam logic [3:0] TW_FRAME_B_ACCEPTED = 4'd0;
localparam logic [3:0] TW_FRAME_B_BAD = 4'd1;
localparam logic [3:0] TW_FRAME_B_SHORT = 4'd2;
localparam logic [3:0] TW_FRAME_B_NOT_IP = 4'd3;
localparam logic [3:0] TW_FRAME_B_VLAN = 4'd4;
localparam logic [3:0] TW_FRAME_B_IP_HEADER = 4'd5;
localparam logic [3:0] TW_FRAME_B_IP_CHECKSUM = 4'd6;
localparam logic [3:0] TW_FRAME_B_FRAGMENT = 4'd7;
localparam logic [3:0] TW_FRAME_B_NOT_UDP = 4'd8;
localparam logic [3:0] TW_FRAME_B_OTHER_GROUP = 4'd9;
localparam logic [3:0] TW_FRAME_B_UDP_LENGTH = 4'd10;
localparam logic [3:0] TW_FRAME_B_DISABLED = 4'd11;
localparam logic [3:0] TW_FRAME_B_OTHER_SOURCE = 4'd12;
localparam logic [3:0] TW_FRAME_B_UDP_CHECKSUM = 4'd13;
localparam logic [3:0] TW_FRAME_B_IPV6 = 4'd14;
localparam logic [3:0] TW_FRAME_B_TRUNCATED = 4'd15;

localparam int TW_PACKET_CODE_W = 3;
localparam logic [2:0] TW_PACKET_DATA = 3'd0;
localparam logic [2:0] TW_PACKET_HEARTBEAT = 3'd1;
localparam logic [2:0] TW_PACKET_END = 3'd2;
localparam logic [2:0] TW_PACKET_SHORT = 3'd3;
localparam logic [2:0] TW_PACKET_OVERRUN = 3'd4;
localparam logic [2:0] TW_PACKET_SESSION = 3'd5;
localparam logic [2:0] TW_PACKET_WILD = 3'd6;

localparam int TW_MESSAGE_CODE_W = 3;
localparam logic [2:0] TW_MESSAGE_TAKEN = 3'd0;
localparam logic [2:0] TW_MESSAGE_DUPLICATE = 3'd1;
localparam logic [2:0] TW_MESSAGE_OVERFLOW = 3'd2;
localparam logic [2:0] TW_MESSAGE_PASSED = 3'd3;
localparam logic [2:0] TW_MESSAGE_OLD_DAY = 3'd4;

localparam int TW_ITCH_CODE_W = 5;
localparam logic [4:0] TW_ITCH_S = 5'd0;
localparam logic [4:0] TW_ITCH_R = 5'd1;
localparam logic [4:0] TW_ITCH_H = 5'd2;
localparam logic [4:0] TW_ITCH_Y = 5'd3;
localparam logic [4:0] TW_ITCH_L = 5'd4;
localparam logic [4:0] TW_ITCH_V = 5'd5;
localparam logic [4:0] TW_ITCH_W = 5'd6;
localparam logic [4:0] TW_ITCH_K = 5'd7;
localparam logic [4:0] TW_ITCH_J = 5'd8;
localparam logic [4:0] TW_ITCH_LOWER_H = 5'd9;
localparam logic [4:0] TW_ITCH_A = 5'd10;
localparam logic [4:0] TW_ITCH_F = 5'd11;
localparam logic [4:0] TW_ITCH_E = 5'd12;
localparam logic [4:0] TW_ITCH_C = 5'd13;
localparam logic [4:0] TW_ITCH_X = 5'd14;
localparam logic [4:0] TW_ITCH_D = 5'd15;
localparam logic [4:0] TW_ITCH_U = 5'd16;
localparam logic [4:0] TW_ITCH_P = 5'd17;
localparam logic [4:0] TW_ITCH_Q = 5'd18;
localparam logic [4:0] TW_ITCH_B = 5'd19;
localparam logic [4:0] TW_ITCH_I = 5'd20;
localparam logic [4:0] TW_ITCH_N = 5'd21;
localparam logic [4:0] TW_ITCH_O = 5'd22;
localparam logic [4:0] TW_ITCH_UNKNOWN = 5'd23;
localparam logic [4:0] TW_ITCH_SHORT = 5'd24;

localparam int TW_BOOK_CODE_W = 4;
localparam logic [3:0] TW_BOOK_APPLIED = 4'd0;
localparam logic [3:0] TW_BOOK_NO_EFFECT = 4'd1;
localparam logic [3:0] TW_BOOK_UNTRACKED = 4'd2;
localparam logic [3:0] TW_BOOK_UNKNOWN_REF = 4'd3;
localparam logic [3:0] TW_BOOK_DUPLICATE_REF = 4'd4;
localparam logic [3:0] TW_BOOK_BAD_FIELD = 4'd5;
localparam logic [3:0] TW_BOOK_OVER_REDUCE = 4'd6;
localparam logic [3:0] TW_BOOK_WRONG_SYMBOL = 4'd7;
localparam logic [3:0] TW_BOOK_ORDERS_FULL = 4'd8;
localparam logic [3:0] TW_BOOK_DIRECTORY = 4'd9;
localparam logic [3:0] TW_BOOK_SYMBOLS_FULL = 4'd10;
localparam logic [3:0] TW_BOOK_GAP = 4'd11;
localparam logic [3:0] TW_BOOK_CLEAR = 4'd12;
localparam logic [3:0] TW_BOOK_SUSPECT = 4'd13;
localparam logic [3:0] TW_BOOK_LINES = 4'd14;
localparam logic [3:0] TW_BOOK_FRESH = 4'd15;

localparam int TW_TOUCH_CODE_W = 1;
localparam logic [0:0] TW_TOUCH_PUBLISHED = 1'd0;
localparam logic [0:0] TW_TOUCH_DROPPED = 1'd1;

localparam int TW_DELIVERY_CODE_W = 2;
localparam logic [1:0] TW_DELIVERY_DELIVERED = 2'd0;
localparam logic [1:0] TW_DELIVERY_RING_FULL = 2'd1;
localparam logic [1:0] TW_DELIVERY_OVERRUN = 2'd2;
localparam logic [1:0] TW_DELIVERY_OFF = 2'd3;

localparam int TW_MAC_A_CODE_W = 3;
localparam logic [2:0] TW_MAC_A_GOOD = 3'd0;
localparam logic [2:0] TW_MAC_A_FCS = 3'd1;
localparam logic [2:0] TW_MAC_A_RUNT = 3'd2;
localparam logic [2:0] TW_MAC_A_OVERSIZE = 3'd3;
localparam logic [2:0] TW_MAC_A_CODE = 3'd4;
localparam logic [2:0] TW_MAC_A_CUT = 3'd5;
localparam logic [2:0] TW_MAC_A_PREAMBLE = 3'd6;
localparam logic [2:0] TW_MAC_A_EMPTY = 3'd7;

localparam int TW_MAC_B_CODE_W = 3;
localparam logic [2:0] TW_MAC_B_GOOD = 3'd0;
localparam logic [2:0] TW_MAC_B_FCS = 3'd1;
localparam logic [2:0] TW_MAC_B_RUNT = 3'd2;
localparam logic [2:0] TW_MAC_B_OVERSIZE = 3'd3;
localparam logic [2:0] TW_MAC_B_CODE = 3'd4;
localparam logic [2:0] TW_MAC_B_CUT = 3'd5;
localparam logic [2:0] TW_MAC_B_PREAMBLE = 3'd6;
localparam logic [2:0] TW_MAC_B_EMPTY = 3'd7;

localparam int TW_MAC_O_CODE_W = 3;
localparam logic [2:0] TW_MAC_O_GOOD = 3'd0;
localparam logic [2:0] TW_MAC_O_FCS = 3'd1;
localparam logic [2:0] TW_MAC_O_RUNT = 3'd2;
localparam logic [2:0] TW_MAC_O_OVERSIZE = 3'd3;
localparam logic [2:0] TW_MAC_O_CODE = 3'd4;
localparam logic [2:0] TW_MAC_O_CUT = 3'd5;
localparam logic [2:0] TW_MAC_O_PREAMBLE = 3'd6;
localparam logic [2:0] TW_MAC_O_EMPTY = 3'd7;

localparam int TW_MAC_T_CODE_W = 3;
localparam logic [2:0] TW_MAC_T_SENT = 3'd0;
localparam logic [2:0] TW_MAC_T_ERROR = 3'd1;
localparam logic [2:0] TW_MAC_T_UNDERRUN = 3'd2;
localparam logic [2:0] TW_MAC_T_OVERSIZE = 3'd3;
localparam logic [2:0] TW_MAC_T_LINK = 3'd4;
/* verilator lint_on UNUSEDPARAM */

`endif
