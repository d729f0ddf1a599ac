// SPDX-License-Identifier: BSD-3-Clause
// prove_arbiter: every number goes out once, in order, or is told to be missing; the book is called
// fresh only when nothing is.
//
// Cover       6 cycles
// Bounded     2 cycles
// Induction   2 cycles
//
// The arbiter and what is said beside it (repair). The lines bring anything in any order, numbers
// and times of 8 bits; a head stays until it is taken; the host commands anything at any time. Of
// an event the number, its arrival and its line are left. The bounded task is no more than the
// induction's beginning.

`include "tw_feed.svh"
`default_nettype none

module prove_arbiter #(
  parameter int N = 8                     // bits of numbers and times that the lines bring
) (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic [N-1:0] time_ns,
  input  wire logic        cfg_a_on,
  input  wire logic        cfg_b_on,
  input  wire logic        cfg_repair,
  input  wire logic [N-1:0] cfg_hold_ns,
  input  wire logic        new_day,
  input  wire logic        day_late,
  input  wire logic        cmd_load,
  input  wire logic        cmd_resume,
  input  wire logic [N-1:0] cmd_seq,
  input  wire logic        cmd_fresh,
  input  wire logic [31:0] cmd_fresh_gaps,
  input  wire logic [2:0]  marks,
  input  wire logic        r_rests,
  input  wire logic        r_lost,
  input  wire logic        damage,
  input  wire logic        m_event_tready,
  input  wire logic        a_valid,
  input  wire logic [N-1:0] a_seq,
  input  wire logic [N-1:0] a_arrival,
  input  wire logic [2:0]  a_span,
  input  wire logic [6:0]  a_flags,       // has_event, beat, eos, bad, first; full, bad_lost
  input  wire logic        b_valid,
  input  wire logic [N-1:0] b_seq,
  input  wire logic [N-1:0] b_arrival,
  input  wire logic [2:0]  b_span,
  input  wire logic [6:0]  b_flags,
  input  wire logic        r_valid,
  input  wire logic [N-1:0] r_seq,
  input  wire logic [2:0]  r_span,
  input  wire logic        r_has_event
);

  localparam logic [63-N:0] ZERO = '0;

  (* anyconst *) logic [63:0] watched;    // any number

  record_t a_head, b_head, r_head;
  event_t  m_event_tdata, side_event;
  logic    a_take, a_passes, b_take, b_passes, r_take, m_event_tvalid, a_used, b_used, r_used, gap, spoilt, end_reached;
  logic    held, ahead, waiting, moving, load, resume, holding, loading, replay_lost, side_valid, side_block, side_gap, busy, status_spoilt;
  logic [2:0]  runts, state;
  logic [63:0] gap_seq, spoilt_arrival, expected, seq, gap_first, gap_next;
  logic [31:0] spoilt_cycle;
  logic [47:0] exchange;

  always_comb begin
    a_head = '0;
    b_head = '0;
    r_head = '0;
    a_head.ev.info.seq        = {ZERO, a_seq};
    b_head.ev.info.seq        = {ZERO, b_seq};
    r_head.ev.info.seq        = {ZERO, r_seq};
    a_head.ev.info.arrival_ns = {ZERO, a_arrival};
    b_head.ev.info.arrival_ns = {ZERO, b_arrival};
    a_head.ev.locate          = 16'd1;
    b_head.ev.locate          = 16'd2;
    r_head.ev.locate          = 16'd3;
    a_head.span = a_span;
    b_head.span = b_span;
    r_head.span = r_span;
    {a_head.has_event, a_head.beat, a_head.eos, a_head.bad, a_head.first} = a_flags[6:2];
    {b_head.has_event, b_head.beat, b_head.eos, b_head.bad, b_head.first} = b_flags[6:2];
    r_head.has_event = r_has_event;
  end

  arbiter dut (
    .clk(clk), .rst(rst), .time_ns({ZERO, time_ns}), .cfg_a_on(cfg_a_on), .cfg_b_on(cfg_b_on),
    .cfg_repair(cfg_repair), .cfg_hold_ns({{(32 - N){1'b0}}, cfg_hold_ns}), .new_day(new_day), .load(load),
    .resume(resume), .seq(seq), .holding(holding), .loading(loading), .side_valid(side_valid),
    .side_block(side_block), .side_event(side_event),
    .a_valid(a_valid), .a_head(a_head), .a_full(a_flags[1]), .a_bad_lost(a_flags[0]), .a_take(a_take), .a_passes(a_passes),
    .b_valid(b_valid), .b_head(b_head), .b_full(b_flags[1]), .b_bad_lost(b_flags[0]), .b_take(b_take), .b_passes(b_passes),
    .r_valid(r_valid), .r_head(r_head), .r_take(r_take),
    .m_event_tdata(m_event_tdata), .m_event_tvalid(m_event_tvalid), .m_event_tready(m_event_tready),
    .a_used(a_used), .b_used(b_used), .r_used(r_used), .runts(runts), .gap(gap), .gap_seq(gap_seq),
    .spoilt(spoilt), .spoilt_arrival(spoilt_arrival), .spoilt_cycle(spoilt_cycle), .end_reached(end_reached),
    .expected(expected), .exchange(exchange), .held(held), .ahead(ahead), .waiting(waiting), .state(state),
    .moving(moving)
  );

  repair beside (
    .clk(clk), .rst(rst), .cycle(32'd0), .cfg_repair(cfg_repair), .new_day(new_day), .new_day_late(new_day && day_late), .cmd_load(cmd_load),
    .cmd_resume(cmd_resume), .cmd_seq({ZERO, cmd_seq}), .cmd_fresh(cmd_fresh), .cmd_fresh_gaps(cmd_fresh_gaps),
    .marks(marks), .end_reached(end_reached), .spoilt(spoilt), .spoilt_arrival(spoilt_arrival),
    .spoilt_cycle(spoilt_cycle), .damage(damage), .gap(gap), .gap_seq(gap_seq), .ahead(ahead), .r_rests(r_rests), .r_lost(r_lost),
    .expected(expected), .exchange(exchange), .held(held), .m_event_tready(m_event_tready),
    .load(load), .resume(resume), .seq(seq), .holding(holding), .loading(loading), .replay_lost(replay_lost), .status_spoilt(status_spoilt),
    .side_valid(side_valid), .side_block(side_block), .side_event(side_event), .side_gap(side_gap),
    .gap_first(gap_first), .gap_next(gap_next), .busy(busy)
  );

  (* hierconn *) wire        \beside.clear_q ;
  (* hierconn *) wire        \beside.fresh_q ;
  (* hierconn *) wire        \beside.suspect_q ;
  (* hierconn *) wire        \beside.lines_q ;
  (* hierconn *) wire        \beside.spoilt_q ;
  (* hierconn *) wire        \beside.stands_q ;
  (* hierconn *) wire        \beside.ask_q ;
  (* hierconn *) wire        \beside.load_q ;
  (* hierconn *) wire        \beside.loaded_q ;
  (* hierconn *) wire        \beside.resume_q ;
  (* hierconn *) wire        \beside.accepts ;
  (* hierconn *) wire [31:0] \beside.gaps_q ;
  (* hierconn *) wire [31:0] \beside.asked_gaps_q ;
  wire clear = \beside.clear_q , fresh = \beside.fresh_q , suspect = \beside.suspect_q , lines = \beside.lines_q ;
  wire stands = \beside.stands_q , ask = \beside.ask_q , accepts = \beside.accepts ;
  wire [31:0] gaps = \beside.gaps_q , asked_gaps = \beside.asked_gaps_q ;

  wire flush = new_day || load;
  wire [63:0] a_end = {ZERO, a_seq} + {61'd0, a_span};
  wire [63:0] b_end = {ZERO, b_seq} + {61'd0, b_span};
  wire [63:0] r_end = {ZERO, r_seq} + {61'd0, r_span};
  wire used = a_used || b_used || r_used;
  wire [63:0] lost = gap ? gap_seq - expected : 64'd0;
  wire [63:0] moved = (loading ? 64'd0 : {63'd0, used} + {61'd0, runts}) + (cfg_repair ? 64'd0 : lost);
  wire progress = used || runts != 3'd0 || gap;
  wire takes_gap = m_event_tvalid && m_event_tready && m_event_tdata.op == EVENT_GAP;
  wire takes_fresh = m_event_tvalid && m_event_tready && m_event_tdata.op == EVENT_FRESH;
  wire offers_message = m_event_tvalid && m_event_tdata.op == EVENT_NONE;
  wire held_gap = state[2], held_b = state[1], held_r = state[0];

  // ---- what has been ---------------------------------------------------------------------------
  logic        past_q = 1'b0, calm_q = 1'b0;
  logic        a_stays_q, b_stays_q, r_stays_q, offered_q;
  logic [2*N+7:0] a_head_q, b_head_q;
  logic [N+3:0] r_head_q;
  logic [63:0] next_q;
  logic        out_q;                      // the watched number went out since numbers began anew
  logic [4:0]  waits_q;                    // cycles that a next record has waited
  logic [31:0] told_gaps_q, fresh_gaps_q;  // gaps told in all; when the host was last believed
  logic [63:0] offered_seq_q, offered_arrival_q;
  logic [27:0] offered_what_q;

  wire [2*N+7:0] a_now = {a_seq, a_arrival, a_span, a_flags[6:2]};
  wire [2*N+7:0] b_now = {b_seq, b_arrival, b_span, b_flags[6:2]};
  wire [N+3:0]   r_now = {r_seq, r_span, r_has_event};
  wire a_has = a_valid && {ZERO, a_seq} <= expected && a_end > expected && a_span != 3'd0;
  wire b_has = b_valid && {ZERO, b_seq} <= expected && b_end > expected && b_span != 3'd0;
  wire r_has = r_valid && r_span != 3'd0 && (loading || ({ZERO, r_seq} <= expected && r_end > expected));
  wire ready_now = r_has || (!loading && (a_has || b_has));
  wire disturbed = flush || rst || cmd_fresh || a_flags[0] || b_flags[0];

  always_ff @(posedge clk) begin
    past_q    <= 1'b1;
    calm_q    <= !rst;
    a_stays_q <= a_valid && !a_take && !flush && !rst;
    b_stays_q <= b_valid && !b_take && !flush && !rst;
    r_stays_q <= r_valid && !r_take && !flush && !rst;
    a_head_q  <= a_now;
    b_head_q  <= b_now;
    r_head_q  <= r_now;
    offered_q <= m_event_tvalid && !m_event_tready && !flush && !rst;
    offered_seq_q     <= m_event_tdata.info.seq;
    offered_arrival_q <= m_event_tdata.info.arrival_ns;
    offered_what_q    <= {m_event_tdata.op, m_event_tdata.code, m_event_tdata.locate};
    next_q    <= rst || new_day ? 64'd1 : load || resume ? seq : expected + moved;
    if (used && !loading && expected == watched) out_q <= 1'b1;
    if (flush || resume || rst) out_q <= 1'b0;
    waits_q     <= ready_now && !progress && m_event_tready && !disturbed ? waits_q + 5'd1 : 5'd0;
    told_gaps_q <= rst ? 32'd0 : told_gaps_q + {31'd0, takes_gap};
    if (accepts) fresh_gaps_q <= asked_gaps;
  end

  // ---- the lines -------------------------------------------------------------------------------
  always_comb begin
    if (!past_q) assume (rst);
    // hold_line: an event is the record's first number, a heartbeat has none.
    assume (a_span <= 3'd5 && b_span <= 3'd5 && r_span <= 3'd5);
    assume (!a_flags[6] || a_span != 3'd0);
    assume (!b_flags[6] || b_span != 3'd0);
    assume (!r_has_event || r_span != 3'd0);
    assume (!(a_flags[5] && a_span != 3'd0) && !(b_flags[5] && b_span != 3'd0));
    if (past_q && a_stays_q && !flush) assume (a_valid && a_now == a_head_q);
    if (past_q && b_stays_q && !flush) assume (b_valid && b_now == b_head_q);
    if (past_q && r_stays_q && !flush && holding) assume (r_valid && r_now == r_head_q);
    // A flush empties them in its own cycle; the host's line is empty unless the feed holds.
    if (flush) assume (!a_valid && !b_valid && !r_valid);
    assume (!r_valid || holding);
    assume (!r_valid || !r_rests);
  end

  // ---- what must be ----------------------------------------------------------------------------
  always_comb begin
    if (past_q && calm_q) begin
      // The expected number moves by what went out, runts, and what is told to be missing.
      assert (expected == next_q);
      assert (expected <= (64'd1 << N) + 64'd8);
      assert (moved <= (64'd1 << N) + 64'd8);
      if (\beside.load_q || \beside.loaded_q || \beside.resume_q ) assert (seq < (64'd1 << N));

      if (loading) assert (holding);

      // Once, in order, from the line that has it.
      assert (!(a_used && b_used) && !(a_used && r_used) && !(b_used && r_used) && !(used && gap));
      if (used) assert (m_event_tvalid && m_event_tready && offers_message &&
                        m_event_tdata.info.seq == expected);
      if (a_used) assert (a_take && a_flags[6] && {ZERO, a_seq} == expected && m_event_tdata.locate == 16'd1 && !loading);
      if (b_used) assert (b_take && b_flags[6] && {ZERO, b_seq} == expected && m_event_tdata.locate == 16'd2 && !loading);
      if (r_used) assert (r_take && r_has_event && ({ZERO, r_seq} == expected || loading) &&
                          m_event_tdata.locate == 16'd3 && holding);
      if (offers_message && m_event_tready) assert (used);
      if (out_q) assert (watched < expected);
      if (used && out_q && !loading) assert (m_event_tdata.info.seq != watched);

      // Runts are in the record that is taken, and no event of it is skipped.
      if (runts != 3'd0 && !loading)
        assert ((a_take && a_has && a_end == expected + moved && (a_used || !a_flags[6] || {ZERO, a_seq} < expected)) ||
                (b_take && b_has && b_end == expected + moved && (b_used || !b_flags[6] || {ZERO, b_seq} < expected)) ||
                (r_take && r_has && r_end == expected + moved && (r_used || !r_has_event || {ZERO, r_seq} < expected)));
      if (runts != 3'd0 && loading) assert (r_take && runts == r_span - {2'd0, r_used} && r_used == r_has_event);
      // A record leaves when all of its numbers are behind, or to make room while the feed holds.
      if (a_take && a_valid && a_span != 3'd0) assert (a_passes ? holding && a_flags[1] : a_end <= expected + moved);
      if (b_take && b_valid && b_span != 3'd0) assert (b_passes ? holding && b_flags[1] : b_end <= expected + moved);
      if (a_passes) assert (loading || !a_has);
      if (b_passes) assert (loading || !b_has);

      // Missing is what lies before a waiting record, and what no head has when it is first said.
      if (gap) begin
        assert (takes_gap && m_event_tdata.info.seq == expected && runts == 3'd0 && !holding && lost != 64'd0);
        assert ((a_valid && {ZERO, a_seq} == gap_seq) || (b_valid && {ZERO, b_seq} == gap_seq));
        if (!offered_q) assert (!a_has && !b_has);
      end

      // The book is called fresh when the host knew all gaps, and none was there or to come.
      assert (gaps == told_gaps_q);
      assert (takes_gap == (gap || side_gap));
      if (suspect) assert (\beside.spoilt_q );
      if (accepts) assert (asked_gaps == told_gaps_q && !ahead && !loading && !replay_lost && !suspect && !takes_gap);
      if (fresh) assert (fresh_gaps_q == told_gaps_q && !held && !clear && !holding);
      if (takes_fresh) assert (fresh && !takes_gap);

      // An offer stands until it is taken.
      if (offered_q && !flush)
        assert (m_event_tvalid && m_event_tdata.info.seq == offered_seq_q &&
                m_event_tdata.info.arrival_ns == offered_arrival_q &&
                {m_event_tdata.op, m_event_tdata.code, m_event_tdata.locate} == offered_what_q);

      // Why it stands: the record that it comes from waits.
      if (held) assert (offered_q && !clear && !stands && offered_seq_q == expected);
      if (held_gap || held_b || held_r) assert (held);
      if (held_gap) assert (!holding && !held_r && offered_what_q == {EVENT_GAP, 24'd0});
      if (held_gap && held_b && !flush)
        assert (b_stays_q && !b_flags[5] == (b_span != 3'd0) && {ZERO, b_seq} > expected &&
                offered_arrival_q == {ZERO, b_arrival});
      if (held_gap && !held_b && !flush)
        assert (a_stays_q && !a_flags[5] == (a_span != 3'd0) && {ZERO, a_seq} > expected &&
                offered_arrival_q == {ZERO, a_arrival});
      assert (!(held_b && held_r));
      if (held && held_r && !flush)
        assert (r_stays_q && holding && r_has_event && ({ZERO, r_seq} == expected || loading) &&
                offered_arrival_q == 64'd0 && offered_what_q == {EVENT_NONE, 24'd3});
      if (held && !held_gap && held_b && !flush)
        assert (!loading && b_stays_q && b_flags[6] && {ZERO, b_seq} == expected &&
                offered_arrival_q == {ZERO, b_arrival} && offered_what_q == {EVENT_NONE, 24'd2});
      if (held && !held_gap && !held_b && !held_r && !flush)
        assert (!loading && a_stays_q && a_flags[6] && {ZERO, a_seq} == expected &&
                offered_arrival_q == {ZERO, a_arrival} && offered_what_q == {EVENT_NONE, 24'd1});
      if (stands) assert (offered_q && lines && !clear);
      if (offered_q && !held) begin
        assert (offered_what_q[15:0] == 16'd0 && side_valid);
        assert (offered_what_q[27:24] == (clear ? EVENT_CLEAR : stands ? EVENT_LINES : fresh ? EVENT_FRESH : EVENT_GAP));
        assert (clear || stands || fresh || suspect);
      end

      // While a line has what is next, nothing else holds the sequence up for longer: a clear, an
      // answer to the host, a bad frame, a flipped bit and marks of lines go before it, each at most
      // once, and marks once more behind each.
      assert ({1'b0, waits_q} + {5'd0, lines} + {4'd0, clear, 1'b0} + {4'd0, suspect, 1'b0} + {4'd0, fresh, 1'b0}
              + {3'd0, ask, 2'b00} + {4'd0, !\beside.spoilt_q , 1'b0} <= 6'd13);

      cover (gap && !offered_q && a_valid && b_valid && !cfg_repair);
      cover (b_used && runts == 3'd2 && expected > 64'd3);
      cover (side_gap && expected > 64'd1);
      cover (r_used && holding && !loading && expected > 64'd1);
      cover (takes_fresh && told_gaps_q == 32'd1);
    end
  end

endmodule

`default_nettype wire
