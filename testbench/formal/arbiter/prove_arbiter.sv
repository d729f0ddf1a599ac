// SPDX-License-Identifier: BSD-3-Clause
// prove_arbiter: every number goes out once, in order, or is told to be missing.
//
// Cover       10 cycles
// Bounded     2 cycles
// Induction   2 cycles
//
// The lines bring anything in any order, numbers and times of 8 bits; a head stays until it is
// taken. Of an event the number, its arrival and its line are left. The bounded task is no more
// than the induction's beginning.

`include "tw_stream.svh"
`default_nettype none

module prove_arbiter #(
  parameter int N = 8                     // bits of numbers and times that the lines bring
) (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic [N-1:0] time_ns,
  input  wire logic        cfg_a_on,
  input  wire logic        cfg_b_on,
  input  wire logic [N-1:0] cfg_hold_ns,
  input  wire logic        new_day,
  input  wire logic        m_event_tready,
  input  wire logic        a_valid,
  input  wire logic [N-1:0] a_seq,
  input  wire logic [N-1:0] a_arrival,
  input  wire logic [2:0]  a_span,
  input  wire logic [4:0]  a_flags,       // has_event, beat, bad, first, bad_lost
  input  wire logic        b_valid,
  input  wire logic [N-1:0] b_seq,
  input  wire logic [N-1:0] b_arrival,
  input  wire logic [2:0]  b_span,
  input  wire logic [4:0]  b_flags
);

  localparam logic [63-N:0] ZERO = '0;

  (* anyconst *) logic [63:0] watched;    // any number

  event_t a_event, b_event, m_event_tdata;
  logic   a_take, b_take, m_event_tvalid, a_used, b_used, gap, waiting;
  logic [2:0]  runts;
  logic [63:0] lost, expected;
  logic [4:0]  state;                      // of the arbiter

  always_comb begin
    a_event = '0;
    b_event = '0;
    a_event.info.seq        = {ZERO, a_seq};
    b_event.info.seq        = {ZERO, b_seq};
    a_event.info.arrival_ns = {ZERO, a_arrival};
    b_event.info.arrival_ns = {ZERO, b_arrival};
    a_event.locate          = 16'd1;
    b_event.locate          = 16'd2;
  end

  arbiter dut (
    .clk(clk), .rst(rst), .time_ns({ZERO, time_ns}), .cfg_a_on(cfg_a_on), .cfg_b_on(cfg_b_on),
    .cfg_hold_ns({{(32 - N){1'b0}}, cfg_hold_ns}), .new_day(new_day),
    .a_valid(a_valid), .a_event(a_event), .a_has_event(a_flags[4]), .a_span(a_span), .a_beat(a_flags[3]),
    .a_bad(a_flags[2]), .a_first(a_flags[1]), .a_bad_lost(a_flags[0]), .a_take(a_take),
    .b_valid(b_valid), .b_event(b_event), .b_has_event(b_flags[4]), .b_span(b_span), .b_beat(b_flags[3]),
    .b_bad(b_flags[2]), .b_first(b_flags[1]), .b_bad_lost(b_flags[0]), .b_take(b_take),
    .m_event_tdata(m_event_tdata), .m_event_tvalid(m_event_tvalid), .m_event_tready(m_event_tready),
    .a_used(a_used), .b_used(b_used), .runts(runts), .gap(gap), .lost(lost), .expected(expected),
    .state(state), .waiting(waiting)
  );

  wire [63:0] a_end = {ZERO, a_seq} + {61'd0, a_span};
  wire [63:0] b_end = {ZERO, b_seq} + {61'd0, b_span};
  wire used = a_used || b_used;
  wire declared = gap && lost != 64'd0;
  wire [63:0] moved = {63'd0, used} + {61'd0, runts} + (gap ? lost : 64'd0);
  wire offers_gap = m_event_tvalid && m_event_tdata.op == EVENT_GAP;
  wire offers_message = m_event_tvalid && m_event_tdata.op == EVENT_NONE;

  wire held = state[4], held_gap = state[3], held_b = state[2], suspect = state[1], clear = state[0];

  // ---- what has been ---------------------------------------------------------------------------
  logic        past_q = 1'b0, calm_q = 1'b0;
  logic        a_stays_q, b_stays_q, offered_q, lost_q;
  logic [2*N+7:0] a_head_q, b_head_q;
  logic [63:0] next_q;
  logic        out_q;                      // the watched number went out today
  logic [2:0]  waits_q;                    // cycles that a next record has waited
  logic [63:0] offered_seq_q, offered_arrival_q;
  logic [19:0] offered_what_q;

  wire [2*N+7:0] a_head = {a_seq, a_arrival, a_span, a_flags[4:1], 1'b0};
  wire [2*N+7:0] b_head = {b_seq, b_arrival, b_span, b_flags[4:1], 1'b0};
  wire a_ready_now = a_valid && {ZERO, a_seq} <= expected && a_end > expected && a_span != 3'd0;
  wire b_ready_now = b_valid && {ZERO, b_seq} <= expected && b_end > expected && b_span != 3'd0;

  always_ff @(posedge clk) begin
    past_q    <= 1'b1;
    a_stays_q <= a_valid && !a_take && !new_day && !rst;
    b_stays_q <= b_valid && !b_take && !new_day && !rst;
    a_head_q  <= a_head;
    b_head_q  <= b_head;
    lost_q    <= a_flags[0] || b_flags[0];
    offered_q <= m_event_tvalid && !m_event_tready && !new_day && !rst;
    offered_seq_q     <= m_event_tdata.info.seq;
    offered_arrival_q <= m_event_tdata.info.arrival_ns;
    offered_what_q    <= {m_event_tdata.op, m_event_tdata.locate};
    calm_q    <= !rst;
    next_q    <= rst || new_day ? 64'd1 : expected + moved;
    if (used && expected == watched) out_q <= 1'b1;
    if (new_day || rst) out_q <= 1'b0;
    waits_q <= (a_ready_now || b_ready_now) && moved == 64'd0 && m_event_tready && !new_day && !rst ?
               waits_q + 3'd1 : 3'd0;
  end

  // ---- the lines -------------------------------------------------------------------------------
  always_comb begin
    if (!past_q) assume (rst);
    // hold_line: an event is the record's first number, a heartbeat has none.
    assume (a_span <= 3'd5 && b_span <= 3'd5);
    assume (!a_flags[4] || a_span != 3'd0);
    assume (!b_flags[4] || b_span != 3'd0);
    assume (!(a_flags[3] && a_span != 3'd0) && !(b_flags[3] && b_span != 3'd0));
    if (past_q && a_stays_q) assume (a_valid && a_head == a_head_q);
    if (past_q && b_stays_q) assume (b_valid && b_head == b_head_q);
    // A frame takes more than two cycles.
    if (past_q && lost_q) assume (!a_flags[0] && !b_flags[0]);
    assume (!(a_flags[0] && b_flags[0]));
  end

  // ---- what must be ----------------------------------------------------------------------------
  always_comb begin
    if (past_q && calm_q) begin
      // The expected number moves by what went out, runts, and what is told to be missing.
      assert (expected == next_q);
      assert (expected >= 64'd1 && expected <= (64'd1 << N) + 64'd8);
      assert (moved <= (64'd1 << N) + 64'd8);

      // Once, in order, from the line that has it.
      assert (!(a_used && b_used) && !(used && gap));
      if (used) assert (m_event_tvalid && m_event_tready && offers_message &&
                        m_event_tdata.info.seq == expected);
      if (a_used) assert (a_take && a_flags[4] && {ZERO, a_seq} == expected && m_event_tdata.locate == 16'd1);
      if (b_used) assert (b_take && b_flags[4] && {ZERO, b_seq} == expected && m_event_tdata.locate == 16'd2);
      if (offers_message && m_event_tready) assert (used);
      if (out_q) assert (watched < expected);
      if (used && out_q) assert (m_event_tdata.info.seq != watched);

      // Runts are in the record that is taken, and no event of it is skipped.
      if (runts != 3'd0)
        assert ((a_take && a_ready_now && a_end == expected + moved &&
                 (a_used || !a_flags[4] || {ZERO, a_seq} < expected)) ||
                (b_take && b_ready_now && b_end == expected + moved &&
                 (b_used || !b_flags[4] || {ZERO, b_seq} < expected)));
      // A record leaves when all of its numbers are behind.
      if (a_take && a_valid && a_span != 3'd0) assert (a_end <= expected + moved);
      if (b_take && b_valid && b_span != 3'd0) assert (b_end <= expected + moved);

      // Missing is what lies before a waiting record, and what no head has when it is first said.
      if (declared) begin
        assert (m_event_tvalid && offers_gap && m_event_tdata.info.seq == expected && runts == 3'd0);
        assert ((a_valid && {ZERO, a_seq} == expected + lost) || (b_valid && {ZERO, b_seq} == expected + lost));
        if (!offered_q) assert (!a_ready_now && !b_ready_now);
      end

      // An offer stands until it is taken.
      if (offered_q && !new_day)
        assert (m_event_tvalid && m_event_tdata.info.seq == offered_seq_q &&
                m_event_tdata.info.arrival_ns == offered_arrival_q &&
                {m_event_tdata.op, m_event_tdata.locate} == offered_what_q);

      // Why it stands: the record that it comes from waits.
      if (held) assert (offered_q && !clear);
      if (held_gap) assert (held && offered_what_q[19:16] == EVENT_GAP);
      if (held_gap && held_b)
        assert (b_stays_q && !b_flags[3] == (b_span != 3'd0) && {ZERO, b_seq} > expected &&
                offered_arrival_q == {ZERO, b_arrival});
      if (held_gap && !held_b)
        assert (a_stays_q && !a_flags[3] == (a_span != 3'd0) && {ZERO, a_seq} > expected &&
                offered_arrival_q == {ZERO, a_arrival});
      if (held && !held_gap && held_b)
        assert (b_stays_q && b_flags[4] && {ZERO, b_seq} == expected && offered_arrival_q == {ZERO, b_arrival} &&
                offered_what_q == {EVENT_NONE, 16'd2});
      if (held && !held_gap && !held_b)
        assert (a_stays_q && a_flags[4] && {ZERO, a_seq} == expected && offered_arrival_q == {ZERO, a_arrival} &&
                offered_what_q == {EVENT_NONE, 16'd1});
      if (held) assert (offered_seq_q == expected);
      if (offered_q && !held)
        assert (clear ? offered_what_q == {EVENT_CLEAR, 16'd0} : suspect && offered_what_q == {EVENT_GAP, 16'd0});

      // While a line has what is next, nothing else holds the sequence up for longer.
      // A clear comes first, then a suspicion, then one that a dropped record tells.
      assert (waits_q <= 3'd3);
      if (waits_q != 3'd0) assert (!clear);
      if (waits_q == 3'd2 && suspect) assert (lost_q);
      if (waits_q == 3'd3) assert (!suspect);

      cover (declared && !offered_q && a_valid && b_valid);
      cover (b_used && runts == 3'd2 && expected > 64'd3);
      cover (gap && lost == 64'd0 && expected > 64'd1);
      cover (out_q && waits_q == 3'd2);
    end
  end

endmodule

`default_nettype wire
