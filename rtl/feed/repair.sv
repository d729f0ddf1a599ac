// SPDX-License-Identifier: BSD-3-Clause
// repair: what the feed says beside its messages, and what the host does about a gap.
//
//   side     out  EVENT_CLEAR, EVENT_FRESH, the EVENT_GAP of a bad frame or table, EVENT_LINES: in this order,
//                 before whatever the lines have
//   holding  out  numbers are missing and wait for the host's replay; no gap is declared
//   loading  out  only the host's messages go out, without numbers of their own
//
// Latency     1 cycle, cause to side_valid; 2 for FRESH; cmd_load to load 1.
// Throughput  1 event per cycle.
// Stall       m_event_tready low holds the event; a new day or a load replaces it.
// Reset       synchronous; nothing to say.

`include "tw_stream.svh"
`default_nettype none

module repair (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [31:0]  cycle,
  input  wire logic         cfg_repair,        // a gap waits for the host
  input  wire logic         new_day,
  input  wire logic         new_day_late,      // with it: a packet of the cycle before began it
  input  wire logic         cmd_load,
  input  wire logic         cmd_resume,
  input  wire logic [63:0]  cmd_seq,           // with both
  input  wire logic         cmd_fresh,
  input  wire logic [31:0]  cmd_fresh_gaps,

  input  wire logic [2:0]   marks,             // {silent, silent_b, silent_a}
  input  wire logic         end_reached,       // pulse: all numbers before the end of session went out
  input  wire logic         spoilt,            // pulse: a bad frame was taken
  input  wire logic [63:0]  spoilt_arrival,
  input  wire logic [31:0]  spoilt_cycle,
  input  wire logic         damage,            // pulse: a bit of the book's tables has flipped
  input  wire logic         gap,               // pulse: numbers are missing up to gap_seq
  input  wire logic [63:0]  gap_seq,
  input  wire logic         ahead,             // line A or B is
  input  wire logic         r_rests,           // nothing of the host's packets is under way
  input  wire logic         r_lost,            // pulse: something of them was

  input  wire logic [63:0]  expected,
  input  wire logic [47:0]  exchange,          // time of the last message that went out
  input  wire logic         held,              // a record's offer stands
  input  wire logic         m_event_tready,

  output logic              load,              // pulse: as a new day, but `seq` is next
  output logic              resume,            // pulse: `seq` is next
  output logic [63:0]       seq,
  output logic              holding,
  output logic              loading,
  output logic              replay_lost,
  output logic              status_spoilt,     // a bad frame is in the book, or a bit of it flipped: only a load or a new day mends that
  output logic              side_valid,
  output logic              side_block,        // nothing else may be offered
  output event_t            side_event,
  output logic              side_gap,          // pulse: the gap of a bad frame or table went out
  output logic [63:0]       gap_first,
  output logic [63:0]       gap_next,
  output logic              busy
);

  logic        holding_q, loading_q, lost_q, spoilt_q;
  logic        clear_q, clear_load_q, fresh_q, suspect_q, lines_q, ended_q;
  logic        stands_q;                       // EVENT_LINES is offered
  logic        load_q, resume_q, ask_q;        // commands that have not acted
  logic        loaded_q;                       // a load did in the cycle before
  logic [63:0] seq_q, first_q, next_q, bad_arrival_q;
  logic [31:0] asked_gaps_q, gaps_q, bad_cycle_q, cycle_q;
  logic [3:0]  told_q;                         // the marks of the last EVENT_LINES

  assign holding     = holding_q;
  assign loading     = loading_q;
  assign replay_lost = lost_q;
  assign status_spoilt = spoilt_q;
  assign gap_first   = first_q;
  assign gap_next    = next_q;
  assign seq         = seq_q;

  wire [3:0] now = {ended_q, marks};

  // ---- what is said -----------------------------------------------------------------------------
  wire says_fresh   = fresh_q && !clear_q && !stands_q;
  wire says_suspect = suspect_q && !clear_q && !fresh_q && !stands_q;
  wire says_lines   = stands_q || (lines_q && !clear_q && !fresh_q && !suspect_q);

  assign side_valid = clear_q || fresh_q || suspect_q || lines_q;
  assign side_block = side_valid || ask_q;
  assign busy       = side_block || load_q || resume_q || now != told_q;

  wire said = side_valid && !held && m_event_tready;
  assign side_gap = said && says_suspect;

  always_comb begin
    side_event = '0;
    side_event.op = clear_q ? EVENT_CLEAR : says_fresh ? EVENT_FRESH : says_suspect ? EVENT_GAP : EVENT_LINES;
    if (clear_q) side_event.code = {7'd0, clear_load_q};
    else begin
      if (says_lines) side_event.code = {4'd0, told_q};
      side_event.info.seq         = expected;
      side_event.info.exchange_ns = exchange;
      side_event.info.arrival_ns  = says_suspect ? bad_arrival_q : 64'd0;
      side_event.info.last_cycle  = says_suspect ? bad_cycle_q : cycle_q;
    end
  end

  // Once is enough: the book is stale until a load or a new day.
  wire hurt = damage && !spoilt_q;

  // ---- commands -----------------------------------------------------------------------------------
  assign load   = load_q && !new_day;
  assign resume = resume_q && loading_q && !new_day && !load_q && r_rests && !held && !side_block;

  // While it is asked nothing else is offered, so nothing happens in the cycle of the answer.
  wire answers = ask_q && !held;
  wire accepts = answers && asked_gaps_q == gaps_q && !ahead && !loading_q && !lost_q && !spoilt_q && !clear_q
                 && !load_q;

  always_ff @(posedge clk) begin
    if (cmd_load || cmd_resume) seq_q <= cmd_seq;
    // A day that a packet began in the load's own cycle is told a cycle later: then the load comes again.
    load_q   <= cmd_load || (load_q && new_day) || (loaded_q && new_day_late);
    loaded_q <= load;
    resume_q <= cmd_resume || (resume_q && loading_q && !resume);
    if (cmd_fresh) asked_gaps_q <= cmd_fresh_gaps;
    ask_q <= cmd_fresh || (ask_q && held);

    if (said) begin
      clear_q <= 1'b0;
      if (says_fresh) fresh_q <= 1'b0;
      if (says_suspect) suspect_q <= 1'b0;
      if (says_lines) lines_q <= 1'b0;
    end
    if (accepts) fresh_q <= 1'b1;
    if (spoilt || hurt) begin
      suspect_q <= 1'b1;
      spoilt_q  <= 1'b1;
    end
    if ((spoilt || hurt) && !suspect_q) begin
      bad_arrival_q <= spoilt ? spoilt_arrival : 64'd0;
      bad_cycle_q   <= spoilt ? spoilt_cycle : cycle;
    end
    if (end_reached) ended_q <= 1'b1;
    if (!lines_q && now != told_q) begin
      lines_q <= 1'b1;
      told_q  <= now;
    end
    stands_q <= says_lines && !held && !m_event_tready;
    if (!side_valid) cycle_q <= cycle;

    if (gap || side_gap) begin
      gaps_q  <= gaps_q + 32'd1;
      first_q <= expected;
      next_q  <= gap ? gap_seq : expected;
      if (cfg_repair) holding_q <= 1'b1;
    end
    if (accepts) holding_q <= 1'b0;
    if (resume) loading_q <= 1'b0;
    if (r_lost && holding_q) lost_q <= 1'b1;

    if (new_day || load) begin
      clear_q      <= 1'b1;
      clear_load_q <= load;
      stands_q     <= 1'b0;
      fresh_q      <= 1'b0;
      suspect_q    <= damage;
      spoilt_q     <= damage;
      ask_q        <= 1'b0;
      resume_q     <= 1'b0;
      holding_q    <= load;
      loading_q    <= load;
      lost_q       <= 1'b0;
    end
    // The book knows by the clear that the session has not ended.
    if (new_day) begin
      ended_q   <= 1'b0;
      told_q[3] <= 1'b0;
    end
    if (rst) begin
      load_q    <= 1'b0;
      resume_q  <= 1'b0;
      ask_q     <= 1'b0;
      clear_q   <= 1'b0;
      fresh_q   <= 1'b0;
      suspect_q <= 1'b0;
      spoilt_q  <= 1'b0;
      lines_q   <= 1'b0;
      loaded_q  <= 1'b0;
      stands_q  <= 1'b0;
      ended_q   <= 1'b0;
      told_q    <= 4'd0;
      gaps_q    <= 32'd0;
      first_q   <= 64'd0;
      next_q    <= 64'd0;
      holding_q <= 1'b0;
      loading_q <= 1'b0;
      lost_q    <= 1'b0;
    end
  end

endmodule

`default_nettype wire
