// SPDX-License-Identifier: BSD-3-Clause
// mac_tx: frames onto a 64-bit XGMII: preamble, padding, FCS, gaps (IEEE 802.3, clause 46).
//
//   s       in   frames without preamble and FCS; byte 0 in bits 7:0. tkeep is a run from lane 0,
//                all ones before tlast. tuser with tlast: the frame must not arrive as a good one
//   link    in   0: the link is up. 1, a local fault: ordered sets of a remote fault are sent;
//                2, a remote fault: idle is sent. Frames are swallowed meanwhile
//   xgmii   out  lane 0, bits 7:0, is the earlier byte; a start is in lane 0 or 4
//   stat    out  a pulse per frame with what became of it, README.md
//
// Once a frame has begun its beats must come in every cycle. A frame that lacks one, is in error
// or too long ends on the wire with an error character and a wrong FCS in place of the beat
// that is missing, wrong or too long; what is left of it at s is swallowed. A frame shorter than
// 60 bytes is padded with zeros. A frame that the link fails under is cut and counts LINK.
//
// Gaps are 12 bytes, terminate included, on average when frames wait; a start must be in lane 0
// or 4, and the deficit idle count allows 9..15 for that (46.3.1.4).
//
// Latency     1 cycle, a frame's first beat accepted to its start on the XGMII.
//   data: 2 cycles, beat accepted to its first byte on the XGMII.
// Throughput  the wire's: preamble, gap, padding and FCS are the time that s waits.
// Stall       s_tready falls between frames, after s_tlast; not within a frame.
// Reset       idle is sent; the rest of a frame under way is taken for a frame.

`include "tw_regs.svh"
`default_nettype none

module mac_tx (
  input  wire logic        clk,
  input  wire logic        rst,

  input  wire logic        cfg_on,            // 0: no new frame starts
  input  wire logic [15:0] cfg_max,           // longest frame with FCS, bytes; at least 64
  input  wire logic [1:0]  link_fault,        // 0 none, 1 local, 2 remote

  input  wire logic [63:0] s_tdata,
  input  wire logic [7:0]  s_tkeep,
  input  wire logic        s_tvalid,
  output logic             s_tready,
  input  wire logic        s_tlast,
  input  wire logic        s_tuser,

  output logic [63:0]      xgmii_txd,
  output logic [7:0]       xgmii_txc,

  output logic             stat_valid,
  output logic [2:0]       stat_code          // TW_MAC_T_*
);

  localparam logic [63:0] IDLES    = 64'h0707070707070707;
  localparam logic [63:0] PREAMBLE = 64'hd5555555555555fb;
  localparam logic [31:0] REMOTE   = 32'h0200009c;

  typedef enum logic [1:0] {
    STATE_IDLE,                               // waits for a frame, and for the gap to be long enough
    STATE_DATA,                               // `held` goes out
    STATE_TAIL,                               // FCS and terminate that did not fit
    STATE_DRAIN                               // swallows what is left of a frame
  } state_t;
  state_t      state_q, state_d;

  wire         up      = link_fault == 2'd0;
  wire         in_data = state_q == STATE_DATA;
  wire         idle    = state_q == STATE_IDLE;
  wire         accept  = s_tvalid && s_tready;

  wire         start_0, start_4;              // where a start is allowed now
  wire         starts  = idle && up && accept;

  // ---- the beat that goes out next -----------------------------------------------------------------
  logic [63:0] held_q, load_data;
  logic [3:0]  held_bytes_q, load_bytes;      // 0 when the frame ends in error
  logic [3:0]  crc_bytes;                     // as if it did not: that is known late
  logic        held_last_q, load_last;
  logic        wrong_q, load_wrong;
  logic        padding_q, load_padding;       // s_tlast has been taken, zeros follow
  logic        drain_q;                       // s_tlast of a frame in error is still to come
  logic [2:0]  code_q, load_code;
  logic [3:0]  index_q;                       // beats loaded, up to 8
  logic [15:0] room_q;                        // bytes that may still be loaded
  logic [31:0] crc_q, crc_d;                  // with the bytes of `held`

  wire  [3:0]  index     = idle ? 4'd0 : index_q;
  wire  [31:0] crc_in    = idle ? 32'hffffffff : crc_q;
  wire         seventh   = index == 4'd7;     // bytes 56..63: the least frame ends in its middle
  wire         more      = in_data && !held_last_q;
  wire         load      = starts || more;
  wire         too_long  = !idle && room_q[15:4] == 12'd0 && room_q[3:0] < s_bytes;
  wire  [3:0]  s_bytes   = !s_tlast ? 4'd8 : {s_tkeep[7], s_tkeep[7] ? 3'd0
                             : {s_tkeep[3], s_tkeep[3] ? {s_tkeep[5], s_tkeep[5] ? s_tkeep[6] : s_tkeep[4]}
                                                       : {s_tkeep[1], s_tkeep[1] ? s_tkeep[2] : s_tkeep[0]}}};

  always_comb begin
    load_data    = 64'd0;
    load_bytes   = s_bytes;
    load_last    = s_tlast;
    load_padding = 1'b0;
    load_wrong   = 1'b0;
    load_code    = TW_MAC_T_SENT;

    for (int i = 0; i < 8; i++)
      if (!padding_q && (!s_tlast || s_tkeep[i]))
        load_data[8*i +: 8] = s_tdata[8*i +: 8];

    if (padding_q || s_tlast) begin
      if (index < 4'd7) begin
        load_bytes   = 4'd8;
        load_last    = 1'b0;
        load_padding = 1'b1;
      end else if (padding_q || (seventh && s_bytes < 4'd4)) begin
        load_bytes = 4'd4;
        load_last  = 1'b1;
      end
    end

    crc_bytes = load_bytes;
    if (!padding_q && (!accept || too_long || (s_tlast && s_tuser))) begin
      load_bytes   = 4'd0;
      load_last    = 1'b1;
      load_padding = 1'b0;
      load_wrong   = 1'b1;
      load_code    = !accept ? TW_MAC_T_UNDERRUN : too_long ? TW_MAC_T_OVERSIZE : TW_MAC_T_ERROR;
    end
  end

  crc32 u_crc (.s_crc(crc_in), .s_data(load_data), .s_bytes(crc_bytes), .m_crc(crc_d));

  assign s_tready = idle ? !up || (cfg_on && (start_0 || start_4))
                         : state_q == STATE_DRAIN || (more && !padding_q);

  // ---- lanes -----------------------------------------------------------------------------------------
  // The last bytes of a frame, its FCS and the terminate, at most 13 lanes. In error the FCS is
  // not inverted and its first byte an error character.
  wire  [31:0]  fcs   = wrong_q ? {crc_q[31:8], 8'hfe} : ~crc_q;
  wire  [103:0] moved = {64'd0, 8'hfd, fcs} << {held_bytes_q, 3'd0};
  wire  [12:0]  codes = {8'd0, 1'b1, 3'd0, wrong_q} << held_bytes_q;

  logic [103:0] lanes;
  logic [12:0]  lanes_c;
  always_comb
    for (int i = 0; i < 13; i++)
      if (4'(i) < held_bytes_q) begin
        lanes[8*i +: 8] = i < 8 ? held_q[8*(i%8) +: 8] : 8'd0;
        lanes_c[i]      = 1'b0;
      end else if (4'(i) <= held_bytes_q + 4'd4) begin
        lanes[8*i +: 8] = moved[8*i +: 8];
        lanes_c[i]      = codes[i];
      end else begin
        lanes[8*i +: 8] = 8'h07;
        lanes_c[i]      = 1'b1;
      end

  logic [39:0] tail_q;
  logic [4:0]  tail_c_q;
  logic [63:0] beat;                          // as a frame from lane 0 on has it
  logic [7:0]  beat_c;
  logic        over;                          // it holds the terminate
  logic [2:0]  over_lane;
  logic [2:0]  tail_lane_q;                   // of the terminate, when it is in the tail

  always_comb begin
    beat      = IDLES;
    beat_c    = 8'hff;
    over      = 1'b0;
    over_lane = tail_lane_q;
    state_d   = state_q;

    unique case (state_q)
      STATE_IDLE:
        if (starts) begin
          beat    = PREAMBLE;
          beat_c  = 8'h01;
          state_d = STATE_DATA;
        end else if (accept && !s_tlast) begin
          state_d = STATE_DRAIN;
        end

      STATE_DATA:
        if (!held_last_q) begin
          beat   = held_q;
          beat_c = 8'h00;
        end else begin
          beat      = lanes[63:0];
          beat_c    = lanes_c[7:0];
          over      = held_bytes_q < 4'd4;
          over_lane = held_bytes_q[2:0] + 3'd4;
          if (!over)        state_d = STATE_TAIL;
          else if (drain_q) state_d = STATE_DRAIN;
          else              state_d = STATE_IDLE;
        end

      STATE_TAIL: begin
        beat    = {IDLES[23:0], tail_q};
        beat_c  = {3'b111, tail_c_q};
        over    = 1'b1;
        state_d = STATE_IDLE;
      end

      // The rest of a frame that has ended on the wire.
      default:
        if (accept && s_tlast)
          state_d = STATE_IDLE;
    endcase

    // The link went down, perhaps under a frame.
    if (!up) begin
      beat   = IDLES;
      beat_c = 8'hff;
    end
    if (!up && (in_data || state_q == STATE_TAIL)) begin
      state_d = STATE_IDLE;
      if (in_data && (drain_q || (more && !padding_q && !(accept && s_tlast))))
        state_d = STATE_DRAIN;
    end
  end

  // A frame that starts in lane 4 is half a beat late: its upper lanes wait in `carry`. Ordered
  // sets come a beat after the frames have gone, so that they do not cut off a terminate.
  logic        upper_q, remote_q;
  logic [31:0] carry_q;
  logic [3:0]  carry_c_q;
  wire         upper = starts ? start_4 : upper_q;

  always_ff @(posedge clk) begin
    state_q <= state_d;

    if (load) begin
      held_q       <= load_data;
      held_bytes_q <= load_bytes;
      held_last_q  <= load_last;
      wrong_q      <= load_wrong;
      padding_q    <= load_padding;
      drain_q      <= load_wrong && !(accept && s_tlast);
      code_q       <= load_code;
      index_q      <= index[3] ? 4'd8 : index + 4'd1;
      room_q       <= idle ? cfg_max - 16'd12 : room_q - 16'd8;
      crc_q        <= load_wrong ? crc_in : crc_d;
    end
    if (state_d == STATE_IDLE || state_d == STATE_DRAIN) padding_q <= 1'b0;

    upper_q     <= upper;
    tail_q      <= lanes[103:64];
    tail_c_q    <= lanes_c[12:8];
    tail_lane_q <= held_bytes_q[2:0] ^ 3'd4;
    carry_q     <= upper ? beat[63:32] : IDLES[31:0];
    carry_c_q   <= upper ? beat_c[7:4] : 4'hf;
    remote_q    <= link_fault[0];
    if (remote_q) begin
      xgmii_txd <= {REMOTE, REMOTE};
      xgmii_txc <= 8'h11;
    end else begin
      xgmii_txd <= upper ? {beat[31:0], carry_q} : beat;
      xgmii_txc <= upper ? {beat_c[3:0], carry_c_q} : beat_c;
    end

    stat_valid <= over || (!up && (in_data || (idle && accept)));
    stat_code  <= up ? code_q : TW_MAC_T_LINK;

    if (rst) begin
      state_q    <= STATE_IDLE;
      padding_q  <= 1'b0;
      stat_valid <= 1'b0;
      remote_q   <= 1'b0;
      xgmii_txd  <= IDLES;
      xgmii_txc  <= 8'hff;
      carry_q    <= IDLES[31:0];
      carry_c_q  <= 4'hf;
    end
  end

  mac_gap u_gap (
    .clk(clk), .rst(rst || !up || remote_q), .over(over),
    .over_lane({1'b0, over_lane} + (upper_q ? 4'd4 : 4'd0)), .starts(starts),
    .start_0(start_0), .start_4(start_4));

endmodule

`default_nettype wire
