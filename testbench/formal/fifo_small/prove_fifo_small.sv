// SPDX-License-Identifier: BSD-3-Clause
// prove_fifo_small: fifo_small loses, invents, changes and reorders nothing, and keeps the stream rules.
//
// Bounded     14 cycles
// Cover       14 cycles
//
// One arbitrary word is watched on its way: the solver picks which.
`default_nettype none

module prove_fifo_small (
  input  wire logic       clk,
  input  wire logic       rst,
  input  wire logic       flush,
  input  wire logic [3:0] s_tdata,
  input  wire logic       s_tvalid,
  input  wire logic       m_tready,
  input  wire logic       watch        // the word offered now is the watched one
);

  localparam int DEPTH = 4;

  logic       s_tready, m_tvalid;
  logic [3:0] m_tdata;
  logic [2:0] used;

  fifo_small #(.WIDTH(4), .DEPTH(DEPTH)) dut (
    .clk(clk), .rst(rst), .flush(flush),
    .s_tdata(s_tdata), .s_tvalid(s_tvalid), .s_tready(s_tready),
    .m_tdata(m_tdata), .m_tvalid(m_tvalid), .m_tready(m_tready), .used(used)
  );

  wire push = s_tvalid && s_tready;
  wire pop  = m_tvalid && m_tready;

  logic       past_q = 1'b0;           // a cycle has passed since the start
  logic       inside_q, held_q;
  logic [2:0] ahead_q, count_q;        // words before the watched one; words inside
  logic [3:0] word_q, data_q;

  always_ff @(posedge clk) begin
    past_q  <= 1'b1;
    held_q  <= m_tvalid && !m_tready && !flush;
    data_q  <= m_tdata;
    count_q <= (flush ? 3'd0 : count_q - {2'd0, pop}) + {2'd0, push};
    if (push && watch && (!inside_q || flush)) begin
      inside_q <= 1'b1;
      word_q   <= s_tdata;
      ahead_q  <= flush ? 3'd0 : used - {2'd0, pop};
    end else if (flush) begin
      inside_q <= 1'b0;
    end else if (inside_q && pop) begin
      inside_q <= ahead_q != 3'd0;
      ahead_q  <= ahead_q - 3'd1;
    end
    if (rst) begin
      held_q   <= 1'b0;
      inside_q <= 1'b0;
      count_q  <= 3'd0;
    end
  end

  always_comb begin
    if (!past_q) assume (rst);
  end

  always_comb begin
    if (past_q) begin
      assert (used == count_q && used <= DEPTH);
      assert (s_tready == (flush || count_q != DEPTH));
      assert (m_tvalid == (count_q != 3'd0));
      if (held_q) assert (m_tvalid && m_tdata == data_q);
      if (inside_q) begin
        assert (ahead_q < count_q);
        if (ahead_q == 3'd0) assert (m_tdata == word_q);
      end
      cover (count_q == DEPTH && inside_q && ahead_q == 3'd3);
      cover (inside_q && pop && ahead_q == 3'd0);
      cover (flush && push && count_q == DEPTH);
    end
  end

endmodule

`default_nettype wire
