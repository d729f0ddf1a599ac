// SPDX-License-Identifier: BSD-3-Clause
// tw_stream: the records that pass between the blocks of the device.
//
// Every stream of rtl/README.md is one of these packed structs per beat. Build a record by
// concatenation in declaration order or member by member after `x = '0`.

`ifndef TW_STREAM_SVH
`define TW_STREAM_SVH

// ---- dgram: a UDP payload, still in the beats of its frame -------------------------------
// Byte n of a beat is data[8*n +: 8]. Payload bytes of the beat are lanes first..last.
typedef struct packed {
  logic [63:0] data;
  logic [2:0]  first;        // first payload lane; non-zero only in the beat with `start`
  logic [2:0]  last;         // last payload lane; 7 except in the beat with `stop`
  logic        start;        // this beat carries the first payload byte
  logic        stop;         // this beat carries the last byte of the UDP length, or the frame ended short
} dgram_t;
localparam int DGRAM_W = 72;

// ---- info: where a message came from -----------------------------------------------------
typedef struct packed {
  logic [63:0] seq;          // MoldUDP64 sequence number of the message
  logic [47:0] exchange_ns;  // ITCH timestamp, ns since midnight
  logic [63:0] arrival_ns;   // device clock at the first byte of the frame; bit 63: it came by port B
  logic [31:0] last_cycle;   // free-running cycle count in the cycle of the message's last byte at the frame port
} info_t;
localparam int INFO_W = 208;

// ---- event: one message, decoded ---------------------------------------------------------
localparam logic [3:0] EVENT_NONE      = 4'd0;  // no book effect; carries its sequence number on
localparam logic [3:0] EVENT_ADD       = 4'd1;  // A F
localparam logic [3:0] EVENT_REDUCE    = 4'd2;  // E C X: subtract shares
localparam logic [3:0] EVENT_DELETE    = 4'd3;  // D
localparam logic [3:0] EVENT_REPLACE   = 4'd4;  // U: reference -> new_reference, price, shares
localparam logic [3:0] EVENT_STATE     = 4'd5;  // H: code = trading state
localparam logic [3:0] EVENT_HALT      = 4'd6;  // h, market Q: code = "H" halted, "T" resumed
localparam logic [3:0] EVENT_DIRECTORY = 4'd7;  // R: reference = the 8 bytes of the stock's name
localparam logic [3:0] EVENT_GAP       = 4'd8;  // sequence numbers were lost: every symbol stale
localparam logic [3:0] EVENT_CLEAR     = 4'd9;  // nothing in the book remains; code 0: new day, 1: the host loads it anew, stale
localparam logic [3:0] EVENT_SUSPECT   = 4'd10; // message too short for its type: its symbol inexact
localparam logic [3:0] EVENT_LINES     = 4'd11; // code = {ended, silent, silent_b, silent_a}: what FLAG_* 6..9 become
localparam logic [3:0] EVENT_FRESH     = 4'd12; // the host repaired the book: no longer stale

typedef struct packed {
  logic [3:0]  op;           // EVENT_*
  logic        sell;         // side of an add: 0 buy, 1 sell
  logic        bad_side;     // side byte of an add was neither "B" nor "S"
  logic [7:0]  code;         // STATE, HALT
  logic [15:0] locate;
  logic [63:0] reference;
  logic [63:0] new_reference;
  logic [31:0] price;        // 1/10000
  logic [31:0] shares;
  info_t       info;
} event_t;
localparam int EVENT_W = 430;

// ---- touch: a change of one symbol's best bid and offer ------------------------------------
localparam int FLAG_STALE   = 0;  // sequence numbers are missing
localparam int FLAG_INEXACT = 1;  // a table was full, or a message could not be applied
localparam int FLAG_HALTED  = 2;  // trading state is not "T", or never announced
localparam int FLAG_CROSSED = 3;  // bid > ask
localparam int FLAG_LOCKED  = 4;  // bid = ask
localparam int FLAG_LOST    = 5;  // set by dma: touch records were dropped before this one
localparam int FLAG_SILENT_A = 6; // line A has been silent too long
localparam int FLAG_SILENT_B = 7; // line B has been silent too long
localparam int FLAG_SILENT  = 8;  // all lines have: comes with FLAG_STALE
localparam int FLAG_ENDED   = 9;  // the session ended: comes with FLAG_STALE

typedef struct packed {
  logic [15:0] symbol;       // index in the host's list
  logic [15:0] locate;
  logic [31:0] bid_price;    // 0 when bid_size is 0
  logic [31:0] bid_size;     // saturates at 2^32-1
  logic [31:0] ask_price;
  logic [31:0] ask_size;
  logic [15:0] flags;
  logic [31:0] publish_delta; // cycles from the message's last byte to this event
  info_t       info;
} touch_t;
localparam int TOUCH_W = 416;

`endif
