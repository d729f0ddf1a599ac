/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * make_input: what the tests of the plugin feed it.
 *
 *   make_input capture FILE N STEP   N frames, STEP ns apart; prints their times, one a line
 *   make_input bar FILE              registers of a device at rest, as a board's BAR 0 reads
 */
#include <inttypes.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <touchwire/regs.h>

#define FIRST_NS UINT64_C(1580392800123456789)

static int capture(const char *path, unsigned int n, uint64_t step)
{
	pcap_t *pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, 65535,
							    PCAP_TSTAMP_PRECISION_NANO);
	pcap_dumper_t *out = pcap_dump_open(pcap, path);
	/* Local experimental ethertype: no feed, delivered all the same. */
	uint8_t data[1514] = { 1, 0, 0x5e, 0, 0, 1, 2, 'T', 'W', 0, 0, 1, 0x88, 0xb5 };
	unsigned int i;

	if (out == NULL) {
		fprintf(stderr, "%s: %s\n", path, pcap_geterr(pcap));
		return 1;
	}
	for (i = 0; i < n; i++) {
		uint64_t at = FIRST_NS + i * step + i % 7;
		struct pcap_pkthdr header = {
			.ts = { .tv_sec = (time_t)(at / 1000000000u),
				.tv_usec = (suseconds_t)(at % 1000000000u) },
			.caplen = 60 + i * 37 % 1400,
			.len = 60 + i * 37 % 1400,
		};

		data[14] = (uint8_t)(i >> 8);
		data[15] = (uint8_t)i;
		pcap_dump((u_char *)out, &header, data);
		printf("%" PRIu64 "\n", at);
	}
	pcap_dump_close(out);
	pcap_close(pcap);
	return 0;
}

static int bar(const char *path)
{
	static uint32_t words[0x2000 / 4];
	FILE *file = fopen(path, "wb");

	words[TW_IDENT_MAGIC / 4] = TW_IDENT_MAGIC_VALUE;
	words[TW_IDENT_INTERFACE / 4] = TW_IDENT_INTERFACE_VALUE;
	words[TW_IDENT_MAP_HASH / 4] = TW_MAP_HASH;
	words[TW_IDENT_CLOCK_KHZ / 4] = TW_IDENT_CLOCK_KHZ_VALUE;
	words[TW_IDENT_SYMBOLS / 4] = 64;
	words[TW_IDENT_LOCATES / 4] = 65536;
	words[TW_CONTROL_STATUS / 4] = TW_CONTROL_STATUS_DMA_IDLE_MASK;
	if (file == NULL || fwrite(words, sizeof(words), 1, file) != 1 ||
	    fclose(file) != 0) {
		perror(path);
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	if (argc == 5 && strcmp(argv[1], "capture") == 0)
		return capture(argv[2], (unsigned int)atoi(argv[3]),
			       strtoull(argv[4], NULL, 0));
	if (argc == 3 && strcmp(argv[1], "bar") == 0)
		return bar(argv[2]);
	fprintf(stderr, "usage: make_input capture FILE N STEP | bar FILE\n");
	return 2;
}
