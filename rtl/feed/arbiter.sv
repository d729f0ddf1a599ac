// SPDX-License-Identifier: BSD-3-Clause
// arbiter: two lines of the same feed made into one sequence that nobody doubts.
//
//   head_a, head_b  in   the oldest record of each line (hold_line)
//   m_event         out  each message once, in order; EVENT_GAP where numbers are missing
//
// Latency     0 cycles, head to m_event, for the record that is next.
// Throughput  1 event per cycle; duplicates of both lines leave besides.
// Stall       m_event_tready low holds what would go out; duplicates still leave.
// Reset       synchronous; expects number 1.
//
// First copy wins, per message: a record is next when it holds the expected number, old when it
// ends before it, ahead when it begins behind it. Numbers are missing for sure when every
// enabled line is ahead; or, when one is ahead and the other silent, after cfg_hold_ns.

`include "tw_stream.svh"
`default_nettype none

module arbiter (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [63:0]  time_ns,
  input  wire logic         cfg_a_on,
  input  wire logic         cfg_b_on,
  input  wire logic [31:0]  cfg_hold_ns,
  input  wire logic         new_day,           // pulse: EVENT_CLEAR goes out, number 1 comes next

  input  wire logic         a_valid,
  input  wire event_t       a_event,
  input  wire logic         a_has_event,
  input  wire logic [2:0]   a_span,
  input  wire logic         a_beat,
  input  wire logic         a_bad,
  input  wire logic         a_first,
  input  wire logic         a_bad_lost,        // pulse: a record with a_bad was dropped on the way
  output logic              a_take,

  input  wire logic         b_valid,
  input  wire event_t       b_event,
  input  wire logic         b_has_event,
  input  wire logic [2:0]   b_span,
  input  wire logic         b_beat,
  input  wire logic         b_bad,
  input  wire logic         b_first,
  input  wire logic         b_bad_lost,        // pulse: a record with b_bad was dropped on the way
  output logic              b_take,

  output event_t            m_event_tdata,
  output logic              m_event_tvalid,
  input  wire logic         m_event_tready,

  output logic              a_used,            // pulse: line A's event went out
  output logic              b_used,
  output logic [2:0]        runts,             // runts whose numbers were taken in this cycle
  output logic              gap,               // pulse: `lost` numbers are missing
  output logic [63:0]       lost,
  output logic [63:0]       expected,          // the number that is next
`ifdef FORMAL
  output logic [4:0]        state,
`endif
  output logic              waiting            // a line is ahead, the other one may still bring it
);

  logic [63:0] expected_q;
  logic [47:0] exchange_q;                     // time of the last message that went out
  logic        clear_q, suspect_q;             // events that go out before any record
  logic        a_taken_q, b_taken_q;           // something of the line's packet was taken
  logic        a_late_q, b_late_q;             // the head is ahead, and came cfg_hold_ns ago
  logic        held_q, held_gap_q, held_b_q;   // an offer stands; it is a gap; it is line B's
  logic [63:0] bad_arrival_q;                  // of the frame that is suspect
  logic [31:0] bad_cycle_q;

  assign expected = expected_q;
`ifdef FORMAL
  assign state = {held_q, held_gap_q, held_b_q, suspect_q, clear_q};
`endif

  wire [63:0] a_seq = a_event.info.seq;
  wire [63:0] b_seq = b_event.info.seq;
  wire [63:0] a_end = a_seq + {61'd0, a_span};
  wire [63:0] b_end = b_seq + {61'd0, b_span};

  // A record without a number of its own (bad frame) is old at once; a heartbeat's number is the
  // next one to come, so it is ahead only when that is behind the expected one.
  wire a_numbered = a_span != 3'd0 || a_beat;
  wire b_numbered = b_span != 3'd0 || b_beat;
  wire a_ahead = a_valid && a_numbered && a_seq > expected_q;
  wire b_ahead = b_valid && b_numbered && b_seq > expected_q;
  wire a_next  = a_valid && !a_ahead && a_end > expected_q && a_span != 3'd0;
  wire b_next  = b_valid && !b_ahead && b_end > expected_q && b_span != 3'd0;
  wire a_old   = a_valid && !a_ahead && !a_next;
  wire b_old   = b_valid && !b_ahead && !b_next;

  // The event is the record's first number; when only runts of it are new, nothing goes out.
  wire a_shows = a_has_event && a_seq == expected_q;
  wire b_shows = b_has_event && b_seq == expected_q;

  wire suspect = suspect_q && !held_q && !clear_q && !new_day;
  wire free    = !clear_q && !suspect && !new_day;
  wire may_go = free && !held_gap_q;
  wire prefer_b = b_next && (held_b_q || !a_next);
  wire a_goes = may_go && a_next && !prefer_b && (!a_shows || m_event_tready);
  wire b_goes = may_go && prefer_b && (!b_shows || m_event_tready);

  assign a_take = free && (a_old || a_goes);
  assign b_take = free && (b_old || b_goes);
  assign a_used = a_goes && a_shows;
  assign b_used = b_goes && b_shows;

  wire [63:0] goes_end = a_goes ? a_end : b_end;
  wire [63:0] new_numbers = goes_end - expected_q;
  assign runts = (a_goes || b_goes) ? new_numbers[2:0] - {2'd0, a_used || b_used} : 3'd0;

  // ---- gaps ------------------------------------------------------------------------------------
  wire both_ahead = a_ahead && b_ahead;
  wire alone      = (a_ahead && !cfg_b_on && !b_valid) || (b_ahead && !cfg_a_on && !a_valid);
  wire one_ahead  = (a_ahead && !b_valid) || (b_ahead && !a_valid);
  wire expired    = one_ahead && (a_late_q || b_late_q);
  wire missing    = free && (both_ahead || alone || expired || held_gap_q);
  wire from_a     = a_ahead && (held_gap_q ? !held_b_q : !b_ahead || a_seq <= b_seq);
  wire [63:0] reveals = from_a ? a_seq : b_seq;

  assign gap     = (missing || suspect) && m_event_tready;
  assign lost    = suspect ? 64'd0 : reveals - expected_q;
  assign waiting = one_ahead && !alone;

  // A frame that proved bad after something of it was taken: what it touched is suspect.
  // When the record that told so was dropped, the frame counts as taken.
  wire a_spoils = a_bad_lost || (a_take && a_bad && (a_goes || (a_taken_q && !a_first)));
  wire b_spoils = b_bad_lost || (b_take && b_bad && (b_goes || (b_taken_q && !b_first)));

  assign m_event_tvalid = clear_q || suspect || missing || (free && (prefer_b ? b_shows : a_next && a_shows));

  // The event's members wait for as little as may be: a record that shows has the expected number,
  // and nothing that stands in its way is later than a register. Else they are those of a gap.
  wire own_turn = !clear_q && !held_gap_q && !(suspect_q && !held_q);
  wire a_same   = a_valid && a_shows;
  wire b_same   = b_valid && b_shows;
  wire a_out    = own_turn && a_same && !(b_same && held_b_q);
  wire b_out    = own_turn && b_same && (held_b_q || !a_same);
  wire b_times  = b_out || (!a_out && !from_a);

  always_comb begin
    m_event_tdata = (a_event & {EVENT_W{a_out}}) | (b_event & {EVENT_W{b_out}});
    if (!a_out && !b_out) begin
      m_event_tdata.op               = clear_q ? EVENT_CLEAR : EVENT_GAP;
      m_event_tdata.info.exchange_ns = clear_q ? 48'd0 : exchange_q;
    end
    m_event_tdata.info.seq        = clear_q ? 64'd0 : expected_q;
    m_event_tdata.info.arrival_ns = b_times ? b_event.info.arrival_ns : a_event.info.arrival_ns;
    m_event_tdata.info.last_cycle = b_times ? b_event.info.last_cycle : a_event.info.last_cycle;
    if (clear_q) begin
      m_event_tdata.info.arrival_ns = 64'd0;
      m_event_tdata.info.last_cycle = 32'd0;
    end else if (suspect_q && !held_q) begin
      m_event_tdata.info.arrival_ns = bad_arrival_q;
      m_event_tdata.info.last_cycle = bad_cycle_q;
    end
  end

  always_ff @(posedge clk) begin
    if (missing && m_event_tready) expected_q <= reveals;
    else if (a_goes || b_goes) expected_q <= goes_end;
    if (a_used) exchange_q <= a_event.info.exchange_ns;
    if (b_used) exchange_q <= b_event.info.exchange_ns;

    if (a_take) a_taken_q <= a_goes || (a_taken_q && !a_first);
    if (b_take) b_taken_q <= b_goes || (b_taken_q && !b_first);
    if (m_event_tready) clear_q <= 1'b0;
    if (m_event_tready && suspect) suspect_q <= 1'b0;
    if (a_spoils || b_spoils) suspect_q <= 1'b1;
    if ((a_spoils || b_spoils) && !suspect_q) begin
      bad_arrival_q <= a_spoils ? a_event.info.arrival_ns : b_event.info.arrival_ns;
      bad_cycle_q   <= a_spoils ? a_event.info.last_cycle : b_event.info.last_cycle;
    end

    // A head that is ahead stays the head, so what was late stays late.
    a_late_q <= a_ahead && time_ns[62:0] - a_event.info.arrival_ns[62:0] >= {31'd0, cfg_hold_ns};
    b_late_q <= b_ahead && time_ns[62:0] - b_event.info.arrival_ns[62:0] >= {31'd0, cfg_hold_ns};

    held_q     <= free && m_event_tvalid && !m_event_tready;
    held_gap_q <= missing && !m_event_tready;
    held_b_q   <= !m_event_tready && (missing ? !from_a : m_event_tvalid && prefer_b);

    if (new_day) begin
      clear_q    <= 1'b1;
      suspect_q  <= 1'b0;
      expected_q <= 64'd1;
      exchange_q <= 48'd0;
      a_late_q   <= 1'b0;
      b_late_q   <= 1'b0;
      held_q     <= 1'b0;
      held_gap_q <= 1'b0;
      held_b_q   <= 1'b0;
    end
    if (rst) begin
      clear_q    <= 1'b0;
      suspect_q  <= 1'b0;
      expected_q <= 64'd1;
      exchange_q <= 48'd0;
      a_taken_q  <= 1'b0;
      b_taken_q  <= 1'b0;
      a_late_q   <= 1'b0;
      b_late_q   <= 1'b0;
      held_q     <= 1'b0;
      held_gap_q <= 1'b0;
      held_b_q   <= 1'b0;
    end
  end

endmodule

`default_nettype wire
