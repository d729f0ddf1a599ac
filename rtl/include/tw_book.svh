// SPDX-License-Identifier: BSD-3-Clause
// tw_book: the records that pass between the blocks of rtl/book.
//
// A *rank* is a price turned so that the better price is the smaller number: the raw price of
// an ask, its 31-bit complement for a bid. Prices up to 2,000,000,000 fit 31 bits. A *side*
// index is {symbol, sell}.

`ifndef TW_BOOK_SVH
`define TW_BOOK_SVH

`include "tw_stream.svh"

// Blocks of which ranks are only compared, and shares added and subtracted, are proved with fewer bits.
`ifndef TW_RANK_W
  `define TW_RANK_W 31
  `define TW_SHARES_W 32
`endif
localparam int RANK_W   = `TW_RANK_W;
localparam int SHARES_W = `TW_SHARES_W;
localparam logic [31:0] PRICE_MAX = 32'd2000000000;  // Price(4) of 200,000.0000

// ---- book_op: one slot of the book pipeline ------------------------------------------------
localparam logic [3:0] OP_NONE        = 4'd0;   // counts, nothing else
localparam logic [3:0] OP_ADD         = 4'd1;
localparam logic [3:0] OP_REDUCE      = 4'd2;
localparam logic [3:0] OP_DELETE      = 4'd3;
localparam logic [3:0] OP_REPLACE_OLD = 4'd4;   // first slot of a replace: the old order goes
localparam logic [3:0] OP_REPLACE_NEW = 4'd5;   // second slot, two cycles later: the new one comes
localparam logic [3:0] OP_STATE       = 4'd6;
localparam logic [3:0] OP_HALT        = 4'd7;
localparam logic [3:0] OP_DIRECTORY   = 4'd8;
localparam logic [3:0] OP_SUSPECT     = 4'd9;
// Slots the book makes for itself; `symbol` is given, not looked up.
localparam logic [3:0] OP_REFRESH     = 4'd10;  // publish if flags changed
localparam logic [3:0] OP_FORGET      = 4'd11;  // new day: the symbol is empty
localparam logic [3:0] OP_REFILL      = 4'd12;  // look at a row that waited for a refill
localparam logic [3:0] OP_APPEND      = 4'd13;  // the next levels behind the tail, of refill `code`
localparam logic [3:0] OP_VOID        = 4'd15;  // an early slot whose message did not come

typedef struct packed {
  logic [3:0]  kind;           // OP_*
  logic        sell;
  logic        bad_side;
  logic        none;           // FORGET: publish nothing
  logic [7:0]  code;           // APPEND: the refill
  logic [15:0] locate;
  logic [15:0] symbol;
  logic [63:0] reference;
  logic [31:0] price;
  logic [31:0] shares;
  info_t       info;
} book_op_t;
localparam int BOOK_OP_W = 383;

// ---- level_op: a change of one price level, on its way to the level store ------------------
localparam logic [1:0] LEVEL_ADD   = 2'd0;
localparam logic [1:0] LEVEL_SUB   = 2'd1;
localparam logic [1:0] LEVEL_START = 2'd2;   // `refill` starts behind `rank`
typedef struct packed {
  logic [3:0]  refill;
  logic [1:0]  kind;
  logic [15:0] side;           // {symbol, sell}
  logic [RANK_W-1:0]   rank;
  logic [SHARES_W-1:0] shares;
} level_op_t;
localparam int LEVEL_OP_W = 22 + RANK_W + SHARES_W;

// ---- fetch: what passes from digit to digit while refills look for levels -------------------
localparam logic [1:0] FETCH_CHILD = 2'd0;   // a node below a node
localparam logic [1:0] FETCH_START = 2'd1;   // a node on the way to the rank where a refill starts
localparam logic [1:0] FETCH_AGAIN = 2'd2;   // ... or goes on
localparam logic [1:0] FETCH_END   = 2'd3;   // behind all of a round
localparam int ROUND_START = 4;              // levels that a start looks for
localparam int ROUND_AGAIN = 8;              // the first round after it, and each twice as many, up to
localparam int ROUND_MOST  = 128;
localparam int ROUND_W     = 8;              // bits that count them

`endif
