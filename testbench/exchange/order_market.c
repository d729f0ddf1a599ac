/* SPDX-License-Identifier: BSD-3-Clause */
#include "order_case.h"

#include <string.h>

#include "script.h"

static struct tw_itch directory(uint16_t locate, const char *stock)
{
	struct tw_itch m = { .type = 'R', .locate = locate };

	memcpy(m.u.directory.stock, stock, 8);
	return m;
}

static struct tw_itch state_of(uint16_t locate, char state)
{
	struct tw_itch m = { .type = 'H', .locate = locate, .u.action.state = state };

	return m;
}

static struct tw_itch add(uint64_t reference, char side, uint32_t shares, uint32_t price)
{
	struct tw_itch m = { .type = 'A', .locate = 1 };

	m.u.add.reference = reference;
	m.u.add.side = side;
	m.u.add.shares = shares;
	m.u.add.price = price;
	return m;
}

static struct tw_itch drop(uint64_t reference)
{
	struct tw_itch m = { .type = 'D', .locate = 1, .u.remove.reference = reference };

	return m;
}

/* None changes the touch but as the comments say. */
struct exchange_market *order_case_market(void)
{
	struct tw_itch open[] = { directory(1, "AAPL    "), directory(2, "MSFT    "),
				  state_of(1, 'T'), state_of(2, 'P') };
	struct tw_itch first[] = { add(1, 'B', 100, 48), add(2, 'S', 60, 50),
				   add(3, 'S', 1, 90), drop(3) };
	struct tw_itch second[] = { add(4, 'S', 10, 49), add(5, 'S', 1, 90), drop(5),
				    state_of(2, 'P') }; /* ask 49 x 10 */
	struct tw_itch third[] = { drop(4), add(6, 'S', 1, 90), drop(6),
				   state_of(2, 'P') }; /* ask 50 x 60 again */
	struct script script;

	script_begin(&script, "orders.pcap", 1, NOON + 1);
	script_put(&script, 1 * MS, open, 4);
	script_put(&script, 2 * MS, first, 4);
	script_put(&script, 3 * MS, second, 4);
	script_put(&script, 4 * MS, third, 4);
	return script_end(&script);
}
