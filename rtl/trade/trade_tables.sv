// SPDX-License-Identifier: BSD-3-Clause
// trade_tables: rows of the host's tables, taken whole or not at all.
//
//   cmd_crc   in   pulse: commit the row, if its CRC is this one; index and words are taken with it
//   t         out  rows of LIMITS, TOTALS, LEND and ANSWER for the gate to judge, held until t_done
//   commit_*  out  pulse: the row is committed to that table
//   flush     out  pulse: all tables are empty
//   m_record  out  pulse: what became of a row
//
// The CRC is CRC-32 of IEEE 802.3 over the index and the 16 words, little endian. CONFIG_HASH is the CRC of
// all rows committed to LIMITS, TOTALS, RULES, NAMES and SESSION since reset or flush, one behind the
// other. A flush while armed is not done. While a row or a flush is under way the next one is not seen.
//
// Latency     19 cycles, cmd_crc to commit_*, for a row that the gate does not judge.
// Throughput  a row per 48 cycles.
// Stall       busy, and result says so.
// Reset       CONFIG_HASH 0; busy while the gate makes its tables empty.

`include "tw_trade.svh"
`default_nettype none

module trade_tables #(
  parameter int SYMBOLS = 64
) (
  input  wire logic          clk,
  input  wire logic          rst,
  input  wire logic [63:0]   time_ns,

  input  wire logic          cmd_crc,
  input  wire logic [31:0]   given_crc,
  input  wire logic [31:0]   index,           // table in bits 31:24, row below
  input  wire logic [511:0]  words,           // word 0 in bits 31:0
  input  wire logic          cmd_flush,
  input  wire logic          armed,
  input  wire logic          lent,

  output logic               t_valid,
  output logic [7:0]         t_table,
  output logic [23:0]        t_row,
  output logic [511:0]       t_words,
  input  wire logic          t_done,
  input  wire logic [2:0]    t_result,
  input  wire logic [15:0]   t_symbol,
  input  wire logic          t_sell,
  input  wire logic          gate_busy,

  output logic               commit_rules,    // pulses: t_row and t_words are the row
  output logic               commit_names,
  output logic               commit_session,
  output logic               commit_lend,
  output logic               flush,

  output logic               busy,
  output logic               committed,       // pulse: CONFIG_HASH is another, or the connection is lent
  output logic [2:0]         result,
  output logic [31:0]        config_hash,
  output logic               m_record_valid,
  output trade_record_t      m_record
);

  localparam logic [2:0] STATE_IDLE   = 3'd0;
  localparam logic [2:0] STATE_SUM    = 3'd1;  // the CRC of the row
  localparam logic [2:0] STATE_JUDGE  = 3'd2;
  localparam logic [2:0] STATE_OFFER  = 3'd3;  // to the gate
  localparam logic [2:0] STATE_COMMIT = 3'd4;
  localparam logic [2:0] STATE_HASH   = 3'd5;  // CONFIG_HASH goes on over the row
  localparam logic [2:0] STATE_END    = 3'd6;
  localparam logic [2:0] STATE_EMPTY  = 3'd7;  // the gate makes its tables empty

  logic [2:0]   state_q, result_q;
  logic [4:0]   count_q;                      // words summed, the index first
  logic [31:0]  index_q, crc_q, sum_q, hash_q;
  logic [511:0] words_q;                      // turns by a word each cycle of a sum
  logic [15:0]  symbol_q;
  logic         sell_q;

  assign t_table = index_q[31:24];
  assign t_row   = index_q[23:0];
  assign t_words = words_q;
  assign t_valid = state_q == STATE_OFFER;
  assign busy    = state_q != STATE_IDLE || gate_busy;
  assign result  = busy ? RESULT_BUSY : result_q;
  assign config_hash = hash_q;

  wire of_gate   = t_table == TABLE_LIMITS || t_table == TABLE_TOTALS || t_table == TABLE_LEND || t_table == TABLE_ANSWER;
  wire of_config = t_table <= TABLE_SESSION;
  wire commits   = state_q == STATE_COMMIT;
  assign commit_rules   = commits && t_table == TABLE_RULES;
  assign commit_names   = commits && t_table == TABLE_NAMES;
  assign commit_session = commits && t_table == TABLE_SESSION;
  assign commit_lend    = commits && t_table == TABLE_LEND;
  assign committed      = (commits && t_table != TABLE_ANSWER) || flush;
  assign flush          = state_q == STATE_IDLE && cmd_flush && !armed && !cmd_crc && !gate_busy;

  logic [2:0]  judged;
  logic [31:0] next_sum;
  table_judge #(.SYMBOLS(SYMBOLS)) u_judge (
    .table_id(t_table), .row(t_row), .words(words_q), .armed(armed), .lent(lent), .result(judged));
  crc32 u_crc (
    .s_crc(sum_q), .s_data({32'd0, count_q == 5'd0 ? index_q : words_q[31:0]}), .s_bytes(4'd4), .m_crc(next_sum));

  wire summing = state_q == STATE_SUM || state_q == STATE_HASH;
  wire summed  = count_q == 5'd16;

  always_ff @(posedge clk) begin
    if (summing) begin
      sum_q   <= next_sum;
      count_q <= count_q + 5'd1;
      if (count_q != 5'd0) words_q <= {words_q[31:0], words_q[511:32]};
    end

    m_record_valid <= 1'b0;
    unique case (state_q)
      STATE_IDLE: begin
        if (flush) begin
          state_q <= STATE_EMPTY;
          hash_q  <= 32'd0;
        end else if (cmd_crc && !gate_busy) begin
          state_q <= STATE_SUM;
          index_q <= index;
          words_q <= words;
          crc_q   <= given_crc;
        end
        count_q <= 5'd0;
        sum_q   <= '1;
      end
      STATE_SUM: if (summed) state_q <= STATE_JUDGE;
      STATE_JUDGE: begin
        result_q <= ~sum_q != crc_q ? RESULT_CRC : judged;
        state_q  <= ~sum_q != crc_q || judged != RESULT_OK ? STATE_END : of_gate ? STATE_OFFER : STATE_COMMIT;
      end
      STATE_OFFER: if (t_done) begin
        result_q <= t_result;
        symbol_q <= t_symbol;
        sell_q   <= t_sell;
        state_q  <= t_result == RESULT_OK ? STATE_COMMIT : STATE_END;
      end
      STATE_COMMIT: begin
        state_q <= of_config ? STATE_HASH : STATE_END;
        count_q <= 5'd0;
        sum_q   <= ~hash_q;
      end
      STATE_HASH: if (summed) begin
        hash_q  <= ~next_sum;
        state_q <= STATE_END;
      end
      STATE_END: begin
        m_record_valid <= 1'b1;
        state_q        <= STATE_IDLE;
      end
      default: if (!gate_busy) begin
        m_record_valid <= 1'b1;
        result_q       <= RESULT_OK;
        state_q        <= STATE_IDLE;
      end
    endcase

    m_record           <= '0;
    m_record.time_ns   <= time_ns;
    m_record.what      <= TRADE_COMMIT;
    m_record.reason    <= {5'd0, result_q};
    m_record.rule      <= t_table;
    m_record.old_token <= {8'd0, t_row};
    m_record.price     <= crc_q;
    if (state_q == STATE_EMPTY) begin
      m_record.rule      <= 8'hff;
      m_record.old_token <= 32'd0;
      m_record.price     <= 32'd0;
      m_record.reason    <= {5'd0, RESULT_OK};
    end else if (result_q == RESULT_OK && t_table == TABLE_LEND) begin
      m_record.what      <= TRADE_LEND;
      m_record.reason    <= 8'd1;
      m_record.rule      <= 8'd0;
      m_record.old_token <= 32'd0;
      m_record.price     <= 32'd0;
      m_record.tcp_seq   <= words_q[0 +: 32];
      m_record.quantity  <= words_q[64 +: 32];
      m_record.token     <= words_q[128 +: 32];
    end else if (result_q == RESULT_OK && t_table == TABLE_ANSWER) begin
      m_record.what      <= TRADE_ANSWER;
      m_record.reason    <= words_q[7:0];
      m_record.rule      <= 8'd0;
      m_record.token     <= words_q[32 +: 32];
      m_record.quantity  <= words_q[64 +: 32];
      m_record.price     <= words_q[96 +: 32];
      m_record.old_token <= words_q[128 +: 32];
      m_record.symbol    <= symbol_q;
      m_record.side      <= sell_q ? "S" : "B";
    end

    if (rst) begin
      state_q        <= STATE_IDLE;
      result_q       <= RESULT_NONE;
      hash_q         <= 32'd0;
      m_record_valid <= 1'b0;
    end
  end

endmodule

`default_nettype wire
