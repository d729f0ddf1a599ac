/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fst2vcd IN.fst OUT.vcd: the waves of the simulator as text. Verilator brings the source that
 * reads and writes FST, so nothing more need be installed.
 */
#include <stdio.h>

#include "fstapi.h"

int main(int argc, char **argv)
{
	void *reader;
	FILE *out;
	int read;

	if (argc != 3) {
		fputs("usage: fst2vcd IN.fst OUT.vcd\n", stderr);
		return 2;
	}
	reader = fstReaderOpen(argv[1]);
	if (reader == NULL) {
		fprintf(stderr, "fst2vcd: %s: no FST file\n", argv[1]);
		return 3;
	}
	out = fopen(argv[2], "w");
	if (out == NULL) {
		perror(argv[2]);
		fstReaderClose(reader);
		return 4;
	}
	/* The hierarchy first: reading it forgets which signals were asked for. */
	read = fstReaderProcessHier(reader, out);
	fstReaderSetFacProcessMaskAll(reader);
	read = read && fstReaderIterBlocks(reader, NULL, NULL, out);
	fstReaderClose(reader);
	if (fclose(out) != 0 || !read) {
		fprintf(stderr, "fst2vcd: %s: not written\n", argv[2]);
		return 4;
	}
	return 0;
}
