// SPDX-License-Identifier: BSD-3-Clause
// host_guard: what the host may send through the order port, so that it never sends an order.
//
//   s        in   frames of the host, byte 0 in bits 7:0; tkeep is a run from lane 0, not empty, all
//                 ones before tlast
//   session  in   addresses and ports of the one connection; valid: there is one
//   stream   both ways, tcp_stream: whose the connection is and what it has carried
//   m        out  the frames that pass, unchanged
//   stat     out  what became of a frame, TW_HOST_TX_*
//
// A frame is stored, judged and only then sent. These pass: ARP; of TCP, only between the ends of
// session, without options of IP, fragments and urgent data
//   - no payload; a SYN tells tcp_stream where the stream begins
//   - bytes that the stream carried before, unchanged: a retransmission
//   - while the connection is the host's: one whole packet of SoupBinTCP that is next in the stream
//     and is a login (L, 47 bytes), a heartbeat (R, 1) or a logout (O, 1); it is then of the stream
// SYN and FIN are refused while the connection is lent, since they take a number of the stream.
//
// A frame that was here when the link was down or the session changed does not leave: m_tvalid falls
// with them until the first beat is taken, not later.
//
// Latency     3 cycles, last beat to m_tvalid, when it has no payload.
//   again: 5 cycles and 1 a byte of payload
//   login: 8 cycles and 2 a byte of payload
// Throughput  a frame at a time.
// Stall       s_tready is 0 while a frame is judged and sent.
// Reset       empty; the rest of a frame under way is taken for a frame.

`include "tw_regs.svh"
`default_nettype none

module host_guard #(
  parameter int BEATS = 32,                   // longest frame, a power of two, at most 32
  localparam int A = $clog2(BEATS)
) (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic         link,             // the order port is up

  input  wire logic         forget,           // pulse: session changes; what is here is of the old one
  input  wire logic         session_valid,
  input  wire logic [31:0]  src_ip,
  input  wire logic [31:0]  dst_ip,
  input  wire logic [31:0]  ports,            // source in bits 31:16

  input  wire logic         lent,
  input  wire logic         busy,
  input  wire logic         known,
  input  wire logic [31:0]  snd_nxt,
  output logic              open,             // pulses, as of tcp_stream
  output logic              claim,
  output logic [7:0]        claim_length,
  output logic              put,
  output logic [7:0]        put_byte,
  output logic [31:0]       look_seq,         // also that of open
  input  wire logic         look_known,
  input  wire logic [7:0]   look_byte,

  input  wire logic [63:0]  s_tdata,
  input  wire logic [7:0]   s_tkeep,
  input  wire logic         s_tvalid,
  output logic              s_tready,
  input  wire logic         s_tlast,

  output logic [63:0]       m_tdata,
  output logic [7:0]        m_tkeep,
  output logic              m_tvalid,
  input  wire logic         m_tready,
  output logic              m_tlast,

  output logic              stat_valid,
  output logic [TW_HOST_TX_CODE_W-1:0] stat_code
);

  typedef enum logic [2:0] {
    STATE_FILL,                               // a frame comes in
    STATE_JUDGE,                              // its headers
    STATE_COMPARE,                            // its payload with the stream, a byte a cycle
    STATE_CLAIM,                              // its payload is to be next in the stream
    STATE_PUT,                                // byte by byte
    STATE_SEND
  } state_t;
  state_t       state_q, state_d;

  // ---- the frame -----------------------------------------------------------------------------------------
  logic [63:0]  mem [0:BEATS-1];
  logic [A:0]   beats_q;                      // so far; BEATS: no room for more
  logic         over_q;
  logic [7:0]   keep_q;                       // of the last beat
  logic         spoilt_q, stale_q;            // the link was down, the session changed meanwhile

  wire         empty = state_q == STATE_FILL && beats_q == '0;
  assign s_tready = state_q == STATE_FILL;
  wire         fill = s_tvalid && s_tready;

  logic [3:0]  tail;                          // bytes of the last beat
  always_comb begin
    tail = 4'd0;
    for (int i = 0; i < 8; i++) tail = tail + {3'd0, keep_q[i]};
  end

  logic        refused, syn;
  logic [TW_HOST_TX_CODE_W-1:0] head_code, code_q;
  logic [31:0] seq;
  logic [7:0]  first, payload;

  host_headers u_headers (
    .clk(clk), .s_valid(fill), .s_data(s_tdata), .s_beat(6'(beats_q)),
    .size(16'({beats_q, 3'd0}) - 16'd8 + {12'd0, tail}), .over(over_q),
    .session_valid(session_valid), .src_ip(src_ip), .dst_ip(dst_ip), .ports(ports), .lent(lent),
    .refused(refused), .code(head_code), .syn(syn), .seq(seq), .first(first), .payload(payload));

  // ---- its payload -------------------------------------------------------------------------------------
  logic [7:0]  index_q;                       // of the byte that is read
  logic        read_q;                        // byte_q was read, as number at_q; look_* is about it
  logic [7:0]  byte_q, at_q, length_q;
  logic        same_q, packet_q;              // so far: as in the stream; a packet that may be new
  logic        loaded_q;                      // m_tdata is beat sent_q
  logic [A:0]  sent_q;

  wire         judge   = state_q == STATE_JUDGE;
  wire         send    = state_q == STATE_SEND;
  wire         sends   = m_tvalid && m_tready;
  wire         reads   = (state_q == STATE_COMPARE || state_q == STATE_PUT) && index_q != payload;
  wire         read_all = !reads && !read_q;

  wire [7:0]   place    = first + index_q;
  wire [A-1:0] row      = send ? sent_q[A-1:0] + {{A-1{1'b0}}, sends} : place[A+2:3];
  wire [63:0]  row_data = mem[row];

  logic        fits;                          // byte_q is as a packet that may be new has it
  always_comb
    unique case (at_q)
      8'd0:    fits = byte_q == 8'd0;
      8'd1:    fits = byte_q == payload - 8'd2;
      8'd2:    fits = (byte_q == "L" && length_q == 8'd47)
                   || ((byte_q == "R" || byte_q == "O") && length_q == 8'd1);
      default: fits = 1'b1;
    endcase

  // What the host has for a new byte must be the next of a stream that is its own.
  wire         is_next = known && seq == snd_nxt;
  wire         is_new  = packet_q && payload >= 8'd3 && is_next && !lent;

  // A stream that is still being kept must be whole before another begins.
  wire         stale   = stale_q || forget;
  assign open         = judge && !refused && syn && !busy && !stale;
  assign claim        = state_q == STATE_CLAIM && is_new && !busy;
  assign claim_length = payload;
  assign put          = state_q == STATE_PUT && read_q;
  assign put_byte     = byte_q;
  assign look_seq     = judge ? seq : seq + {24'd0, index_q};

  // ---- out -----------------------------------------------------------------------------------------------
  wire         begins  = send && sent_q == '0;
  wire         dropped = begins && (spoilt_q || !link || stale);
  assign m_tvalid = loaded_q && !dropped;
  assign m_tlast  = sent_q + 1'b1 == beats_q;
  assign m_tkeep  = m_tlast ? keep_q : 8'hff;

  logic        refuses;
  logic [TW_HOST_TX_CODE_W-1:0] refused_code;
  always_comb begin
    state_d      = state_q;
    refuses      = 1'b0;
    refused_code = head_code;
    unique case (state_q)
      STATE_FILL:
        if (fill && s_tlast) state_d = STATE_JUDGE;

      STATE_JUDGE:
        if (refused)              refuses = 1'b1;
        else if (payload != 8'd0) state_d = STATE_COMPARE;
        else if (!syn || !busy)   state_d = STATE_SEND;

      STATE_COMPARE:
        if (read_all && same_q) state_d = STATE_SEND;
        else if (read_all)      state_d = STATE_CLAIM;

      STATE_CLAIM: begin
        refuses      = !is_new;
        refused_code = is_next && lent ? TW_HOST_TX_REFUSED_LENT : TW_HOST_TX_REFUSED_PAYLOAD;
        if (claim) state_d = STATE_PUT;
      end

      STATE_PUT:
        if (read_all) state_d = STATE_SEND;

      default:
        if (dropped || (sends && m_tlast)) state_d = STATE_FILL;
    endcase
    if (refuses) state_d = STATE_FILL;
  end

  always_ff @(posedge clk) begin
    state_q  <= state_d;
    spoilt_q <= !link || (spoilt_q && !empty);
    stale_q  <= forget || (stale_q && !empty);

    if (fill) begin
      if (beats_q[A]) over_q <= 1'b1;
      else begin
        mem[beats_q[A-1:0]] <= s_tdata;
        beats_q             <= beats_q + 1'b1;
      end
      keep_q <= s_tkeep;
    end

    read_q  <= reads;
    at_q    <= index_q;
    byte_q  <= row_data[{place[2:0], 3'd0} +: 8];
    m_tdata <= row_data;
    index_q <= state_q == STATE_COMPARE || state_q == STATE_PUT ? index_q + {7'd0, reads} : 8'd0;
    if (judge) begin
      same_q   <= 1'b1;
      packet_q <= 1'b1;
    end else if (state_q == STATE_COMPARE && read_q) begin
      same_q   <= same_q && look_known && look_byte == byte_q;
      packet_q <= packet_q && fits;
      if (at_q == 8'd1) length_q <= byte_q;
    end
    if (judge)                         code_q <= head_code;
    else if (state_q == STATE_COMPARE) code_q <= TW_HOST_TX_PASSED_AGAIN;
    else if (state_q == STATE_CLAIM)   code_q <= TW_HOST_TX_PASSED_LOGIN;

    loaded_q <= send && state_d == STATE_SEND;
    sent_q   <= !send ? '0 : sent_q + {{A{1'b0}}, sends};

    stat_valid <= refuses || dropped || (sends && begins);
    if (refuses)               stat_code <= refused_code;
    else if (dropped && stale) stat_code <= TW_HOST_TX_REFUSED_PEER;
    else if (dropped)          stat_code <= TW_HOST_TX_DROPPED_LINK;
    else                       stat_code <= code_q;

    if (state_d == STATE_FILL && state_q != STATE_FILL) begin
      beats_q <= '0;
      over_q  <= 1'b0;
    end
    if (rst) begin
      state_q    <= STATE_FILL;
      beats_q    <= '0;
      over_q     <= 1'b0;
      read_q     <= 1'b0;
      loaded_q   <= 1'b0;
      stat_valid <= 1'b0;
    end
  end

  initial if (BEATS != 1 << A || BEATS < 8 || BEATS > 32) $fatal(1, "host_guard: BEATS");

endmodule

`default_nettype wire
