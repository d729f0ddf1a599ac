/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * naive [--symbols A,B | --all] [--capacity N] [--hold NS] [--silence NS] [--stale NS]
 *       [--udp-check] [--counters FILE] A.pcap [B.pcap]
 *
 * Prints the CSV of touch changes; reads classic pcap files of Ethernet frames by itself.
 */
#include <stdlib.h>
#include <string.h>

#include "naive.h"

struct options options = { .capacity = 64, .hold_ns = 1000000 };

struct tally {
	char bank[16], cause[16];
	uint64_t n;
};
static struct tally tallies[256];

void count_many(const char *bank, const char *cause, uint64_t amount)
{
	struct tally *t = tallies;

	while (t->bank[0] && (strcmp(t->bank, bank) != 0 || strcmp(t->cause, cause) != 0))
		t++;
	snprintf(t->bank, sizeof(t->bank), "%s", bank);
	snprintf(t->cause, sizeof(t->cause), "%s", cause);
	t->n += amount;
}

void count(const char *bank, const char *cause)
{
	count_many(bank, cause, 1);
}

void print_counts(FILE *out)
{
	for (const struct tally *t = tallies; t->bank[0]; t++)
		fprintf(out, "%s%s%s %llu\n", t->bank, t->cause[0] ? "." : "", t->cause,
			(unsigned long long)t->n);
}

/* ---- pcap ------------------------------------------------------------------------------- */
struct pcap {
	FILE *file;
	bool swapped, nano;
	bool ready; /* a frame stands in @bytes */
	uint64_t time;
	size_t length;
	uint8_t bytes[65536];
};

static uint32_t word(const struct pcap *p, const uint8_t *at)
{
	uint32_t n = (uint32_t)number(at, 4);

	return p->swapped ? n : __builtin_bswap32(n);
}

static void die(const char *path, const char *what)
{
	fprintf(stderr, "naive: %s: %s\n", path, what);
	exit(2);
}

static void pcap_open(struct pcap *p, const char *path)
{
	uint8_t head[24];

	p->file = fopen(path, "rb");
	if (!p->file || fread(head, 1, 24, p->file) != 24)
		die(path, "cannot be read");
	/* The magic as written by a big-endian machine; `swapped` means big-endian here. */
	p->swapped = head[0] == 0xa1;
	p->nano = word(p, head) == 0xa1b23c4d;
	if (!p->nano && word(p, head) != 0xa1b2c3d4)
		die(path, "not a pcap file");
}

static void pcap_fill(struct pcap *p, const char *path)
{
	uint8_t head[16];
	size_t got;

	if (!p->file || p->ready)
		return;
	got = fread(head, 1, 16, p->file);
	if (got == 0)
		return;
	if (got != 16)
		die(path, "cut");
	p->time = word(p, head) * 1000000000ull +
		  word(p, head + 4) * (p->nano ? 1ull : 1000);
	p->length = word(p, head + 8);
	if (p->length > sizeof(p->bytes) ||
	    fread(p->bytes, 1, p->length, p->file) != p->length)
		die(path, "cut");
	p->ready = true;
}

static void run(const char *const *paths, unsigned n)
{
	static struct pcap pcaps[2];

	feed_lines(n);
	for (unsigned i = 0; i < n; i++)
		pcap_open(&pcaps[i], paths[i]);
	for (;;) {
		struct pcap *p = &pcaps[0];

		for (unsigned i = 0; i < n; i++)
			pcap_fill(&pcaps[i], paths[i]);
		if (pcaps[1].ready && (!p->ready || pcaps[1].time < p->time))
			p = &pcaps[1];
		if (!p->ready)
			break;
		feed_frame(p == &pcaps[1], p->bytes, p->length, p->time);
		p->ready = false;
	}
	feed_end();
}

int main(int argc, char **argv)
{
	const char *paths[2], *counters = NULL;
	unsigned n = 0;

	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";

		if (strcmp(argv[i], "--all") == 0) {
			options.all = true;
		} else if (strcmp(argv[i], "--symbols") == 0) {
			for (char *s = strtok(argv[++i], ","); s; s = strtok(NULL, ","))
				book_list(s);
		} else if (strcmp(argv[i], "--capacity") == 0) {
			options.capacity = (unsigned)atoi(value), i++;
		} else if (strcmp(argv[i], "--hold") == 0) {
			options.hold_ns = strtoull(value, NULL, 10), i++;
		} else if (strcmp(argv[i], "--silence") == 0) {
			options.silence_ns = strtoull(value, NULL, 10), i++;
		} else if (strcmp(argv[i], "--stale") == 0) {
			options.stale_ns = strtoull(value, NULL, 10), i++;
		} else if (strcmp(argv[i], "--udp-check") == 0) {
			options.udp_check = true;
		} else if (strcmp(argv[i], "--counters") == 0) {
			counters = value, i++;
		} else if (n < 2) {
			paths[n++] = argv[i];
		}
	}
	if (n == 0)
		die("usage", "naive [--symbols A,B | --all] A.pcap [B.pcap]");
	printf("feed_seq,exchange_ns,symbol,bid_price,bid_size,ask_price,ask_size,"
	       "flags\n");
	run(paths, n);
	if (counters) {
		FILE *out = fopen(counters, "w");

		if (!out)
			die(counters, "cannot be written");
		print_counts(out);
		fclose(out);
	}
	return 0;
}
