// SPDX-License-Identifier: BSD-3-Clause
// kill_switch: whether orders may go. Any cause kills at once; to arm takes two different steps.
//
//   causes    in   a pulse of one cycle is enough for each
//   arm_key   in   step 1: NONCE ^ MAP_HASH ^ BUILD ^ CONFIG_HASH, so the host knows what it arms
//   arm_go    in   step 2, within 2^WAIT_W cycles: ~NONCE rotated left by 7, ^ CONFIG_HASH
//   unkill    in   NONCE rotated left by 13, while no cause is there; leads to disarmed
//   m_record  out  pulse: KILL with the new causes, ARM, DISARM
//
// Killed and armed are kept twice, the second time inverted; when the copies disagree nothing goes and
// the cause is INTERNAL. NONCE is another after each kill, arm, disarm and commit, and a wrong key or
// any of these ends the wait for step 2. While armed, what the host sets can only become stricter.
//
// Latency     1 cycle, cause to killed.
// Throughput  any number of causes per cycle.
// Stall       never.
// Reset       disarmed, not killed.

`include "tw_trade.svh"
`default_nettype none

module kill_switch #(
  parameter int WAIT_W = 20                  // 2^WAIT_W cycles for step 2
) (
  input  wire logic               clk,
  input  wire logic               rst,
  input  wire logic [63:0]        time_ns,

  input  wire logic               cmd_kill,
  input  wire logic               cmd_mismatch,      // the host's ledger disagrees
  input  wire logic               mismatch,          // an answer that cannot be
  input  wire logic               internal,          // copies of a limit disagree
  input  wire logic               dma_error,
  input  wire logic               link_up,
  input  wire logic               cfg_kill_on_link,
  input  wire logic [REASONS-1:0] stat_reason,
  input  wire logic [31:0]        cfg_kill_mask,     // reasons that kill
  input  wire logic [31:0]        cfg_watchdog,      // cycles without kick that kill
  input  wire logic               cmd_kick,

  input  wire logic               cmd_disarm,
  input  wire logic               cmd_arm_key,
  input  wire logic [31:0]        arm_key,
  input  wire logic               cmd_arm_go,
  input  wire logic [31:0]        arm_go,
  input  wire logic               cmd_unkill,
  input  wire logic [31:0]        unkill,
  input  wire logic [31:0]        map_hash,
  input  wire logic [31:0]        build,
  input  wire logic [31:0]        config_hash,
  input  wire logic               tables_busy,       // a row or a flush is under way
  input  wire logic               committed,         // pulse: a row was committed, or tables emptied

  output logic                    armed,
  output logic                    killed,
  output logic                    wait_arm,
  output logic [31:0]             nonce,
  output logic [KILL_W-1:0]       kill_cause,        // since the last UNKILL
  output logic                    m_record_valid,
  output trade_record_t           m_record,
  output logic                    stat_kill          // pulse: killed that was not
);

  (* keep *) logic killed_q, killed_n_q, armed_q, armed_n_q;
  logic              wait_q;
  logic [WAIT_W-1:0] wait_timer_q;
  logic [31:0]       nonce_q, watchdog_q, dog_q;    // dog_q: cycles left
  logic [KILL_W-1:0] cause_q;
  logic [REASONS-1:1] mask_q;
  logic              on_link_q;

  wire differ = killed_q == killed_n_q || armed_q == armed_n_q;
  assign killed     = killed_q || !killed_n_q || differ;
  assign armed      = armed_q && !armed_n_q && !killed;
  assign wait_arm   = wait_q;
  assign nonce      = nonce_q;
  assign kill_cause = cause_q;

  // ---- causes -------------------------------------------------------------------------------------------
  logic [KILL_W-1:0] cause;
  always_comb begin
    cause = '0;
    cause[KILL_REGISTER] = cmd_kill;
    cause[KILL_WATCHDOG] = armed && dog_q == 32'd0;
    cause[KILL_LINK]     = armed && on_link_q && !link_up;
    cause[KILL_LIMIT]    = (stat_reason[REASONS-1:1] & mask_q) != '0;
    cause[KILL_MISMATCH] = cmd_mismatch || mismatch;
    cause[KILL_INTERNAL] = internal || differ;
    cause[KILL_DMA]      = dma_error;
  end
  wire kills = cause != '0;

  // ---- arming ---------------------------------------------------------------------------------------------
  wire [31:0] go_nonce = ~nonce_q;
  wire key_right    = arm_key == (nonce_q ^ map_hash ^ build ^ config_hash);
  wire go_right     = arm_go == ({go_nonce[24:0], go_nonce[31:25]} ^ config_hash);
  wire unkill_right = unkill == {nonce_q[18:0], nonce_q[31:19]};
  wire may_arm = !killed && !armed && !kills && !cmd_disarm && !tables_busy && !committed &&
                 cfg_watchdog != 32'd0 && (link_up || !cfg_kill_on_link);
  wire waits   = cmd_arm_key && !cmd_arm_go && key_right && may_arm;
  wire arms    = wait_q && cmd_arm_go && go_right && may_arm;
  wire revives = cmd_unkill && unkill_right && killed && !kills;
  wire disarms = cmd_disarm && armed;
  wire steps   = arms || revives || disarms || committed || (cause & ~cause_q) != '0;

  always_ff @(posedge clk) begin
    // Twice the same, of no signal that only one copy is made of.
    killed_q   <= kills || (killed_q && !revives);
    killed_n_q <= !(kills || (!killed_n_q && !revives));
    armed_q    <= !kills && !cmd_disarm && !killed && (arms || armed_q);
    armed_n_q  <= !(!kills && !cmd_disarm && !killed && (arms || !armed_n_q));
    cause_q    <= (revives ? '0 : cause_q) | cause;

    if (wait_q) wait_timer_q <= wait_timer_q - 1'b1;
    if (cmd_arm_go || cmd_arm_key || cmd_disarm || steps || kills || wait_timer_q == '0) wait_q <= 1'b0;
    if (waits) begin
      wait_q       <= 1'b1;
      wait_timer_q <= '1;
    end
    if (steps) nonce_q <= {1'b0, nonce_q[31:1]} ^ (nonce_q[0] ? 32'h80200003 : 32'd0);

    // What was armed with may only become stricter.
    mask_q     <= cfg_kill_mask[REASONS-1:1] | (armed ? mask_q : '0);
    on_link_q  <= cfg_kill_on_link || (armed && on_link_q);
    watchdog_q <= armed && watchdog_q < cfg_watchdog ? watchdog_q : cfg_watchdog;
    if (cmd_kick || !armed)         dog_q <= watchdog_q;
    else if (dog_q > watchdog_q)    dog_q <= watchdog_q;
    else if (dog_q != 32'd0)        dog_q <= dog_q - 32'd1;

    stat_kill      <= kills && !killed;
    m_record_valid <= (cause & ~cause_q) != '0 || arms || disarms || revives;
    m_record       <= '0;
    m_record.time_ns <= time_ns;
    if (kills) begin
      m_record.what   <= TRADE_KILL;
      m_record.reason <= {1'b0, cause & ~cause_q};
    end else if (arms) begin
      m_record.what   <= TRADE_ARM;
      m_record.price  <= config_hash;
    end else begin
      m_record.what   <= TRADE_DISARM;
      m_record.reason <= {7'd0, revives};
    end

    if (rst) begin
      killed_q       <= 1'b0;
      killed_n_q     <= 1'b1;
      armed_q        <= 1'b0;
      armed_n_q      <= 1'b1;
      wait_q         <= 1'b0;
      wait_timer_q   <= '0;
      cause_q        <= '0;
      nonce_q        <= 32'h5a17c0de;
      stat_kill      <= 1'b0;
      m_record_valid <= 1'b0;
    end
  end

  wire unused = &{1'b0, cfg_kill_mask[31:REASONS], cfg_kill_mask[0], stat_reason[0]};

endmodule

`default_nettype wire
