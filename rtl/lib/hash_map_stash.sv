// SPDX-License-Identifier: BSD-3-Clause
// hash_map_stash: the entries of a hash map that found no room in its rows.
//
//   look   t     compare every entry; match is registered, for t+1
//   seek   t     the same for another reader, with `seek_pick`; 0 without LOOK
//   pick   any   value of one entry, combinational
//   write  any   set one entry, or take it out
//   next   any   an entry to move back into the rows, another one after each `taken`
//
// Latency     1 cycle, look to match and write to valid.
// Throughput  1 look, 1 seek and 1 write per cycle.
// Stall       never.
// Reset       synchronous, as flush: all entries out.

`default_nettype none

module hash_map_stash #(
  parameter int KEY_W   = 64,
  parameter int VALUE_W = 64,
  parameter int STASH   = 16,
  parameter logic LOOK  = 1'b0,
  localparam int IDX_W  = STASH > 1 ? $clog2(STASH) : 1
) (
  input  wire logic                clk,
  input  wire logic                flush,

  input  wire logic                look,
  input  wire logic [KEY_W-1:0]    look_key,
  output logic [STASH-1:0]         match,
  output logic [STASH-1:0]         valid,

  input  wire logic [IDX_W-1:0]    pick_idx,
  output logic [VALUE_W-1:0]       pick_value,

  input  wire logic                seek,
  input  wire logic [KEY_W-1:0]    seek_key,
  output logic [STASH-1:0]         seek_match,
  input  wire logic [IDX_W-1:0]    seek_pick,
  output logic [VALUE_W-1:0]       seek_value,

  input  wire logic                put,
  input  wire logic                take,
  input  wire logic [IDX_W-1:0]    write_idx,
  input  wire logic [KEY_W-1:0]    write_key,
  input  wire logic [VALUE_W-1:0]  write_value,

  output logic                     next_valid,
  output logic [KEY_W-1:0]         next_key,
  input  wire logic                next_taken
);

  (* mem2reg *) logic [KEY_W-1:0]   key_q   [0:STASH-1];
  (* mem2reg *) logic [VALUE_W-1:0] value_q [0:STASH-1];

  logic [IDX_W-1:0] next_q;

  assign pick_value = value_q[pick_idx];
  assign next_valid = valid[next_q];
  assign next_key   = key_q[next_q];

  for (genvar i = 0; i < STASH; i++) begin : g_entry
    always_ff @(posedge clk)
      if (look)
        match[i] <= valid[i] && key_q[i] == look_key;
  end

  generate
    if (LOOK) begin : g_seek
      for (genvar i = 0; i < STASH; i++) begin : g_entry
        always_ff @(posedge clk)
          if (seek)
            seek_match[i] <= valid[i] && key_q[i] == seek_key;
      end
      assign seek_value = value_q[seek_pick];
    end else begin : g_no_seek
      assign seek_match = '0;
      assign seek_value = '0;
      wire unused = |{seek, seek_key, seek_pick};
    end
  endgenerate

  always_ff @(posedge clk) begin
    if (put) begin
      key_q[write_idx]   <= write_key;
      value_q[write_idx] <= write_value;
      valid[write_idx]   <= 1'b1;
    end
    if (take)
      valid[write_idx] <= 1'b0;

    // Go round the entries; stay on a valid one until it is taken.
    if (valid != '0 && (next_taken || !valid[next_q]))
      next_q <= next_q == IDX_W'(STASH - 1) ? '0 : next_q + 1'b1;

    if (flush) begin
      valid  <= '0;
      next_q <= '0;
    end
  end

endmodule

`default_nettype wire
