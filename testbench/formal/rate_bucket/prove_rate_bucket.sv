// SPDX-License-Identifier: BSD-3-Clause
// prove_rate_bucket: in any W cycles at most burst + W / rate_cycles are taken.
//
// Bounded     8 cycles
// Induction   3 cycles
// Cover       16 cycles
//
// G3. The window begins when the solver wants it to, and lasts as long. A take counts as rate_cycles cycles,
// so the promise is: counted <= burst * rate_cycles + W. The rate is 5, the burst any up to 15. Limits may be
// loaded at any time before the window, and tightened in it; the promise is that of the limits when it began.

`default_nettype none

module prove_rate_bucket (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic        begins,
  input  wire logic        load,
  input  wire logic [3:0]  load_burst,
  input  wire logic        wants
);

  localparam logic [3:0] RATE = 4'd5;       // the solver does not get through products of two unknowns

  logic ready;
  wire  take = wants && ready;

  rate_bucket dut (
    .clk(clk), .rst(rst), .load(load), .load_burst({5'd0, load_burst}), .load_rate_cycles({28'd0, RATE}),
    .take(take), .ready(ready));

  (* hierconn *) wire [8:0]  \dut.burst_q ;
  (* hierconn *) wire [8:0]  \dut.count_q ;
  (* hierconn *) wire [31:0] \dut.rate_q ;
  (* hierconn *) wire [31:0] \dut.timer_q ;
  wire [8:0]  burst = \dut.burst_q , count = \dut.count_q ;
  wire [31:0] timer = \dut.timer_q ;

  // What may still be taken at once, in cycles: whole tokens, and the time that the next has come along.
  logic        past_q = 1'b0, open_q = 1'b0;
  logic [15:0] counted_q, cycles_q;
  logic [3:0]  burst_then_q;
  wire  [15:0] worth  = {12'd0, count[3:0]} * {12'd0, RATE};
  wire  [15:0] allows = {12'd0, burst_then_q} * {12'd0, RATE};
  wire  [15:0] come   = count >= burst ? 16'd0 : {12'd0, RATE} - timer[15:0];

  always_ff @(posedge clk) begin
    past_q <= 1'b1;
    if (begins && !open_q) begin
      open_q       <= 1'b1;
      counted_q    <= 16'd0;
      cycles_q     <= 16'd0;
      burst_then_q <= burst[3:0];
    end
    if (open_q) begin
      counted_q <= counted_q + (take ? {12'd0, RATE} : 16'd0);
      cycles_q  <= cycles_q + 16'd1;
    end
    if (rst) open_q <= 1'b0;
  end

  always_comb begin
    if (!past_q) assume (rst);
    assume (!load || rst || !open_q || load_burst <= burst[3:0]);
    assume (!open_q || cycles_q < 16'd40000);
    if (begins && !open_q) assume (!load);

    if (past_q) begin
      assert (burst <= 9'd15 && count <= burst);
      assert (\dut.rate_q == {28'd0, RATE} || \dut.rate_q == 32'd0);
      assert (timer <= {28'd0, RATE});
      if (burst != 9'd0) assert (\dut.rate_q == {28'd0, RATE} && timer != 32'd0);
      if (open_q) begin
        assert (burst <= {5'd0, burst_then_q});
        assert (counted_q + worth + come <= allows + cycles_q);
        assert (counted_q <= 16'd1000 + cycles_q);
      end
      cover (open_q && counted_q == allows + {12'd0, RATE} && burst == 9'd1);
      cover (open_q && cycles_q == 16'd6 && burst == 9'd0 && counted_q != 16'd0);
    end
  end

endmodule

`default_nettype wire
