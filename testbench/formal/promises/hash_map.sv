// SPDX-License-Identifier: BSD-3-Clause
// hash_map: what its users may count on, in its place in their proofs.
//
// Of one key, which the solver picks, it knows exactly what was done to it; of all others it
// says anything. testbench/formal/hash_map proves that the real one keeps this promise. So the
// proofs of its users hold for every size, and with their real widths.
//
// Two of its signals are read by the proofs: watched, here_q and value_q, the key's state.
`default_nettype none

module hash_map #(
  parameter int KEY_W    = 64,
  parameter int VALUE_W  = 64,
  parameter int USER_W   = 8,
  parameter int SUBS     = 4,
  parameter int WAYS     = 4,
  parameter int ROWS     = 4096,
  parameter int STASH    = 16,
  parameter int EPOCH_W  = 4,
  parameter int PATIENCE = 8,
  parameter int LIMIT    = 64,
  parameter logic LOOK   = 1'b0,
  parameter logic [31:0] SEED = 32'h5eed_1e55
) (
  input  wire logic                clk,
  input  wire logic                rst,

  input  wire logic [KEY_W-1:0]    s_op_key,
  input  wire logic [USER_W-1:0]   s_op_user,
  input  wire logic                s_op_tvalid,
  output logic                     s_op_tready,
  input  wire logic                s_idle_hint,

  output logic                     m_hit_valid,
  output logic [KEY_W-1:0]         m_hit_key,
  output logic [USER_W-1:0]        m_hit_user,
  output logic                     m_hit_found,
  output logic [VALUE_W-1:0]       m_hit_value,
  output logic                     m_hit_room,
  input  wire logic [1:0]          s_act,
  input  wire logic [VALUE_W-1:0]  s_act_value,

  output logic                     m_done_valid,
  output logic [USER_W-1:0]        m_done_user,
  output logic                     m_done_full,

  input  wire logic [KEY_W-1:0]    s_look_key,
  input  wire logic                s_look_tvalid,
  output logic                     s_look_tready,
  output logic                     m_look_valid,
  output logic                     m_look_found,
  output logic [VALUE_W-1:0]       m_look_value,

  input  wire logic                cmd_clear,
  output logic                     clearing,
  output logic                     damage,        // memory is whole, as far as anything is promised
  output logic [31:0]              live,
  output logic [31:0]              stash_used,
  output logic [31:0]              stash_max
);

  (* anyconst *) logic [KEY_W-1:0] watched;

  // What is not promised.
  (* anyseq *) logic               any_ready, any_found, any_room, any_look_ready, any_look_found, any_stay;
  (* anyseq *) logic [VALUE_W-1:0] any_value, any_look_value;
  (* anyseq *) logic [31:0]        any_live, any_used, any_max;
  (* anyseq *) logic [2:0]         any_moment;

  logic               here_q;
  logic [VALUE_W-1:0] value_q;

  // ---- operations ---------------------------------------------------------------------------------
  logic [3:0]        op_q;                  // accepted 1..4 cycles ago
  logic [KEY_W-1:0]  key1_q, key2_q, key3_q, key4_q;
  logic [USER_W-1:0] user1_q, user2_q, user3_q, user4_q, user5_q;
  logic              done_q, full_q, clearing_q;
  logic [3:0]        look_q;

  assign s_op_tready = any_ready && !op_q[0] && !clearing_q;
  assign clearing    = clearing_q;
  assign damage      = 1'b0;

  wire take  = s_op_tvalid && s_op_tready;
  wire ours  = op_q[3] && key4_q == watched;
  wire quiet = op_q == 4'd0 && look_q == 4'd0 && !done_q;
  wire full  = s_act == 2'd1 && !m_hit_found && !m_hit_room;

  always_comb begin
    m_hit_valid = op_q[3];
    m_hit_key   = key4_q;
    m_hit_user  = user4_q;
    m_hit_room  = any_room;
    m_hit_found = (key4_q == watched) ? here_q : any_found;
    m_hit_value = '0;
    if (m_hit_found) m_hit_value = (key4_q == watched) ? value_q : any_value;
  end

  assign m_done_valid = done_q;
  assign m_done_user  = user5_q;
  assign m_done_full  = full_q;
  assign live         = any_live;
  assign stash_used   = any_used;
  assign stash_max    = any_max;

  always_ff @(posedge clk) begin
    op_q    <= {op_q[2:0], take};
    key1_q  <= s_op_key;
    key2_q  <= key1_q;
    key3_q  <= key2_q;
    key4_q  <= key3_q;
    user1_q <= s_op_user;
    user2_q <= user1_q;
    user3_q <= user2_q;
    user4_q <= user3_q;
    user5_q <= user4_q;
    done_q  <= op_q[3];
    full_q  <= op_q[3] && full;

    if (ours && s_act == 2'd1 && !full) begin
      here_q  <= 1'b1;
      value_q <= s_act_value;
    end
    if (ours && s_act == 2'd2) here_q <= 1'b0;

    if (cmd_clear && !clearing_q) clearing_q <= 1'b1;
    else if (clearing_q && quiet && !any_stay) clearing_q <= 1'b0;
    if (clearing_q && quiet) here_q <= 1'b0;

    if (rst) begin
      op_q       <= '0;
      done_q     <= 1'b0;
      here_q     <= 1'b0;
      clearing_q <= 1'b1;
    end
  end

  // ---- looks: the key's state at some moment from a cycle before the look until the answer ------------
  logic [KEY_W-1:0]   look1_q, look2_q, look3_q, look4_q;
  logic [4:0]         was_q;                // the key's state 1..5 cycles ago
  logic [VALUE_W-1:0] value1_q, value2_q, value3_q, value4_q, value5_q;
  logic               then;
  logic [VALUE_W-1:0] value_then;

  assign s_look_tready = LOOK && any_look_ready && !look_q[0] && !take && !clearing_q;

  always_comb begin
    case (any_moment)
      3'd1:    begin then = was_q[0]; value_then = value1_q; end
      3'd2:    begin then = was_q[1]; value_then = value2_q; end
      3'd3:    begin then = was_q[2]; value_then = value3_q; end
      3'd4:    begin then = was_q[3]; value_then = value4_q; end
      3'd5:    begin then = was_q[4]; value_then = value5_q; end
      default: begin then = here_q;   value_then = value_q;  end
    endcase
    m_look_valid = look_q[3];
    m_look_found = (look4_q == watched) ? then : any_look_found;
    m_look_value = '0;
    if (m_look_found) m_look_value = (look4_q == watched) ? value_then : any_look_value;
  end

  always_ff @(posedge clk) begin
    look_q   <= {look_q[2:0], s_look_tvalid && s_look_tready};
    look1_q  <= s_look_key;
    look2_q  <= look1_q;
    look3_q  <= look2_q;
    look4_q  <= look3_q;
    was_q    <= {was_q[3:0], here_q};
    value1_q <= value_q;
    value2_q <= value1_q;
    value3_q <= value2_q;
    value4_q <= value3_q;
    value5_q <= value4_q;
    if (rst) begin
      look_q <= '0;
      was_q  <= '0;
    end
  end

  wire unused = &{1'b0, s_idle_hint};

endmodule

`default_nettype wire
