# SPDX-License-Identifier: BSD-3-Clause
# regs_csr.awk: the half of regs.awk that prints csr.sv.

function port(text) { ports = ports (ports == "" ? "" : ",\n") "  " text }
function range(w) { return w > 1 ? sprintf("[%d:0]", w - 1) : "" }
function port_in(w, name) { port(sprintf("input  wire logic %-7s %s", range(w), name)) }
function port_out(w, name) { port(sprintf("output logic      %-7s %s", range(w), name)) }
function stem(i) { return lower(Block[i]) "_" lower(Name[i]) }
function field_port(i, f) { return stem(i) "_" lower(Field[i, f]) }
function sources(i) { return Sources[i] ? Sources[i] : 1 }
function constant(w, v) { return w "'h" hex(v, int((w + 3) / 4)) }
function word(a) { return "14'h" hex(a / 4, 4) }

# The value that a read of register i returns, as an expression of 32 bits.
function read_value(i,    f, e, pre, at, k, best) {
  if (Access[i] == "wp") return "32'd0"
  if (Access[i] == "id") return Reset[i] == "HASH" ? "TW_MAP_HASH" : \
    Reset[i] ~ /^[A-Z]/ ? Reset[i] : constant(32, Reset[i])
  pre = Access[i] == "rw" ? "cfg_" : ""
  if (!Fields[i]) return pre stem(i)
  e = ""
  for (at = 31; at >= 0; at = Hi[i, best] < 0 ? -1 : Lo[i, best] - 1) {
    best = -1
    for (f = 0; f < Fields[i]; f++)
      if (Hi[i, f] <= at && (best < 0 || Hi[i, f] > Hi[i, best])) best = f
    k = best < 0 ? at + 1 : at - Hi[i, best]
    if (k) e = e (e == "" ? "" : ", ") k "'d0"
    if (best < 0) break
    e = e (e == "" ? "" : ", ") pre field_port(i, best)
  }
  return "{" e "}"
}

function csr_ports(    i, f, p, s, k) {
  for (i = 1; i <= n; i++) {
    p = stem(i)
    if (Kind[i] == "sum") {
      port_in(1, "stat_" lower(Name[i]) "_valid"); port_in(32, "stat_" lower(Name[i]) "_amount")
    } else if (Kind[i] == "bank") {
      for (k = 0; k < sources(i); k++) {
        s = "stat_" lower(Name[i]) Source[i, k]
        port_in(1, s "_valid"); port_in(bits_for(Causes[i]), s "_code")
      }
    } else if (Access[i] == "ro" || Access[i] == "rw") {
      for (f = 0; f < Fields[i]; f++)
        if (Access[i] == "ro") port_in(Hi[i, f] - Lo[i, f] + 1, field_port(i, f))
        else port_out(Hi[i, f] - Lo[i, f] + 1, "cfg_" field_port(i, f))
      if (!Fields[i]) { if (Access[i] == "ro") port_in(32, p); else port_out(32, "cfg_" p) }
    } else if (Access[i] == "wp") {
      s = 0
      for (f = 0; f < Fields[i]; f++)
        if (Hi[i, f] == Lo[i, f]) { port_out(1, "cmd_" field_port(i, f)); s = 1 }
        else port_out(Hi[i, f] - Lo[i, f] + 1, "cfg_" field_port(i, f))
      if (!s) port_out(1, "cmd_" p)
      if (!Fields[i]) port_out(32, "cfg_" p)
      Strobe[i] = !s
    }
  }
}

function csr_head(    i) {
  print "// SPDX-License-Identifier: BSD-3-Clause"
  print "// csr: the registers and counters of the device behind AXI4-Lite."
  print "// Made from touchwire.regs by `make regs`; do not edit. registers.md is the same for readers."
  print "//"
  print "//   s_axil  in   one access at a time; SLVERR for what registers.md does not know"
  print "//   cfg_*   out  values of rw and wp registers;  cmd_*  out  one cycle per write of a wp register"
  print "//   stat_*  in   counter pulses, one counter per source and cycle"
  print "//"
  print "// Latency     write: cfg_* changes 2 cycles after AW and W are taken. Read: RVALID 4 cycles after AR."
  print "// Throughput  one access at a time; counters take a pulse in every cycle."
  print "// Stall       AWREADY, WREADY and ARREADY are low while an access of their kind is open."
  print "// Reset       cfg_* to the values in registers.md, all counters to 0.\n"
  print "`include \"tw_regs.svh\"\n`default_nettype none\n"
  print "module csr #("
  for (i = 1; i <= n; i++)
    if (Access[i] == "id" && Reset[i] ~ /^[A-Z]/ && Reset[i] != "HASH")
      params = params (params == "" ? "" : ",\n") "  parameter logic [31:0] " Reset[i] " = 32'd0"
  print params
  print ") (\n  input  wire logic         clk,\n  input  wire logic         rst,\n"
  print "  input  wire logic [15:0]  s_axil_awaddr,\n  input  wire logic         s_axil_awvalid,"
  print "  output logic              s_axil_awready,\n  input  wire logic [31:0]  s_axil_wdata,"
  print "  input  wire logic [3:0]   s_axil_wstrb,\n  input  wire logic         s_axil_wvalid,"
  print "  output logic              s_axil_wready,\n  output logic [1:0]        s_axil_bresp,"
  print "  output logic              s_axil_bvalid,\n  input  wire logic         s_axil_bready,"
  print "  input  wire logic [15:0]  s_axil_araddr,\n  input  wire logic         s_axil_arvalid,"
  print "  output logic              s_axil_arready,\n  output logic [31:0]       s_axil_rdata,"
  print "  output logic [1:0]        s_axil_rresp,\n  output logic              s_axil_rvalid,"
  print "  input  wire logic         s_axil_rready,\n"
  print ports "\n);\n"
}

function csr_counters(    i, k, b, p, s) {
  for (i = 1; i <= n; i++) if (Kind[i] == "bank") {
    b = bits_for(Causes[i]); p = lower(Name[i])
    printf "  wire [%d:0] %s_index = %d'(rd_addr[15:3] - 13'h%s);\n", b - 1, p, b, hex(Addr[i] / 8, 4)
    for (k = 0; k < sources(i); k++) {
      s = p Source[i, k]
      printf "  wire [63:0] %s_count;\n  counter_bank #(.COUNTERS(%d)) u_%s (\n", s, Causes[i], s
      printf "    .clk(clk), .rst(rst), .stat_valid(stat_%s_valid), .stat_code(stat_%s_code),\n", s, s
      printf "    .rd_en(rd_en), .rd_index(%s_index), .rd_data(%s_count));\n", p, s
    }
    print ""
  }
  for (i = 1; i <= n; i++) if (Kind[i] == "sum") print "  logic [63:0] sum_" lower(Name[i]) "_q;"
  print "  always_ff @(posedge clk) begin"
  for (i = 1; i <= n; i++) if (Kind[i] == "sum") {
    p = lower(Name[i])
    printf "    if (stat_%s_valid) sum_%s_q <= sum_%s_q + 64'(stat_%s_amount);\n", p, p, p, p
  }
  print "    if (rst) begin"
  for (i = 1; i <= n; i++) if (Kind[i] == "sum") print "      sum_" lower(Name[i]) "_q <= 64'd0;"
  print "    end\n  end\n"
}

function csr_write(    i, f, p, w) {
  print "  // A write acts in the cycle after wr_en; its answer is ready then.\n  always_ff @(posedge clk) begin"
  for (i = 1; i <= n; i++) if (Kind[i] == "reg" && Access[i] == "wp") {
    if (Strobe[i]) print "    cmd_" stem(i) " <= 1'b0;"
    for (f = 0; f < Fields[i]; f++) if (Hi[i, f] == Lo[i, f])
      print "    cmd_" field_port(i, f) " <= 1'b0;"
  }
  print "    if (wr_en) begin\n      wr_error_q <= 1'b0;\n      unique case (wr_addr[15:2])"
  for (i = 1; i <= n; i++) if (Kind[i] == "reg" && Access[i] ~ /^(rw|wp)$/) {
    print "        " word(Addr[i]) ": begin"
    if (!Fields[i]) print "          cfg_" stem(i) " <= wr_data;"
    for (f = 0; f < Fields[i]; f++) {
      w = Hi[i, f] > Lo[i, f] ? Hi[i, f] ":" Lo[i, f] : Lo[i, f]
      p = Access[i] == "wp" && Hi[i, f] == Lo[i, f] ? "cmd_" : "cfg_"
      print "          " p field_port(i, f) " <= wr_data[" w "];"
    }
    if (Strobe[i]) print "          cmd_" stem(i) " <= 1'b1;"
    print "        end"
  }
  print "        default: wr_error_q <= 1'b1;\n      endcase\n    end\n    if (rst) begin\n      wr_error_q <= 1'b0;"
  for (i = 1; i <= n; i++) if (Kind[i] == "reg" && Access[i] ~ /^(rw|wp)$/) {
    if (Strobe[i]) print "      cmd_" stem(i) " <= 1'b0;"
    if (!Fields[i]) print "      cfg_" stem(i) " <= " constant(32, Reset[i]) ";"
    for (f = 0; f < Fields[i]; f++) {
      p = Access[i] == "wp" && Hi[i, f] == Lo[i, f] ? "cmd_" : "cfg_"
      w = Hi[i, f] - Lo[i, f] + 1
      print "      " p field_port(i, f) " <= " constant(w, int(Reset[i] / 2 ^ Lo[i, f]) % 2 ^ w) ";"
    }
  }
  print "    end\n  end\n"
}

function csr_read(    i, c, v, k) {
  print "  // Read, stage 1: pick. A 64-bit value is low_q and shows its low word; high_q then keeps the rest."
  print "  logic [63:0] value_q;\n  logic [31:0] high_q;\n  logic [3:0]  bank_q;"
  print "  logic        low_q, high_sel_q, error_q, stage_q;\n"
  print "  always_ff @(posedge clk) begin\n    stage_q <= rd_en;\n    if (rd_en) begin"
  print "      value_q <= 64'd0;\n      bank_q <= 4'd0;\n      low_q <= 1'b0;\n      high_sel_q <= 1'b0;"
  print "      error_q <= 1'b0;\n      unique case (rd_addr[15:2])"
  k = 0
  for (i = 1; i <= n; i++) {
    if (Kind[i] == "bank") {
      Number[i] = ++k
      if (k > 15) fail("more than 15 banks")
      for (v = 0; v < 2; v++) {
        printf "        "
        for (c = 0; c < Causes[i]; c++) printf "%s%s%s", c ? "," : "", c && c % 8 == 0 ? "\n        " : c ? " " : "",
          word(Addr[i] + 8 * c + 4 * v)
        print v ? ": high_sel_q <= 1'b1;" : ": begin\n          bank_q <= 4'd" k ";\n          low_q <= 1'b1;\n        end"
      }
    } else if (Kind[i] == "sum") {
      print "        " word(Addr[i]) ": begin\n          value_q <= sum_" lower(Name[i]) "_q;"
      print "          low_q <= 1'b1;\n        end\n        " word(Addr[i] + 4) ": high_sel_q <= 1'b1;"
    } else if (Low[i]) {
      print "        " word(Addr[i]) ": begin\n          value_q <= {" stem(i + 1) ", " stem(i) "};"
      print "          low_q <= 1'b1;\n        end"
    } else if (High[i]) print "        " word(Addr[i]) ": high_sel_q <= 1'b1;"
    else print "        " word(Addr[i]) ": value_q <= 64'(" read_value(i) ");"
  }
  print "        default: error_q <= 1'b1;\n      endcase\n    end"
  print "    if (rst) begin\n      stage_q <= 1'b0;\n      bank_q <= 4'd0;\n      low_q <= 1'b0;"
  print "      high_sel_q <= 1'b0;\n      error_q <= 1'b0;\n    end\n  end\n"
  print "  // Stage 2: the counters have answered."
  print "  logic [63:0] count;\n  always_comb begin\n    unique case (bank_q)"
  for (i = 1; i <= n; i++) if (Kind[i] == "bank") {
    v = lower(Name[i])
    printf "      4'd%d: count =", Number[i]
    for (c = 0; c < sources(i); c++) printf "%s %s%s_count", c ? " +" : "", v, Source[i, c]
    print ";"
  }
  print "      default: count = value_q;\n    endcase\n  end\n"
  print "  always_ff @(posedge clk) begin\n    rd_done_q <= stage_q;\n    if (stage_q) begin"
  print "      rd_data_q <= high_sel_q ? high_q : count[31:0];\n      rd_error_q <= error_q;"
  print "      if (low_q) high_q <= count[63:32];\n    end"
  print "    if (rst) begin\n      rd_done_q <= 1'b0;\n      rd_error_q <= 1'b0;\n      high_q <= 32'd0;\n    end\n  end\n"
}

function make_csr() {
  csr_ports(); csr_head()
  print "  logic        wr_en, wr_error_q, rd_en, rd_done_q, rd_error_q;"
  print "  logic [15:0] wr_addr, rd_addr;\n  logic [31:0] wr_data, rd_data_q;\n"
  print "  axil_slave u_axil (.*);\n"
  csr_counters(); csr_write(); csr_read()
  print "  wire unused = &{1'b0, wr_addr[1:0], rd_addr[1:0]};\n\nendmodule\n\n`default_nettype wire"
}
