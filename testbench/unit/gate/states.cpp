// SPDX-License-Identifier: BSD-3-Clause
// states: what makes an intent unfit to go, whatever the limits are.
#include "plain.h"
#include "tests.h"

void test_flags(Bench &b)
{
	static const enum tw_reason flags[10] = {
		TW_REASON_STALE,   TW_REASON_INEXACT, TW_REASON_HALTED, TW_REASON_CROSSED,
		TW_REASON_CROSSED, TW_REASON_PASS,    TW_REASON_PASS,	TW_REASON_PASS,
		TW_REASON_STALE,   TW_REASON_STALE,
	};

	for (unsigned bit = 0; bit < 10; bit++) {
		plain(b);
		b.intent.flags = uint16_t(1u << bit);
		sends(b, flags[bit], "E8 a flag");
	}
}

void test_falls(Bench &b)
{
	static const enum tw_reason wanted[7] = {
		TW_REASON_KILLED, TW_REASON_DISARMED, TW_REASON_WINDOW,	 TW_REASON_WINDOW,
		TW_REASON_LINK,	  TW_REASON_BUSY,     TW_REASON_JOURNAL,
	};

	for (unsigned what = 0; what < 7; what++)
		for (unsigned at = 0; at < 8; at++) {
			plain(b);
			bool *state[7] = { &b.now.killed,   &b.now.armed,
					   &b.now.lent,	    &b.now.window_ok,
					   &b.now.link_up,  &b.now.sender_ready,
					   &b.now.log_ready };

			b.idle(2);
			b.last_reason = -1;
			b.intent.born = uint32_t(b.time());
			b.offering = true;
			for (unsigned i = 0; i < 10; i++) {
				if (i == at)
					*state[what] = !*state[what];
				b.step();
			}
			b.expect(b.last_reason, at <= 2 ? wanted[what] : TW_REASON_PASS,
				 "E1 in flight");
		}
}
