// SPDX-License-Identifier: BSD-3-Clause
// tcp_stream: where the connection's outgoing stream stands, whose it is, and its last bytes.
//
//   open     in   a SYN of the host: another stream begins behind it, unless it is the same SYN again
//   forget   in   nothing is known of a stream, which one is lent next may be any
//   lend     in   the device sends from now on, from seq, which must be where the stream stands
//   back     in   the host does again
//   take     in   a frame of the device starts; its payload is next in the stream
//   claim    in   a packet of the host is next; its bytes follow with put, one a cycle or fewer
//   look     in   which byte stood at look_seq? The answer in the next cycle
//   limit    in   the first number that may not be sent
//
// Every number is given to one byte only. The last HISTORY - 1 bytes of the stream are kept, so that
// what the host sends again can be compared; they are written a byte a cycle, and until that is done
// (busy) nothing else may be taken or claimed. The host's opens and claims have no effect while the
// stream is lent: host_guard does not ask then.
//
// Latency     1 cycle, look to look_known and look_byte; snd_nxt to window_ok.
// Throughput  a frame per 51 cycles.
// Stall       busy.
// Reset       nothing known, not lent.

`default_nettype none

module tcp_stream #(
  parameter int HISTORY = 4096,               // a power of two
  localparam int A = $clog2(HISTORY)
) (
  input  wire logic         clk,
  input  wire logic         rst,

  input  wire logic         forget,
  input  wire logic         open,
  input  wire logic [31:0]  open_seq,         // of the SYN
  input  wire logic         lend,
  input  wire logic [31:0]  lend_seq,
  input  wire logic         back,
  input  wire logic [31:0]  limit,

  input  wire logic         take,
  input  wire logic [5:0]   take_length,
  input  wire logic [399:0] take_payload,     // from the cycle after take on, while busy

  input  wire logic         claim,
  input  wire logic [7:0]   claim_length,
  input  wire logic         put,
  input  wire logic [7:0]   put_byte,

  input  wire logic [31:0]  look_seq,
  output logic              look_known,
  output logic [7:0]        look_byte,

  output logic [31:0]       snd_nxt,
  output logic              known,            // snd_nxt means something
  output logic              lent,
  output logic              window_ok,        // lent, and the longest order fits the peer's window
  output logic              busy,
  output logic              stat_lend_refused // pulse
);

  localparam logic [31:0] LONGEST = 32'd50;

  logic [31:0]  isn_q, written_q;             // written: of the next byte to be kept
  logic [A-1:0] have_q;                       // bytes kept before it
  logic         device_q;                     // what is being written is the device's
  logic         opened_q;                     // isn_q is right
  logic [5:0]   index_q;

  assign busy = written_q != snd_nxt;

  wire        again    = opened_q && open_seq == isn_q;
  wire        opens    = open && !lent && !again;
  wire        lend_ok  = !forget && !lent && !busy && !open && !claim && (!known || lend_seq == snd_nxt);
  wire        lends    = lend && lend_ok;
  wire        claims   = claim && !lent && known && !busy;
  wire        takes    = take && lent && !busy;
  wire        write    = busy && (device_q || put);
  wire [7:0]  byte_now = device_q ? take_payload[{index_q, 3'd0} +: 8] : put_byte;

  wire [31:0] room     = limit - snd_nxt;
  wire [31:0] age      = written_q - look_seq - 32'd1;

  ram_1r1w #(.WIDTH(8), .ROWS(HISTORY)) u_history (
    .clk(clk), .read(1'b1), .read_row(look_seq[A-1:0]), .read_data(look_byte),
    .write(write), .write_row(written_q[A-1:0]), .write_data(byte_now));

  always_ff @(posedge clk) begin
    look_known        <= known && age < {{32-A{1'b0}}, have_q};
    window_ok         <= lent && !room[31] && room >= LONGEST;
    stat_lend_refused <= lend && !lend_ok;

    if (write) begin
      written_q <= written_q + 32'd1;
      index_q   <= index_q + 6'd1;
      // One row stays free, so that what is looked at is never what is written.
      if (have_q != {A{1'b1}}) have_q <= have_q + 1'b1;
    end

    if (takes) begin
      snd_nxt  <= snd_nxt + {26'd0, take_length};
      device_q <= 1'b1;
      index_q  <= 6'd0;
    end
    if (claims) begin
      snd_nxt  <= snd_nxt + {24'd0, claim_length};
      device_q <= 1'b0;
    end
    if (opens) begin
      isn_q     <= open_seq;
      opened_q  <= 1'b1;
      known     <= 1'b1;
      snd_nxt   <= open_seq + 32'd1;
      written_q <= open_seq + 32'd1;
      have_q    <= '0;
    end
    if (lends) begin
      lent  <= 1'b1;
      known <= 1'b1;
      if (!known) begin
        snd_nxt   <= lend_seq;
        written_q <= lend_seq;
        have_q    <= '0;
      end
    end
    if (back) lent <= 1'b0;

    if (rst || (forget && !lent)) begin
      known    <= 1'b0;
      opened_q <= 1'b0;
    end
    if (rst) begin
      lent              <= 1'b0;
      snd_nxt           <= '0;
      written_q         <= '0;
      have_q            <= '0;
      window_ok         <= 1'b0;
      look_known        <= 1'b0;
      stat_lend_refused <= 1'b0;
    end
  end

  initial if (HISTORY != 1 << A) $fatal(1, "tcp_stream: HISTORY");

endmodule

`default_nettype wire
