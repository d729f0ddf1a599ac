// SPDX-License-Identifier: BSD-3-Clause
// frame_port: every frame of one port kept whole until it can go to host memory.
//
//   s  in   the beats of the port; no tready: a frame that finds no room is dropped whole
//   d  out  one record per kept frame, after its last beat
//   rd in   rd_en + rd_addr; rd_data is that beat from the next cycle on
//
// Latency     3 cycles from a frame's last beat to d_tvalid.
// Throughput  1 beat per cycle.
// Stall       never; OVERRUN when BEATS or FRAMES is exceeded, OFF when on was 0 at any beat.
// Reset       empty; the rest of a frame that is under way is taken for a frame.

`include "tw_regs.svh"
`default_nettype none

module frame_port #(
  parameter int BEATS  = 4096,            // powers of two; one frame must fit
  parameter int FRAMES = 512,
  localparam int A = $clog2(BEATS)
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic          on,

  input  wire logic [63:0]   time_ns,
  input  wire logic [63:0]   s_tdata,
  input  wire logic [7:0]    s_tkeep,
  input  wire logic          s_tvalid,
  input  wire logic          s_tlast,
  input  wire logic          s_tuser,

  output logic [63:0]        d_arrival,
  output logic [15:0]        d_length,    // bytes
  output logic [A:0]         d_beats,
  output logic               d_bad,
  output logic               d_tvalid,
  input  wire logic          d_tready,

  input  wire logic          rd_en,
  input  wire logic [A-1:0]  rd_addr,
  output logic [63:0]        rd_data,
  input  wire logic [A:0]    rd_free,     // beats before this one are read

  output logic               quiet,       // no frame kept or under way
  output logic               stat_valid,
  output logic [TW_DELIVERY_CODE_W-1:0] stat_code
);

  logic [63:0] mem [0:BEATS-1];
  logic [A:0]  wr_q, frame_q;             // next beat; first beat of the frame under way
  logic        inside_q, take_q, over_q;
  logic [63:0] arrival_q;
  logic [15:0] length_q;                  // of the beats before this one
  logic        d_room, d_empty;

  wire [A:0] level = wr_q - rd_free;
  wire take = on && (!inside_q || take_q);
  wire over = level[A] || (inside_q && over_q);
  wire keep = s_tvalid && take && !over;
  wire good = keep && s_tlast && d_room;

  wire [63:0] arrival = inside_q ? arrival_q : time_ns;
  wire [A:0]  after = wr_q + 1'b1;
  wire [A:0]  beats = after - frame_q;

  logic [3:0] bytes;
  always_comb begin
    bytes = 4'd0;
    for (int i = 0; i < 8; i++) bytes = bytes + 4'(s_tkeep[i]);
  end
  wire [15:0] length = (inside_q ? length_q : 16'd0) + 16'(bytes);

  fifo #(.WIDTH(64 + 16 + A + 2), .DEPTH(FRAMES)) u_frames (
    .clk(clk), .rst(rst),
    .s_tdata({arrival, length, beats, s_tuser}), .s_tvalid(good), .s_tready(d_room),
    .m_tdata({d_arrival, d_length, d_beats, d_bad}), .m_tvalid(d_tvalid), .m_tready(d_tready),
    .empty(d_empty));

  assign quiet = d_empty && !inside_q;

  always_ff @(posedge clk) begin
    stat_valid <= s_tvalid && s_tlast && !good;
    if (s_tvalid) begin
      inside_q  <= !s_tlast;
      take_q    <= take;
      over_q    <= over;
      length_q  <= length;
      arrival_q <= arrival;
      stat_code <= take ? TW_DELIVERY_OVERRUN : TW_DELIVERY_OFF;
      if (keep) begin
        mem[wr_q[A-1:0]] <= s_tdata;
        wr_q <= after;
      end
      if (s_tlast) begin
        wr_q    <= good ? after : frame_q;
        frame_q <= good ? after : frame_q;
      end
    end
    if (rd_en) rd_data <= mem[rd_addr];

    if (rst) begin
      inside_q   <= 1'b0;
      wr_q       <= '0;
      frame_q    <= '0;
      stat_valid <= 1'b0;
    end
  end

  initial if (BEATS != 1 << A || BEATS < 2048) $fatal(1, "frame_port: BEATS");

endmodule

`default_nettype wire
