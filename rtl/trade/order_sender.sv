// SPDX-License-Identifier: BSD-3-Clause
// order_sender: an approved order made into a frame: Ethernet, IPv4, TCP, SoupBinTCP, OUCH.
//
//   order      in   a pulse when the gate lets one pass; only while ready
//   heartbeat  in   a pulse: a heartbeat of SoupBinTCP, when nothing else is to be sent
//   stream     both ways, tcp_stream: take is the cycle in which a frame starts
//   m          out  the frame, a beat in every cycle once the first is taken
//   sent       out  a record per frame, or per order that was dropped: then its quantity is 0 and
//                   its reason says why
//
// kill, link and lent count in the cycle in which the first beat is taken: m_tvalid falls with them,
// which a stream else must not do, and what waits is dropped. The same becomes of what waited WAIT
// cycles for the wire. So nothing old leaves, and after a kill no order starts; a heartbeat may.
// A frame that has started goes on to its end.
//
// Latency     0 cycles, order_valid to m_tvalid.
//   record: 1 cycle, first beat taken to sent_valid
// Throughput  an order per 51 cycles; 13 beats of an ENTER or REPLACE, 9 of a CANCEL, 8 of a heartbeat.
// Stall       ready is 0 while a frame is under way or waits, or its bytes are still being kept.
// Reset       nothing waits; all names are whatever they were.

`include "tw_trade.svh"
`default_nettype none

module order_sender #(
  parameter int SYMBOLS = 64,                 // a power of two
  parameter int WAIT    = 64                  // cycles that an order may wait for the wire
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic [31:0]   cycle,
  input  wire logic          kill,
  input  wire logic          link,            // the order port is up

  // The session, from its table: as on the wire, byte 0 in bits 7:0.
  input  wire logic [47:0]   dst_mac,
  input  wire logic [47:0]   src_mac,
  input  wire logic [31:0]   src_ip,
  input  wire logic [31:0]   dst_ip,
  input  wire logic [31:0]   ports,           // source in bits 31:16
  input  wire logic [15:0]   seed,
  input  wire logic [31:0]   ack,
  input  wire logic [15:0]   window,

  input  wire logic          cmd_name_valid,  // a row of NAMES
  input  wire logic [23:0]   cmd_row,
  input  wire logic [63:0]   cmd_name,

  input  wire logic          order_valid,
  input  wire order_t        order,
  output logic               ready,
  input  wire logic          heartbeat,

  input  wire logic          lent,
  input  wire logic          window_ok,       // there is room in the peer's window
  input  wire logic          stream_busy,
  input  wire logic [31:0]   snd_nxt,
  output logic               take,
  output logic [5:0]         take_length,
  output logic [399:0]       take_payload,    // from the cycle after take until stream_busy falls

  output logic [63:0]        m_tdata,
  output logic [7:0]         m_tkeep,
  output logic               m_tvalid,
  input  wire logic          m_tready,
  output logic               m_tlast,

  output trade_record_t      sent,
  output logic               sent_valid,
  output logic               busy,
  output logic               stat_dropped     // pulse
);

  localparam int SYM_W  = $clog2(SYMBOLS);
  localparam int WAIT_W = $clog2(WAIT + 1);

  // ---- what is to be sent --------------------------------------------------------------------------------
  order_t       order_q;
  logic [31:0]  seq_q, ack_q;
  logic [15:0]  window_q;
  logic [63:0]  name;
  logic         waits_q;                      // for its first beat to be taken
  logic         heartbeat_q;                  // is asked for
  logic [WAIT_W-1:0] waited_q;               // cycles that it still may
  logic         inside_q;                     // beats after the first are under way
  logic [3:0]   beat_q;                       // that m shows

  wire          idle     = !inside_q && !waits_q;
  wire          beats    = heartbeat_q && ready && window_ok && !order_valid;       // one starts to wait
  wire [1:0]    kind     = waits_q ? order_q.kind : order.kind;
  wire          due      = order_valid || waits_q;
  wire          stopped  = kill && kind != KIND_HEARTBEAT;
  wire          old      = waits_q && waited_q == '0;
  wire          drop     = due && (stopped || !link || !lent || old);

  assign ready    = idle && !stream_busy;
  assign busy     = !idle;
  assign m_tvalid = inside_q || (due && !drop);
  assign take     = due && !drop && m_tready;

  always_comb
    unique case (kind)
      KIND_ENTER:   take_length = 6'd50;
      KIND_REPLACE: take_length = 6'd43;
      KIND_CANCEL:  take_length = 6'd12;
      default:      take_length = 6'd3;
    endcase

  ram_1r1w #(.WIDTH(64), .ROWS(SYMBOLS)) u_names (
    .clk(clk), .read(order_valid), .read_row(order.symbol[SYM_W-1:0]), .read_data(name),
    .write(cmd_name_valid && cmd_row[23:SYM_W] == '0), .write_row(cmd_row[SYM_W-1:0]), .write_data(cmd_name));

  // ---- its bytes ------------------------------------------------------------------------------------------
  logic [399:0] payload;
  logic [5:0]   length;
  logic [15:0]  ip_sum, tcp_sum;

  order_bytes u_bytes (.order(order_q), .name(name), .seed(seed), .payload(payload), .length(length));
  order_sum u_sum (
    .clk(clk), .src_ip(src_ip), .dst_ip(dst_ip), .ports(ports), .kind(order_q.kind), .payload(payload),
    .seq(seq_q), .ack(ack_q), .window(window_q), .ip_sum(ip_sum), .tcp_sum(tcp_sum));
  assign take_payload = payload;

  wire [15:0]  ip_length = {10'd0, length} + 16'd40;
  wire [6:0]   size      = {1'b0, length} + 7'd54;
  // The last beat of size bytes, and the lanes that it has.
  wire [3:0]   last      = 4'((size - 7'd1) >> 3);
  wire [2:0]   rest      = size[2:0];

  // Big-endian fields, byte 0 of the beat on top.
  logic [63:0] top, next;
  wire         moves     = m_tvalid && m_tready;
  wire         ends      = moves && m_tlast;
  wire  [3:0]  next_beat = ends ? 4'd0 : moves ? beat_q + 4'd1 : beat_q;
  always_comb begin
    unique case (next_beat)
      4'd2:    top = {ip_length, 16'd0, 16'h4000, 8'd64, 8'd6};
      4'd3:    top = {ip_sum, src_ip, dst_ip[31:16]};
      4'd4:    top = {dst_ip[15:0], ports, seq_q[31:16]};
      4'd5:    top = {seq_q[15:0], ack_q, 16'h5018};
      default: top = {window_q, tcp_sum, 16'd0, payload[7:0], payload[15:8]};
    endcase
    for (int i = 0; i < 8; i++)
      next[8*i +: 8] = top[8*(7-i) +: 8];
    if (next_beat == 4'd0) next = {src_mac[15:0], dst_mac};
    if (next_beat == 4'd1) next = {16'h0045, 16'h0008, src_mac[47:16]};
    for (int i = 7; i < 13; i++)
      if (next_beat == 4'(i)) next = payload[64*(i-7) + 16 +: 64];
  end

  assign m_tlast = inside_q && beat_q == last;
  assign m_tkeep = m_tlast && rest != 3'd0 ? 8'hff >> (4'd8 - {1'b0, rest}) : 8'hff;

  // ---- records ----------------------------------------------------------------------------------------------
  // One cycle after its frame started or was dropped, when order_q and seq_q hold.
  logic         started_q, dropped_q;
  logic [31:0]  age_q;
  logic [7:0]   reason_q;
  assign sent_valid   = started_q || dropped_q;
  assign stat_dropped = dropped_q;
  always_comb begin
    sent           = '0;
    sent.what      = TRADE_SENT;
    sent.kind      = {6'd0, order_q.kind};
    sent.tcp_seq   = seq_q;
    sent.cycles    = age_q;
    sent.reason    = reason_q;
    if (order_q.kind != KIND_HEARTBEAT) begin
      sent.symbol    = order_q.symbol;
      sent.side      = order_q.sell ? "S" : "B";
      sent.tif       = order_q.tif;
      sent.price     = order_q.price;
      sent.quantity  = dropped_q ? 32'd0 : order_q.quantity;
      sent.token     = order_q.token;
      sent.old_token = order_q.old_token;
    end
  end

  always_ff @(posedge clk) begin
    m_tdata <= next;
    beat_q  <= next_beat;

    if (order_valid || beats) begin
      order_q  <= order;
      seq_q    <= snd_nxt;
      ack_q    <= ack;
      window_q <= window;
      waited_q <= WAIT_W'(WAIT);
      if (!order_valid) order_q.kind <= KIND_HEARTBEAT;
    end else if (waits_q && !old) begin
      waited_q <= waited_q - 1'b1;
    end

    if (beats || !lent) heartbeat_q <= 1'b0;
    if (heartbeat && lent) heartbeat_q <= 1'b1;

    waits_q   <= beats || (due && !take && !drop);
    inside_q  <= (inside_q || take) && !ends;
    started_q <= take;
    dropped_q <= drop;
    age_q     <= kind == KIND_HEARTBEAT ? 32'd0 : cycle - (waits_q ? order_q.born : order.born);
    reason_q  <= take ? 8'(REASON_PASS) : stopped ? 8'(REASON_KILLED) : !link ? 8'(REASON_LINK)
                 : !lent ? 8'(REASON_WINDOW) : 8'(REASON_AGE);

    if (rst) begin
      waits_q     <= 1'b0;
      inside_q    <= 1'b0;
      heartbeat_q <= 1'b0;
      beat_q      <= 4'd0;
      started_q   <= 1'b0;
      dropped_q   <= 1'b0;
      m_tdata     <= 64'd0;
    end
  end

  initial if (SYMBOLS != 1 << SYM_W) $fatal(1, "order_sender: SYMBOLS must be a power of two");

endmodule

`default_nettype wire
