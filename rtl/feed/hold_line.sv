// SPDX-License-Identifier: BSD-3-Clause
// hold_line: what one line brought and the arbiter has not judged yet.
//
//   s_*   in   the records of one line, as rtl/feed/line.sv pulses them
//   head  out  the oldest record
//
// Latency     0 cycles when nothing waits.
// Throughput  1 record in and 1 out per cycle.
// Stall       none: a record that finds DEPTH others waiting is dropped and counted; its numbers
//             will be missing, so the arbiter declares a gap unless the other line has them.
// Reset       synchronous; empties it. `flush` also ignores the rest of a packet under way, unless that
//             began in the cycle before and `flush_day` says that a day began with it.

`include "tw_feed.svh"
`default_nettype none

module hold_line #(
  parameter int DEPTH = 64
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic          flush,             // forget everything, and the packet under way
  input  wire logic          flush_day,         // with flush: because of a packet of the cycle before
  input  wire logic          session,           // a packet begins and is taken
  input  wire logic [63:0]   arrival,           // of the frame, a cycle before its records
  input  wire logic [31:0]   cycle,

  input  wire logic          s_event_tvalid,
  input  wire event_t        s_event_tdata,
  input  wire logic [TW_ITCH_CODE_W-1:0] s_event_type,
  input  wire logic          s_event_long,
  input  wire logic [31:0]   s_event_print,
  input  wire logic          s_skip_tvalid,
  input  wire logic [63:0]   s_skip_seq,
  input  wire logic [2:0]    s_skip_count,
  input  wire logic          s_beat_tvalid,
  input  wire logic [63:0]   s_beat_seq,
  input  wire logic          s_end_of_session,
  input  wire logic          s_bad_frame,

  output logic               head_valid,
  output record_t            head,
  input  wire logic          take,
  output logic               full,              // nearly: two more records fit at most
  output logic [$clog2(DEPTH):0] used,
  output logic               overflow,          // pulse: an event was dropped
  output logic               bad_lost,          // pulse: a record with `bad` was dropped
  output logic [$clog2(DEPTH)+1:0] forgotten    // events that a flush ends in this cycle
);

  localparam int N = $clog2(DEPTH) + 1;
  localparam int RECORD_W = EVENT_W + 46;       // of record_t

  logic live_q;                                 // the packet under way counts
  logic dead_q;                                 // it did, until a flush
  logic first_q;
  logic began_q;                                // the packet under way began in the cycle before
  logic [63:0] arrival_q;
  logic [N-1:0] events_q;                       // events that wait

  wire stays   = !flush || (flush_day && began_q);
  wire arrives = live_q && stays && (s_event_tvalid || s_skip_tvalid || s_beat_tvalid || s_bad_frame);

  record_t record;
  always_comb begin
    record    = '0;
    record.ev = s_event_tdata;                    // of a record without an event only what follows is looked at
    if (!s_event_tvalid) begin
      record.ev.info.seq        = s_skip_tvalid ? s_skip_seq : s_beat_seq;
      record.ev.info.arrival_ns = arrival_q;
      record.ev.info.last_cycle = cycle - 32'd2;  // when it was at the port
    end
    record.has_event = s_event_tvalid;
    record.span      = {2'd0, s_event_tvalid} + (s_skip_tvalid ? s_skip_count : 3'd0);
    record.beat      = s_beat_tvalid;
    record.eos       = s_end_of_session;
    record.bad       = s_bad_frame;
    record.first     = first_q;
    record.longer    = s_event_long;
    record.kind      = s_event_type;
    record.print     = s_event_print;
  end

  logic [RECORD_W-1:0] fifo_data;
  logic                fifo_valid, fifo_ready;

  wire direct = !fifo_valid && take;            // judged in the cycle it came
  wire pushes = arrives && !direct;

  fifo_small #(.WIDTH(RECORD_W), .DEPTH(DEPTH)) waiting (
    .clk(clk), .rst(rst), .flush(flush),
    .s_tdata(record), .s_tvalid(pushes), .s_tready(fifo_ready),
    .m_tdata(fifo_data), .m_tvalid(fifo_valid), .m_tready(take), .used(used)
  );

  assign head       = fifo_valid ? fifo_data : record;
  assign head_valid = !flush && (fifo_valid || arrives);
  assign full       = used >= N'(DEPTH - 2);
  assign overflow   = pushes && !fifo_ready && s_event_tvalid;
  assign bad_lost   = pushes && !fifo_ready && s_bad_frame;

  // ---- what a flush ends ---------------------------------------------------------------------------
  wire enters = pushes && fifo_ready && s_event_tvalid;
  wire leaves = fifo_valid && take && head.has_event;
  wire late   = s_event_tvalid && (dead_q || (live_q && !stays));

  assign forgotten = {1'b0, flush ? events_q : {N{1'b0}}} + {{N{1'b0}}, late};

  always_ff @(posedge clk) begin
    arrival_q <= arrival;
    if (session) first_q <= 1'b1;
    else if (arrives) first_q <= 1'b0;
    if (session) live_q <= 1'b1;
    else if (!stays) live_q <= 1'b0;
    if (session) dead_q <= 1'b0;
    else if (!stays && live_q) dead_q <= 1'b1;
    began_q  <= session;
    events_q <= (flush ? '0 : events_q - N'(leaves)) + N'(enters);
    if (rst) begin
      live_q   <= 1'b0;
      dead_q   <= 1'b0;
      first_q  <= 1'b0;
      began_q  <= 1'b0;
      events_q <= '0;
    end
  end

endmodule

`default_nettype wire
