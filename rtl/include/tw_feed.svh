// SPDX-License-Identifier: BSD-3-Clause
// tw_feed: what a line of the feed brought, until the arbiter has judged it.

`ifndef TW_FEED_SVH
`define TW_FEED_SVH

`include "tw_stream.svh"
`include "tw_regs.svh"

// The numbers ev.info.seq .. ev.info.seq + span - 1: an event and the runts behind it in the same
// beat, or runts alone. A heartbeat has none: its number is the next one to come.
typedef struct packed {
  event_t      ev;
  logic        has_event;
  logic [2:0]  span;         // numbers; 0: heartbeat, bad frame
  logic        beat;         // a heartbeat or an end of session
  logic        eos;          // the latter
  logic        bad;          // the frame ended here, with an error
  logic        first;        // first record of its packet
  logic        longer;       // longer than its type
  logic [TW_ITCH_CODE_W-1:0] kind;
  logic [31:0] print;        // fingerprint of the message (message_print)
} record_t;                  // 46 bits and an event

`endif
