// SPDX-License-Identifier: BSD-3-Clause
// c16_flip: a bit of a table flips. Faults C16: what is read with it is suspect, and says so.
#include "Vwire_top___024root.h"
#include "day.h"
#include "runs.h"

#include <cstdio>

#define BOOK wire_top__DOT__dut__DOT__u_touchwire__DOT__u_path__DOT__u_book__DOT__
#define LANE u_lanes__DOT__g_lane__BRA__0__KET____DOT__u_ram__DOT__mem
#define JOIN(a, b, c) a##b##c
#define MEMORY(book, table, lane) JOIN(book, table, lane)

static void flip_word(QData &word, unsigned bit)
{
	word ^= QData(1) << bit % 16;
}

template <std::size_t N> static void flip_word(VlWide<N> &word, unsigned bit)
{
	word[bit / 32 % N] ^= 1u << bit % 32;
}

// One bit of every row of a lane, so that the next message reads one of them.
template <class Rows> static void flip_rows(Rows &rows, size_t count, unsigned bit)
{
	for (size_t row = 0; row < count; row++)
		flip_word(rows[row], bit);
}

template <class Word, std::size_t N>
static void flip(VlUnpacked<Word, N> &rows, unsigned bit)
{
	flip_rows(rows, N, bit);
}

static void flip_table(Vwire_top___024root &root, unsigned table, unsigned bit)
{
	switch (table) {
	case 0:
		return flip(root.MEMORY(BOOK, orders__DOT__map__DOT__, LANE), bit);
	case 1:
		return flip(root.MEMORY(BOOK,
					store__DOT__sizes__DOT__levels__DOT__map__DOT__,
					LANE),
			    bit);
	case 2:
		return flip(
			root.MEMORY(
				BOOK,
				store__DOT__g_digit__BRA__0__KET____DOT__stage__DOT__nodes__DOT__map__DOT__,
				LANE),
			bit);
	default:
		return flip(
			root.MEMORY(
				BOOK,
				store__DOT__g_digit__BRA__3__KET____DOT__stage__DOT__nodes__DOT__map__DOT__,
				LANE),
			bit);
	}
}

static bool all_stale(const Wire &w)
{
	for (const struct tw_touch &t : w.latest)
		if (!(t.flags & TW_FLAG_STALE))
			return false;
	return w.latest.size() == SYMBOLS;
}

std::string run_c16_flip(Wire &w, unsigned seed)
{
	static const char *const tables[] = { "orders", "levels", "lowest digit",
					      "highest digits" };
	const Day day = make_day();
	unsigned flips = 0;
	char line[120];

	for (unsigned table = 0; table < 4; table++) {
		for (unsigned n = 0; n < 8 && w.wrong.empty(); n++, flips++) {
			Wire::Setup setup;

			setup.alone = true;
			w.doing = std::string(", a bit of the ") + tables[table];
			w.begin(setup);
			for (const Bytes &frame : day.open)
				w.send(0, frame);
			w.settle();
			if (w.read(TW_CONTROL_STATUS) & TW_CONTROL_STATUS_SPOILT_MASK)
				w.fail("spoilt before a bit flipped");
			flip_table(*w.pins().rootp, table, seed * 8 + n * 5);
			w.send(0, day.moves);
			w.settle();
			w.compare();
			if (!(w.read(TW_CONTROL_STATUS) & TW_CONTROL_STATUS_SPOILT_MASK))
				w.fail("a flipped bit was not seen");
			if (!all_stale(w))
				w.fail("a symbol is not stale");
			// Numbers are whole, but that does not mend a table.
			w.write(TW_CONTROL_FRESH, w.read(TW_COUNT_GAPS));
			w.settle();
			if (!all_stale(w))
				w.fail("FRESH was taken");
			w.clear();
			for (const Bytes &frame : day.open)
				w.send(0, frame);
			w.send(0, day.moves);
			w.settle();
			w.compare();
			if (w.read(TW_CONTROL_STATUS) & TW_CONTROL_STATUS_SPOILT_MASK)
				w.fail("a new day left the table as it was");
			for (const struct tw_touch &t : w.latest)
				if (t.flags & TW_FLAG_STALE)
					w.fail("still stale on a new day");
		}
	}
	snprintf(line, sizeof(line), "%u flips seen, all symbols stale until a new day",
		 flips);
	return line;
}
