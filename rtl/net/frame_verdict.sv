// SPDX-License-Identifier: BSD-3-Clause
// frame_verdict: which frame of a port is still arriving, and which of the last ones ended bad.
//
//   s     in   the port; s_spoilt, a cycle after tlast, makes the frame bad all the same
//   ask   in   the arrival time of a frame
//   open  out  it has not ended, or its verdict is not in the table yet; combinational
//   bad   out  the verdict on the frame of `look`, which was not open then
//
// Latency     1 cycle, look to bad; open falls 3 cycles after tlast.
// Throughput  1 frame asked about per cycle.
// Stall       never.
// Reset       no frame; the table is swept in 4096 cycles, since the clock begins anew. Until then a bad
//             frame is remembered only if its step was swept, as it is unless the host sets the clock.

`default_nettype none

module frame_verdict #(
  parameter int STEP_W = 12,               // 2^STEP_W steps of 64 ns are remembered
  localparam int TAG_W = 63 - 6 - STEP_W
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [62:0]  time_ns,
  input  wire logic         s_tvalid,
  input  wire logic         s_tlast,
  input  wire logic         s_tuser,
  input  wire logic         s_spoilt,

  input  wire logic [62:0]  ask,
  output logic              open,
  input  wire logic         look,
  output logic              bad
);

  logic        inside_q;
  logic [62:0] now_q;                      // of the frame under way
  logic        judged_q, judged_bad_q;     // ended a cycle ago
  logic [62:0] judged_at_q;
  logic        kept_q, kept_bad_q;         // ended two cycles ago, goes into the table
  logic [62:0] kept_at_q;

  assign open = (inside_q && ask == now_q) || (judged_q && ask == judged_at_q) || (kept_q && ask == kept_at_q);

  // Tags are kept inverted: a swept row is then far in the future.
  logic [TAG_W-1:0] tag, asked_tag_q;
  logic [STEP_W:0]  swept_q;               // rows
  wire keep  = kept_q && kept_bad_q;
  wire sweep = !keep && !swept_q[STEP_W];
  assign bad = ~tag == asked_tag_q;

  ram_1r1w #(.WIDTH(TAG_W), .ROWS(1 << STEP_W)) u_bad (
    .clk(clk), .read(look), .read_row(ask[6 +: STEP_W]), .read_data(tag),
    .write(keep || sweep), .write_row(keep ? kept_at_q[6 +: STEP_W] : swept_q[STEP_W-1:0]),
    .write_data(keep ? ~kept_at_q[62 -: TAG_W] : '0));

  always_ff @(posedge clk) begin
    if (s_tvalid) begin
      inside_q <= !s_tlast;
      if (!inside_q) now_q <= time_ns;
    end
    judged_q     <= s_tvalid && s_tlast;
    judged_bad_q <= s_tuser;
    judged_at_q  <= inside_q ? now_q : time_ns;
    kept_q       <= judged_q;
    kept_bad_q   <= judged_bad_q || s_spoilt;
    kept_at_q    <= judged_at_q;
    if (look) asked_tag_q <= ask[62 -: TAG_W];
    swept_q      <= swept_q + {{STEP_W{1'b0}}, sweep};
    if (rst) begin
      swept_q  <= '0;
      inside_q <= 1'b0;
      judged_q <= 1'b0;
      kept_q   <= 1'b0;
    end
  end

  wire unused = &{1'b0, kept_at_q[5:0], ask[5:0]};

endmodule

`default_nettype wire
