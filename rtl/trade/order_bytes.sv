// SPDX-License-Identifier: BSD-3-Clause
// order_bytes: the TCP payload of an order: one packet of SoupBinTCP 3.00 with a message of OUCH 5.0.
//
//   order, name, seed  in   its fields, the symbol's name as OUCH has it, the seed of ClOrdID
//   payload            out  byte n is payload[8*n +: 8]; bytes behind `length` are 0
//   length             out  bytes: ENTER 50, REPLACE 43, CANCEL 12, HEARTBEAT 3
//
// What no field says is constant: displayed, principal, no sweep, no cross, no appendage. ClOrdID is
// "TW", the seed in 4 and the token in 8 hexadecimal digits. <touchwire/order_frame.h> is the same
// for the host.
//
// Latency     0 cycles, combinational.
// Throughput  1 order per cycle.
// Stall       never.
// Reset       none.

`include "tw_trade.svh"
`default_nettype none

module order_bytes (
  input  wire order_t       order,
  input  wire logic [63:0]  name,             // byte 0 in bits 7:0
  input  wire logic [15:0]  seed,
  output logic [399:0]      payload,
  output logic [5:0]        length
);

  function automatic logic [7:0] digit(input logic [3:0] value);
    digit = {4'd0, value} + (value < 4'd10 ? "0" : 8'd55);        // 55: "A" - 10
  endfunction

  wire [47:0]  digits = {seed, order.token};
  logic [111:0] id;                                               // the first byte on top, as all below
  always_comb begin
    id = {"TW", 96'd0};
    for (int i = 0; i < 12; i++)
      id[8*i +: 8] = digit(digits[4*i +: 4]);
  end

  wire [7:0]   side    = order.sell ? "S" : "B";
  wire [63:0]  name_up = {name[7:0],   name[15:8],  name[23:16], name[31:24],
                          name[39:32], name[47:40], name[55:48], name[63:56]};
  wire [63:0]  price   = {32'd0, order.price};
  wire [399:0] enter   = {16'd48, "U", "O", order.token, side, order.quantity, name_up, price,
                          order.tif, "YPNN", id, 16'd0};
  wire [399:0] replace = {16'd41, "U", "U", order.old_token, order.token, order.quantity, price,
                          order.tif, "YN", id, 16'd0, 56'd0};
  wire [399:0] cancel  = {16'd10, "U", "X", order.old_token, order.quantity, 304'd0};
  wire [399:0] beat    = {16'd1, "R", 376'd0};

  logic [399:0] top;
  always_comb begin
    unique case (order.kind)
      KIND_ENTER:   begin top = enter;   length = 6'd50; end
      KIND_REPLACE: begin top = replace; length = 6'd43; end
      KIND_CANCEL:  begin top = cancel;  length = 6'd12; end
      default:      begin top = beat;    length = 6'd3;  end
    endcase
    for (int i = 0; i < 50; i++)
      payload[8*i +: 8] = top[8*(49-i) +: 8];
  end

  wire unused = &{1'b0, order.symbol, order.born};

endmodule

`default_nettype wire
