// SPDX-License-Identifier: BSD-3-Clause
// prove_hash_map: a hash map knows of a watched key exactly what was done to it.
//
// Bounded, FILL=0   18 cycles from reset, everything free
// Bounded, FILL=1   24 cycles from reset, of which the first 11 insert three entries
//
// Nothing is proved beyond these depths.  The solver picks the watched key, all operations
// and looks, their spacing and answers, clears, and what a read returns that collides with a
// write.  An operation finds the watched key exactly if it is live.  So does a look; if the
// key changes meanwhile, it gives one of the states that the key has from 1 cycle before its
// start until its answer.  An insert that changes nothing says so, and it alone.
// The map is as small as it gets: two places per key and one in the stash.  With FILL the
// depth is enough for an entry to change places out of the stash and for operations on
// both keys, and looks, at all distances behind it.
`default_nettype none

module prove_hash_map #(
  parameter int FILL = 0
) (
  input  wire logic       clk,
  input  wire logic       rst,
  input  wire logic [3:0] key,
  input  wire logic       user,
  input  wire logic       valid,
  input  wire logic       hint,
  input  wire logic [1:0] act,
  input  wire logic       act_value,
  input  wire logic       clear,
  input  wire logic       look_valid,
  input  wire logic [3:0] look_key
);

  (* anyconst *) logic [3:0] watched;

  logic        ready, hit, hit_user, hit_found, done, done_user, done_full, clearing, damage;
  logic [3:0]  hit_key;
  logic        hit_value, hit_room;
  logic        look_ready, look_done, look_found, look_value;
  logic [31:0] live, stash_used, stash_max;

  hash_map #(
    .KEY_W(4), .VALUE_W(1), .USER_W(1), .SUBS(2), .WAYS(1), .ROWS(2), .STASH(1),
    .EPOCH_W(2), .PATIENCE(1), .LIMIT(3), .LOOK(1'b1)
  ) dut (
    .clk(clk), .rst(rst),
    .s_op_key(key), .s_op_user(user), .s_op_tvalid(valid), .s_op_tready(ready),
    .s_idle_hint(hint),
    .m_hit_valid(hit), .m_hit_key(hit_key), .m_hit_user(hit_user), .m_hit_found(hit_found),
    .m_hit_value(hit_value), .m_hit_room(hit_room), .s_act(act), .s_act_value(act_value),
    .m_done_valid(done), .m_done_user(done_user), .m_done_full(done_full),
    .s_look_key(look_key), .s_look_tvalid(look_valid), .s_look_tready(look_ready),
    .m_look_valid(look_done), .m_look_found(look_found), .m_look_value(look_value),
    .cmd_clear(clear), .clearing(clearing), .damage(damage),
    .live(live), .stash_used(stash_used), .stash_max(stash_max)
  );

  wire accept = valid && ready;
  wire ours   = hit && hit_key == watched;
  wire look   = look_valid && look_ready;

  logic       past_q = 1'b0;
  logic [4:0] cycle_q;                 // stops at 31
  logic [3:0] flight_q;                // accepted 1..4 cycles ago
  logic       clearing_q, clear_q, hit_q, ours_q, put_q, found_q, room_q;
  logic       put_value_q;
  logic       here_q;                  // the watched key is in the map, by what was done
  logic       value_q;

  // With the answer of the last cycle, which m_done completes.
  wire        stored = ours_q && put_q && !done_full;
  wire        here   = here_q || stored;
  wire        value  = stored ? put_value_q : value_q;

  // Looks accepted 1..4 cycles ago, those for the watched key, and its states since then:
  // live with 1, live with 0, not live.
  wire [2:0]  state = {here && value, here && !value, !here};
  logic [2:0] state_q, states1_q, states2_q, states3_q, states4_q;
  logic [3:0] looks_q, our_looks_q;
  wire [2:0]  states = states4_q | state;

  always_ff @(posedge clk) begin
    past_q      <= 1'b1;
    cycle_q     <= cycle_q == 5'd31 ? cycle_q : cycle_q + 5'd1;
    flight_q    <= {flight_q[2:0], accept};
    clearing_q  <= clearing;
    clear_q     <= clear;
    hit_q       <= hit;
    ours_q      <= ours;
    found_q     <= hit_found;
    room_q      <= hit_room;
    put_q       <= hit && act == 2'd1;
    put_value_q <= act_value;
    here_q      <= here;
    value_q     <= value;
    looks_q     <= {looks_q[2:0], look};
    our_looks_q <= {our_looks_q[2:0], look && look_key == watched};
    state_q     <= state;
    states1_q   <= state_q | state;
    states2_q   <= states1_q | state;
    states3_q   <= states2_q | state;
    states4_q   <= states3_q | state;
    if (ours && act == 2'd2)
      here_q <= 1'b0;
    if (clearing_q && !clearing)
      here_q <= 1'b0;
    if (rst) begin
      cycle_q     <= 5'd1;
      flight_q    <= '0;
      looks_q     <= '0;
      our_looks_q <= '0;
      here_q      <= 1'b0;
      ours_q      <= 1'b0;
      put_q       <= 1'b0;
      hit_q       <= 1'b0;
      clear_q     <= 1'b0;
      clearing_q  <= 1'b1;
    end
  end

  always_comb begin
    assume (rst == !past_q);
    if (FILL != 0 && past_q && cycle_q < 5'd12) begin
      assume (valid == (cycle_q == 5'd3 || cycle_q == 5'd5 || cycle_q == 5'd7));
      assume (act == 2'd1);
      assume (!clear && !look_valid);
    end
  end

  always_comb begin
    if (past_q) begin
      assert (hit == flight_q[3]);
      assert (done == hit_q);
      assert (!(ready && flight_q[0]));
      assert (!(ready && clearing));
      if (clear_q && !clearing_q) assert (clearing);
      if (done) assert (done_full == (put_q && !found_q && !room_q));
      if (done && done_full) assert (stash_used == 32'd1);
      assert (look_done == looks_q[3]);
      assert (!(look_ready && (looks_q[0] || accept || clearing)));
      if (our_looks_q[3])
        assert (look_found ? (look_value ? states[2] : states[1]) : states[0]);
      if (ours) assert (hit_found == here);
      if (ours && here) assert (hit_value == value);
      assert (live <= 32'd5);
      assert (stash_used <= 32'd1);
      assert (!damage);                // of memory that keeps what it is given
    end
  end

endmodule

`default_nettype wire
