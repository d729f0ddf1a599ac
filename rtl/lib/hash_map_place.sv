// SPDX-License-Identifier: BSD-3-Clause
// hash_map_place: the free lane of a hash map that an insert goes to.
//
// The sub-table with most free ways, the lowest one if equal, and its lowest free way.
//
// Latency     0 cycles, combinational.
// Throughput  1 choice per cycle.
// Stall       never.
// Reset       none.

`default_nettype none

module hash_map_place #(
  parameter int SUBS = 4,
  parameter int WAYS = 4,
  localparam int LANES  = SUBS * WAYS
) (
  input  wire logic [LANES-1:0]   full,
  output logic                    room,
  output logic [LANES-1:0]        lane     // one-hot, 0 without room
);

  localparam int COUNT_W = $clog2(WAYS + 1);

  logic [SUBS*COUNT_W-1:0] counts;
  logic [COUNT_W-1:0]      count;
  logic [SUBS-1:0]         wins;

  assign room = !(&full);

  always_comb begin
    count  = '0;
    counts = '0;
    for (int s = 0; s < SUBS; s++) begin
      count = '0;
      for (int w = 0; w < WAYS; w++)
        if (!full[s*WAYS+w])
          count = count + 1'b1;
      counts[s*COUNT_W +: COUNT_W] = count;
    end
  end

  // Every two sub-tables are compared at once: that is faster than one after the other.
  for (genvar s = 0; s < SUBS; s++) begin : g_sub
    logic wins_all;

    always_comb begin
      wins_all = 1'b1;
      for (int o = 0; o < SUBS; o++)
        if (o < s ? counts[o*COUNT_W +: COUNT_W] >= counts[s*COUNT_W +: COUNT_W]
                  : counts[o*COUNT_W +: COUNT_W] > counts[s*COUNT_W +: COUNT_W])
          wins_all = 1'b0;
    end
    assign wins[s] = wins_all;

    for (genvar w = 0; w < WAYS; w++) begin : g_way
      if (w == 0) begin : g_first
        assign lane[s*WAYS] = wins[s] && !full[s*WAYS];
      end else begin : g_next
        assign lane[s*WAYS+w] = wins[s] && !full[s*WAYS+w] && (&full[s*WAYS +: w]);
      end
    end
  end

endmodule

`default_nettype wire
