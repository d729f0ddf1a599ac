// SPDX-License-Identifier: BSD-3-Clause
// tw_trade: the records that pass between the blocks of rtl/trade.
//
// Prices are in 1/10000 of a dollar, quantities in shares, times in cycles of `clk` unless said.
// The same numbers for the host: <touchwire/trade.h>.

`ifndef TW_TRADE_SVH
`define TW_TRADE_SVH

`include "tw_stream.svh"

localparam logic [31:0] ORDER_QUANTITY_MAX = 32'd999999;      // OUCH 5.0: fewer than a million shares
localparam logic [31:0] ORDER_PRICE_MAX    = 32'd1999999900;  // and at most $199,999.99

// ---- intent: what a rule wants to do ------------------------------------------------------------
localparam logic [1:0] KIND_HEARTBEAT = 2'd0;  // of the sender's frames, never of an intent
localparam logic [1:0] KIND_ENTER     = 2'd1;
localparam logic [1:0] KIND_REPLACE   = 2'd2;
localparam logic [1:0] KIND_CANCEL    = 2'd3;

typedef struct packed {
  logic [1:0]  kind;         // KIND_*
  logic        sell;
  logic [7:0]  tif;          // OUCH time in force, as it goes out
  logic [15:0] symbol;
  logic [1:0]  rule;         // lane
  logic [31:0] quantity;     // CANCEL: what shall remain
  logic [31:0] price;
  logic [31:0] token;        // REPLACE, CANCEL: the resting order of ours
  logic [31:0] bid_price;    // the touch that triggered
  logic [31:0] ask_price;
  logic [31:0] bid_size;
  logic [31:0] ask_size;
  logic [15:0] flags;        // FLAG_* of that touch
  info_t       info;         // of its message
  logic [31:0] born;         // cycle of the touch
} intent_t;
localparam int INTENT_W = 509;

// ---- order: what the gate lets pass -----------------------------------------------------------
typedef struct packed {
  logic [1:0]  kind;
  logic        sell;
  logic [7:0]  tif;
  logic [15:0] symbol;
  logic [31:0] quantity;
  logic [31:0] price;
  logic [31:0] token;        // UserRefNum; 0 for CANCEL, which takes none
  logic [31:0] old_token;    // REPLACE, CANCEL
  logic [31:0] born;
} order_t;
localparam int ORDER_W = 187;

// ---- reasons of the gate, the first that applies; causes of the counter bank REASON --------------
localparam int REASON_W      = 5;
localparam int REASONS       = 25;
localparam int REASON_PASS      = 0;
localparam int REASON_KILLED    = 1;
localparam int REASON_DISARMED  = 2;
localparam int REASON_CONFIG    = 3;
localparam int REASON_BAD_FRAME = 4;
localparam int REASON_STALE     = 5;
localparam int REASON_INEXACT   = 6;
localparam int REASON_HALTED    = 7;
localparam int REASON_CROSSED   = 8;
localparam int REASON_AGE       = 9;
localparam int REASON_FIELD     = 10;
localparam int REASON_QUANTITY  = 11;
localparam int REASON_NOTIONAL  = 12;
localparam int REASON_COLLAR    = 13;
localparam int REASON_POSITION  = 14;
localparam int REASON_OPEN      = 15;
localparam int REASON_RATE      = 16;
localparam int REASON_COUNT     = 17;
localparam int REASON_GROSS     = 18;
localparam int REASON_DUPLICATE = 19;
localparam int REASON_TOKEN     = 20;
localparam int REASON_WINDOW    = 21;
localparam int REASON_LINK      = 22;
localparam int REASON_BUSY      = 23;
localparam int REASON_JOURNAL   = 24;

// ---- causes of a kill, bits of a mask -----------------------------------------------------------
localparam int KILL_REGISTER = 0;
localparam int KILL_WATCHDOG = 1;
localparam int KILL_LINK     = 2;
localparam int KILL_LIMIT    = 3;
localparam int KILL_MISMATCH = 4;
localparam int KILL_INTERNAL = 5;
localparam int KILL_DMA      = 6;
localparam int KILL_W        = 7;

// ---- tables: rows of 16 words, committed whole ---------------------------------------------------
// Word n of a row is words[32*n +: 32].
localparam logic [7:0] TABLE_LIMITS  = 8'd0;
localparam logic [7:0] TABLE_TOTALS  = 8'd1;
localparam logic [7:0] TABLE_RULES   = 8'd2;
localparam logic [7:0] TABLE_NAMES   = 8'd3;
localparam logic [7:0] TABLE_SESSION = 8'd4;
localparam logic [7:0] TABLE_LEND    = 8'd5;
localparam logic [7:0] TABLE_ANSWER  = 8'd6;
localparam int TABLE_ROW_W   = 24;
localparam int TABLE_WORDS_W = 512;
localparam int RULES_PER_SYMBOL = 4;

localparam logic [2:0] RESULT_NONE     = 3'd0;
localparam logic [2:0] RESULT_OK       = 3'd1;
localparam logic [2:0] RESULT_CRC      = 3'd2;
localparam logic [2:0] RESULT_ARMED    = 3'd3;  // would loosen, or not in this state
localparam logic [2:0] RESULT_CEILING  = 3'd4;
localparam logic [2:0] RESULT_RANGE    = 3'd5;
localparam logic [2:0] RESULT_MISMATCH = 3'd6;
localparam logic [2:0] RESULT_BUSY     = 3'd7;

// Word 0 of a row of RULES, from bit 0.
localparam int RULE_TIF       = 0;    // 8 bits
localparam int RULE_CONDITION = 8;    // 4 bits
localparam int RULE_SELL      = 12;
localparam int RULE_KIND      = 13;   // 2 bits, KIND_*; 0 is refused
localparam int RULE_PRICE     = 15;   // 2 bits: PRICE_*
localparam int RULE_SIZE      = 17;   // 2 bits: SIZE_*
localparam int RULE_REARM     = 19;   // 2 bits: REARM_*
localparam int RULE_W         = 21;   // the bits above are 0

localparam logic [3:0] CONDITION_OFF           = 4'd0;
localparam logic [3:0] CONDITION_BID_GE        = 4'd1;
localparam logic [3:0] CONDITION_BID_LE        = 4'd2;
localparam logic [3:0] CONDITION_ASK_GE        = 4'd3;
localparam logic [3:0] CONDITION_ASK_LE        = 4'd4;
localparam logic [3:0] CONDITION_SPREAD_GE     = 4'd5;
localparam logic [3:0] CONDITION_SPREAD_LE     = 4'd6;
localparam logic [3:0] CONDITION_IMBALANCE_BID = 4'd7;
localparam logic [3:0] CONDITION_IMBALANCE_ASK = 4'd8;
localparam logic [1:0] PRICE_FIXED = 2'd0;
localparam logic [1:0] PRICE_BID   = 2'd1;      // plus the signed offset
localparam logic [1:0] PRICE_ASK   = 2'd2;
localparam logic [1:0] SIZE_FIXED  = 2'd0;
localparam logic [1:0] SIZE_TOUCH  = 2'd1;      // at most what stands at the touch that is hit
localparam logic [1:0] REARM_ONCE  = 2'd0;
localparam logic [1:0] REARM_FALSE = 2'd1;      // when the condition was false in between

// ---- limits: a row of LIMITS, and that of TOTALS, in the bits that their ceilings leave ----------
typedef struct packed {
  logic        enable;
  logic [19:0] max_quantity;
  logic [40:0] max_notional;
  logic [31:0] collar;
  logic [19:0] max_long;
  logic [19:0] max_short;
  logic [6:0]  max_open;
} limits_t;
localparam int LIMITS_W = 141;

typedef struct packed {
  logic [6:0]  max_open;
  logic [19:0] max_orders;
  logic [48:0] max_gross;
  logic [31:0] rate_cycles;
  logic [8:0]  burst;
  logic [31:0] max_age;
  logic [31:0] duplicate_cycles;
} totals_t;
localparam int TOTALS_W = 181;

// ---- answers of the exchange, word 0 of ANSWER ----------------------------------------------------
localparam logic [2:0] ANSWER_ACCEPTED  = 3'd1;
localparam logic [2:0] ANSWER_EXECUTED  = 3'd2;
localparam logic [2:0] ANSWER_CANCELLED = 3'd3;
localparam logic [2:0] ANSWER_REJECTED  = 3'd4;
localparam logic [2:0] ANSWER_REPLACED  = 3'd5;

// ---- trade_record: what the journal is made of ----------------------------------------------------
// In host memory the first member is the last one here; the ring's sequence follows behind.
localparam logic [7:0] TRADE_DECISION = 8'd1;
localparam logic [7:0] TRADE_SENT     = 8'd2;
localparam logic [7:0] TRADE_ANSWER   = 8'd3;
localparam logic [7:0] TRADE_COMMIT   = 8'd4;
localparam logic [7:0] TRADE_KILL     = 8'd5;
localparam logic [7:0] TRADE_ARM      = 8'd6;
localparam logic [7:0] TRADE_DISARM   = 8'd7;
localparam logic [7:0] TRADE_LEND     = 8'd8;
localparam logic [7:0] TRADE_LOST     = 8'd9;

typedef struct packed {
  logic [7:0]  tif;
  logic [7:0]  rule;         // COMMIT: the table
  logic [7:0]  side;         // "B", "S", 0
  logic [7:0]  kind;         // KIND_*
  logic [7:0]  reason;       // DECISION: REASON_*; ANSWER: its kind; COMMIT: RESULT_*; KILL: mask of new causes; DISARM: 1 by UNKILL
  logic [7:0]  what;         // TRADE_*
  logic [15:0] symbol;
  logic [31:0] cycles;       // since the touch
  logic [31:0] tcp_seq;      // SENT: number of the first payload byte
  logic [31:0] quantity;     // LOST: records that found no room
  logic [31:0] price;        // COMMIT: CRC of the row; ARM: CONFIG_HASH
  logic [31:0] old_token;    // COMMIT: the row
  logic [31:0] token;
  logic [63:0] arrival_ns;
  logic [63:0] feed_seq;
  logic [63:0] time_ns;
} trade_record_t;
localparam int TRADE_RECORD_W = 448;

`endif
