// SPDX-License-Identifier: BSD-3-Clause
// ram_1r1w: what its users may count on, in its place in their proofs.
//
// Of one row, which the solver picks, it knows what was written; of all others it says anything, and so
// it does of the row that is written in the cycle of the read. So what is proved holds for every size.
//
// Two of its signals are read by the proofs: watched, the row, and value_q, what is in it.
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

  (* anyconst *) logic [ROW_W-1:0] watched;
  (* anyseq *)   logic [WIDTH-1:0] any;
  logic [WIDTH-1:0] value_q;

  always_ff @(posedge clk) begin
    if (read)
      read_data <= read_row == watched && !(write && write_row == watched) ? value_q : any;
    if (write && write_row == watched)
      value_q <= write_data;
  end

endmodule

`default_nettype wire
