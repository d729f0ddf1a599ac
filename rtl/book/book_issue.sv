// SPDX-License-Identifier: BSD-3-Clause
// book_issue: turns events into slots of the book pipeline, two cycles apart, in order.
//
//   s_event   in   decoded messages, and what the feed says of itself: gaps, clears, silent lines, repairs
//   s_early   in   a message that will probably be the next event, in 1 or 2 cycles
//   s_refill  in   slots that the refill asks for; they go first
//   m_op      out  one slot, no tready: everything behind it has a fixed latency
//   m_late    out  the rest of an early slot, when its event was due
//
// An early slot looks its order up while the last bytes of the message are still coming. If the
// next event is another one, or none, the slot is void and the message gets another. So is the second slot
// of a replace, which starts when its event is due.
//
// Latency     0 cycles, s_event to m_op, when the pipeline is free.
//   early: -2 cycles, for what adds or replaces; -1 for executions
// Throughput  1 slot every 2 cycles; a replace takes 2 slots, a directory entry 5 cycles.
// Stall       s_event_tready falls between slots, while a row is thin, while a table makes
//             room, and during the sweep over all symbols after a gap, a clear or another
//             event that changes every symbol's flags.
// Reset       synchronous; starts with a new day.

`include "tw_book.svh"
`include "tw_regs.svh"
`default_nettype none

module book_issue #(
  parameter int SYMBOLS = 64
) (
  input  wire logic     clk,
  input  wire logic     rst,

  input  wire event_t   s_event_tdata,
  input  wire logic     s_event_tvalid,
  output logic          s_event_tready,

  input  wire logic     s_early_tvalid,
  input  wire logic [3:0]  s_early_op,     // EVENT_ADD, EVENT_REPLACE or EVENT_REDUCE
  input  wire logic [15:0] s_early_locate,
  input  wire logic [63:0] s_early_reference,
  input  wire logic [63:0] s_early_seq,

  input  wire book_op_t s_refill_tdata,
  input  wire logic     s_refill_tvalid,
  output logic          s_refill_tready,

  input  wire logic     op_ready,        // the order table takes a slot
  input  wire logic     name_ready,      // the symbol filter takes a directory entry
  input  wire logic     room,            // the level store has room for what is in flight
  input  wire logic     thin,
  input  wire logic     store_busy,
  input  wire logic     tables_clearing,

  output logic          m_op_tvalid,
  output book_op_t      m_op_tdata,
  output logic          m_name_tvalid,   // m_op is a directory message
  output logic [63:0]   m_name_tdata,    // its name
  output logic          m_late_valid,
  output logic          m_late_second,   // the slot began 2 cycles before; else 1
  output logic          m_late_void,
  output event_t        m_late_tdata,
  output logic          m_void,          // the slot that began 1 cycle before

  output logic          clear_tables,    // pulse: nothing in the book remains
  output logic          hold_refill,     // refills are forgotten
  output logic          stale,           // numbers are missing
  output logic [3:0]    lines,           // {ended, silent, silent_b, silent_a}
  output logic          stat_valid,
  output logic [3:0]    stat_code,
  output logic          status_clearing,
  output logic          busy
);

  localparam int SYM_W = $clog2(SYMBOLS);

  typedef enum logic [2:0] {
    STATE_DRAIN_DAY, STATE_CLEAR, STATE_FORGET, STATE_RUN, STATE_REPLACE, STATE_DRAIN_FLAGS, STATE_REFRESH
  } state_t;
  state_t state_q;

  event_t         event_q;               // the event at work, when it takes more than a slot
  logic [SYM_W:0] sweep_q;               // {symbol, side}
  logic [2:0]     cool_q;                // cycles until the next slot may start
  logic [7:0]     flight_q;              // slots of the last 8 cycles
  logic [1:0]     clear_q;
  logic           silent_q;              // after reset nothing was published yet
  logic           stale_n_q;             // what stale and lines become after the drain
  logic [3:0]     lines_n_q;
  logic [3:0]     own_stat_q;            // what makes no slot is counted when a slot would be
  logic [15:0]    own_code_q;

  // An early slot waits for its event.
  logic [1:0]  await_q;
  logic [3:0]  early_op_q;
  logic [15:0] early_locate_q;
  logic [63:0] early_reference_q, early_seq_q;

  // An add is compared a cycle earlier than other slots: too early right behind a row that a refill fills.
  logic [1:0]  wide_q;

  wire slot_free = cool_q == 3'd0 && op_ready && room;
  wire drained   = flight_q == 8'd0;
  wire directory = s_event_tdata.op == EVENT_DIRECTORY;
  wire own_gap   = s_event_tdata.op == EVENT_GAP;
  wire own_clear = s_event_tdata.op == EVENT_CLEAR;
  wire own_lines = s_event_tdata.op == EVENT_LINES;
  wire own_fresh = s_event_tdata.op == EVENT_FRESH;
  wire own       = own_gap || own_clear || own_lines || own_fresh;
  wire adds      = s_event_tdata.op == EVENT_ADD;
  wire run       = state_q == STATE_RUN && slot_free;
  wire calm      = run && !s_refill_tvalid && !thin && await_q == 2'd0;

  wire late      = await_q == 2'd1;
  wire is_it     = s_event_tvalid && s_event_tdata.op == early_op_q && s_event_tdata.locate == early_locate_q
                   && s_event_tdata.reference == early_reference_q && s_event_tdata.info.seq == early_seq_q;
  wire early     = calm && s_early_tvalid && !s_event_tvalid && (s_early_op != EVENT_ADD || wide_q == 2'd0);
  wire meets     = late && is_it;
  // Its second slot is due. It starts with any event, and a register says that it is void with another one:
  // to compare the event first would be too late.
  wire replace_due = late && early_op_q == EVENT_REPLACE;
  wire replace_now = replace_due && s_event_tvalid && slot_free;

  wire starts = calm && (!directory || name_ready) && (!adds || wide_q == 2'd0);

  assign s_refill_tready = run && !replace_due;
  assign s_event_tready  = starts || meets;
  wire   take = s_event_tvalid && s_event_tready;

  // A gap in a stale book changes no flag, so nobody needs to be told.
  wire   turns = (own_gap && !stale) || (own_fresh && stale) || (own_lines && s_event_tdata.code[3:0] != lines);
  wire [3:0] own_code = own_gap ? TW_BOOK_GAP : own_clear ? TW_BOOK_CLEAR : own_lines ? TW_BOOK_LINES : TW_BOOK_FRESH;

  assign m_late_valid  = late;
  assign m_late_second = early_op_q != EVENT_REDUCE;
  assign m_late_void   = !is_it;
  assign m_late_tdata  = s_event_tdata;
  wire   sweep_slot = (state_q == STATE_FORGET || state_q == STATE_REFRESH) && slot_free;
  wire   last_sweep = &sweep_q[SYM_W:1] && (sweep_q[0] || state_q == STATE_REFRESH);

  function automatic logic [3:0] kind_of(input logic [3:0] op);
    case (op)
      EVENT_ADD:       kind_of = OP_ADD;
      EVENT_REDUCE:    kind_of = OP_REDUCE;
      EVENT_DELETE:    kind_of = OP_DELETE;
      EVENT_REPLACE:   kind_of = OP_REPLACE_OLD;
      EVENT_STATE:     kind_of = OP_STATE;
      EVENT_HALT:      kind_of = OP_HALT;
      EVENT_DIRECTORY: kind_of = OP_DIRECTORY;
      EVENT_SUSPECT:   kind_of = OP_SUSPECT;
      default:         kind_of = OP_NONE;
    endcase
  endfunction

  assign m_op_tvalid = (s_refill_tready && s_refill_tvalid) || early || (s_event_tvalid && starts && !own)
                       || replace_now || (state_q == STATE_REPLACE && slot_free) || sweep_slot;

  assign m_name_tvalid = s_event_tvalid && starts && directory;
  assign m_name_tdata  = s_event_tdata.reference;

  event_t from;
  always_comb begin
    m_op_tdata = '0;
    from       = event_q;
    if (state_q == STATE_RUN) from = s_event_tdata;
    // The data are chosen by registers where these say enough, whether it is a slot or not: events come late.
    if (s_refill_tready && s_refill_tvalid) begin
      m_op_tdata = s_refill_tdata;
    end else if (early) begin
      m_op_tdata.kind      = kind_of(s_early_op);
      m_op_tdata.locate    = s_early_locate;
      m_op_tdata.reference = s_early_reference;
    end else begin
      m_op_tdata.kind      = kind_of(from.op);
      m_op_tdata.sell      = from.sell;
      m_op_tdata.bad_side  = from.bad_side;
      m_op_tdata.code      = from.code;
      m_op_tdata.locate    = from.locate;
      m_op_tdata.reference = from.reference;
      m_op_tdata.price     = from.price;
      m_op_tdata.shares    = from.shares;
      m_op_tdata.info      = from.info;
      if (state_q == STATE_REPLACE || replace_due) begin
        m_op_tdata.kind      = OP_REPLACE_NEW;
        m_op_tdata.reference = from.new_reference;
      end
      if (sweep_slot) begin
        m_op_tdata.kind   = (state_q == STATE_FORGET) ? OP_FORGET : OP_REFRESH;
        m_op_tdata.symbol = {{(16 - SYM_W){1'b0}}, sweep_q[SYM_W:1]};
        m_op_tdata.sell   = sweep_q[0];
        m_op_tdata.none   = silent_q;
      end
    end
  end

  assign clear_tables    = state_q == STATE_CLEAR && clear_q == 2'd0;
  assign hold_refill     = state_q == STATE_DRAIN_DAY || state_q == STATE_CLEAR || state_q == STATE_FORGET;
  assign status_clearing = hold_refill;
  assign busy            = state_q != STATE_RUN || !drained || |own_stat_q || stat_valid;

  always_ff @(posedge clk) begin
    flight_q   <= {flight_q[6:0], m_op_tvalid};
    m_void     <= replace_now && !is_it;
    own_stat_q <= {own_stat_q[2:0], take && own};
    own_code_q <= {own_code_q[11:0], own_code};
    stat_valid <= own_stat_q[3];
    stat_code  <= own_code_q[15:12];
    if (cool_q != 3'd0) cool_q <= cool_q - 3'd1;
    if (m_op_tvalid) cool_q <= (m_op_tdata.kind == OP_DIRECTORY) ? 3'd4 : 3'd1;

    if (early) begin
      await_q           <= (s_early_op == EVENT_REDUCE) ? 2'd1 : 2'd2;
      early_op_q        <= s_early_op;
      early_locate_q    <= s_early_locate;
      early_reference_q <= s_early_reference;
      early_seq_q       <= s_early_seq;
    end else if (await_q != 2'd0) await_q <= await_q - 2'd1;
    if (m_op_tvalid && m_op_tdata.kind >= OP_FORGET) wide_q <= 2'd2;
    else if (wide_q != 2'd0) wide_q <= wide_q - 2'd1;

    unique case (state_q)
      // The old day's changes must have left every table before it is cleared.
      STATE_DRAIN_DAY: if (drained && !store_busy) begin
        clear_q <= 2'd0;
        state_q <= STATE_CLEAR;
      end
      // `clearing` rises a cycle after the pulse.
      STATE_CLEAR: begin
        if (clear_q != 2'd3) clear_q <= clear_q + 2'd1;
        else if (!tables_clearing) begin
          sweep_q <= '0;
          stale   <= event_q.code[0];
          lines   <= {lines[3] && event_q.code[0], lines[2:0]};
          state_q <= STATE_FORGET;
        end
      end
      STATE_FORGET: if (sweep_slot) begin
        sweep_q <= sweep_q + 1'b1;
        if (last_sweep) begin
          silent_q <= 1'b0;
          state_q  <= STATE_RUN;
        end
      end
      STATE_RUN: begin
        if (take) begin
          event_q <= s_event_tdata;
          if (s_event_tdata.op == EVENT_REPLACE && !replace_now) state_q <= STATE_REPLACE;
          if (own_clear) state_q <= STATE_DRAIN_DAY;
          if (turns) begin
            stale_n_q <= (stale || own_gap) && !own_fresh;
            lines_n_q <= own_lines ? s_event_tdata.code[3:0] : lines;
            state_q   <= STATE_DRAIN_FLAGS;
          end
        end
      end
      STATE_REPLACE: if (slot_free) state_q <= STATE_RUN;
      // Slots in front still go by the old flags.
      STATE_DRAIN_FLAGS: if (drained) begin
        sweep_q <= '0;
        stale   <= stale_n_q;
        lines   <= lines_n_q;
        state_q <= STATE_REFRESH;
      end
      STATE_REFRESH: if (sweep_slot) begin
        sweep_q <= sweep_q + {{(SYM_W-1){1'b0}}, 2'd2};
        if (last_sweep) state_q <= STATE_RUN;
      end
      default: state_q <= STATE_DRAIN_DAY;
    endcase

    if (rst) begin
      state_q    <= STATE_DRAIN_DAY;
      flight_q   <= 8'd0;
      cool_q     <= 3'd0;
      silent_q   <= 1'b1;
      await_q    <= 2'd0;
      wide_q     <= 2'd0;
      stale      <= 1'b0;
      lines      <= 4'd0;
      own_stat_q <= 4'd0;
      stat_valid <= 1'b0;
      event_q    <= '0;
    end
  end

endmodule

`default_nettype wire
