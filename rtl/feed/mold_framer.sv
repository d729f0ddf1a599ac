// SPDX-License-Identifier: BSD-3-Clause
// mold_framer: MoldUDP64 1.00 datagrams cut into numbered messages, at any alignment.
//
//   s_dgram   in   a UDP payload, unaligned; no tready
//   s_ahead   in   each beat's data in the cycle before; others only before the first and behind the last
//   m_session out  the packet's session and number in the beat that completes the header;
//                  s_session_take answers in the same cycle, 0 drops the packet, for its number
//                  when s_session_wild. m_*_ahead is what m_* will be in the next cycle
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
  input  wire logic [63:0]   s_ahead,        // the next beat's data, in the cycle before it
  input  wire logic          s_ahead_valid,
  input  wire logic          s_end_valid,
  input  wire logic          s_end_bad,

  output logic               m_session_tvalid,
  output logic [79:0]        m_session,
  output logic [79:0]        m_session_ahead,
  output logic [63:0]        m_number,
  output logic [63:0]        m_number_ahead,
  input  wire logic          s_session_take,
  input  wire logic          s_session_wild,

  output logic               m_msg_tvalid,
  output logic [7:0]         m_msg_letter,   // its first byte
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

  localparam logic [15:0] SESSION_END = 16'hffff;

  // Where the datagram is: run_q until its last block has ended.
  logic        run_q, header_q, open_q, message_q, half_q;
  logic [15:0] left_q;                       // of the open block, from lane 0 on; else 0, or 15 when
  logic        near_q;                       // half_q. near_q: below 16
  logic [2:0]  lane_q, word_q;               // word_q: beats since byte 0, at most 6
  logic [15:0] length_q, rem_q;              // rem_q: blocks to end; the count while header_q
  logic        far_q;                        // rem_q is above 15
  logic        none_q, eos_q;                // the count is 0, SESSION_END
  logic [7:0]  letter_q;                     // the open block's first byte
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

  // What would end here, were there a beat: the sums need not wait for `active`.
  wire ends = open_q && near_q && left_q[3:0] <= limit;
  wire header_ends = ends && header_q;
  wire message_ends = ends && message_q;
  wire runt_ends = ends && !header_q && !message_q;

  wire look = active && (ends || !open_q);
  wire header_closes = active && header_ends;
  wire message_closes = active && message_ends;

  // ---- bytes of the open block ---------------------------------------------------------
  logic [7:0] prev_last;

  // Near its end, whatever the last lane: then the words are not behind the judgement of it.
  wire ending = active && open_q && left_q <= 16'd24;

  block_bytes bytes (
    .clk, .valid(s_dgram_tvalid), .beat, .open(active && open_q), .look(ending), .lane(lane_q),
    .word(word_q), .prev_last,
    .w0(m_msg_w0), .w1(m_msg_w1), .w2(m_msg_w2), .w3(m_msg_w3), .w4(m_msg_w4)
  );

  // The number here, and the one behind it.
  wire [63:0] seq_here = seq_q + {61'd0, owed_q};
  wire [63:0] seq_behind = seq_q + {60'd0, {1'b0, owed_q} + 4'd1};

  assign m_msg_tvalid = message_closes;
  assign m_msg_letter = letter_q;
  assign m_msg_length = length_q;
  assign m_msg_seq = seq_here;

  // A reference is complete in a message's third beat at the earliest; nothing is owed by then.
  wire near = ending && message_q && !stop;
  assign m_near_next = near && left_q[4:0] > 5'd8 && left_q[4:0] <= 5'd16;
  assign m_near_second = near && left_q[4:0] > 5'd16;
  assign m_near_seq = seq_q;

  // ---- the header: session 0..9, sequence 10..17, count 18..19 ---------------------------
  // Of the last beat it needs no more than the count, and that is read ahead: the session and the
  // number are in registers by then.
  logic [79:0] session_q;
  logic [63:0] header_seq_q;
  wire        no_blocks = none_q || eos_q;

  assign m_session_tvalid = header_closes;
  assign m_session = session_q;
  assign m_session_ahead = active && header_q ? {m_msg_w0, m_msg_w1[63:48]} : session_q;

  logic [63:0]  ahead_q;                     // the beat ahead before this one
  logic [7:0]   ahead_last_q;                // and the last byte of the one before that
  wire  [63:0]  ahead = {s_ahead[7:0], s_ahead[15:8], s_ahead[23:16], s_ahead[31:24], s_ahead[39:32],
                         s_ahead[47:40], s_ahead[55:48], s_ahead[63:56]};
  wire  [135:0] aheads = {ahead_last_q, ahead_q, ahead};
  wire  [2:0]   count_lane = lane_q + 3'd2;  // of its upper byte; 7: in the beat before its lower one
  wire  [6:0]   behind_count = count_lane == 3'd7 ? 7'd56 : 7'd48 - {1'b0, count_lane, 3'b000};
  wire  [15:0]  count = 16'(aheads >> behind_count);

  assign m_number = header_seq_q;
  assign m_number_ahead = 64'(aheads >> (behind_count + 7'd16));

  // ---- the blocks that end and begin in this beat ----------------------------------------
  logic [3:0]  hop_ended;
  logic        next_half, next_open, next_head, next_near;
  logic [15:0] next_length, next_left;
  logic [3:0]  next_lane;
  logic [7:0]  next_byte;

  block_hops hops (
    .clk, .ahead_valid(s_ahead_valid), .ahead, .wanted(!open_q || left_q <= 16'd16),
    .beat, .prev_last, .half(half_q), .start(left_q[3:0]), .limit,
    .ended(hop_ended), .next_half, .next_open, .next_head, .next_near, .next_length, .next_lane, .next_left,
    .next_byte
  );

  // The hops know nothing of the count: blocks beyond it are taken back here. At most five end in
  // a beat, so of rem_q only four bits matter, and whether more are set. Whether the count is
  // reached is judged for every number of hops; the hops choose.
  wire        own_ends = ends && !header_q;
  logic [4:0] hops_are;                      // one bit: 0..4 hops
  logic [5:0] fits;                          // bit n: no more than n blocks remain
  always_comb begin
    hops_are[0] = hop_ended == 4'd0;
    hops_are[1] = hop_ended == 4'd1 || hop_ended == 4'd2 || hop_ended == 4'd4 || hop_ended == 4'd8;
    hops_are[3] = hop_ended == 4'd14 || hop_ended == 4'd13 || hop_ended == 4'd11 || hop_ended == 4'd7;
    hops_are[4] = hop_ended == 4'd15;
    hops_are[2] = !hops_are[0] && !hops_are[1] && !hops_are[3] && !hops_are[4];
    for (int n = 0; n < 6; n++)
      fits[n] = !far_q && rem_q[3:0] <= 4'(n);
  end

  wire [2:0]  hop_count = {hops_are[4], hops_are[2] || hops_are[3], hops_are[1] || hops_are[3]};
  wire [2:0]  hopped = hop_count + {2'd0, runt_ends};
  wire [2:0]  rem_low = rem_q[2:0] - {2'd0, message_ends};
  wire        dropped = header_ends && (no_blocks || !s_session_take);
  wire        full = |(hops_are & (own_ends ? fits[5:1] : fits[4:0]));
  wire        done = dropped || full;
  wire        some = full ? rem_low != 3'd0 : runt_ends || !hops_are[0];
  wire [2:0]  runts = dropped ? 3'd0 : full ? rem_low : hopped;
  wire [63:0] skip_seq = header_ends ? header_seq_q : message_ends ? seq_behind : seq_here;

  // Behind the last block nobody asks what remains. The upper bits, should the lower ones borrow,
  // are ready before that is known.
  wire [4:0]  rem_d = {1'b0, rem_q[3:0]} - {2'd0, hop_count} - {4'd0, own_ends};
  wire [11:0] rem_borrowed = rem_q[15:4] - 12'd1;

  logic [TW_PACKET_CODE_W-1:0] code_d;

  always_comb begin
    code_d = code_q;
    if (look) begin
      code_d = done ? TW_PACKET_DATA : TW_PACKET_OVERRUN;
      if (header_ends) begin
        if (!s_session_take)
          code_d = s_session_wild ? TW_PACKET_WILD : TW_PACKET_SESSION;
        else if (no_blocks)
          code_d = none_q ? TW_PACKET_HEARTBEAT : TW_PACKET_END;
      end
    end
  end

  // ---- state ---------------------------------------------------------------------------
  always_ff @(posedge clk) begin
    session_q <= m_session_ahead;
    if (s_ahead_valid) begin
      ahead_q <= ahead;
      ahead_last_q <= ahead_q[7:0];
      if (header_q) begin
        header_seq_q <= m_number_ahead;
        rem_q <= count;
        far_q <= count[15:4] != 12'd0;
        none_q <= count == 16'd0;
        eos_q <= count == SESSION_END;
      end
    end

    if (s_dgram_tvalid) begin
      code_q <= start ? TW_PACKET_SHORT : code_d;

      if (start) begin
        run_q <= !stop;
        header_q <= 1'b1;
        open_q <= 1'b1;
        message_q <= 1'b0;
        half_q <= 1'b0;
        left_q <= 16'd12 + {13'd0, s_dgram_tdata.first};
        near_q <= !s_dgram_tdata.first[2];
        lane_q <= s_dgram_tdata.first;
        word_q <= 3'd1;
      end else if (look) begin
        run_q <= !stop && !done;
        header_q <= 1'b0;
        open_q <= next_open;
        message_q <= next_open && next_head;
        half_q <= next_half;
        left_q <= next_left;
        near_q <= next_near;
        length_q <= next_length;
        letter_q <= next_byte;
        lane_q <= next_lane[2:0];
        word_q <= {2'd0, !next_lane[3]};
        rem_q <= {rem_d[4] ? rem_borrowed : rem_q[15:4], rem_d[3:0]};
        far_q <= rem_d[4] ? rem_borrowed != 12'd0 : far_q;
        seq_q <= skip_seq;
        owed_q <= runts;
      end else if (active) begin
        run_q <= !stop;
        left_q <= left_q - 16'd8;
        near_q <= left_q < 16'd24;
        word_q <= word_q == 3'd6 ? 3'd6 : word_q + 3'd1;
        seq_q <= seq_here;
        owed_q <= 3'd0;
        if (word_q == 3'd0)
          letter_q <= beat[63:56];
      end
    end

    if (rst)
      run_q <= 1'b0;
  end

  // ---- records -------------------------------------------------------------------------
  always_ff @(posedge clk) begin
    m_skip_tvalid <= look && !dropped && some;
    m_beat_tvalid <= header_closes && s_session_take && no_blocks;
    m_end_of_session <= header_closes && s_session_take && eos_q;
    if (look) begin
      m_skip_seq <= skip_seq;
      m_skip_count <= runts;
    end
    if (header_closes)
      m_beat_seq <= header_seq_q;

    if (rst) begin
      m_skip_tvalid <= 1'b0;
      m_beat_tvalid <= 1'b0;
      m_end_of_session <= 1'b0;
    end
  end

  // ---- the frame and its cause -----------------------------------------------------------
  wire seen = s_dgram_tvalid && start ? 1'b1 : seen_q;
  wire sent = s_dgram_tvalid && start ? 1'b0 : sent_q || message_closes || (look && !dropped && some);

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
