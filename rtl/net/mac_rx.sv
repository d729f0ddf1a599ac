// SPDX-License-Identifier: BSD-3-Clause
// mac_rx: frames out of a 64-bit XGMII, while they are still arriving (IEEE 802.3, clause 46).
//
//   xgmii   in   lane 0, bits 7:0, is the earlier byte; a start is in lane 0 or 4
//   m       out  the frames without preamble and FCS; byte 0 in bits 7:0. tkeep is a run from
//                lane 0, all ones before tlast. tuser with tlast: the frame is bad
//   stat    out  a pulse per start with what became of it, README.md; codes 0..5 were handed on
//   status  out  mac_fault
//
// A frame is cut where the first wrong thing is seen, and the rest of it swallowed. Its last four
// bytes are taken for the FCS whatever its end; of 1 to 4 bytes the first is handed on. A start
// in lane 4 behind one in lane 0 of the same beat is part of a bad preamble. m_tlast and m_tuser
// look at lane 0 of the XGMII in the same cycle: a start in lane 4 then needs no cycle more.
//
// Latency     2 cycles, beat with a byte to m, after a start in lane 0.
//   lane_four: 1 to 2 cycles, after a start in lane 4: its beats are halves of two.
//   stat: 2 cycles, beat with the end to stat.
// Throughput  the wire's.
// Stall       never, no tready.
// Reset       between frames; the rest of one under way is swallowed.

`include "tw_regs.svh"
`default_nettype none

module mac_rx (
  input  wire logic        clk,
  input  wire logic        rst,

  input  wire logic [15:0] cfg_max,           // longest frame with FCS, bytes; at least 64

  input  wire logic [63:0] xgmii_rxd,
  input  wire logic [7:0]  xgmii_rxc,

  output logic [63:0]      m_tdata,
  output logic [7:0]       m_tkeep,
  output logic             m_tvalid,
  output logic             m_tlast,
  output logic             m_tuser,

  output logic             stat_valid,
  output logic [2:0]       stat_code,         // TW_MAC_A_*
  output logic             status_link,
  output logic [1:0]       status_fault       // 0 none, 1 local, 2 remote
);

  typedef enum logic [1:0] {
    STATE_IDLE,                               // waits for a start
    STATE_BAD,                                // the beat after a start whose preamble was bad
    STATE_HALF,                               // the beat after a start in lane 4: data in lanes 4..7
    STATE_DATA
  } state_t;
  state_t      state_q, state_d;

  logic        upper_q;                       // the frame's byte 0 was in lane 4
  logic [3:0]  beats_q;                       // whole beats before this one in STATE_DATA, up to 8
  logic [15:0] left_q;                        // bytes that may come from lane 0 on, in STATE_DATA
  logic [63:0] prev_q;                        // the beat before
  wire         fresh   = beats_q == 4'd0;
  wire         in_half = state_q == STATE_HALF;
  wire         in_data = state_q == STATE_DATA;

  // What is in the lanes: a terminate; and idle, ordered set or start, which cut a frame.
  logic [7:0]  is_end, is_cut, is_start;
  always_comb
    for (int i = 0; i < 8; i++) begin
      is_end[i]   = xgmii_rxc[i] && xgmii_rxd[8*i +: 8] == 8'hfd;
      is_start[i] = xgmii_rxc[i] && xgmii_rxd[8*i +: 8] == 8'hfb;
      is_cut[i]   = is_start[i]
                      || (xgmii_rxc[i] && (xgmii_rxd[8*i +: 8] == 8'h07 || xgmii_rxd[8*i +: 8] == 8'h9c));
    end

  wire start_0 = is_start[0];
  wire start_4 = is_start[4] && !start_0;
  wire whole_0 = xgmii_rxc[7:1] == 7'd0 && xgmii_rxd[63:8] == 56'hd5555555555555;
  wire first_4 = xgmii_rxc[7:5] == 3'd0 && xgmii_rxd[63:40] == 24'h555555;
  wire rest_4  = xgmii_rxc[3:0] == 4'd0 && xgmii_rxd[31:0] == 32'hd5555555;

  // The first lane that holds no byte of the frame: the end, or what cuts it.
  wire  [7:0]  limit   = in_data && left_q[15:3] == 13'd0 ? 8'd1 << left_q[2:0] : 8'd0;
  wire  [7:0]  no_data = (xgmii_rxc | limit) & (in_half ? 8'hf0 : 8'hff);
  wire  [7:0]  at      = no_data & (~no_data + 8'd1);
  wire         ends    = no_data != 8'd0;
  wire  [2:0]  lane    = {|at[7:4], |(at & 8'hcc), |(at & 8'haa)};
  wire  [2:0]  end_code = |(at & is_end)     ? TW_MAC_A_GOOD
                        : |(at & is_cut)     ? TW_MAC_A_CUT
                        : |(at & ~xgmii_rxc) ? TW_MAC_A_OVERSIZE
                        :                      TW_MAC_A_CODE;
  wire         runt    = in_half || (upper_q ? beats_q < 4'd7 || (beats_q == 4'd7 && !lane[2])
                                             : beats_q < 4'd8);

  logic        ended;                         // this beat ends the frame, if that is known by the code
  logic [2:0]  code;
  always_comb begin
    state_d = state_q;
    ended   = 1'b0;
    code    = end_code;

    unique case (state_q)
      // The start itself was wrong; said now, so that a beat never ends two frames.
      STATE_BAD: begin
        ended   = 1'b1;
        code    = TW_MAC_A_PREAMBLE;
        state_d = STATE_IDLE;
      end

      // Lanes 0..3 are the rest of the preamble.
      STATE_HALF:
        if (!rest_4) begin
          ended   = 1'b1;
          code    = TW_MAC_A_PREAMBLE;
          state_d = STATE_IDLE;
        end else if (ends) begin
          ended   = 1'b1;
          code    = at[4] ? TW_MAC_A_EMPTY : end_code;
          state_d = STATE_IDLE;
        end else begin
          state_d = STATE_DATA;
        end

      // Waits for anything that is no byte.
      STATE_DATA:
        if (ends) begin
          ended   = 1'b1;
          code    = at[0] && fresh && !upper_q ? TW_MAC_A_EMPTY : end_code;
          state_d = STATE_IDLE;
        end

      default: ;
    endcase

    if (start_0 && whole_0)      state_d = STATE_DATA;
    else if (start_4 && first_4) state_d = STATE_HALF;
    else if (start_0 || start_4) state_d = STATE_BAD;
  end

  // ---- FCS ---------------------------------------------------------------------------------------
  // Lanes outside of the frame count as zero. Zeros behind a right FCS leave another constant
  // for each number of them; in front of a frame they ask for another first value.
  localparam logic [31:0] ONES        = 32'hffffffff;
  localparam logic [31:0] ONES_LESS_4 = 32'h9226f562;   // four zero bytes make ONES of it

  logic [63:0] masked;
  logic [31:0] crc_q, crc_d, crc_right;
  logic [3:0]  crc_lane_q;                    // bytes of the frame in the beat of crc_q
  wire  [31:0] crc_in = in_half ? ONES_LESS_4 : fresh && !upper_q ? ONES : crc_q;
  wire         crc_bad = crc_q != crc_right;

  always_comb begin
    masked = 64'd0;
    for (int i = 0; i < 8; i++)
      if (((xgmii_rxc & (in_half ? 8'hf0 : 8'hff)) & (8'hff >> (7 - i))) == 8'd0 && (!in_half || i > 3))
        masked[8*i +: 8] = xgmii_rxd[8*i +: 8];
    unique case (crc_lane_q)
      4'd0:    crc_right = 32'h842a3990;
      4'd1:    crc_right = 32'h94784e13;
      4'd2:    crc_right = 32'h1c759789;
      4'd3:    crc_right = 32'h19f6eb51;
      4'd4:    crc_right = 32'h9add2096;
      4'd5:    crc_right = 32'h62932081;
      4'd6:    crc_right = 32'h4e3d5e5c;
      4'd7:    crc_right = 32'h39dd08e2;
      default: crc_right = 32'hdebb20e3;
    endcase
  end

  crc32 u_crc (.s_crc(crc_in), .s_data(masked), .s_bytes(4'd8), .m_crc(crc_d));

  // ---- the judgement, a cycle after the end -------------------------------------------------------
  logic        ended_q, runt_q;
  logic [2:0]  code_q;
  wire         wrong = code_q != TW_MAC_A_GOOD || runt_q || crc_bad;

  // ---- the stream ----------------------------------------------------------------------------------
  // After a start in lane 0 a beat leaves when the next has come: its last four bytes may be the
  // FCS. After one in lane 4 it is made of two halves, and only a frame that ends in the lane
  // behind it, 0 of the next beat, is seen too late for the registers: `now`. What is left of a
  // frame in a beat that has ended it follows a cycle later: `tail`.
  logic        out_valid, out_last, out_upper;
  logic [7:0]  out_keep;
  logic        valid_q, last_q, late_q, late_wrong_q, tail_q, tail_d, tail_upper_q;
  logic [7:0]  keep_q, tail_keep_q, tail_keep_d;
  logic [63:0] data_q;

  wire now     = in_data && upper_q && !fresh && at[0];
  wire five_on = in_data && !upper_q && lane > 3'd4;

  always_comb begin
    out_valid = 1'b0;
    out_last  = 1'b0;
    out_keep  = 8'hff;
    out_upper = upper_q;

    if (tail_q) begin
      out_valid = 1'b1;
      out_last  = 1'b1;
      out_keep  = tail_keep_q;
      out_upper = tail_upper_q;
    end else if (in_data && !upper_q) begin
      out_valid = !fresh;
      if (ends && lane <= 3'd4) begin
        out_last = 1'b1;
        out_keep = 8'hff >> (3'd4 - lane);
      end
    end else if (in_data && !now) begin
      out_valid = 1'b1;
      if (ends) begin
        out_last = 1'b1;
        out_keep = at[0] ? 8'h01 : 8'hff >> (4'd8 - {1'b0, lane});
      end
    end

    tail_d      = ends && (five_on || (in_data && !upper_q && fresh && !at[0])
                             || (in_half && rest_4 && !at[4]));
    tail_keep_d = five_on ? 8'h0f >> (4'd8 - {1'b0, lane}) : 8'h01;
  end

  assign m_tdata  = data_q;
  assign m_tkeep  = keep_q;
  assign m_tvalid = valid_q;
  assign m_tlast  = last_q || now;
  assign m_tuser  = late_q ? late_wrong_q
                  : now    ? !is_end[0] || beats_q != 4'd8 || crc_bad
                  :          wrong;

  always_ff @(posedge clk) begin
    state_q <= state_d;
    prev_q  <= xgmii_rxd;
    if (start_0)      upper_q <= 1'b0;
    else if (start_4) upper_q <= 1'b1;
    beats_q <= start_0 || in_half ? 4'd0 : beats_q[3] ? 4'd8 : beats_q + 4'd1;
    left_q  <= start_0 ? cfg_max : in_half ? cfg_max - 16'd4 : left_q - 16'd8;

    crc_q      <= crc_d;
    crc_lane_q <= ended ? {1'b0, lane} : 4'd8;
    ended_q    <= ended;
    code_q     <= code;
    runt_q     <= runt;

    valid_q      <= out_valid;
    last_q       <= out_last;
    keep_q       <= out_keep;
    data_q       <= out_upper ? {xgmii_rxd[31:0], prev_q[63:32]} : prev_q;
    tail_q       <= tail_d;
    tail_keep_q  <= tail_keep_d;
    tail_upper_q <= upper_q;
    late_q       <= tail_q;
    late_wrong_q <= wrong;

    stat_valid <= ended_q;
    stat_code  <= code_q != TW_MAC_A_GOOD ? code_q
                : runt_q                  ? TW_MAC_A_RUNT
                : crc_bad                 ? TW_MAC_A_FCS : TW_MAC_A_GOOD;

    if (rst) begin
      state_q    <= STATE_IDLE;
      ended_q    <= 1'b0;
      valid_q    <= 1'b0;
      tail_q     <= 1'b0;
      stat_valid <= 1'b0;
    end
  end

  mac_fault u_fault (
    .clk(clk), .rst(rst), .xgmii_rxd(xgmii_rxd), .xgmii_rxc(xgmii_rxc),
    .status_link(status_link), .status_fault(status_fault));

endmodule

`default_nettype wire
