/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * make_journal FILE [killed|device]: a day of trading as a journal, for the tests of the program.
 * killed: without CLOSE. device: the device holds another position at the end.
 */
#include <stdio.h>
#include <string.h>

#include "../host/journal_case.h"

int main(int argc, char **argv)
{
	struct tw_journal_position said = { .symbol = "AAPL    ",
					    .position = 99,
					    .source = TW_JOURNAL_OF_DEVICE };
	const char *how = argc > 2 ? argv[2] : "";
	struct day day = { 0 };

	if (argc < 2 || day_open(&day, argv[1], TW_JOURNAL_FLUSH_EACH) < 0) {
		fprintf(stderr, "make_journal: %s\n", day.error.text);
		return 1;
	}
	day_play(&day);
	if (strcmp(how, "device") == 0)
		tw_journal_put(day.journal, TW_JOURNAL_POSITION, day.now, &said,
			       sizeof(said));
	if (strcmp(how, "killed") == 0)
		day_abandon(&day);
	else if (day_close(&day) < 0)
		return 1;
	return day.code != 0;
}
