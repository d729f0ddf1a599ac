// SPDX-License-Identifier: BSD-3-Clause
// row_refills: which rows have a refill under way, and how far it can be believed.
//
//   slot   in   a row as a slot leaves it: hungry, or changed behind its tail
//   trust  out  how far levels of a refill may be taken
//   start  out  a refill begins behind the row's tail, one cycle after the slot or later
//   wake   out  the cycle after the slot: the side's refill is to bring its next levels
//   wait   out  the same cycle: no refill is free, the row waits for one
//   drop   out  the same cycle: the side's refill is over
//
// A refill stays with its side until another side needs it, so that a busy side gets its levels
// without a new start. It is `pending` while levels are on the way. `disturbed` is the best rank
// behind the tail that changed since the start: better levels are as the refill read them.
//
// Latency     1 cycle, slot to wake, drop and wait.
// Throughput  1 slot a cycle, 1 start every 3.
// Stall       none; a start waits while `busy` (the level store takes a change).
// Reset       synchronous; no refill is under way.

`include "tw_book.svh"
`default_nettype none

module row_refills #(
  parameter int SIDE_W  = 7,
  parameter int REFILLS = 8                  // a power of two, 2 to 16
) (
  input  wire logic              clk,
  input  wire logic              rst,
  input  wire logic              forget,        // all refills are over

  input  wire logic [REFILLS-1:0] idle,         // refill could start anew (refill.sv)

  input  wire logic [3:0]        ask_refill,    // combinational: how far may this one be believed
  output logic                   trust_all,
  output logic [RANK_W-1:0]      trust_rank,    // ... levels better than this

  input  wire logic              slot_valid,    // a slot writes this side's row
  input  wire logic [SIDE_W-1:0] slot_side,
  input  wire logic              slot_disturbs,
  input  wire logic [RANK_W-1:0] slot_rank,     // ... at this rank
  input  wire logic              slot_judged,   // with slot_valid: levels of slot_refill were judged
  input  wire logic              slot_over,     // ... and it cannot go on
  input  wire logic [3:0]        slot_refill,
  input  wire logic              slot_hungry,   // with slot_valid: the row wants levels
  output logic                   slot_served,   // ... and a refill brings them

  input  wire logic [RANK_W-1:0] tail_rank,     // the cycle after the slot: its row's tail
  input  wire logic              busy,
  output logic                   start_valid,
  output level_op_t              start,

  output logic                   wake_valid,
  output logic [3:0]             wake_refill,
  output logic                   drop_valid,
  output logic [3:0]             drop_refill
);

  localparam int INDEX_W = $clog2(REFILLS);

  logic [REFILLS-1:0]        open_q, pending_q, disturbed_q;
  logic [REFILLS*SIDE_W-1:0] side_q;
  logic [REFILLS*RANK_W-1:0] rank_q;

  // The clock rests between slots. What follows from `idle` alone needs an edge of its own.
  logic gclk, awake;
  clock_gate u_gate (
    .clk    (clk),
    .enable (awake),
    .gclk   (gclk)
  );

  // ---- trust ----------------------------------------------------------------------------------
  wire [INDEX_W-1:0] asked = ask_refill[INDEX_W-1:0];
  assign trust_all  = !disturbed_q[asked];
  assign trust_rank = rank_q[asked*RANK_W +: RANK_W];

  // ---- the side's own refill, or one that is free ------------------------------------------------
  logic [REFILLS-1:0] mine, over, stays, free;
  logic [INDEX_W-1:0] own, spare_q, turn_q;
  logic               spare_valid_q;
  wire                has_own = |(mine & stays);

  always_comb begin
    mine  = '0;
    over  = '0;
    own   = '0;
    if (slot_valid)
      for (int i = 0; i < REFILLS; i++) begin
        mine[i] = open_q[i] && side_q[i*SIDE_W +: SIDE_W] == slot_side;
        over[i] = slot_judged && slot_over && slot_refill[INDEX_W-1:0] == i[INDEX_W-1:0];
        if (mine[i]) own = own | i[INDEX_W-1:0];
      end
  end
  assign stays = ~over;

  // A refill that nobody holds is taken first, then the one whose turn it is, then any.
  logic [INDEX_W-1:0] spare_n;
  logic               spare_valid_n;
  always_comb begin
    free          = idle & ~pending_q;
    spare_n       = turn_q;
    spare_valid_n = |free;
    if (!free[turn_q])
      for (int i = 0; i < REFILLS; i++) if (free[i]) spare_n = i[INDEX_W-1:0];
    for (int i = 0; i < REFILLS; i++) if (free[i] && !open_q[i]) spare_n = i[INDEX_W-1:0];
  end

  // The pending flag of the last cycle's slot is not in spare_valid_q yet.
  logic               starting_q, held_q;
  logic [RANK_W-1:0]  start_rank_q;
  logic [SIDE_W-1:0]  start_side_q;
  logic [INDEX_W-1:0] start_refill_q;
  wire own_pending = |(mine & pending_q) && !slot_judged;
  wire wakes  = slot_hungry && has_own && !own_pending;
  wire starts = slot_hungry && !has_own && spare_valid_q && !pending_q[spare_q] && !starting_q && !held_q;
  assign slot_served = has_own || starts;

  assign start_valid = held_q && !busy;
  always_comb begin
    start = '0;
    if (start_valid) begin
      start.kind   = LEVEL_START;
      start.refill = {{(4 - INDEX_W){1'b0}}, start_refill_q};
      start.side   = {{(16 - SIDE_W){1'b0}}, start_side_q};
      start.rank   = start_rank_q;
    end
  end

  assign awake = rst || forget || slot_valid || starting_q || held_q || wake_valid || drop_valid
                 || spare_q != spare_n || spare_valid_q != spare_valid_n;

  always_ff @(posedge gclk) begin
    spare_q       <= spare_n;
    spare_valid_q <= spare_valid_n;
    wake_valid    <= wakes;
    drop_valid    <= slot_judged && slot_over;
    if (wakes)       wake_refill <= {{(4 - INDEX_W){1'b0}}, own};
    if (slot_judged) drop_refill <= slot_refill;
    if (starts)      turn_q      <= turn_q + 1'b1;

    if (slot_valid) for (int i = 0; i < REFILLS; i++) begin
      if (mine[i] && slot_disturbs) begin
        disturbed_q[i] <= 1'b1;
        if (!disturbed_q[i] || slot_rank < rank_q[i*RANK_W +: RANK_W]) rank_q[i*RANK_W +: RANK_W] <= slot_rank;
      end
      if (slot_judged && slot_refill[INDEX_W-1:0] == i[INDEX_W-1:0]) pending_q[i] <= 1'b0;
      if (over[i]) open_q[i] <= 1'b0;
      if (wakes && own == i[INDEX_W-1:0]) pending_q[i] <= 1'b1;
      if (starts && spare_q == i[INDEX_W-1:0]) begin
        open_q[i]      <= 1'b1;
        pending_q[i]   <= 1'b1;
        disturbed_q[i] <= 1'b0;
        side_q[i*SIDE_W +: SIDE_W] <= slot_side;
      end
    end

    // The tail is known a cycle later; then the start waits for a free cycle of the level store.
    starting_q <= starts;
    if (starts) begin
      start_side_q   <= slot_side;
      start_refill_q <= spare_q;
    end
    if (starting_q) begin
      held_q       <= 1'b1;
      start_rank_q <= tail_rank;
    end else if (start_valid) held_q <= 1'b0;

    if (rst || forget) begin
      open_q        <= '0;
      pending_q     <= '0;
      disturbed_q   <= '0;
      spare_valid_q <= 1'b0;
      starting_q    <= 1'b0;
      held_q        <= 1'b0;
      wake_valid    <= 1'b0;
      drop_valid    <= 1'b0;
    end
    if (rst) turn_q <= '0;
  end

endmodule

`default_nettype wire
