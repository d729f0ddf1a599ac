// SPDX-License-Identifier: BSD-3-Clause
// hash_map_rows: one linear (XOR) hash of a key per sub-table.
//
// Each row-address bit is the parity of about half the key bits, chosen by SEED.  On
// ROW_W neighbouring key bits from KEY_LOW up every matrix is triangular (columns in a
// different order per sub-table), so it has full rank there, and keys that count up
// fill all rows evenly.  With `hashed` low the rows are `plain` for all sub-tables.
//
// Latency     0 cycles, combinational.
// Throughput  1 key per cycle.
// Stall       never.
// Reset       none.

`default_nettype none

module hash_map_rows #(
  parameter int KEY_W = 64,
  parameter int SUBS  = 4,
  parameter int ROW_W = 12,
  parameter logic [31:0] SEED = 32'h1
) (
  input  wire logic                    hashed,
  input  wire logic [KEY_W-1:0]        key,
  input  wire logic [ROW_W-1:0]        plain,
  output logic [SUBS*ROW_W-1:0]        rows
);

  // Order references are 1 mod 4: the two lowest bits of a long key say little.
  localparam int KEY_LOW = KEY_W >= ROW_W + 2 ? 2 : 0;

  initial if (KEY_W < ROW_W) $fatal(1, "hash_map_rows: the key is shorter than a row number");

  function automatic logic [31:0] mix(input logic [31:0] x);
    mix = x;
    for (int i = 0; i < 3; i++) begin
      mix = mix ^ (mix << 13);
      mix = mix ^ (mix >> 17);
      mix = mix ^ (mix << 5);
      mix = mix + 32'h9e3779b9;
    end
  endfunction

  // Place in the triangular window of row bit r of sub-table s.
  function automatic int place(input int s, input int r);
    place = (s & 1) == 0 ? r : ROW_W - 1 - r;
    place = (place + (s >> 1) * ((ROW_W + 1) / 2)) % ROW_W;
  endfunction

  // Key bits whose parity is row bit r of sub-table s.
  function automatic logic [KEY_W-1:0] mask(input int s, input int r);
    logic [31:0] word;
    int          i;
    word = SEED ^ (s * 64 + r);
    mask = 0;
    for (i = 0; i < KEY_W; i++) begin
      if (i % 32 == 0)
        word = mix(word);
      mask = mask | ({{(KEY_W-1){1'b0}}, word[0]} << i);
      word = {word[0], word[31:1]};
    end
    for (i = 0; i < r; i++)
      mask = mask & ~({{(KEY_W-1){1'b0}}, 1'b1} << (KEY_LOW + place(s, i)));
    mask = mask | ({{(KEY_W-1){1'b0}}, 1'b1} << (KEY_LOW + place(s, r)));
  endfunction

  // All masks, bit 0 of sub-table 0 lowest.
  function automatic logic [SUBS*ROW_W*KEY_W-1:0] masks(input int count);
    int i;
    masks = 0;
    for (i = count - 1; i >= 0; i--)
      masks = (masks << KEY_W) | {{((SUBS*ROW_W-1)*KEY_W){1'b0}}, mask(i / ROW_W, i % ROW_W)};
  endfunction

  localparam logic [SUBS*ROW_W*KEY_W-1:0] MASKS = masks(SUBS*ROW_W);

  always_comb begin
    rows = {SUBS{plain}};
    if (hashed)
      for (int i = 0; i < SUBS*ROW_W; i++)
        rows[i] = ^(key & MASKS[i*KEY_W +: KEY_W]);
  end

endmodule

`default_nettype wire
