// SPDX-License-Identifier: BSD-3-Clause
// arbiter: the lines of one feed made into one sequence that nobody doubts.
//
//   head_a, head_b  in   the oldest record of each line (hold_line)
//   head_r          in   that of the host's line, which replays what is missing
//   side            in   what the feed says beside its messages (repair)
//   m_event         out  each message once, in order; EVENT_GAP where numbers are missing
//
// Latency     0 cycles, head to m_event, for the record that is next.
// Throughput  1 event per cycle; duplicates of all lines leave besides.
// Stall       m_event_tready low holds what would go out; duplicates still leave.
// Reset       synchronous; expects number 1.
//
// First copy wins, per message: a record is next when it holds the expected number, old when it
// ends before it, ahead when it begins behind it. Numbers are missing for sure when every
// enabled line is ahead; or, when one is ahead and the other silent, after cfg_hold_ns. While the
// feed holds none is missing: the host will bring it.

`include "tw_feed.svh"
`default_nettype none

module arbiter (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [63:0]  time_ns,
  input  wire logic         cfg_a_on,
  input  wire logic         cfg_b_on,
  input  wire logic         cfg_repair,        // a gap leaves the expected number as it is
  input  wire logic [31:0]  cfg_hold_ns,
  input  wire logic         new_day,           // pulse: number 1 comes next
  input  wire logic         load,              // pulse: `seq` does, and nothing of before counts
  input  wire logic         resume,            // pulse: `seq` does
  input  wire logic [63:0]  seq,
  input  wire logic         holding,
  input  wire logic         loading,           // only the host's line, whatever its numbers

  input  wire logic         side_valid,
  input  wire logic         side_block,        // records are not offered now
  input  wire event_t       side_event,

  input  wire logic         a_valid,
  input  wire record_t      a_head,
  input  wire logic         a_full,            // holding: the head must go
  input  wire logic         a_bad_lost,        // pulse: a record with `bad` was dropped on the way
  output logic              a_take,
  output logic              a_passes,          // with a_take: because of a_full

  input  wire logic         b_valid,
  input  wire record_t      b_head,
  input  wire logic         b_full,
  input  wire logic         b_bad_lost,
  output logic              b_take,
  output logic              b_passes,

  input  wire logic         r_valid,           // only while holding
  input  wire record_t      r_head,
  output logic              r_take,

  output event_t            m_event_tdata,
  output logic              m_event_tvalid,
  input  wire logic         m_event_tready,

  output logic              a_used,            // pulse: line A's event went out
  output logic              b_used,
  output logic              r_used,
  output logic [2:0]        runts,             // runts whose numbers were taken in this cycle
  output logic              gap,               // pulse: numbers up to gap_seq are missing
  output logic [63:0]       gap_seq,
  output logic              spoilt,            // pulse: a bad frame was taken
  output logic [63:0]       spoilt_arrival,
  output logic [31:0]       spoilt_cycle,
  output logic              end_reached,       // pulse: what came before an end of session is out
  output logic [63:0]       expected,          // the number that is next
  output logic [47:0]       exchange,          // time of the last message that went out
  output logic              held,              // an offer of a record or a gap stands
  output logic              ahead,             // line A or B is
  output logic              waiting,           // a line is ahead, the other one may still bring it
`ifdef FORMAL
  output logic [2:0]        state,
`endif
  output logic              moving             // a head will leave by itself
);

  logic [63:0] expected_q;
  logic [47:0] exchange_q;
  logic        a_taken_q, b_taken_q;           // something of the line's packet was taken
  logic        a_late_q, b_late_q;             // the head is ahead, and came cfg_hold_ns ago
  logic        held_q, held_gap_q;             // an offer stands; it is a gap
  logic        held_b_q, held_r_q;             // it is line B's; the host's

  assign expected = expected_q;
  assign exchange = exchange_q;
  assign held     = held_q;
`ifdef FORMAL
  assign state = {held_gap_q, held_b_q, held_r_q};
`endif

  wire [63:0] a_seq = a_head.ev.info.seq;
  wire [63:0] b_seq = b_head.ev.info.seq;
  wire [63:0] r_seq = r_head.ev.info.seq;
  wire [63:0] a_end = a_seq + {61'd0, a_head.span};
  wire [63:0] b_end = b_seq + {61'd0, b_head.span};
  wire [63:0] r_end = r_seq + {61'd0, r_head.span};

  // How far the expected number is behind a record's first one: below its span, the record holds it.
  wire [64:0] a_off = {1'b0, expected_q} - {1'b0, a_seq};
  wire [64:0] b_off = {1'b0, expected_q} - {1'b0, b_seq};
  wire [64:0] r_off = {1'b0, expected_q} - {1'b0, r_seq};
  wire a_holds = a_off[64:3] == 62'd0 && a_off[2:0] < a_head.span;
  wire b_holds = b_off[64:3] == 62'd0 && b_off[2:0] < b_head.span;
  wire r_holds = r_off[64:3] == 62'd0 && r_off[2:0] < r_head.span;

  // A record without a number of its own (bad frame) is old at once; a heartbeat's number is the
  // next one to come, so it is ahead only when that is behind the expected one.
  wire a_ahead = a_valid && (a_head.span != 3'd0 || a_head.beat) && a_off[64];
  wire b_ahead = b_valid && (b_head.span != 3'd0 || b_head.beat) && b_off[64];
  wire r_ahead = r_valid && r_head.span != 3'd0 && r_off[64] && !loading;
  wire a_has   = a_valid && a_holds;
  wire b_has   = b_valid && b_holds;
  wire a_next  = a_has && !loading;
  wire b_next  = b_has && !loading;
  wire r_next  = r_valid && (loading ? r_head.span != 3'd0 : r_holds);
  wire a_old   = a_valid && !a_ahead && !a_has;
  wire b_old   = b_valid && !b_ahead && !b_has;
  wire r_old   = r_valid && !r_ahead && !r_next;

  // The event is the record's first number; when only runts of it are new, nothing goes out.
  wire a_shows = a_head.has_event && a_seq == expected_q;
  wire b_shows = b_head.has_event && b_seq == expected_q;
  wire r_shows = r_head.has_event && (r_seq == expected_q || loading);

  wire flush    = new_day || load;
  wire aside    = side_block && !held_q;
  wire free     = !aside && !flush;
  wire may_go   = free && !held_gap_q;
  wire prefer_r = r_next && (held_r_q || !(a_next || b_next));
  wire prefer_b = b_next && !held_r_q && (held_b_q || !a_next);
  wire a_goes = may_go && a_next && !prefer_b && !prefer_r && (!a_shows || m_event_tready);
  wire b_goes = may_go && prefer_b && (!b_shows || m_event_tready);
  wire r_goes = may_go && prefer_r && (!r_shows || m_event_tready);

  assign a_passes = holding && a_full && (a_ahead || (loading && a_has));
  assign b_passes = holding && b_full && (b_ahead || (loading && b_has));
  assign a_take = free && (a_old || a_goes || a_passes);
  assign b_take = free && (b_old || b_goes || b_passes);
  assign r_take = free && (r_old || r_goes);
  assign a_used = a_goes && a_shows;
  assign b_used = b_goes && b_shows;
  assign r_used = r_goes && r_shows;

  wire        goes     = a_goes || b_goes || r_goes;
  wire [63:0] goes_end = a_goes ? a_end : b_goes ? b_end : r_end;
  wire [63:0] begins   = loading ? r_seq : expected_q;
  wire [63:0] new_numbers = goes_end - begins;
  assign runts = goes ? new_numbers[2:0] - {2'd0, a_used || b_used || r_used} : 3'd0;

  // ---- gaps ------------------------------------------------------------------------------------
  wire both_ahead = a_ahead && b_ahead;
  wire alone      = (a_ahead && !cfg_b_on && !b_valid) || (b_ahead && !cfg_a_on && !a_valid);
  wire one_ahead  = (a_ahead && !b_valid) || (b_ahead && !a_valid);
  wire expired    = one_ahead && (a_late_q || b_late_q);
  wire missing    = free && !holding && (both_ahead || alone || expired || held_gap_q);
  wire from_a     = a_ahead && (held_gap_q ? !held_b_q : !b_ahead || a_seq <= b_seq);

  assign gap     = missing && m_event_tready;
  assign gap_seq = from_a ? a_seq : b_seq;
  assign ahead   = a_ahead || b_ahead;
  assign waiting = one_ahead && !alone && !holding;
  assign moving  = a_old || b_old || r_old || a_next || b_next || r_next || a_passes || b_passes
                   || (ahead && !holding && !waiting);

  // A frame that proved bad after something of it was taken: what it touched is suspect.
  // When the record that told so was dropped, the frame counts as taken.
  wire a_spoils = a_bad_lost || (a_take && a_head.bad && (a_goes || (a_taken_q && !a_head.first)));
  wire b_spoils = b_bad_lost || (b_take && b_head.bad && (b_goes || (b_taken_q && !b_head.first)));

  assign spoilt         = a_spoils || b_spoils;
  assign spoilt_arrival = a_spoils ? a_head.ev.info.arrival_ns : b_head.ev.info.arrival_ns;
  assign spoilt_cycle   = a_spoils ? a_head.ev.info.last_cycle : b_head.ev.info.last_cycle;
  assign end_reached    = (a_take && !a_passes && a_head.eos) || (b_take && !b_passes && b_head.eos);

  // ---- the offer -------------------------------------------------------------------------------
  wire offers = prefer_r ? r_shows : prefer_b ? b_shows : a_next && a_shows;
  assign m_event_tvalid = (side_valid && !held_q) || missing || (may_go && offers);

  // The event's members wait for as little as may be: a record that shows has the expected number,
  // and nothing that stands in its way is later than a register. Else they are those of a gap.
  wire own_turn = !aside && !held_gap_q;
  wire a_same   = a_valid && a_shows && !loading;
  wire b_same   = b_valid && b_shows && !loading;
  wire a_out    = own_turn && a_same && !(b_same && held_b_q) && !held_r_q;
  wire b_out    = own_turn && b_same && (held_b_q || !a_same) && !held_r_q;
  wire r_out    = own_turn && r_valid && !a_out && !b_out;   // while it has a head, no gap is told
  wire b_times  = b_out || (!a_out && !from_a);

  always_comb begin
    m_event_tdata = (a_head.ev & {EVENT_W{a_out}}) | (b_head.ev & {EVENT_W{b_out}}) | (r_head.ev & {EVENT_W{r_out}});
    m_event_tdata.info.seq        = expected_q;
    m_event_tdata.info.arrival_ns = b_times ? b_head.ev.info.arrival_ns : a_head.ev.info.arrival_ns;
    m_event_tdata.info.last_cycle = b_times ? b_head.ev.info.last_cycle : a_head.ev.info.last_cycle;
    if (r_out) begin
      m_event_tdata.info.arrival_ns = 64'd0;
      m_event_tdata.info.last_cycle = r_head.ev.info.last_cycle;
    end else if (!a_out && !b_out) begin
      m_event_tdata.op               = EVENT_GAP;
      m_event_tdata.info.exchange_ns = exchange_q;
    end
    if (aside) m_event_tdata = side_event;
  end

  always_ff @(posedge clk) begin
    if (gap) expected_q <= cfg_repair ? expected_q : gap_seq;
    else if (goes && !loading) expected_q <= goes_end;
    if (a_used) exchange_q <= a_head.ev.info.exchange_ns;
    if (b_used) exchange_q <= b_head.ev.info.exchange_ns;
    if (r_used) exchange_q <= r_head.ev.info.exchange_ns;

    if (a_take) a_taken_q <= a_goes || (a_taken_q && !a_head.first);
    if (b_take) b_taken_q <= b_goes || (b_taken_q && !b_head.first);

    // A head that is ahead stays the head, so what was late stays late. Bit 63 of an arrival is
    // no time.
    a_late_q <= a_ahead && time_ns[62:0] - a_head.ev.info.arrival_ns[62:0] >= {31'd0, cfg_hold_ns};
    b_late_q <= b_ahead && time_ns[62:0] - b_head.ev.info.arrival_ns[62:0] >= {31'd0, cfg_hold_ns};

    held_q     <= free && m_event_tvalid && !m_event_tready;
    held_gap_q <= missing && !m_event_tready;
    held_b_q   <= free && !m_event_tready && (missing ? !from_a : may_go && offers && prefer_b);
    held_r_q   <= may_go && !m_event_tready && offers && prefer_r;

    if (resume || load) expected_q <= seq;
    if (new_day) begin
      expected_q <= 64'd1;
      exchange_q <= 48'd0;
    end
    if (flush || rst) begin
      a_late_q   <= 1'b0;
      b_late_q   <= 1'b0;
      held_q     <= 1'b0;
      held_gap_q <= 1'b0;
      held_b_q   <= 1'b0;
      held_r_q   <= 1'b0;
    end
    if (rst) begin
      expected_q <= 64'd1;
      exchange_q <= 48'd0;
      a_taken_q  <= 1'b0;
      b_taken_q  <= 1'b0;
    end
  end

endmodule

`default_nettype wire
