// SPDX-License-Identifier: BSD-3-Clause
// mold_framer: MoldUDP64 1.00 datagrams cut into numbered messages, at any alignment.
//
//   s_dgram   in   a UDP payload, unaligned; no tready
//   m_session out  the packet's session in the beat that completes the header; s_session_take
//                  answers in the same cycle, 0 drops the packet
//   m_msg     out  a message of 11 bytes and more, in the beat of its last byte: bytes 0..35,
//                  first byte in bits 63:56 of w0; what lies behind its length is undefined
//   m_near    out  a message that will end in the next beat, or the one after that: m_msg_w0..w4
//                  as far as they came, m_msg_length and m_near_seq
//   m_skip, m_beat, m_bad_frame: see line
//
// The header and every block that does not end in the beat of its length field are open: they
// end left_q bytes behind lane 0. block_bytes gathers their bytes, block_hops finds the others.
//
// Latency     0 cycles to m_session, m_msg and m_near; 1 cycle to all other outputs.
// Throughput  1 beat per cycle.
// Stall       never.
// Reset       idle; the rest of a datagram that is under way is ignored.

`include "tw_stream.svh"
`include "tw_regs.svh"
`default_nettype none

module mold_framer (
  input  wire logic          clk,
  input  wire logic          rst,

  input  wire dgram_t        s_dgram_tdata,
  input  wire logic          s_dgram_tvalid,
  input  wire logic          s_end_valid,
  input  wire logic          s_end_bad,

  output logic               m_session_tvalid,
  output logic [79:0]        m_session,
  input  wire logic          s_session_take,

  output logic               m_msg_tvalid,
  output logic [63:0]        m_msg_w0,
  output logic [63:0]        m_msg_w1,
  output logic [63:0]        m_msg_w2,
  output logic [63:0]        m_msg_w3,
  output logic [31:0]        m_msg_w4,
  output logic [15:0]        m_msg_length,
  output logic [63:0]        m_msg_seq,

  output logic               m_near_next,
  output logic               m_near_second,
  output logic [63:0]        m_near_seq,

  output logic               m_skip_tvalid,
  output logic [63:0]        m_skip_seq,
  output logic [2:0]         m_skip_count,

  output logic               m_beat_tvalid,
  output logic [63:0]        m_beat_seq,
  output logic               m_end_of_session,

  output logic               m_bad_frame,
  output logic               stat_packet_valid,
  output logic [TW_PACKET_CODE_W-1:0] stat_packet_code
);

  localparam logic [15:0] HEAD = 16'd11;     // of an ITCH message
  localparam logic [15:0] SESSION_END = 16'hffff;

  // Where the datagram is: run_q until its last block has ended.
  logic        run_q, header_q, open_q, message_q, half_q;
  logic [15:0] left_q;                       // of the open block, from lane 0 on
  logic [2:0]  lane_q, word_q;               // word_q: beats since byte 0, at most 6
  logic [15:0] length_q, rem_q;
  logic [63:0] seq_q;                        // number of the next block to end, less owed_q:
  logic [2:0]  owed_q;                       // a wide sum behind the hops would be too late
  logic [TW_PACKET_CODE_W-1:0] code_q;       // the packet's cause, were it to stop here
  logic        sent_q, seen_q;

  // ---- this beat -----------------------------------------------------------------------
  wire [63:0] d = s_dgram_tdata.data;
  wire [63:0] beat = {d[7:0], d[15:8], d[23:16], d[31:24], d[39:32], d[47:40], d[55:48], d[63:56]};
  wire        start = s_dgram_tdata.start;
  wire        stop = s_dgram_tdata.stop;
  wire [3:0]  limit = stop ? {1'b0, s_dgram_tdata.last} + 4'd1 : 4'd8;
  wire        active = s_dgram_tvalid && run_q && !start;

  wire closes = active && open_q && left_q <= {12'd0, limit};
  wire header_closes = closes && header_q;
  wire message_closes = closes && message_q;
  wire runt_closes = closes && !header_q && !message_q;
  wire look = closes || (active && !open_q);

  // ---- bytes of the open block ---------------------------------------------------------
  logic [7:0] prev_last;

  // Near its end, whatever the last lane: then the words are not behind the judgement of it.
  wire ending = active && open_q && left_q <= 16'd24;

  block_bytes bytes (
    .clk, .valid(s_dgram_tvalid), .beat, .open(active && open_q), .look(ending), .lane(lane_q),
    .word(word_q), .prev_last,
    .w0(m_msg_w0), .w1(m_msg_w1), .w2(m_msg_w2), .w3(m_msg_w3), .w4(m_msg_w4)
  );

  assign m_msg_tvalid = message_closes;
  assign m_msg_length = length_q;
  assign m_msg_seq = seq_q + {61'd0, owed_q};

  // A reference is complete in a message's third beat at the earliest; nothing is owed by then.
  wire near = ending && message_q && !stop;
  assign m_near_next = near && left_q[4:0] > 5'd8 && left_q[4:0] <= 5'd16;
  assign m_near_second = near && left_q[4:0] > 5'd16;
  assign m_near_seq = seq_q;

  // ---- the header: session 0..9, sequence 10..17, count 18..19 ---------------------------
  wire [63:0] header_seq = {m_msg_w1[47:0], m_msg_w2[63:48]};
  wire [15:0] header_count = m_msg_w2[47:32];
  wire        no_blocks = header_count == 16'd0 || header_count == SESSION_END;

  assign m_session_tvalid = header_closes;
  assign m_session = {m_msg_w0, m_msg_w1[63:48]};

  // ---- the blocks that end and begin in this beat ----------------------------------------
  logic [2:0]  hop_ended;
  logic        next_half, next_open;
  logic [15:0] next_length, next_left;
  logic [3:0]  next_lane;

  block_hops hops (
    .look, .beat, .half(half_q), .start_hi(prev_last),
    .start(open_q ? left_q[3:0] : 4'd0), .limit,
    .ended(hop_ended), .next_half, .next_open, .next_length, .next_lane, .next_left
  );

  // The hops know nothing of the count: blocks beyond it are taken back here.
  logic [15:0] rem_now;
  logic [2:0]  hopped, runts;
  logic        done;                         // the last block has ended
  logic [63:0] skip_seq;
  logic [TW_PACKET_CODE_W-1:0] code_d;

  always_comb begin
    rem_now = '0;
    hopped = '0;
    runts = '0;
    done = 1'b0;
    skip_seq = '0;
    code_d = code_q;

    if (look) begin
      rem_now = rem_q - {15'd0, message_closes};
      skip_seq = seq_q + {60'd0, {1'b0, owed_q} + {3'd0, message_closes}};
      if (header_closes) begin
        rem_now = no_blocks || !s_session_take ? '0 : header_count;
        skip_seq = header_seq;
      end
      hopped = hop_ended + {2'd0, runt_closes};
      done = rem_now <= {13'd0, hopped};
      runts = done ? rem_now[2:0] : hopped;

      code_d = done ? TW_PACKET_DATA : TW_PACKET_OVERRUN;
      if (header_closes) begin
        if (!s_session_take)
          code_d = TW_PACKET_SESSION;
        else if (no_blocks)
          code_d = header_count == 16'd0 ? TW_PACKET_HEARTBEAT : TW_PACKET_END;
      end
    end
  end

  wire begins = look && !stop && !done && next_open && next_length >= HEAD;

  // ---- state ---------------------------------------------------------------------------
  always_ff @(posedge clk) begin
    if (s_dgram_tvalid) begin
      code_q <= start ? TW_PACKET_SHORT : code_d;

      if (start) begin
        run_q <= !stop;
        header_q <= 1'b1;
        open_q <= 1'b1;
        message_q <= 1'b0;
        half_q <= 1'b0;
        left_q <= 16'd12 + {13'd0, s_dgram_tdata.first};
        lane_q <= s_dgram_tdata.first;
        word_q <= 3'd1;
      end else if (look) begin
        run_q <= !stop && !done;
        header_q <= 1'b0;
        open_q <= next_open;
        message_q <= begins;
        half_q <= next_half;
        left_q <= next_left;
        length_q <= next_length;
        lane_q <= next_lane[2:0];
        word_q <= {2'd0, !next_lane[3]};
        rem_q <= rem_now - {13'd0, runts};
        seq_q <= skip_seq;
        owed_q <= runts;
      end else if (active) begin
        run_q <= !stop;
        left_q <= left_q - 16'd8;
        seq_q <= m_msg_seq;
        owed_q <= 3'd0;
        word_q <= word_q == 3'd6 ? 3'd6 : word_q + 3'd1;
      end
    end

    if (rst)
      run_q <= 1'b0;
  end

  // ---- records -------------------------------------------------------------------------
  always_ff @(posedge clk) begin
    m_skip_tvalid <= look && runts != 3'd0;
    m_beat_tvalid <= header_closes && s_session_take && no_blocks;
    m_end_of_session <= header_closes && s_session_take && header_count == SESSION_END;
    if (look) begin
      m_skip_seq <= skip_seq;
      m_skip_count <= runts;
    end
    if (header_closes)
      m_beat_seq <= header_seq;

    if (rst) begin
      m_skip_tvalid <= 1'b0;
      m_beat_tvalid <= 1'b0;
      m_end_of_session <= 1'b0;
    end
  end

  // ---- the frame and its cause -----------------------------------------------------------
  wire seen = s_dgram_tvalid && start ? 1'b1 : seen_q;
  wire sent = s_dgram_tvalid && start ? 1'b0 : sent_q || message_closes || (look && runts != 3'd0);

  always_ff @(posedge clk) begin
    seen_q <= seen && !s_end_valid;
    sent_q <= sent && !s_end_valid;
    m_bad_frame <= s_end_valid && s_end_bad && sent;

    // A frame without any payload has no stop beat; its end tells.
    stat_packet_valid <= (s_dgram_tvalid && stop && seen) || (s_end_valid && !seen);
    if (s_dgram_tvalid || s_end_valid)
      stat_packet_code <= !seen || (s_dgram_tvalid && start) ? TW_PACKET_SHORT : code_d;

    if (rst) begin
      seen_q <= 1'b0;
      sent_q <= 1'b0;
      m_bad_frame <= 1'b0;
      stat_packet_valid <= 1'b0;
    end
  end

endmodule

`default_nettype wire
