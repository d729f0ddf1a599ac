// SPDX-License-Identifier: BSD-3-Clause
// hash_map_place: the free lane of a hash map that an insert goes to.
//
// The sub-table with most free ways, the lowest one if equal, and its lowest free way.
//
// Latency     0 cycles, combinational; outputs are 0 while `look` is low.
// Throughput  1 choice per cycle.
// Stall       never.
// Reset       none.

`default_nettype none

module hash_map_place #(
  parameter int SUBS = 4,
  parameter int WAYS = 4,
  localparam int LANES  = SUBS * WAYS,
  localparam int LANE_W = $clog2(LANES)
) (
  input  wire logic               look,
  input  wire logic [LANES-1:0]   full,
  output logic                    room,
  output logic [LANE_W-1:0]       lane
);

  localparam int COUNT_W = $clog2(WAYS + 1);

  logic [COUNT_W-1:0] count;
  logic [COUNT_W-1:0] best;
  logic [LANE_W-1:0]  first;

  always_comb begin
    room  = 1'b0;
    lane  = '0;
    best  = '0;
    count = '0;
    first = '0;
    if (look) begin
      for (int s = 0; s < SUBS; s++) begin
        count = '0;
        for (int w = WAYS - 1; w >= 0; w--) begin
          if (!full[s*WAYS+w]) begin
            count = count + 1'b1;
            first = LANE_W'(s * WAYS + w);
          end
        end
        if (count > best) begin
          best = count;
          lane = first;
          room = 1'b1;
        end
      end
    end
  end

endmodule

`default_nettype wire
