// SPDX-License-Identifier: BSD-3-Clause
// level_table: the exact size of every price level of every side.
//
//   s_level  in   changes in the order of the messages, and refill starts
//   m_mark   out  a level came or went (LEVEL_ADD, LEVEL_SUB), or a refill starts
//   s_look   in   the refill asks for one level
//   look     out  its size, 0 when there is none
//
// Latency     5 cycles, s_level to m_mark valid.
//   look: 4 cycles, s_look to look.
// Throughput  1 operation every 2 cycles; a look goes before a change.
// Stall       s_level_tready falls for a cycle after an operation and while m_mark is not taken.
// Reset       synchronous; no level exists once `clearing` falls.

`include "tw_book.svh"
`default_nettype none

module level_table #(
  parameter int SIDE_W = 7,
  parameter int SIZE_W = 48,
  parameter int ROWS   = 4096,
  parameter int STASH  = 16
) (
  input  wire logic              clk,
  input  wire logic              rst,
  input  wire logic              cmd_clear,
  output logic                   clearing,

  input  wire level_op_t         s_level_tdata,
  input  wire logic              s_level_tvalid,
  output logic                   s_level_tready,

  output logic [1:0]             m_mark_kind,
  output logic [SIDE_W-1:0]      m_mark_side,
  output logic [30:0]            m_mark_rank,
  output logic                   m_mark_tvalid,
  input  wire logic              m_mark_tready,

  input  wire logic              s_look_tvalid,
  output logic                   s_look_tready,
  input  wire logic [SIDE_W-1:0] s_look_side,
  input  wire logic [30:0]       s_look_rank,
  output logic                   look_valid,
  output logic [SIZE_W-1:0]      look_size,

  output logic                   lost_valid,
  output logic [SIDE_W-1:0]      lost_side,
  output logic [31:0]            live,
  output logic                   busy
);

  localparam int KEY_W  = SIDE_W + RANK_W;
  localparam int USER_W = 3 + 32;                      // {look, kind, shares}
  localparam int MARK_W = 2 + SIDE_W + RANK_W;

  logic              ready, hit_valid, hit_found, done_valid, done_full;
  logic [KEY_W-1:0]  hit_key;
  logic [USER_W-1:0] hit_user;
  logic [SIZE_W-1:0] hit_size;
  logic [SIDE_W-1:0] done_side;
  logic [3:0]        out_used;
  logic              out_ready;

  wire room      = out_used <= 4'd4;                   // for the 3 operations in flight
  wire take_level = s_level_tvalid && room && !s_look_tvalid;

  assign s_look_tready  = ready;
  assign s_level_tready = ready && room && !s_look_tvalid;

  logic [1:0]        act;
  logic [SIZE_W-1:0] act_size;

  hash_map #(
    .KEY_W(KEY_W), .VALUE_W(SIZE_W), .USER_W(USER_W), .SUBS(4), .WAYS(4), .ROWS(ROWS),
    .STASH(STASH), .SEED(9)
  ) levels (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(clearing),
    .s_op_tvalid(s_look_tvalid || take_level), .s_op_tready(ready),
    .s_op_key(s_look_tvalid ? {s_look_side, s_look_rank} : {s_level_tdata.side[SIDE_W-1:0], s_level_tdata.rank}),
    .s_op_user({s_look_tvalid, s_level_tdata.kind, s_level_tdata.shares}), .s_idle_hint(1'b0),
    .m_hit_valid(hit_valid), .m_hit_key(hit_key), .m_hit_user(hit_user), .m_hit_found(hit_found),
    .m_hit_value(hit_size), .s_act(act), .s_act_value(act_size),
    .m_done_valid(done_valid), .m_done_user(), .m_done_full(done_full),
    .live(live), .stash_used(), .stash_max()
  );

  wire              hit_look   = hit_user[34];
  wire [1:0]        hit_kind   = hit_user[33:32];
  wire [SIZE_W-1:0] hit_shares = {{(SIZE_W - 32){1'b0}}, hit_user[31:0]};

  logic up;                                            // the level came or went

  always_comb begin
    act      = 2'd0;
    act_size = '0;
    up       = 1'b0;
    if (hit_valid && !hit_look) begin
      case (hit_kind)
        LEVEL_ADD: begin
          act      = 2'd1;
          act_size = hit_found ? hit_size + hit_shares : hit_shares;
          up       = !hit_found;
        end
        LEVEL_SUB: begin
          // A level that was lost when the table was full is not here to shrink.
          act_size = hit_size - hit_shares;
          if (hit_found) act = (hit_size <= hit_shares) ? 2'd2 : 2'd1;
          up       = hit_found && hit_size <= hit_shares;
        end
        default: up = 1'b1;
      endcase
    end
  end

  assign look_valid = hit_valid && hit_look;
  assign look_size  = hit_found ? hit_size : '0;
  assign lost_valid = done_valid && done_full;
  assign lost_side  = done_side;

  fifo_small #(.WIDTH(MARK_W), .DEPTH(8)) out (
    .clk(clk), .rst(rst || cmd_clear),
    .s_tdata({hit_kind, hit_key}), .s_tvalid(up), .s_tready(out_ready),
    .m_tdata({m_mark_kind, m_mark_side, m_mark_rank}), .m_tvalid(m_mark_tvalid), .m_tready(m_mark_tready),
    .used(out_used)
  );

  logic [4:0] flight_q;
  assign busy = flight_q != 5'd0 || m_mark_tvalid;

  always_ff @(posedge clk) begin
    flight_q <= {flight_q[3:0], (s_look_tvalid || take_level) && ready};
    if (hit_valid) done_side <= hit_key[KEY_W-1 -: SIDE_W];
    if (rst || cmd_clear) flight_q <= 5'd0;
  end

  wire unused = out_ready;

endmodule

`default_nettype wire
