// SPDX-License-Identifier: BSD-3-Clause
// prove_order_path: with no order given, nothing leaves by the order port but heartbeats and what the
// host may send, and the host can send nothing that is new but logins, heartbeats and logouts. Whatever is
// given, no byte of the stream has two values.
//
// Reset  4 cycles, no assertion fails so soon after a reset
// Step   1 cycle, nor in any cycle after one in which none does
//
// One number of the stream is watched, the solver picks which: what was kept under it, and what a frame
// of the host has there. Checksums are any (testbench/formal/promises). That a frame of the device has the
// fields of its order is proved in prove_order_sender; that there is one at all only after order_valid,
// or as a heartbeat, here. The gate gives orders only while ready. Frames of the host have holes as they
// like, but their tkeep is as host_guard says.

`include "../promises/order_sum.sv"
`include "tw_regs.svh"
`include "tw_trade.svh"
`default_nettype none

module prove_order_path (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [31:0]  cycle,
  input  wire logic         kill,
  input  wire logic         link,
  input  wire logic         cmd_name_valid,
  input  wire logic         cmd_session_valid,
  input  wire logic         cmd_lend_valid,
  input  wire logic [23:0]  cmd_row,
  input  wire logic [511:0] cmd_words,
  input  wire logic         cmd_heartbeat,
  input  wire logic         cmd_return,
  input  wire logic [31:0]  cfg_ack,
  input  wire logic [31:0]  cfg_limit,
  input  wire logic [31:0]  cfg_window,
  input  wire logic         order_valid,
  input  wire order_t       order,
  input  wire logic [63:0]  s_tdata,
  input  wire logic [7:0]   s_tkeep,
  input  wire logic         s_tvalid,
  input  wire logic         s_tlast,
  input  wire logic         m_tready
);

  localparam int HISTORY = 16, BEATS = 16;
  localparam logic [2:0] FILL = 3'd0, JUDGE = 3'd1, COMPARE = 3'd2, CLAIM = 3'd3, PUT = 3'd4, SEND = 3'd5;

  (* anyconst *) logic        no_orders;      // the gate's approval is tied to 0
  (* anyconst *) logic [31:0] watched;        // a number of the stream

  logic          ready, window_ok, lent, s_tready, m_tvalid, m_tlast, sent_valid, busy;
  logic          stat_dropped, stat_lend_refused, stat_host_valid;
  logic [31:0]   snd_nxt;
  logic [63:0]   m_tdata;
  logic [7:0]    m_tkeep;
  logic [TW_HOST_TX_CODE_W-1:0] stat_host_code;
  trade_record_t sent;

  order_path #(.SYMBOLS(2), .HISTORY(HISTORY), .BEATS(BEATS), .WAIT(3)) dut (
    .clk(clk), .rst(rst), .cycle(cycle), .kill(kill), .link(link), .cmd_name_valid(cmd_name_valid),
    .cmd_session_valid(cmd_session_valid), .cmd_lend_valid(cmd_lend_valid), .cmd_row(cmd_row),
    .cmd_words(cmd_words), .cmd_heartbeat(cmd_heartbeat), .cmd_return(cmd_return), .cfg_ack(cfg_ack),
    .cfg_limit(cfg_limit), .cfg_window(cfg_window), .order_valid(order_valid), .order(order), .ready(ready),
    .window_ok(window_ok), .lent(lent), .snd_nxt(snd_nxt), .s_tdata(s_tdata), .s_tkeep(s_tkeep),
    .s_tvalid(s_tvalid), .s_tready(s_tready), .s_tlast(s_tlast), .m_tdata(m_tdata), .m_tkeep(m_tkeep),
    .m_tvalid(m_tvalid), .m_tready(m_tready), .m_tlast(m_tlast), .sent(sent), .sent_valid(sent_valid),
    .busy(busy), .stat_dropped(stat_dropped), .stat_lend_refused(stat_lend_refused),
    .stat_host_valid(stat_host_valid), .stat_host_code(stat_host_code));

  // ---- the parts' state -----------------------------------------------------------------------------------
  (* hierconn *) wire [2:0]   \dut.u_guard.state_q ;
  (* hierconn *) wire [4:0]   \dut.u_guard.beats_q ;
  (* hierconn *) wire [7:0]   \dut.u_guard.keep_q ;
  (* hierconn *) wire         \dut.u_guard.over_q ;
  (* hierconn *) wire         \dut.u_guard.spoilt_q ;
  (* hierconn *) wire         \dut.u_guard.stale_q ;
  (* hierconn *) wire         \dut.u_guard.stale ;
  (* hierconn *) wire [7:0]   \dut.u_guard.index_q ;
  (* hierconn *) wire         \dut.u_guard.read_q ;
  (* hierconn *) wire [7:0]   \dut.u_guard.byte_q ;
  (* hierconn *) wire [7:0]   \dut.u_guard.at_q ;
  (* hierconn *) wire [7:0]   \dut.u_guard.length_q ;
  (* hierconn *) wire         \dut.u_guard.same_q ;
  (* hierconn *) wire         \dut.u_guard.packet_q ;
  (* hierconn *) wire         \dut.u_guard.loaded_q ;
  (* hierconn *) wire [4:0]   \dut.u_guard.sent_q ;
  (* hierconn *) wire         \dut.u_guard.sends ;
  (* hierconn *) wire         \dut.u_guard.claim ;
  (* hierconn *) wire         \dut.u_guard.put ;
  (* hierconn *) wire         \dut.u_guard.refused ;
  (* hierconn *) wire [31:0]  \dut.u_guard.seq ;
  (* hierconn *) wire [7:0]   \dut.u_guard.first ;
  (* hierconn *) wire [7:0]   \dut.u_guard.payload ;
  (* hierconn *) wire [63:0]  \dut.u_guard.m_tdata ;
  (* hierconn *) wire         \dut.u_guard.m_tvalid ;
  (* hierconn *) wire         \dut.u_guard.u_headers.arp_q ;
  (* hierconn *) wire         \dut.u_guard.u_headers.ipv4_q ;
  (* hierconn *) wire         \dut.u_guard.u_headers.tcp_q ;
  (* hierconn *) wire         \dut.u_guard.u_headers.from_q ;
  (* hierconn *) wire         \dut.u_guard.u_headers.to_q ;
  (* hierconn *) wire         \dut.u_guard.u_headers.ports_q ;
  (* hierconn *) wire [15:0]  \dut.u_guard.u_headers.total_q ;
  (* hierconn *) wire [3:0]   \dut.u_guard.u_headers.words_q ;
  (* hierconn *) wire [7:0]   \dut.u_guard.u_headers.flags_q ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[0] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[1] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[2] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[3] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[4] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[5] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[6] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[7] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[8] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[9] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[10] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[11] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[12] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[13] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[14] ;
  (* hierconn *) wire [63:0]  \dut.u_guard.mem[15] ;
  (* hierconn *) wire         \dut.u_stream.known ;
  (* hierconn *) wire         \dut.u_stream.busy ;
  (* hierconn *) wire         \dut.u_stream.write ;
  (* hierconn *) wire [7:0]   \dut.u_stream.byte_now ;
  (* hierconn *) wire         \dut.u_stream.opens ;
  (* hierconn *) wire         \dut.u_stream.lends ;
  (* hierconn *) wire [31:0]  \dut.u_stream.written_q ;
  (* hierconn *) wire [3:0]   \dut.u_stream.have_q ;
  (* hierconn *) wire         \dut.u_stream.device_q ;
  (* hierconn *) wire [5:0]   \dut.u_stream.index_q ;
  (* hierconn *) wire         \dut.u_stream.look_known ;
  (* hierconn *) wire [7:0]   \dut.u_stream.look_byte ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[0] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[1] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[2] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[3] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[4] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[5] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[6] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[7] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[8] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[9] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[10] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[11] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[12] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[13] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[14] ;
  (* hierconn *) wire [7:0]   \dut.u_stream.u_history.mem[15] ;
  (* hierconn *) wire [186:0] \dut.u_sender.order_q ;
  (* hierconn *) wire         \dut.u_sender.waits_q ;
  (* hierconn *) wire         \dut.u_sender.inside_q ;
  (* hierconn *) wire         \dut.u_sender.take ;
  (* hierconn *) wire         \dut.u_mux.inside_q ;
  (* hierconn *) wire         \dut.u_mux.host_q ;
  (* hierconn *) wire         \dut.session_q ;
  (* hierconn *) wire [31:0]  \dut.src_ip_q ;
  (* hierconn *) wire [31:0]  \dut.dst_ip_q ;
  (* hierconn *) wire [31:0]  \dut.ports_q ;

  wire [2:0]    state   = \dut.u_guard.state_q ;
  wire [4:0]    beats   = \dut.u_guard.beats_q ;
  wire [7:0]    index   = \dut.u_guard.index_q ;
  wire          read    = \dut.u_guard.read_q ;
  wire [7:0]    at      = \dut.u_guard.at_q ;
  wire          stale   = \dut.u_guard.stale ;
  wire [4:0]    out     = \dut.u_guard.sent_q ;
  wire [31:0]   seq     = \dut.u_guard.seq ;
  wire [7:0]    start   = \dut.u_guard.first ;
  wire [7:0]    payload = \dut.u_guard.payload ;
  wire          known   = \dut.u_stream.known ;
  wire [31:0]   written = \dut.u_stream.written_q ;
  wire [3:0]    have    = \dut.u_stream.have_q ;
  wire order_t  order_q = \dut.u_sender.order_q ;

  // ---- the frame of the host that is stored, as it came --------------------------------------------------
  wire [64*BEATS-1:0] frame = {
    \dut.u_guard.mem[15] , \dut.u_guard.mem[14] , \dut.u_guard.mem[13] , \dut.u_guard.mem[12] ,
    \dut.u_guard.mem[11] , \dut.u_guard.mem[10] , \dut.u_guard.mem[9] , \dut.u_guard.mem[8] ,
    \dut.u_guard.mem[7] , \dut.u_guard.mem[6] , \dut.u_guard.mem[5] , \dut.u_guard.mem[4] ,
    \dut.u_guard.mem[3] , \dut.u_guard.mem[2] , \dut.u_guard.mem[1] , \dut.u_guard.mem[0] };
  wire [127:0]  history = {
    \dut.u_stream.u_history.mem[15] , \dut.u_stream.u_history.mem[14] , \dut.u_stream.u_history.mem[13] ,
    \dut.u_stream.u_history.mem[12] , \dut.u_stream.u_history.mem[11] , \dut.u_stream.u_history.mem[10] ,
    \dut.u_stream.u_history.mem[9] , \dut.u_stream.u_history.mem[8] , \dut.u_stream.u_history.mem[7] ,
    \dut.u_stream.u_history.mem[6] , \dut.u_stream.u_history.mem[5] , \dut.u_stream.u_history.mem[4] ,
    \dut.u_stream.u_history.mem[3] , \dut.u_stream.u_history.mem[2] , \dut.u_stream.u_history.mem[1] ,
    \dut.u_stream.u_history.mem[0] };

  function automatic logic [7:0] byte_at(input logic [7:0] place);
    byte_at = frame[{place[6:0], 3'd0} +: 8];
  endfunction
  wire [15:0]   ether   = {frame[103:96], frame[111:104]};
  wire [15:0]   total   = {frame[135:128], frame[143:136]};
  wire [15:0]   frag    = {frame[167:160], frame[175:168]};
  wire [31:0]   from    = {frame[215:208], frame[223:216], frame[231:224], frame[239:232]};
  wire [31:0]   to      = {frame[247:240], frame[255:248], frame[263:256], frame[271:264]};
  wire [31:0]   ports   = {frame[279:272], frame[287:280], frame[295:288], frame[303:296]};
  wire [31:0]   number  = {frame[311:304], frame[319:312], frame[327:320], frame[335:328]};
  wire [3:0]    words   = frame[375:372];
  wire [7:0]    flags   = frame[383:376];
  wire [7:0]    is_ip   = frame[119:112];
  wire [7:0]    is_tcp  = frame[191:184];

  logic [15:0]  size;
  always_comb begin
    size = {8'd0, beats, 3'd0} - 16'd8;
    for (int i = 0; i < 8; i++) size = size + {15'd0, \dut.u_guard.keep_q [i]};
  end

  // ---- the watched number ----------------------------------------------------------------------------------
  logic         past_q = 1'b0, kept_q;        // it was kept since the stream began
  logic [7:0]   value_q;
  wire  [31:0]  offset  = watched - seq;      // in the payload of the frame
  wire          covered = offset < {24'd0, payload};
  wire  [7:0]   there   = byte_at(start + offset[7:0]);
  wire  [31:0]  age     = written - watched - 32'd1;
  wire  [7:0]   in_ram  = history[{watched[3:0], 3'd0} +: 8];
  wire          begins  = \dut.u_stream.opens || (\dut.u_stream.lends && !known);
  wire          here    = state != FILL;

  always_ff @(posedge clk) begin
    past_q <= 1'b1;
    if (\dut.u_stream.write && written == watched) begin
      kept_q  <= 1'b1;
      value_q <= \dut.u_stream.byte_now ;
    end
    if (begins || rst) kept_q <= 1'b0;
  end

  always_comb begin
    assume (rst == !past_q);
    assume (!order_valid || (ready && order.kind != KIND_HEARTBEAT));
    assume (!no_orders || !order_valid);
    assume (s_tkeep[0] && (s_tkeep & (s_tkeep + 8'd1)) == 8'd0);
    assume (s_tlast || s_tkeep == 8'hff);
    // Numbers begin again after 2^32; the watch ends before.
    if (past_q) assume (!kept_q || age < 32'h7fffff00);
  end

  always_comb begin
    if (past_q) begin
      // ---- what is promised ----------------------------------------------------------------------------
      // A frame of the device starts only for an order, or is a heartbeat.
      if (no_orders && (\dut.u_sender.take || \dut.u_sender.inside_q )) assert (order_q.kind == KIND_HEARTBEAT);
      // Nothing starts without a link.
      if (m_tvalid && !\dut.u_mux.inside_q ) assert (link);
      // A frame of the host that leaves is ARP that carries nothing else, or TCP of the connection; what it
      // has for a number of the stream is what the stream had there.
      if (\dut.u_guard.m_tvalid && out == 5'd0) begin
        assert ((ether == 16'h0806 && size <= 16'd60) ||
                (ether == 16'h0800 && is_ip == 8'h45 && is_tcp == 8'd6 && frag[13:0] == 14'd0 && !frag[15] &&
                 from == \dut.src_ip_q && to == \dut.dst_ip_q && ports == \dut.ports_q && !flags[5] &&
                 {24'd0, payload} == {16'd0, total} - 32'd20 - {26'd0, words, 2'd0} && number == seq &&
                 start == 8'd34 + {2'd0, words, 2'd0} && (size == total + 16'd14 || size == 16'd60)));
        if (covered && ether == 16'h0800) assert (kept_q && there == value_q);
      end
      // The host adds to the stream only while it has it, in order, whole packets of three types.
      if (\dut.u_guard.claim ) begin
        assert (!lent && known && seq == snd_nxt && written == snd_nxt);
        assert (byte_at(start) == 8'd0 && {8'd0, byte_at(start + 8'd1)} + 16'd2 == {8'd0, payload});
        assert (byte_at(start + 8'd2) == "L" ? payload == 8'd49 :
                (byte_at(start + 8'd2) == "R" || byte_at(start + 8'd2) == "O") && payload == 8'd3);
      end
      if (\dut.u_guard.put ) assert (written == seq + {24'd0, at} && \dut.u_guard.byte_q == byte_at(start + at));
      // All else that is kept is the device's.
      if (\dut.u_stream.write && !\dut.u_stream.device_q ) assert (\dut.u_guard.put );
      if (\dut.u_stream.write && \dut.u_stream.device_q && no_orders)
        assert (\dut.u_stream.byte_now == (\dut.u_stream.index_q == 6'd0 ? 8'd0 :
                                           \dut.u_stream.index_q == 6'd1 ? 8'd1 : "R"));
      // No number is given twice.
      if (\dut.u_stream.write && written == watched && !begins) assert (!kept_q);

      // ---- how that comes about: induction needs it -----------------------------------------------------
      assert (beats <= BEATS && state <= SEND);
      if (here) assert (beats != 5'd0);
      assert (\dut.u_guard.keep_q [0] || beats == 5'd0);
      // Headers are those of the frame.
      if (beats > 5'd1) assert (\dut.u_guard.u_headers.arp_q == (ether == 16'h0806) &&
                                \dut.u_guard.u_headers.ipv4_q == (ether == 16'h0800 && is_ip == 8'h45));
      if (beats > 5'd2) assert (\dut.u_guard.u_headers.total_q == total && \dut.u_guard.u_headers.tcp_q ==
                                (is_tcp == 8'd6 && frag[13:0] == 14'd0 && !frag[15]));
      if (beats > 5'd3 && !stale) assert (\dut.u_guard.u_headers.from_q == (from == \dut.src_ip_q ));
      if (beats == 5'd4 && !stale) assert (\dut.u_guard.u_headers.to_q == (to[31:16] == \dut.dst_ip_q [31:16]));
      if (beats > 5'd4 && !stale) assert (\dut.u_guard.u_headers.to_q == (to == \dut.dst_ip_q ) &&
                                          \dut.u_guard.u_headers.ports_q == (ports == \dut.ports_q ));
      if (beats > 5'd4) assert (seq[31:16] == number[31:16]);
      if (beats > 5'd5) assert (seq == number && \dut.u_guard.u_headers.words_q == words &&
                                \dut.u_guard.u_headers.flags_q == flags);
      // Behind the judge only what was not refused, but for what may have changed since.
      if (state > JUDGE && !stale) begin
        assert (!\dut.u_guard.over_q );
        if (ether == 16'h0806) assert (size >= 16'd42 && size <= 16'd60 && payload == 8'd0);
        else assert (\dut.session_q && ether == 16'h0800 && is_ip == 8'h45 && is_tcp == 8'd6 && frag[13:0] == 14'd0 && !frag[15] &&
                     from == \dut.src_ip_q && to == \dut.dst_ip_q && ports == \dut.ports_q && !flags[5] &&
                     size >= 16'd54 && total < 16'd1500 && words >= 4'd5 &&
                     total >= 16'd20 + {10'd0, words, 2'd0} &&
                     (size == total + 16'd14 || (size == 16'd60 && total + 16'd14 < 16'd60)));
      end
      if (state == COMPARE || state == PUT) assert (payload != 8'd0 && index <= payload);
      if (state == CLAIM) assert (payload != 8'd0);
      if (read) assert (state == COMPARE || state == PUT);
      if (read) assert (at == index - 8'd1 && index != 8'd0 && \dut.u_guard.byte_q == byte_at(start + at));
      if (!read && (state == COMPARE || state == PUT)) assert (index == 8'd0 || index == payload);
      // The RAM has what was kept, as long as it is kept.
      if (known && age < {28'd0, have}) assert (kept_q && in_ram == value_q);
      if (kept_q) assert (!age[31]);
      // A look at the watched number.
      if (state == COMPARE && read && at == offset[7:0] && covered && \dut.u_stream.look_known && !stale)
        assert (kept_q && known && \dut.u_stream.look_byte == value_q);
      if (state == COMPARE && covered && !stale && \dut.u_guard.same_q && offset[7:0] < index &&
          !(read && at == offset[7:0]))
        assert (kept_q && known && there == value_q);
      // A packet that may be new.
      if (\dut.u_guard.packet_q && (state == COMPARE || state == CLAIM || state == PUT)) begin
        if (seen > 8'd0) assert (byte_at(start) == 8'd0);
        if (seen > 8'd1) assert (\dut.u_guard.length_q == byte_at(start + 8'd1) &&
                                 byte_at(start + 8'd1) == payload - 8'd2);
        if (seen > 8'd2) assert (byte_at(start + 8'd2) == "L" ? \dut.u_guard.length_q == 8'd47 :
                                 (byte_at(start + 8'd2) == "R" || byte_at(start + 8'd2) == "O") &&
                                 \dut.u_guard.length_q == 8'd1);
      end
      // While it is put the stream waits for nothing else.
      if (state == PUT) begin
        assert (\dut.u_guard.packet_q && payload >= 8'd3);
        assert (!\dut.u_stream.device_q && snd_nxt == seq + {24'd0, payload} && written == seq + {24'd0, done});
        if (!stale) assert (known);
        if (!stale && covered && offset[7:0] < done) assert (kept_q && there == value_q);
      end
      if (\dut.u_stream.busy && !\dut.u_stream.device_q ) assert (state == PUT);
      if (state == SEND && out == 5'd0 && !stale && covered)
        assert (kept_q && known && there == value_q);
      // Out.
      if (\dut.u_guard.loaded_q ) assert (state == SEND && out < beats && \dut.u_guard.m_tdata ==
                                          frame[{out[3:0], 6'd0} +: 64]);
      if (state != SEND) assert (!\dut.u_guard.loaded_q );
      if (state != SEND) assert (out == 5'd0 || state == FILL);
      if (\dut.u_mux.inside_q && \dut.u_mux.host_q ) assert (\dut.u_guard.loaded_q && out != 5'd0);
      if (\dut.u_mux.inside_q && !\dut.u_mux.host_q ) assert (\dut.u_sender.inside_q );
      if (\dut.u_sender.inside_q ) assert (\dut.u_mux.inside_q && !\dut.u_mux.host_q );
      if (state == SEND && out != 5'd0) assert (\dut.u_mux.inside_q && \dut.u_mux.host_q );
      // The device.
      if (no_orders && (\dut.u_sender.waits_q || \dut.u_sender.inside_q )) assert (order_q.kind == KIND_HEARTBEAT);
      if (\dut.u_stream.busy && \dut.u_stream.device_q && no_orders)
        assert (order_q.kind == KIND_HEARTBEAT && snd_nxt - written == 32'd3 - {26'd0, \dut.u_stream.index_q } &&
                \dut.u_stream.index_q < 6'd3);
      if (\dut.u_stream.busy && \dut.u_stream.device_q )
        assert (snd_nxt - written + {26'd0, \dut.u_stream.index_q } <= 32'd50 && snd_nxt - written <= 32'd50);
      if (lent) assert (known);
      if (known) assert (\dut.session_q );

    end
  end
  // Bytes of the payload that were compared or, once they all were, put.
  wire [7:0]    done = state == CLAIM ? payload : read ? at : index;
  wire [7:0]    seen = state == COMPARE ? done : payload;

endmodule

`default_nettype wire
