// SPDX-License-Identifier: BSD-3-Clause
// hash_map_turn: decides which operation of a hash map starts in a cycle.
//
// Operations are at least 2 cycles apart.  The owner's go first; a background one (a move
// out of the stash, or the sweep of one row) starts when
//   the owner offers nothing and has promised nothing for the next cycle (s_idle_hint), or
//   the owner offers nothing and a move has waited PATIENCE cycles, or
//   a move has waited LIMIT cycles: then the owner waits, 2 cycles at most.
// With the stash more than half full it does not wait, so that every third operation is a
// move if need be.  One background operation is in flight at a time.
//
// A clear waits for the operations in flight and takes the next epoch.  The sweep behind
// it frees that number for later; when none is free, when memory is damaged, and after
// reset, all rows are erased, one per cycle, with `clearing` high.
//
// Latency     0 cycles, offer to start; clear to ready 7 cycles, ROWS + 8 when erasing.
// Throughput  1 operation per 2 cycles; while the stash is in use 1 of LIMIT / 2 is a move.
// Stall       s_op_tready low: cycle after a start, forced move, clearing.
// Reset       synchronous; erases all rows, ROWS + 1 cycles.

`default_nettype none

module hash_map_turn #(
  parameter int ROWS     = 4096,
  parameter int EPOCH_W  = 4,
  parameter int PATIENCE = 8,
  parameter int LIMIT    = 64,
  localparam int ROW_W   = $clog2(ROWS)
) (
  input  wire logic                clk,
  input  wire logic                rst,

  input  wire logic                s_op_tvalid,
  output logic                     s_op_tready,
  input  wire logic                s_idle_hint,
  input  wire logic                look_offered,
  input  wire logic                cmd_clear,
  input  wire logic                damaged,       // the next clear has to erase

  input  wire logic                pipe_busy,     // an operation or a look is in flight
  input  wire logic                back_busy,     // a background one is
  input  wire logic                back_last,     // for the last cycle
  input  wire logic                move_valid,    // the stash has an entry to move
  input  wire logic                stash_in_use,  // it has one, or will have
  input  wire logic                move_urgent,   // the stash is more than half full
  input  wire logic                sweep_done,    // the row of the last sweep is clean

  output logic                     may_op,        // what starts, if anything, is the owner's
  output logic                     may_start,     // high with every start, and early
  output logic                     start_op,
  output logic                     start_move,
  output logic                     start_sweep,
  output logic [ROW_W-1:0]         sweep_row,
  output logic [EPOCH_W-1:0]       epoch,
  output logic                     erase,         // erase row sweep_row in all lanes
  output logic                     flush,         // forget everything that is not in a row
  output logic                     clearing,
  output logic                     awake          // the map needs its clock
);

  localparam logic [EPOCH_W-1:0] OLD_MAX = EPOCH_W'((1 << EPOCH_W) - 2);
  localparam int WAIT_W = $clog2(LIMIT + 1);

  typedef enum logic [1:0] {STATE_ERASE, STATE_RUN, STATE_DRAIN} state_t;

  state_t             state_q;
  logic               gap_q;        // an operation started in the previous cycle
  logic               force_q;
  logic               sweeping_q;
  logic [WAIT_W-1:0]  wait_q;
  logic               patient_q;    // wait_q is below PATIENCE
  logic               late_q;       // wait_q is LIMIT
  logic [EPOCH_W-1:0] old_q;        // epochs that rows may still hold, besides this one

  wire run     = state_q == STATE_RUN;
  wire last    = sweep_row == ROW_W'(ROWS - 1);
  wire drained = state_q == STATE_DRAIN && !pipe_busy;

  wire want_move  = run && move_valid && !back_busy;
  wire want_sweep = run && sweeping_q && !back_busy;
  wire patient    = !move_urgent && patient_q;
  wire late       = move_urgent || late_q;
  wire quiet      = !gap_q && (force_q || !s_op_tvalid);

  assign s_op_tready = run && !gap_q && !force_q;
  assign may_op      = s_op_tvalid && !force_q;
  assign may_start   = s_op_tvalid || (run && (move_valid || sweeping_q) && !back_busy);
  assign start_op    = s_op_tvalid && s_op_tready;
  assign start_move  = want_move && quiet && (force_q || s_idle_hint || !patient);
  assign start_sweep = want_sweep && quiet && !start_move && !force_q && (s_idle_hint || !patient);
  assign erase       = state_q == STATE_ERASE;
  assign flush       = drained;
  assign clearing    = !run;
  assign awake       = rst || !run || cmd_clear || s_op_tvalid || look_offered || gap_q || force_q
                       || pipe_busy || back_busy || sweeping_q || stash_in_use;

  always_ff @(posedge clk) begin
    gap_q   <= start_op || start_move || start_sweep;
    force_q <= run && move_valid && (!back_busy || back_last) && late && !start_move;

    if (start_move || start_sweep || !(want_move || want_sweep)) begin
      wait_q    <= '0;
      patient_q <= PATIENCE != 0;
      late_q    <= 1'b0;
    end else if (!late_q) begin
      wait_q    <= wait_q + 1'b1;
      patient_q <= patient_q && wait_q != WAIT_W'(PATIENCE - 1);
      late_q    <= wait_q == WAIT_W'(LIMIT - 1);
    end

    if (sweep_done || erase)
      sweep_row <= last ? '0 : sweep_row + 1'b1;
    if (sweep_done && last) begin
      sweeping_q <= 1'b0;
      old_q      <= '0;
    end

    unique case (state_q)
      // One row per cycle.
      STATE_ERASE: if (last) begin
        state_q    <= STATE_RUN;
        epoch      <= EPOCH_W'(1);
        old_q      <= '0;
        sweeping_q <= 1'b0;
      end
      // A clear.
      STATE_RUN: if (cmd_clear)
        state_q <= STATE_DRAIN;
      // The operations in flight.
      STATE_DRAIN: if (drained) begin
        state_q    <= old_q == OLD_MAX || damaged ? STATE_ERASE : STATE_RUN;
        epoch      <= epoch == '1 ? EPOCH_W'(1) : epoch + 1'b1;
        old_q      <= old_q + 1'b1;
        sweeping_q <= 1'b1;
        sweep_row  <= '0;
      end
      default: state_q <= STATE_ERASE;
    endcase

    if (rst) begin
      state_q    <= STATE_ERASE;
      gap_q      <= 1'b0;
      force_q    <= 1'b0;
      sweep_row  <= '0;
      wait_q     <= '0;
      patient_q  <= PATIENCE != 0;
      late_q     <= 1'b0;
    end
  end

endmodule

`default_nettype wire
