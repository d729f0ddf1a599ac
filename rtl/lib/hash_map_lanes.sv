// SPDX-License-Identifier: BSD-3-Clause
// hash_map_lanes: the memories of a hash map, one per way, and their comparators.
//
//   read     t     one row of each sub-table
//   entries  t+1   what was read, until the next read, for other readers; 0 without LOOK
//   keep     t+1   it is kept in the output registers, until the next keep
//   look     t+2   compare: match, full and stale are registered, for t+3; `spoilt` lanes
//                  are full if `filled`; `unread` ones do not match, none do with `skip`
//   values   t+2   until the next keep
//   pick     t+2   entry of one lane, combinational
//   write    any   one row, the lanes that are set
//
// A lane is way + WAYS * sub-table.  An entry is {epoch, key, value}; epoch 0 is empty,
// another than the current one is stale, which means empty too.
//
// Each entry has a parity bit: a bit that flips in memory is told by `damage` when its row is
// read with `check`.
//
// Latency     3 cycles, read to match; 3 to damage.
// Throughput  1 read per cycle, 1 keep per 2 cycles, 1 write per cycle.
// Stall       never.
// Reset       synchronous, of `damage` alone; every row must have been written once before it is read.

`default_nettype none

module hash_map_lanes #(
  parameter int KEY_W   = 64,
  parameter int VALUE_W = 64,
  parameter int SUBS    = 4,
  parameter int WAYS    = 4,
  parameter int ROWS    = 4096,
  parameter int EPOCH_W = 4,
  parameter logic LOOK  = 1'b0,
  localparam int LANES  = SUBS * WAYS,
  localparam int LANE_W = $clog2(LANES),
  localparam int ROW_W  = $clog2(ROWS),
  localparam int ENTRY_W = EPOCH_W + KEY_W + VALUE_W
) (
  input  wire logic                   clk,
  input  wire logic                   rst,
  input  wire logic [EPOCH_W-1:0]     epoch,

  input  wire logic                   read,
  input  wire logic [SUBS*ROW_W-1:0]  read_rows,
  input  wire logic                   check,
  output logic                        damage,
  output logic [LANES*ENTRY_W-1:0]    entries,
  input  wire logic                   keep,
  input  wire logic                   look,
  input  wire logic [KEY_W-1:0]       look_key,
  input  wire logic                   skip,
  input  wire logic [LANES-1:0]       spoilt,
  input  wire logic                   filled,
  input  wire logic [LANES-1:0]       unread,
  output logic [LANES-1:0]            match,
  output logic [LANES-1:0]            full,
  output logic [LANES-1:0]            stale,
  output logic [LANES*VALUE_W-1:0]    values,

  input  wire logic [LANE_W-1:0]      pick_lane,
  output logic [KEY_W-1:0]            pick_key,
  output logic [VALUE_W-1:0]          pick_value,

  input  wire logic [LANES-1:0]       write,
  input  wire logic [ROW_W-1:0]       write_row,
  input  wire logic [EPOCH_W-1:0]     write_epoch,
  input  wire logic [KEY_W-1:0]       write_key,
  input  wire logic [VALUE_W-1:0]     write_value
);

  (* mem2reg *) logic [KEY_W-1:0]   key_q   [0:LANES-1];
  (* mem2reg *) logic [VALUE_W-1:0] value_q [0:LANES-1];

  // What a row holds while it is written does not count.
  logic [LANES-1:0] odd, odd_q, clash_q, write_q;
  logic             read_q, check_q;
  logic [ROW_W-1:0] write_row_q;
  logic [SUBS*ROW_W-1:0] read_rows_q;
  wire              write_odd = ^{write_epoch, write_key, write_value};

  always_ff @(posedge clk) begin
    read_q      <= read && check;
    read_rows_q <= read_rows;
    write_q     <= write;
    write_row_q <= write_row;
    check_q     <= read_q;
    odd_q       <= odd;
    damage      <= check_q && (odd_q & ~clash_q) != '0;
    if (rst) begin
      read_q  <= 1'b0;
      check_q <= 1'b0;
      damage  <= 1'b0;
    end
  end

  assign pick_key   = key_q[pick_lane];
  assign pick_value = value_q[pick_lane];

  for (genvar i = 0; i < LANES; i++) begin : g_lane
    logic [ENTRY_W-1:0] entry;
    logic               parity;
    logic [EPOCH_W-1:0] epoch_q;

    assign values[i*VALUE_W +: VALUE_W] = value_q[i];
    assign entries[i*ENTRY_W +: ENTRY_W] = LOOK ? entry : '0;
    assign odd[i] = parity ^ ^entry;

    ram_1r1w #(
      .WIDTH (ENTRY_W + 1),
      .ROWS  (ROWS)
    ) u_ram (
      .clk        (clk),
      .read       (read),
      .read_row   (read_rows[(i/WAYS)*ROW_W +: ROW_W]),
      .read_data  ({parity, entry}),
      .write      (write[i]),
      .write_row  (write_row),
      .write_data ({write_odd, write_epoch, write_key, write_value})
    );

    always_ff @(posedge clk) begin
      clash_q[i] <= write_q[i] && write_row_q == read_rows_q[(i/WAYS)*ROW_W +: ROW_W];
      if (keep) begin
        epoch_q    <= entry[ENTRY_W-1 -: EPOCH_W];
        key_q[i]   <= entry[VALUE_W +: KEY_W];
        value_q[i] <= entry[VALUE_W-1:0];
      end
      if (look) begin
        full[i]  <= spoilt[i] ? filled : epoch_q == epoch;
        stale[i] <= !spoilt[i] && epoch_q != epoch && epoch_q != '0;
        match[i] <= !unread[i] && !skip && epoch_q == epoch && key_q[i] == look_key;
      end
    end
  end

endmodule

`default_nettype wire
