// SPDX-License-Identifier: BSD-3-Clause
// level_map: a table on the way of the level changes: what the sizes and each digit share.
//
//   s_op    in   a change or a refill start, in order
//   hit     out  what is under its key; the owner answers in the same cycle with the new value
//                and says whether the next table is concerned (`up`)
//   m_mark  out  what goes up, in order
//   s_look  in   a key that a refill asks for; the end of a round asks nothing and keeps its
//                place among the looks
//   m_look  out  the answer; never with the hit of an operation that is `s_op_alone`
//
// Latency     5 cycles, s_op to m_mark valid; the owner is asked after 4.
//   look: 4 cycles, s_look to m_look.
// Throughput  1 operation every 2 cycles and, besides, 1 look every 2 cycles.
// Stall       s_op_tready falls for a cycle after an operation, for one before it when a look goes
//             first, and while m_mark is not taken. m_look never waits.
// Reset       synchronous; empty once `clearing` falls.

`default_nettype none

module level_map #(
  parameter int KEY_W   = 38,
  parameter int VALUE_W = 48,
  parameter int USER_W  = 38,                 // travels with the operation
  parameter int MARK_W  = 44,
  parameter int TAG_W   = 44,                 // travels with the look
  parameter int SUBS    = 4,
  parameter int WAYS    = 4,
  parameter int ROWS    = 4096,
  parameter int STASH   = 16,
  parameter int SEED    = 9
) (
  input  wire logic               clk,
  input  wire logic               rst,
  input  wire logic               cmd_clear,
  output logic                    clearing,

  input  wire logic               s_op_tvalid,
  output logic                    s_op_tready,
  input  wire logic [KEY_W-1:0]   s_op_key,
  input  wire logic [USER_W-1:0]  s_op_user,
  input  wire logic               s_op_alone,

  output logic                    hit_valid,
  output logic [KEY_W-1:0]        hit_key,
  output logic [USER_W-1:0]       hit_user,
  output logic                    hit_found,
  output logic                    hit_room,    // or else there is room for it
  output logic [VALUE_W-1:0]      hit_value,
  input  wire logic [1:0]         act,         // as hash_map's s_act
  input  wire logic [VALUE_W-1:0] act_value,
  input  wire logic               up,
  input  wire logic [MARK_W-1:0]  up_mark,

  output logic                    m_mark_tvalid,
  input  wire logic               m_mark_tready,
  output logic [MARK_W-1:0]       m_mark_tdata,

  input  wire logic               s_look_tvalid,
  output logic                    s_look_tready,
  input  wire logic               s_look_end,
  input  wire logic [KEY_W-1:0]   s_look_key,
  input  wire logic [TAG_W-1:0]   s_look_tag,
  output logic                    m_look_valid,
  output logic [TAG_W-1:0]        m_look_tag,
  output logic [VALUE_W-1:0]      m_look_value, // 0 when there is none

  output logic [31:0]             live,
  output logic                    damage,
  output logic                    busy
);

  logic       map_ready, look_ready, look_valid, look_found;
  logic [3:0] out_used;
  logic [3:0] look_q;                         // looks and ends of the last cycles

  // Room for what is in flight: 3 operations at most. Operations and looks take turns, or a look
  // would meet an operation that comes 3 cycles after the last one, again and again.
  logic yielded_q;
  wire  look_first = s_look_tvalid && !s_look_end && !look_q[0] && !yielded_q;
  wire  op_may     = out_used <= 4'd4 && !look_first;
  wire  take_op    = s_op_tvalid && s_op_tready;
  wire  take_look  = s_look_tvalid && s_look_tready;

  // No look starts with an operation, but an end may.
  assign s_op_tready   = map_ready && op_may;
  assign s_look_tready = s_look_end ? !(take_op && s_op_alone) : look_ready;

  hash_map #(
    .KEY_W(KEY_W), .VALUE_W(VALUE_W), .USER_W(USER_W), .SUBS(SUBS), .WAYS(WAYS), .ROWS(ROWS),
    .STASH(STASH), .LOOK(1'b1), .SEED(SEED)
  ) map (
    .clk(clk), .rst(rst), .cmd_clear(cmd_clear), .clearing(clearing),
    .s_op_tvalid(s_op_tvalid && op_may), .s_op_tready(map_ready), .s_op_key(s_op_key),
    .s_op_user(s_op_user), .s_idle_hint(1'b0),
    .m_hit_valid(hit_valid), .m_hit_key(hit_key), .m_hit_user(hit_user), .m_hit_found(hit_found),
    .m_hit_room(hit_room), .m_hit_value(hit_value), .s_act(act), .s_act_value(act_value),
    .m_done_valid(), .m_done_user(), .m_done_full(),
    .s_look_key(s_look_key), .s_look_tvalid(s_look_tvalid && !s_look_end), .s_look_tready(look_ready),
    .m_look_valid(look_valid), .m_look_found(look_found), .m_look_value(m_look_value),
    .live(live), .damage(damage), .stash_used(), .stash_max()
  );

  fifo_small #(.WIDTH(MARK_W), .DEPTH(8)) out (
    .clk(clk), .rst(rst || cmd_clear), .flush(1'b0),
    .s_tdata(up_mark), .s_tvalid(up), .s_tready(),
    .m_tdata(m_mark_tdata), .m_tvalid(m_mark_tvalid), .m_tready(m_mark_tready), .used(out_used)
  );

  // ---- under way ------------------------------------------------------------------------------
  logic [4:0]       op_q;
  logic [TAG_W-1:0] tag1_q, tag2_q, tag3_q, tag4_q;

  assign m_look_valid = look_q[3];
  assign m_look_tag   = tag4_q;
  assign busy         = op_q != 5'd0 || look_q != 4'd0 || m_mark_tvalid;

  always_ff @(posedge clk) begin
    yielded_q <= look_first && s_op_tvalid && map_ready;
    op_q      <= {op_q[3:0], take_op};
    look_q    <= {look_q[2:0], take_look};
    if (take_look) tag1_q <= s_look_tag;
    if (look_q[0]) tag2_q <= tag1_q;
    if (look_q[1]) tag3_q <= tag2_q;
    if (look_q[2]) tag4_q <= tag3_q;
    if (rst || cmd_clear) begin
      yielded_q <= 1'b0;
      op_q      <= 5'd0;
      look_q    <= 4'd0;
    end
  end

  wire unused = look_valid && look_found;

endmodule

`default_nettype wire
