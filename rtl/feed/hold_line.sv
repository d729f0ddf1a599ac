// SPDX-License-Identifier: BSD-3-Clause
// hold_line: what one line brought and the arbiter has not judged yet.
//
//   s_*   in   the records of one line, as rtl/feed/line.sv pulses them
//   head  out  the oldest record: sequence numbers head_seq .. head_seq + head_span - 1
//
// Latency     0 cycles when nothing waits.
// Throughput  1 record in and 1 out per cycle.
// Stall       none: a record that finds DEPTH others waiting is dropped and counted; its numbers
//             will be missing, so the arbiter declares a gap unless the other line has them.
// Reset       synchronous; empties it. `flush` also ignores the rest of a packet under way.
//
// An event and the runts behind it in one beat have consecutive numbers, so they are one record.

`include "tw_stream.svh"
`include "tw_regs.svh"
`default_nettype none

module hold_line #(
  parameter int DEPTH = 64
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic          flush,             // forget everything, and the packet under way
  input  wire logic          session,           // a packet begins and is taken
  input  wire logic [63:0]   arrival,           // of the frame, a cycle before its records
  input  wire logic [31:0]   cycle,

  input  wire logic          s_event_tvalid,
  input  wire event_t        s_event_tdata,
  input  wire logic [TW_ITCH_CODE_W-1:0] s_event_type,
  input  wire logic          s_event_long,
  input  wire logic          s_skip_tvalid,
  input  wire logic [63:0]   s_skip_seq,
  input  wire logic [2:0]    s_skip_count,
  input  wire logic          s_beat_tvalid,
  input  wire logic [63:0]   s_beat_seq,
  input  wire logic          s_bad_frame,

  output logic               head_valid,
  output event_t             head_event,        // info.seq is head_seq
  output logic               head_has_event,
  output logic [2:0]         head_span,         // numbers in the record; 0: heartbeat, bad frame
  output logic               head_beat,
  output logic               head_bad,          // the frame ended here, with an error
  output logic               head_first,        // first record of its packet
  output logic [TW_ITCH_CODE_W-1:0] head_type,
  output logic               head_long,
  input  wire logic          take,
  output logic               overflow,          // pulse: an event was dropped
  output logic               bad_lost           // pulse: a record with head_bad was dropped
);

  localparam int RECORD_W = EVENT_W + 1 + 3 + 1 + 1 + 1 + TW_ITCH_CODE_W + 1;

  logic live_q;                                 // the packet under way counts
  logic first_q;
  logic [63:0] arrival_q;

  wire arrives = live_q && !flush && (s_event_tvalid || s_skip_tvalid || s_beat_tvalid || s_bad_frame);

  event_t event_d;
  always_comb begin
    event_d = '0;
    if (s_event_tvalid) event_d = s_event_tdata;
    else if (arrives) begin
      event_d.info.seq        = s_skip_tvalid ? s_skip_seq : s_beat_seq;
      event_d.info.arrival_ns = arrival_q;
      event_d.info.last_cycle = cycle - 32'd2;  // when it was at the port
    end
  end

  wire [2:0] span = {2'd0, s_event_tvalid} + (s_skip_tvalid ? s_skip_count : 3'd0);
  wire [RECORD_W-1:0] record = {event_d, s_event_tvalid, span, s_beat_tvalid, s_bad_frame, first_q,
                                s_event_type, s_event_long};

  logic [RECORD_W-1:0] fifo_data, head;
  logic                fifo_valid, fifo_ready;
  logic [$clog2(DEPTH):0] fifo_used;

  wire direct = !fifo_valid && take;            // judged in the cycle it came

  fifo_small #(.WIDTH(RECORD_W), .DEPTH(DEPTH)) waiting (
    .clk(clk), .rst(rst || flush),
    .s_tdata(record), .s_tvalid(arrives && !direct), .s_tready(fifo_ready),
    .m_tdata(fifo_data), .m_tvalid(fifo_valid), .m_tready(take), .used(fifo_used)
  );

  assign head       = fifo_valid ? fifo_data : record;
  assign head_valid = !flush && (fifo_valid || arrives);
  assign {head_event, head_has_event, head_span, head_beat, head_bad, head_first, head_type, head_long} = head;
  assign overflow   = arrives && !direct && !fifo_ready && s_event_tvalid;
  assign bad_lost   = arrives && !direct && !fifo_ready && s_bad_frame;

  always_ff @(posedge clk) begin
    arrival_q <= arrival;
    if (session) first_q <= 1'b1;
    else if (arrives) first_q <= 1'b0;
    if (session) live_q <= 1'b1;
    else if (flush) live_q <= 1'b0;
    if (rst) begin
      live_q  <= 1'b0;
      first_q <= 1'b0;
    end
  end

  wire unused = |fifo_used;

endmodule

`default_nettype wire
