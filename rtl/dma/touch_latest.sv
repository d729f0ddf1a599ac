// SPDX-License-Identifier: BSD-3-Clause
// touch_latest: the last touch of every symbol, and which of them host memory still lacks.
//
//   s      in   every touch; s_taken says that it goes to host memory by itself
//   flush  in   a symbol whose queued record was given up; taken when flush_tready
//   sweep  out  while sweep_go, the latest record of each lacking symbol, one at a time
//
// A symbol is lacking from the moment a record of it is not taken (or given up) until a newer one
// is taken or the sweep hands out its latest. `dropped` pulses for each record that can no longer
// reach the host: a lacking symbol's when a newer one replaces it.
//
// Latency     sweep_tvalid 1 cycle after the scan meets the symbol; the scan takes 1 cycle per
//             symbol in words that hold one, 1 cycle per 64 symbols elsewhere.
// Throughput  1 touch per cycle; flush and sweep use the cycles without one.
// Stall       never on s.
// Reset       no symbol lacks; the memories' content does not matter.

`include "tw_stream.svh"
`default_nettype none

module touch_latest #(
  parameter int SYMBOLS = 512
) (
  input  wire logic                clk,
  input  wire logic                rst,

  input  wire logic [TOUCH_W-1:0]  s_tdata,
  input  wire logic [15:0]         s_symbol,
  input  wire logic                s_tvalid,
  input  wire logic                s_taken,

  input  wire logic [15:0]         flush_symbol,
  input  wire logic                flush_tvalid,
  output logic                     flush_tready,

  input  wire logic                sweep_go,
  output logic [TOUCH_W-1:0]       sweep_tdata,
  output logic                     sweep_tvalid,

  output logic                     any,       // some symbol lacks
  output logic                     dropped    // combinational, one record a cycle at most
);

  localparam int S = SYMBOLS > 128 ? $clog2(SYMBOLS) : 7;
  localparam int W = S - 6;

  // Bit n of word w: symbol 64 * w + n lacks. A word counts only while its live bit is set.
  logic [63:0] lack [0:(1<<W)-1];
  logic [(1<<W)-1:0] live_q;
  logic [TOUCH_W-1:0] latest [0:(1<<S)-1];
  logic [S:0]   lacking_q;
  logic [S-1:0] scan_q;

  wire scan = sweep_go && any && !s_tvalid && !flush_tvalid;
  wire [15:0]  asked = s_tvalid ? s_symbol : flush_symbol;
  wire in_range = 32'(asked) < SYMBOLS;
  wire [S-1:0] symbol = scan ? scan_q : asked[S-1:0];
  wire [63:0]  word = live_q[symbol[S-1:6]] ? lack[symbol[S-1:6]] : 64'd0;
  wire was = word[symbol[5:0]];
  wire set = (s_tvalid ? !s_taken : flush_tvalid) && in_range;
  wire change = scan ? was : (s_tvalid || flush_tvalid) && in_range && was != set;

  assign any = lacking_q != '0;
  assign flush_tready = !s_tvalid;
  assign dropped = s_tvalid ? (in_range ? was : !s_taken)
                            : flush_tvalid && (!in_range || was);

  always_ff @(posedge clk) begin
    if (s_tvalid && in_range) latest[symbol] <= s_tdata;
    if (change) begin
      lack[symbol[S-1:6]]   <= word ^ (64'd1 << symbol[5:0]);
      live_q[symbol[S-1:6]] <= 1'b1;
      lacking_q <= set ? lacking_q + 1'b1 : lacking_q - 1'b1;
    end
    sweep_tvalid <= scan && was;
    if (scan) begin
      if (was) sweep_tdata <= latest[scan_q];
      scan_q <= word == 64'd0 ? {scan_q[S-1:6] + 1'b1, 6'd0} : scan_q + 1'b1;
    end

    if (rst) begin
      live_q       <= '0;
      lacking_q    <= '0;
      scan_q       <= '0;
      sweep_tvalid <= 1'b0;
    end
  end

endmodule

`default_nettype wire
