// SPDX-License-Identifier: BSD-3-Clause
// prove_kill_switch: whatever comes, in any order: a cause kills, only two right steps arm.
//
// Bounded     8 cycles
// Induction   4 cycles
// Cover       12 cycles
//
// G5: kill wins over arm, and nothing is armed after reset. K1: step 2 counts only behind step 1, and for a time.
// K2: neither a write nor a flip of one bit arms. K3: each cause alone kills. The host's registers are any
// in any cycle.

`include "tw_trade.svh"
`default_nettype none

module prove_kill_switch (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic         cmd_kill,
  input  wire logic         cmd_mismatch,
  input  wire logic         mismatch,
  input  wire logic         internal,
  input  wire logic         dma_error,
  input  wire logic         link_up,
  input  wire logic         cfg_kill_on_link,
  input  wire logic [24:0]  stat_reason,
  input  wire logic [31:0]  cfg_kill_mask,
  input  wire logic [31:0]  cfg_watchdog,
  input  wire logic         cmd_kick,
  input  wire logic         cmd_disarm,
  input  wire logic         cmd_arm_key,
  input  wire logic [31:0]  arm_key,
  input  wire logic         cmd_arm_go,
  input  wire logic [31:0]  arm_go,
  input  wire logic         cmd_unkill,
  input  wire logic [31:0]  unkill,
  input  wire logic [31:0]  config_hash,
  input  wire logic         tables_busy,
  input  wire logic         committed
);

  localparam int WAIT_W = 2;

  (* anyconst *) logic [31:0] map_hash, build;
  (* anyseq *)   logic [1:0]  flip;         // any bit of the state

  logic        armed, killed, wait_arm, m_record_valid, stat_kill;
  logic [31:0] nonce;
  logic [KILL_W-1:0] kill_cause;
  trade_record_t m_record;

  kill_switch #(.WAIT_W(WAIT_W)) dut (
    .clk(clk), .rst(rst), .time_ns(64'd0), .cmd_kill(cmd_kill), .cmd_mismatch(cmd_mismatch), .mismatch(mismatch),
    .internal(internal), .dma_error(dma_error), .link_up(link_up), .cfg_kill_on_link(cfg_kill_on_link),
    .stat_reason(stat_reason), .cfg_kill_mask(cfg_kill_mask), .cfg_watchdog(cfg_watchdog), .cmd_kick(cmd_kick),
    .cmd_disarm(cmd_disarm), .cmd_arm_key(cmd_arm_key), .arm_key(arm_key), .cmd_arm_go(cmd_arm_go),
    .arm_go(arm_go), .cmd_unkill(cmd_unkill), .unkill(unkill), .map_hash(map_hash), .build(build),
    .config_hash(config_hash), .tables_busy(tables_busy), .committed(committed), .armed(armed), .killed(killed),
    .wait_arm(wait_arm), .nonce(nonce), .kill_cause(kill_cause), .m_record_valid(m_record_valid),
    .m_record(m_record), .stat_kill(stat_kill));

  (* hierconn *) wire        \dut.killed_q ;
  (* hierconn *) wire        \dut.killed_n_q ;
  (* hierconn *) wire        \dut.armed_q ;
  (* hierconn *) wire        \dut.armed_n_q ;
  (* hierconn *) wire        \dut.on_link_q ;
  (* hierconn *) wire [23:0] \dut.mask_q ;
  (* hierconn *) wire [31:0] \dut.dog_q ;
  (* hierconn *) wire [31:0] \dut.watchdog_q ;
  (* hierconn *) wire [WAIT_W-1:0] \dut.wait_timer_q ;
  wire [31:0] dog = \dut.dog_q , watchdog = \dut.watchdog_q ;

  // The state as it is, and with any one bit of it flipped.
  wire [3:0] state   = {\dut.killed_q , \dut.killed_n_q , \dut.armed_q , \dut.armed_n_q };
  wire [3:0] flipped = state ^ (4'd1 << flip);

  wire reasons = (stat_reason[24:1] & \dut.mask_q ) != '0;
  wire cause   = cmd_kill || cmd_mismatch || mismatch || internal || dma_error || reasons ||
                 (armed && \dut.on_link_q && !link_up) || (armed && dog == 32'd0);
  wire [31:0] turned = ~nonce;
  wire right_key  = cmd_arm_key && arm_key == (nonce ^ map_hash ^ build ^ config_hash);
  wire right_go   = cmd_arm_go && arm_go == ({turned[24:0], turned[31:25]} ^ config_hash);
  wire right_back = cmd_unkill && unkill == {nonce[18:0], nonce[31:19]};

  // ---- what was ------------------------------------------------------------------------------------
  logic        past_q = 1'b0, calm_q = 1'b0, armed_was_q, killed_was_q, wait_was_q, cause_was_q, key_was_q, go_was_q;
  logic        back_was_q, disarm_was_q, commit_was_q, kick_was_q, link_was_q;
  logic [31:0] nonce_was_q, dog_was_q, watchdog_was_q;
  logic [23:0] mask_was_q;
  logic [WAIT_W:0] age_q;                   // cycles since step 1
  always_ff @(posedge clk) begin
    past_q       <= 1'b1;
    calm_q       <= !rst;
    armed_was_q  <= armed;
    killed_was_q <= killed;
    wait_was_q   <= wait_arm;
    cause_was_q  <= cause;
    key_was_q    <= right_key;
    go_was_q     <= right_go;
    back_was_q   <= right_back;
    disarm_was_q <= cmd_disarm;
    commit_was_q <= committed;
    kick_was_q   <= cmd_kick;
    link_was_q   <= \dut.on_link_q ;
    nonce_was_q  <= nonce;
    dog_was_q    <= dog;
    watchdog_was_q <= watchdog;
    mask_was_q   <= \dut.mask_q ;
    age_q        <= !wait_arm || cmd_arm_key ? '0 : age_q + 1'b1;
  end

  always_comb begin
    if (!past_q) assume (rst);
    if (past_q && !calm_q) assert (!armed && !killed && !wait_arm);

    if (past_q && calm_q) begin
      assert (\dut.killed_q != \dut.killed_n_q && \dut.armed_q != \dut.armed_n_q );
      assert (!(armed && killed));
      assert (nonce != 32'd0);

      // Any cause kills in the next cycle, whatever else is asked for; and it stays.
      if (cause_was_q) assert (killed && !armed);
      if (killed_was_q && !(back_was_q && !cause_was_q)) assert (killed);
      if (killed_was_q && !killed) assert (!armed && !wait_arm);
      if (killed && !killed_was_q) assert (cause_was_q);

      // Armed comes of step 2 alone, which counts only while step 1 is remembered, which comes of its key alone.
      if (armed && !armed_was_q) assert (wait_was_q && go_was_q && !disarm_was_q && !killed_was_q && !commit_was_q);
      if (wait_arm && !wait_was_q) assert (key_was_q);
      if (wait_arm) assert (!armed && !killed && {1'b0, \dut.wait_timer_q } + age_q == {1'b0, {WAIT_W{1'b1}}});
      if (disarm_was_q) assert (!armed && !wait_arm);
      if (commit_was_q) assert (!wait_arm);

      // A flip of one bit of what is kept.
      assert (({\dut.armed_q , \dut.armed_n_q } == 2'b10) == armed || killed);
      if (!armed) assert (!(flipped[1] && !flipped[0] && !flipped[3] && flipped[2]));
      if (armed_was_q && !armed) assert (disarm_was_q || cause_was_q);
      assert (killed || kill_cause == '0);
      if (armed != armed_was_q || killed != killed_was_q || commit_was_q) assert (nonce != nonce_was_q);

      // The watchdog runs, and what was armed with becomes only stricter.
      if (armed_was_q && armed) begin
        assert (watchdog <= watchdog_was_q && (mask_was_q & ~\dut.mask_q ) == '0 && (\dut.on_link_q || !link_was_q));
        assert (kick_was_q ? dog == watchdog_was_q : dog < dog_was_q);
      end

      cover (armed && dog == 32'd1);
      cover (!killed && killed_was_q);
      cover (armed_was_q && killed && kill_cause == 7'b0000110);
    end
  end

endmodule

`default_nettype wire
