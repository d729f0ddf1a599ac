// SPDX-License-Identifier: BSD-3-Clause
// ram_1r1w: block RAM with one read and one write port, both on one clock.
//
// Reading the row that is written in the same cycle returns anything; the reader
// must not care.  Content is not reset.
//
// Latency     1 cycle, read to rdata; rdata holds until the next read.
// Throughput  1 read and 1 write per cycle.
// Stall       never.
// Reset       none.

`default_nettype none

module ram_1r1w #(
  parameter int WIDTH = 32,
  parameter int ROWS  = 512,
  localparam int ROW_W = $clog2(ROWS)
) (
  input  wire logic              clk,
  input  wire logic              read,
  input  wire logic [ROW_W-1:0]  read_row,
  output logic [WIDTH-1:0]       read_data,
  input  wire logic              write,
  input  wire logic [ROW_W-1:0]  write_row,
  input  wire logic [WIDTH-1:0]  write_data
);

  (* ram_style = "block", no_rw_check *)
  logic [WIDTH-1:0] mem [0:ROWS-1];

`ifdef FORMAL
  (* anyseq *) logic [WIDTH-1:0] any;
`endif

  always_ff @(posedge clk) begin
    if (read)
      read_data <= mem[read_row];
`ifndef TW_GATE_CLOCKS
    if (write)
      mem[write_row] <= write_data;
`endif

    // The answer to a collision: in proofs any, in tests the harshest.
`ifdef FORMAL
    if (read && write && write_row == read_row)
      read_data <= any;
`elsif TW_RAM_COLLISION
    if (read && write && write_row == read_row)
      read_data <= ~mem[read_row];
`endif
  end

`ifdef TW_GATE_CLOCKS
  // For speed, as a collision does not matter: no copy of the word and its row on the way.
  // verilator lint_off BLKSEQ
  always @(posedge clk)
    if (write)
      mem[write_row] = write_data;
  // verilator lint_on BLKSEQ
`endif

endmodule

`default_nettype wire
