// SPDX-License-Identifier: BSD-3-Clause
// silence: which lines have not been heard for too long.
//
//   s_take  in   a packet of today's session begins, in the frame that came at s_arrival
//   marks   out  {all lines silent for stale_ns, line B for silence_ns, line A for silence_ns}
//
// Latency     1 cycle, deadline or s_take to marks; 3 to that of all lines. Within a frame nobody
//             falls silent: its packet may be of the session, so what counts is its first beat.
// Throughput  1 packet a line and cycle.
// Stall       never.
// Reset       synchronous; nobody is silent.
//
// A line is heard, too, when it is enabled and when a limit is set.

`default_nettype none

module silence (
  input  wire logic         clk,
  input  wire logic         rst,
  input  wire logic [63:0]  time_ns,
  input  wire logic         cfg_a_on,
  input  wire logic         cfg_b_on,
  input  wire logic [31:0]  cfg_silence_ns,    // 0: never
  input  wire logic [31:0]  cfg_stale_ns,      // 0: never

  input  wire logic         s_a_tvalid,        // beats at the ports
  input  wire logic         s_a_tlast,
  input  wire logic         s_a_take,
  input  wire logic [62:0]  s_a_arrival,
  input  wire logic         s_b_tvalid,
  input  wire logic         s_b_tlast,
  input  wire logic         s_b_take,
  input  wire logic [62:0]  s_b_arrival,

  output logic [2:0]        marks,
  output logic              due                // time alone will set another mark
);

  logic [31:0] silence_q, stale_q;
  logic        a_on_q, b_on_q;
  logic [63:0] a_heard_q, b_heard_q;
  logic        a_late_q, b_late_q, a_stale_q, b_stale_q;
  logic [1:0]  a_frame_q, b_frame_q;           // inside a frame, and until its header is judged
  logic        both_q, all_q;                  // all lines are late; and no frame from before may help
  logic        a_wait_q, b_wait_q;             // that frame is under way

  wire set = silence_q != cfg_silence_ns || stale_q != cfg_stale_ns;
  wire a_starts = cfg_a_on && (!a_on_q || set);
  wire b_starts = cfg_b_on && (!b_on_q || set);

  wire both = (cfg_a_on || cfg_b_on) && (!cfg_a_on || a_stale_q) && (!cfg_b_on || b_stale_q);

  assign marks[0] = cfg_a_on && a_late_q;
  assign marks[1] = cfg_b_on && b_late_q;
  assign marks[2] = both && all_q;
  assign due = (cfg_silence_ns != 32'd0 && ((cfg_a_on && !a_late_q) || (cfg_b_on && !b_late_q)))
               || (cfg_stale_ns != 32'd0 && (cfg_a_on || cfg_b_on) && !marks[2]);

  // A clock that was set back makes nobody silent: the deadline is compared, not the difference.
  wire a_is_late  = time_ns >= a_heard_q + {32'd0, cfg_silence_ns};
  wire b_is_late  = time_ns >= b_heard_q + {32'd0, cfg_silence_ns};
  wire a_is_stale = time_ns >= a_heard_q + {32'd0, cfg_stale_ns};
  wire b_is_stale = time_ns >= b_heard_q + {32'd0, cfg_stale_ns};

  always_ff @(posedge clk) begin
    silence_q <= cfg_silence_ns;
    stale_q   <= cfg_stale_ns;
    a_on_q    <= cfg_a_on;
    b_on_q    <= cfg_b_on;

    if (s_a_tvalid) a_frame_q <= s_a_tlast ? 2'd2 : 2'd3;
    else if (a_frame_q == 2'd2 || a_frame_q == 2'd1) a_frame_q <= a_frame_q - 2'd1;
    if (s_b_tvalid) b_frame_q <= s_b_tlast ? 2'd2 : 2'd3;
    else if (b_frame_q == 2'd2 || b_frame_q == 2'd1) b_frame_q <= b_frame_q - 2'd1;

    if (a_frame_q == 2'd0) begin
      a_late_q  <= cfg_silence_ns != 32'd0 && a_is_late;
      a_stale_q <= cfg_stale_ns != 32'd0 && a_is_stale;
    end
    if (b_frame_q == 2'd0) begin
      b_late_q  <= cfg_silence_ns != 32'd0 && b_is_late;
      b_stale_q <= cfg_stale_ns != 32'd0 && b_is_stale;
    end

    both_q   <= both;
    a_wait_q <= a_frame_q != 2'd0 && (both_q ? a_wait_q : both && cfg_a_on);
    b_wait_q <= b_frame_q != 2'd0 && (both_q ? b_wait_q : both && cfg_b_on);
    all_q    <= both && both_q && !a_wait_q && !b_wait_q;

    if (s_a_take) a_heard_q <= {1'b0, s_a_arrival};
    if (s_b_take) b_heard_q <= {1'b0, s_b_arrival};
    if (a_starts) a_heard_q <= time_ns;
    if (b_starts) b_heard_q <= time_ns;
    if (rst || s_a_take || a_starts || !cfg_a_on) begin
      a_late_q  <= 1'b0;
      a_stale_q <= 1'b0;
    end
    if (rst || s_b_take || b_starts || !cfg_b_on) begin
      b_late_q  <= 1'b0;
      b_stale_q <= 1'b0;
    end
    if (rst) begin
      both_q    <= 1'b0;
      silence_q <= 32'd0;
      stale_q   <= 32'd0;
      a_on_q    <= 1'b0;
      b_on_q    <= 1'b0;
      a_frame_q <= 2'd0;
      b_frame_q <= 2'd0;
    end
  end

endmodule

`default_nettype wire
