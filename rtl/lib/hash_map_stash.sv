// SPDX-License-Identifier: BSD-3-Clause
// hash_map_stash: the entries of a hash map that found no room in its rows.
//
//   look   t     compare every entry, unless `skip`; match is registered, for t+1
//   seek   t     the same for another reader, with `seek_pick`; 0 without LOOK
//   pick   any   value of one entry, combinational
//   free   any   which entries are free: the lowest and the highest, if any
//   write  any   set one entry, or take it out
//   next   any   an entry to move back into the rows, another one after each `taken`; it
//                may have left in the last cycles
//
// Keys are registers, to be compared all at once; what is read one at a time is in
// distributed memory.
//
// Latency     1 cycle, look to match and write to valid; 3 from write to next.
// Throughput  1 look, 1 seek and 1 write per cycle.
// Stall       never.
// Reset       synchronous, as flush: all entries out.

`default_nettype none

module hash_map_stash #(
  parameter int KEY_W   = 64,
  parameter int VALUE_W = 64,
  parameter int STASH   = 16,
  parameter int ROWS_W  = 12,
  parameter logic LOOK  = 1'b0,
  localparam int IDX_W  = STASH > 1 ? $clog2(STASH) : 1
) (
  input  wire logic                clk,
  input  wire logic                flush,

  input  wire logic                look,
  input  wire logic                skip,
  input  wire logic [KEY_W-1:0]    look_key,
  output logic [STASH-1:0]         match,

  input  wire logic [IDX_W-1:0]    pick_idx,
  output logic [VALUE_W-1:0]       pick_value,

  input  wire logic                seek,
  input  wire logic [KEY_W-1:0]    seek_key,
  output logic [STASH-1:0]         seek_match,
  input  wire logic [IDX_W-1:0]    seek_pick,
  output logic [VALUE_W-1:0]       seek_value,

  output logic                     free_any,
  output logic [IDX_W-1:0]         free_low,
  output logic [IDX_W-1:0]         free_high,

  input  wire logic                put,
  input  wire logic                take,
  input  wire logic [IDX_W-1:0]    write_idx,
  input  wire logic [KEY_W-1:0]    write_key,
  input  wire logic [VALUE_W-1:0]  write_value,

  output logic                     used,          // there are entries
  output logic                     next_valid,
  output logic [KEY_W-1:0]         next_key,
  output logic [ROWS_W-1:0]        next_rows,     // of next_key, see hash_rows
  output logic                     hash_valid,
  output logic [KEY_W-1:0]         hash_key,      // to be hashed in the same cycle
  input  wire logic [ROWS_W-1:0]   hash_rows,
  input  wire logic                next_taken
);

  (* mem2reg *)                   logic [KEY_W-1:0]   key_q [0:STASH-1];
  (* ram_style = "distributed" *) logic [KEY_W-1:0]   keys  [0:STASH-1];
  (* ram_style = "distributed" *) logic [VALUE_W-1:0] values[0:STASH-1];

  logic [STASH-1:0] valid_q, valid_d;
  logic [IDX_W-1:0] next_q, low, high;

  assign pick_value = values[pick_idx];
  assign used       = valid_q != '0;

  for (genvar i = 0; i < STASH; i++) begin : g_entry
    always_ff @(posedge clk)
      if (look)
        match[i] <= !skip && valid_q[i] && key_q[i] == look_key;
  end

  generate
    if (LOOK) begin : g_seek
      for (genvar i = 0; i < STASH; i++) begin : g_entry
        always_ff @(posedge clk)
          if (seek)
            seek_match[i] <= valid_q[i] && key_q[i] == seek_key;
      end
      assign seek_value = values[seek_pick];
    end else begin : g_no_seek
      assign seek_match = '0;
      assign seek_value = '0;
      wire unused = |{seek, seek_key, seek_pick};
    end
  endgenerate

  always_comb begin
    valid_d = valid_q;
    if (put)
      valid_d[write_idx] = 1'b1;
    if (take)
      valid_d[write_idx] = 1'b0;
    low  = '0;
    high = '0;
    for (int i = STASH - 1; i >= 0; i--)
      if (!valid_d[i])
        low = IDX_W'(i);
    for (int i = 0; i < STASH; i++)
      if (!valid_d[i])
        high = IDX_W'(i);
  end

  always_ff @(posedge clk) begin
    valid_q   <= valid_d;
    free_any  <= !(&valid_d);
    free_low  <= low;
    free_high <= high;

    if (put) begin
      key_q[write_idx]  <= write_key;
      keys[write_idx]   <= write_key;
      values[write_idx] <= write_value;
    end

    // Go round the entries; stay on a valid one until it is taken.
    if (valid_q != '0 && (next_taken || !valid_q[next_q]))
      next_q <= next_q == IDX_W'(STASH - 1) ? '0 : next_q + 1'b1;

    hash_valid <= valid_q[next_q];
    hash_key     <= keys[next_q];
    next_valid   <= hash_valid;
    next_key     <= hash_key;
    next_rows    <= hash_rows;

    if (flush) begin
      valid_q    <= '0;
      free_any   <= 1'b1;
      free_low   <= '0;
      free_high  <= IDX_W'(STASH - 1);
      next_q     <= '0;
      hash_valid <= 1'b0;
      next_valid <= 1'b0;
    end
  end

endmodule

`default_nettype wire
