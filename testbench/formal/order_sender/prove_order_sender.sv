// SPDX-License-Identifier: BSD-3-Clause
// prove_order_sender: each order that is given becomes one frame with exactly its fields, or one record
// that it was dropped; no frame starts without one, but heartbeats; no order starts once kill is up.
//
// Bounded     4 cycles
// Induction   2 cycles
// Cover       16 cycles
//
// All bytes are watched but the checksums, which are any (testbench/formal/promises) and the bench's
// business. Orders come only while ready. The session stands.

`include "../promises/order_sum.sv"
`include "tw_trade.svh"
`default_nettype none

module prove_order_sender (
  input  wire logic        clk,
  input  wire logic        rst,
  input  wire logic [31:0] cycle,
  input  wire logic        kill,
  input  wire logic        link,
  input  wire logic [31:0] ack,
  input  wire logic [15:0] window,
  input  wire logic        cmd_name_valid,
  input  wire logic [23:0] cmd_row,
  input  wire logic [63:0] cmd_name,
  input  wire logic        order_valid,
  input  wire order_t      order,
  input  wire logic        heartbeat,
  input  wire logic        lent,
  input  wire logic        window_ok,
  input  wire logic        stream_busy,
  input  wire logic [31:0] snd_nxt,
  input  wire logic        m_tready
);

  localparam int WAIT = 3;

  (* anyconst *) logic [47:0] dst_mac, src_mac;
  (* anyconst *) logic [31:0] src_ip, dst_ip, ports;
  (* anyconst *) logic [15:0] seed;

  logic          ready, take, m_tvalid, m_tlast, sent_valid, busy, stat_dropped;
  logic [5:0]    take_length;
  logic [399:0]  take_payload;
  logic [63:0]   m_tdata;
  logic [7:0]    m_tkeep;
  trade_record_t sent;

  (* hierconn *) wire [186:0] \dut.order_q ;
  (* hierconn *) wire [31:0]  \dut.seq_q ;
  (* hierconn *) wire [31:0]  \dut.ack_q ;
  (* hierconn *) wire [15:0]  \dut.window_q ;
  (* hierconn *) wire [63:0]  \dut.name ;
  (* hierconn *) wire         \dut.waits_q ;
  (* hierconn *) wire         \dut.inside_q ;
  (* hierconn *) wire [3:0]   \dut.beat_q ;
  (* hierconn *) wire [1:0]   \dut.waited_q ;
  (* hierconn *) wire         \dut.beats ;
  (* hierconn *) wire         \dut.started_q ;
  (* hierconn *) wire         \dut.dropped_q ;
  (* hierconn *) wire [63:0]  \dut.u_names.mem[0] ;
  (* hierconn *) wire [63:0]  \dut.u_names.mem[1] ;
  wire order_t order_q = \dut.order_q ;

  order_sender #(.SYMBOLS(2), .WAIT(WAIT)) dut (
    .clk(clk), .rst(rst), .cycle(cycle), .kill(kill), .link(link), .dst_mac(dst_mac), .src_mac(src_mac),
    .src_ip(src_ip), .dst_ip(dst_ip), .ports(ports), .seed(seed), .ack(ack), .window(window),
    .cmd_name_valid(cmd_name_valid), .cmd_row(cmd_row), .cmd_name(cmd_name),
    .order_valid(order_valid), .order(order), .ready(ready), .heartbeat(heartbeat), .lent(lent),
    .window_ok(window_ok), .stream_busy(stream_busy), .snd_nxt(snd_nxt), .take(take),
    .take_length(take_length), .take_payload(take_payload), .m_tdata(m_tdata), .m_tkeep(m_tkeep),
    .m_tvalid(m_tvalid), .m_tready(m_tready), .m_tlast(m_tlast), .sent(sent), .sent_valid(sent_valid),
    .busy(busy), .stat_dropped(stat_dropped));

  // ---- what was given ------------------------------------------------------------------------------------
  // given: an order has neither started nor been dropped; under: its frame is under way.
  logic        past_q = 1'b0, awake_q, given_q, under_q, told_q, of_order_q;
  order_t      order_g;
  logic [31:0] seq_g, ack_g;
  logic [15:0] window_g;
  logic [63:0] name_g;
  logic [2:0]  age_q;
  logic [3:0]  beat_g;                        // beats taken of the frame under way

  wire         first = !under_q && m_tvalid && m_tready;
  wire         mine  = order_valid || given_q;

  always_ff @(posedge clk) begin
    past_q  <= 1'b1;
    awake_q <= past_q;                        // beat 0 is there from the second cycle on
    if (order_valid) begin
      order_g  <= order;
      seq_g    <= snd_nxt;
      ack_g    <= ack;
      window_g <= window;
      name_g   <= order.symbol[0] ? \dut.u_names.mem[1] : \dut.u_names.mem[0] ;
    end
    given_q <= mine && !first && !stopped;
    age_q   <= order_valid ? 3'd0 : age_q + {2'd0, age_q != 3'd7};
    if (first) begin
      under_q    <= 1'b1;
      of_order_q <= mine;
      beat_g     <= 4'd1;
    end else if (under_q && m_tready) begin
      under_q <= !m_tlast;
      beat_g  <= beat_g + 4'd1;
    end
    told_q <= mine && (first || stopped);     // a record is due
    if (rst) begin
      given_q <= 1'b0;
      under_q <= 1'b0;
      told_q  <= 1'b0;
    end
  end
  // Too old after WAIT cycles.
  wire stopped = kill || !link || !lent || (given_q && age_q >= WAIT);

  // ---- what its bytes must be --------------------------------------------------------------------------
  function automatic logic [7:0] hex(input logic [3:0] value);
    hex = value < 4'd10 ? 8'h30 + {4'd0, value} : 8'h37 + {4'd0, value};
  endfunction

  order_t of;                                 // whose frame it is
  logic [831:0] whole, frame;                 // 104 bytes; of whole the first on top
  logic [6:0]   size;
  logic [111:0] id;
  always_comb begin
    of = order_g;
    id = {8'h54, 8'h57, hex(seed[15:12]), hex(seed[11:8]), hex(seed[7:4]), hex(seed[3:0]),
          hex(of.token[31:28]), hex(of.token[27:24]), hex(of.token[23:20]), hex(of.token[19:16]),
          hex(of.token[15:12]), hex(of.token[11:8]), hex(of.token[7:4]), hex(of.token[3:0])};
    // Payload, from byte 54 on.
    size  = 7'd57;
    whole = 832'd0;
    if (of.kind == KIND_ENTER) begin
      size = 7'd104;
      whole[399:0] = {24'h003055, 8'h4f, of.token, of.sell ? 8'h53 : 8'h42, of.quantity,
                      name_g[7:0], name_g[15:8], name_g[23:16], name_g[31:24],
                      name_g[39:32], name_g[47:40], name_g[55:48], name_g[63:56],
                      32'd0, of.price, of.tif, 32'h59504e4e, id, 16'd0};
    end
    if (of.kind == KIND_REPLACE) begin
      size = 7'd97;
      whole[399:0] = {24'h002955, 8'h55, of.old_token, of.token, of.quantity, 32'd0, of.price, of.tif,
                      16'h594e, id, 16'd0, 56'd0};
    end
    if (of.kind == KIND_CANCEL) begin
      size = 7'd66;
      whole[399:0] = {24'h000a55, 8'h58, of.old_token, of.quantity, 304'd0};
    end
    whole[831:400] = {dst_mac[7:0], dst_mac[15:8], dst_mac[23:16], dst_mac[31:24], dst_mac[39:32], dst_mac[47:40],
                      src_mac[7:0], src_mac[15:8], src_mac[23:16], src_mac[31:24], src_mac[39:32], src_mac[47:40],
                      32'h08004500, 9'd0, size - 7'd14, 32'h00004000, 16'h4006, 16'd0, src_ip, dst_ip,
                      ports, seq_g, ack_g, 16'h5018, window_g, 32'd0};
    // The first in bits 7:0, as on the port.
    for (int i = 0; i < 104; i++)
      frame[8*i +: 8] = whole[8*(103-i) +: 8];
  end
  // Lanes of a beat in which a checksum stands.
  function automatic logic [63:0] sums(input int number);
    sums = number == 3 ? 64'hffff : number == 6 ? 64'hffff0000 : 64'd0;
  endfunction

  always_comb begin
    assume (rst == !past_q);
    assume (!order_valid || (ready && order.kind != KIND_HEARTBEAT));
    // NAMES are not written while orders may come.
    assume (!cmd_name_valid || !order_valid);
  end

  always_comb begin
    if (past_q) begin
      // No order starts but one that was given, while nothing stands against it.
      if (first && mine) assert (!kill && link && lent);
      if (first && !mine) assert (\dut.waits_q && order_q.kind == KIND_HEARTBEAT && link && lent);
      assert (take == first);
      // One frame or one record of each; the gate must wait for that.
      if (ready) assert (!given_q && !under_q);
      assert (!(given_q && under_q));
      if (given_q) assert (age_q <= WAIT);
      // Once begun it goes on to its end, in consecutive beats.
      if (under_q) assert (m_tvalid);
      if (under_q && of_order_q) begin
        assert (m_tlast == (beat_g == (size - 7'd1) >> 3));
        assert (beat_g <= (size - 7'd1) >> 3);
        if (m_tlast) assert (m_tkeep == (size[2:0] == 3'd0 ? 8'hff : (8'd1 << size[2:0]) - 8'd1));
      end
      if (!under_q || !of_order_q || !m_tlast) assert (m_tkeep == 8'hff || (under_q && m_tlast));
      // Its fields, each where it belongs.
      for (int i = 1; i < 13; i++)
        if (under_q && of_order_q && beat_g == i[3:0])
          assert ((m_tdata & ~sums(i)) == frame[64*i +: 64]);
      if (!under_q && awake_q) assert (m_tdata == frame[63:0]);
      if (under_q && !of_order_q) begin
        assert (beat_g <= 4'd7 && m_tlast == (beat_g == 4'd7));
        if (beat_g == 4'd6) assert (m_tdata[63:48] == 16'h0100);
        if (beat_g == 4'd7) assert (m_tdata[7:0] == 8'h52 && m_tkeep == 8'h01);
      end
      if (take && order_valid) assert (take_length == (order.kind == KIND_ENTER ? 6'd50 : order.kind == KIND_REPLACE ? 6'd43 : 6'd12));
      if (take && given_q) assert ({1'b0, take_length} == size - 7'd54);
      if (take && !mine) assert (take_length == 6'd3);
      // What is kept of it is what is sent.
      if (under_q && of_order_q) assert (take_payload == frame[831:432]);
      // And what is reported.
      if (told_q) begin
        assert (sent_valid);
        assert ({sent.token, sent.old_token, sent.price, sent.symbol, sent.tif} ==
                {order_g.token, order_g.old_token, order_g.price, order_g.symbol, order_g.tif});
        assert (sent.kind == {6'd0, order_g.kind} && sent.side == (order_g.sell ? 8'h53 : 8'h42));
        assert (sent.quantity == (stat_dropped ? 32'd0 : order_g.quantity) && sent.tcp_seq == seq_g);
        assert (stat_dropped == (sent.reason != 8'd0) && stat_dropped == !under_q);
      end
      if (sent_valid && order_q.kind != KIND_HEARTBEAT) assert (told_q);

      // How the block's state goes with that: induction needs it.
      assert (!(\dut.waits_q && \dut.inside_q ) && under_q == \dut.inside_q );
      assert (given_q == (\dut.waits_q && order_q.kind != KIND_HEARTBEAT));
      if (given_q) assert (\dut.waited_q == WAIT - age_q && age_q <= WAIT);
      assert (\dut.waited_q <= WAIT);
      if (under_q) assert (\dut.beat_q == beat_g && beat_g != 4'd0);
      if (under_q) assert (of_order_q == (order_q.kind != KIND_HEARTBEAT));
      if (!under_q) assert (\dut.beat_q == 4'd0);
      if (given_q || told_q || (under_q && of_order_q)) begin
        assert (order_q == order_g && order_g.kind != KIND_HEARTBEAT);
        assert (\dut.seq_q == seq_g && \dut.ack_q == ack_g && \dut.window_q == window_g && \dut.name == name_g);
      end
      cover (first && order_valid);
      cover (first && given_q && age_q == 3'd2);
      cover (told_q && stat_dropped && sent.reason == 8'd1);
      cover (told_q && stat_dropped && sent.reason == 8'd9);
      cover (under_q && m_tlast && of_order_q && m_tkeep == 8'hff);
      cover (under_q && m_tlast && !of_order_q);
    end
  end

endmodule

`default_nettype wire
