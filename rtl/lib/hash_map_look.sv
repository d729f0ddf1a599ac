// SPDX-License-Identifier: BSD-3-Clause
// hash_map_look: reads of a hash map in the cycles that its operations leave free.
//
//   s_look    t     key to look up; reads its rows, if `free`
//             t+1   the rows are kept here, so that operations may follow at once
//             t+2   compared, and the stash too
//   m_look    t+4   what the map held under that key
//
// An operation that writes one of the rows in cycle t spoils what was read there.  If it
// has the key of the look, then its outcome is the answer.  If not, then the key is not in
// that place any more: only a move writes over another entry, and puts that into the stash.
// While a look could miss what a move takes from the one to the other, `free` is low.
//
// Latency     4 cycles, s_look accepted to m_look_valid.
// Throughput  1 look per 2 cycles.
// Stall       s_look_tready low: cycle after a look, `free` low; m_look never waits.
// Reset       synchronous; forgets the looks in flight.

`default_nettype none

module hash_map_look #(
  parameter int KEY_W   = 64,
  parameter int VALUE_W = 64,
  parameter int SUBS    = 4,
  parameter int WAYS    = 4,
  parameter int ROWS    = 4096,
  parameter int STASH   = 16,
  parameter int EPOCH_W = 4,
  parameter logic [31:0] SEED = 32'h1,
  localparam int LANES   = SUBS * WAYS,
  localparam int ROW_W   = $clog2(ROWS),
  localparam int IDX_W   = STASH > 1 ? $clog2(STASH) : 1,
  localparam int ENTRY_W = EPOCH_W + KEY_W + VALUE_W
) (
  input  wire logic                      clk,
  input  wire logic                      rst,

  input  wire logic [KEY_W-1:0]          s_look_key,
  input  wire logic                      s_look_tvalid,
  output logic                           s_look_tready,
  input  wire logic                      free,
  output logic                           start,
  output logic [SUBS*ROW_W-1:0]          start_rows,
  output logic                           busy,        // one is in flight, or done, in the next cycle

  input  wire logic [LANES-1:0]          write,       // in this cycle, by h0
  input  wire logic [ROW_W-1:0]          write_row,
  input  wire logic                      h0_keyed,
  input  wire logic [KEY_W-1:0]          h0_key,
  input  wire logic                      h0_found,
  input  wire logic [VALUE_W-1:0]        h0_value,

  input  wire logic [EPOCH_W-1:0]        epoch,
  input  wire logic [LANES*ENTRY_W-1:0]  entries,     // what was read
  output logic                           stash_look,
  output logic [KEY_W-1:0]               stash_key,
  input  wire logic [STASH-1:0]          stash_match, // a cycle later
  output logic [IDX_W-1:0]               stash_pick,
  input  wire logic [VALUE_W-1:0]        stash_value,

  output logic                           m_look_valid,
  output logic                           m_look_found,
  output logic [VALUE_W-1:0]             m_look_value // 0 when not found
);

  logic                s1_valid_q, s2_valid_q, s3_valid_q;
  logic [KEY_W-1:0]    s1_key_q, s2_key_q;
  logic [SUBS*ROW_W-1:0] s1_rows_q;
  logic [LANES-1:0]    s1_write_q, s2_spoilt_q;
  logic                s2_known_q, s2_known_found_q;
  logic [VALUE_W-1:0]  s2_known_value_q;
  logic                known_q, known_found_q;      // h0 is the answer
  logic [VALUE_W-1:0]  known_value_q;               // 0 when it is not, or does not have the key
  logic [LANES-1:0]    match_q;
  logic [LANES-1:0]    spoilt;
  logic                found;
  logic [VALUE_W-1:0]  value;

  logic [LANES*VALUE_W-1:0] values_q;

  assign s_look_tready = free && !s1_valid_q;
  assign start         = s_look_tvalid && s_look_tready;
  assign busy          = start || s1_valid_q || s2_valid_q || s3_valid_q;
  assign stash_look    = s2_valid_q;
  assign stash_key     = s2_key_q;

  hash_map_rows #(
    .KEY_W (KEY_W),
    .SUBS  (SUBS),
    .ROW_W (ROW_W),
    .SEED  (SEED)
  ) u_rows (
    .hashed (s_look_tvalid),
    .key    (s_look_key),
    .plain  ({ROW_W{1'b0}}),
    .rows   (start_rows)
  );

  always_comb begin
    spoilt = '0;
    for (int i = 0; i < LANES; i++)
      spoilt[i] = s1_write_q[i] && s1_rows_q[(i/WAYS)*ROW_W +: ROW_W] == write_row;
  end

  for (genvar i = 0; i < LANES; i++) begin : g_lane
    logic [EPOCH_W-1:0] epoch_q;
    logic [KEY_W-1:0]   key_q;

    always_ff @(posedge clk) begin
      if (s1_valid_q)
        {epoch_q, key_q, values_q[i*VALUE_W +: VALUE_W]} <= entries[i*ENTRY_W +: ENTRY_W];
      if (s2_valid_q)
        match_q[i] <= epoch_q == epoch && key_q == s2_key_q && !s2_spoilt_q[i] && !s2_known_q;
    end
  end

  // One-hot, what was read of the rows before what is in the stash.
  wire in_lane  = match_q != '0;
  wire in_stash = stash_match != '0 && !in_lane && !known_q;

  always_comb begin
    stash_pick = '0;
    if (s3_valid_q)
      for (int i = 0; i < STASH; i++)
        if (stash_match[i])
          stash_pick = stash_pick | IDX_W'(i);
  end

  always_comb begin
    found = 1'b0;
    value = '0;
    if (s3_valid_q) begin
      found = known_found_q || in_lane || in_stash;
      value = known_value_q | (stash_value & {VALUE_W{in_stash}});
      for (int i = 0; i < LANES; i++)
        value = value | (values_q[i*VALUE_W +: VALUE_W] & {VALUE_W{match_q[i]}});
    end
  end

  always_ff @(posedge clk) begin
    s1_valid_q   <= start;
    s2_valid_q   <= s1_valid_q;
    s3_valid_q   <= s2_valid_q;
    m_look_valid <= s3_valid_q;

    if (start) begin
      s1_key_q    <= s_look_key;
      s1_rows_q   <= start_rows;
      s1_write_q  <= write;
    end
    // Still the operation that wrote in cycle t: the next one is at least 2 cycles behind.
    if (s1_valid_q) begin
      s2_key_q      <= s1_key_q;
      s2_spoilt_q   <= spoilt;
      s2_known_q       <= spoilt != '0 && h0_keyed && h0_key == s1_key_q;
      s2_known_found_q <= h0_found;
      s2_known_value_q <= h0_value;
    end
    if (s2_valid_q) begin
      known_q       <= s2_known_q;
      known_found_q <= s2_known_q && s2_known_found_q;
      known_value_q <= s2_known_q && s2_known_found_q ? s2_known_value_q : '0;
    end
    if (s3_valid_q) begin
      m_look_found <= found;
      m_look_value <= value;
    end

    if (rst) begin
      s1_valid_q   <= 1'b0;
      s2_valid_q   <= 1'b0;
      s3_valid_q   <= 1'b0;
      m_look_valid <= 1'b0;
    end
  end

endmodule

`default_nettype wire
