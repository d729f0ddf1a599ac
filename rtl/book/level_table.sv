// SPDX-License-Identifier: BSD-3-Clause
// level_table: the exact size of every price level of every side.
//
//   s_level  in   changes in the order of the messages, and refill starts
//   m_mark   out  a level came or went (LEVEL_ADD, LEVEL_SUB), or a refill starts
//   s_look   in   a refill asks for one level (FETCH_CHILD), or its round ends
//   m_look   out  the same with the level's size, 0 when there is none
//
// Latency     5 cycles, s_level to m_mark valid.
//   look: 4 cycles, s_look to m_look.
// Throughput  1 operation every 2 cycles and, besides, 1 look every 2 cycles.
// Stall       as level_map.
// Reset       synchronous; no level exists once `clearing` falls.

`include "tw_book.svh"
`default_nettype none

module level_table #(
  parameter int SIDE_W = 7,
  parameter int SIZE_W = 48,
  parameter int SUBS   = 4,
  parameter int WAYS   = 4,
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
  output logic [3:0]             m_mark_refill,
  output logic [SIDE_W-1:0]      m_mark_side,
  output logic [30:0]            m_mark_rank,
  output logic                   m_mark_tvalid,
  input  wire logic              m_mark_tready,

  input  wire logic              s_look_tvalid,
  output logic                   s_look_tready,
  input  wire logic              s_look_end,
  input  wire logic              s_look_more,   // end: children were left out
  input  wire logic [3:0]        s_look_refill,
  input  wire logic [SIDE_W-1:0] s_look_side,
  input  wire logic [30:0]       s_look_rank,

  output logic                   m_look_valid,
  output logic                   m_look_end,
  output logic                   m_look_more,
  output logic [3:0]             m_look_refill,
  output logic [30:0]            m_look_rank,
  output logic [SIZE_W-1:0]      m_look_size,

  output logic                   lost_valid,    // the level found no room
  output logic [SIDE_W-1:0]      lost_side,
  output logic [31:0]            live,
  output logic                   damage,         // pulse: a bit of the table has flipped (hash_map)
  output logic                   busy
);

  localparam int KEY_W  = SIDE_W + RANK_W;
  localparam int USER_W = 6 + 32;                // {refill, kind, shares}
  localparam int MARK_W = 6 + KEY_W;
  localparam int TAG_W  = 6 + RANK_W;            // {end, more, refill, rank}

  logic              hit_valid, hit_found, hit_room, up;
  logic [KEY_W-1:0]  hit_key;
  logic [USER_W-1:0] hit_user;
  logic [SIZE_W-1:0] hit_size, act_size;
  logic [1:0]        act;

  level_map #(
    .KEY_W(KEY_W), .VALUE_W(SIZE_W), .USER_W(USER_W), .MARK_W(MARK_W), .TAG_W(TAG_W),
    .SUBS(SUBS), .WAYS(WAYS), .ROWS(ROWS),
    .STASH(STASH), .SEED(9)
  ) levels (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(clearing),
    .s_op_tvalid(s_level_tvalid), .s_op_tready(s_level_tready),
    .s_op_key({s_level_tdata.side[SIDE_W-1:0], s_level_tdata.rank}),
    .s_op_user({s_level_tdata.refill, s_level_tdata.kind, s_level_tdata.shares}), .s_op_alone(1'b0),
    .hit_valid(hit_valid), .hit_key(hit_key), .hit_user(hit_user), .hit_found(hit_found), .hit_room(hit_room),
    .hit_value(hit_size), .act(act), .act_value(act_size), .up(up), .up_mark({hit_user[37:32], hit_key}),
    .m_mark_tvalid(m_mark_tvalid), .m_mark_tready(m_mark_tready),
    .m_mark_tdata({m_mark_refill, m_mark_kind, m_mark_side, m_mark_rank}),
    .s_look_tvalid(s_look_tvalid), .s_look_tready(s_look_tready), .s_look_end(s_look_end),
    .s_look_key({s_look_side, s_look_rank}), .s_look_tag({s_look_end, s_look_more, s_look_refill, s_look_rank}),
    .m_look_valid(m_look_valid), .m_look_tag({m_look_end, m_look_more, m_look_refill, m_look_rank}),
    .m_look_value(m_look_size), .live(live), .damage(damage), .busy(busy)
  );

  wire [1:0]        hit_kind   = hit_user[33:32];
  wire [SIZE_W-1:0] hit_shares = {{(SIZE_W - 32){1'b0}}, hit_user[31:0]};

  // `up`: the level came or went. One that finds no room did not come, nor is it here to shrink.
  always_comb begin
    act        = 2'd0;
    act_size   = '0;
    up         = 1'b0;
    lost_valid = 1'b0;
    if (hit_valid) begin
      case (hit_kind)
        LEVEL_ADD: begin
          act        = 2'd1;
          act_size   = hit_found ? hit_size + hit_shares : hit_shares;
          up         = !hit_found && hit_room;
          lost_valid = !hit_found && !hit_room;
        end
        LEVEL_SUB: begin
          act_size = hit_size - hit_shares;
          if (hit_found) act = (hit_size <= hit_shares) ? 2'd2 : 2'd1;
          up       = hit_found && hit_size <= hit_shares;
        end
        default: up = 1'b1;
      endcase
    end
  end

  assign lost_side = hit_key[KEY_W-1 -: SIDE_W];

endmodule

`default_nettype wire
