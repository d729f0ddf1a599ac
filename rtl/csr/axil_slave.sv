// SPDX-License-Identifier: BSD-3-Clause
// axil_slave: AXI4-Lite made into one write and one read at a time.
//
//   s_axil  in   32-bit data; a write of part of a word is refused (SLVERR) and not passed on
//   wr      out  wr_en for one cycle with address and data; wr_error_q is looked at one cycle later
//   rd      out  rd_en for one cycle with the address; rd_done_q comes with rd_data_q and rd_error_q
//
// Latency     wr_en 1 cycle after AW and W are both taken, rd_en 1 cycle after AR.
// Throughput  a write every 4 cycles, a read every 6.
// Stall       the ready signals stay low while an access of their kind is open.
// Reset       forgets open accesses.

`default_nettype none

module axil_slave (
  input  wire logic         clk,
  input  wire logic         rst,

  input  wire logic [15:0]  s_axil_awaddr,
  input  wire logic         s_axil_awvalid,
  output logic              s_axil_awready,
  input  wire logic [31:0]  s_axil_wdata,
  input  wire logic [3:0]   s_axil_wstrb,
  input  wire logic         s_axil_wvalid,
  output logic              s_axil_wready,
  output logic [1:0]        s_axil_bresp,
  output logic              s_axil_bvalid,
  input  wire logic         s_axil_bready,
  input  wire logic [15:0]  s_axil_araddr,
  input  wire logic         s_axil_arvalid,
  output logic              s_axil_arready,
  output logic [31:0]       s_axil_rdata,
  output logic [1:0]        s_axil_rresp,
  output logic              s_axil_rvalid,
  input  wire logic         s_axil_rready,

  output logic              wr_en,
  output logic [15:0]       wr_addr,
  output logic [31:0]       wr_data,
  input  wire logic         wr_error_q,

  output logic              rd_en,
  output logic [15:0]       rd_addr,
  input  wire logic         rd_done_q,
  input  wire logic [31:0]  rd_data_q,
  input  wire logic         rd_error_q
);

  localparam logic [1:0] OKAY = 2'b00;
  localparam logic [1:0] SLVERR = 2'b10;

  logic have_aw_q, have_w_q, part_q, answer_q;
  logic rd_busy_q, rd_start_q;

  assign s_axil_awready = !have_aw_q;
  assign s_axil_wready  = !have_w_q;
  assign s_axil_arready = !rd_busy_q;
  assign wr_en = have_aw_q && have_w_q && !part_q && !answer_q && !s_axil_bvalid;
  assign rd_en = rd_start_q;

  always_ff @(posedge clk) begin
    if (s_axil_awvalid && s_axil_awready) begin
      have_aw_q <= 1'b1;
      wr_addr   <= s_axil_awaddr;
    end
    if (s_axil_wvalid && s_axil_wready) begin
      have_w_q <= 1'b1;
      wr_data  <= s_axil_wdata;
      part_q   <= s_axil_wstrb != 4'hf;
    end
    answer_q <= have_aw_q && have_w_q && !answer_q && !s_axil_bvalid;
    if (answer_q) begin
      s_axil_bvalid <= 1'b1;
      s_axil_bresp  <= part_q || wr_error_q ? SLVERR : OKAY;
    end
    if (s_axil_bvalid && s_axil_bready) begin
      s_axil_bvalid <= 1'b0;
      have_aw_q     <= 1'b0;
      have_w_q      <= 1'b0;
    end

    rd_start_q <= s_axil_arvalid && s_axil_arready;
    if (s_axil_arvalid && s_axil_arready) begin
      rd_busy_q <= 1'b1;
      rd_addr   <= s_axil_araddr;
    end
    if (rd_done_q) begin
      s_axil_rvalid <= 1'b1;
      s_axil_rdata  <= rd_error_q ? 32'd0 : rd_data_q;
      s_axil_rresp  <= rd_error_q ? SLVERR : OKAY;
    end
    if (s_axil_rvalid && s_axil_rready) begin
      s_axil_rvalid <= 1'b0;
      rd_busy_q     <= 1'b0;
    end

    if (rst) begin
      have_aw_q     <= 1'b0;
      have_w_q      <= 1'b0;
      answer_q      <= 1'b0;
      rd_busy_q     <= 1'b0;
      rd_start_q    <= 1'b0;
      s_axil_bvalid <= 1'b0;
      s_axil_rvalid <= 1'b0;
    end
  end

endmodule

`default_nettype wire
