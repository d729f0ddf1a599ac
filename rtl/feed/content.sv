// SPDX-License-Identifier: BSD-3-Clause
// content: compares duplicates with the copy that was taken.
//
//   s_taken  in   number and fingerprint of a message that goes out
//   s_a, s_b in   those of a duplicate of line A and of line B that is dropped
//   compared out  how many of them were compared, `mismatch`: and were not the same
//
// The fingerprints of the last 1024 numbers are kept, in two block RAMs, one to read per line. A
// number whose fingerprint is replaced in the very cycle in which it is read is not compared.
//
// Latency     3 cycles, duplicate to counts.
// Throughput  1 message taken and 1 duplicate a line per cycle.
// Stall       never.
// Reset       synchronous; as for a new day, nothing is kept.

`default_nettype none

module content (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic         new_day,           // what is kept is of another day
  input  wire logic [63:0]  expected,          // number that is next, before this cycle's message

  input  wire logic         s_taken_tvalid,    // its number is `expected`
  input  wire logic [31:0]  s_taken_print,
  input  wire logic         s_a_tvalid,
  input  wire logic [63:0]  s_a_number,
  input  wire logic [31:0]  s_a_print,
  input  wire logic         s_b_tvalid,
  input  wire logic [63:0]  s_b_number,
  input  wire logic [31:0]  s_b_print,

  output logic              busy,
  output logic [1:0]        compared,
  output logic [1:0]        mismatch
);

  // A row bears the bits of the number above its own ten, and the day.
  localparam int TAG_W = 54;
  localparam int DAY_W = 10;
  localparam int ROW_W = DAY_W + TAG_W + 32;

  logic [DAY_W-1:0] day_q;

  logic        write_q;
  logic [63:0] write_number_q;
  logic [31:0] write_print_q;
  logic        a_s1, b_s1, a_s2, b_s2;
  logic [63:0] a_number_s1, b_number_s1;
  logic [31:0] a_print_s1, b_print_s1, a_print_s2, b_print_s2;
  logic [TAG_W-1:0] a_tag_s2, b_tag_s2;
  logic [DAY_W-1:0] day_s1, day_s2;
  logic [ROW_W-1:0] a_row, b_row;

  wire [63:0] a_age = expected - s_a_number;
  wire [63:0] b_age = expected - s_b_number;
  wire [ROW_W-1:0] write_row = {day_s1, write_number_q[63:10], write_print_q};

  ram_1r1w #(.WIDTH(ROW_W), .ROWS(1024)) a_kept (
    .clk(clk), .read(a_s1), .read_row(a_number_s1[9:0]), .read_data(a_row),
    .write(write_q), .write_row(write_number_q[9:0]), .write_data(write_row)
  );
  ram_1r1w #(.WIDTH(ROW_W), .ROWS(1024)) b_kept (
    .clk(clk), .read(b_s1), .read_row(b_number_s1[9:0]), .read_data(b_row),
    .write(write_q), .write_row(write_number_q[9:0]), .write_data(write_row)
  );

  wire a_found = a_s2 && a_row[ROW_W-1:32] == {day_s2, a_tag_s2};
  wire b_found = b_s2 && b_row[ROW_W-1:32] == {day_s2, b_tag_s2};
  wire a_other = a_found && a_row[31:0] != a_print_s2;
  wire b_other = b_found && b_row[31:0] != b_print_s2;

  assign busy = write_q || a_s1 || b_s1 || a_s2 || b_s2 || compared != 2'd0;

  always_ff @(posedge clk) begin
    write_q <= s_taken_tvalid;
    a_s1    <= s_a_tvalid && a_age <= 64'd1024;
    b_s1    <= s_b_tvalid && b_age <= 64'd1024;
    day_s1  <= day_q;
    write_number_q <= expected;
    write_print_q  <= s_taken_print;
    a_number_s1    <= s_a_number;
    a_print_s1     <= s_a_print;
    b_number_s1    <= s_b_number;
    b_print_s1     <= s_b_print;

    a_s2 <= a_s1 && !(write_q && write_number_q[9:0] == a_number_s1[9:0]);
    b_s2 <= b_s1 && !(write_q && write_number_q[9:0] == b_number_s1[9:0]);
    day_s2     <= day_s1;
    a_tag_s2   <= a_number_s1[63:10];
    b_tag_s2   <= b_number_s1[63:10];
    a_print_s2 <= a_print_s1;
    b_print_s2 <= b_print_s1;

    compared <= {1'b0, a_found} + {1'b0, b_found};
    mismatch <= {1'b0, a_other} + {1'b0, b_other};

    // Rows of a day long ago with the same ten bits may still be there, once in 1023 days.
    if (new_day || rst) day_q <= day_q + 1'b1;
    if (rst) begin
      write_q  <= 1'b0;
      a_s1     <= 1'b0;
      b_s1     <= 1'b0;
      a_s2     <= 1'b0;
      b_s2     <= 1'b0;
      compared <= 2'd0;
      mismatch <= 2'd0;
    end
  end

endmodule

`default_nettype wire
