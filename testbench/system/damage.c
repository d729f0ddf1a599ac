/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * damage: spoil frames of a capture, reproducibly.
 *
 *   damage SEED PERMILLE IN.pcap OUT.pcap [DELAY_NS]
 *
 * PERMILLE of 1000 frames suffer one of: cut at any byte, bytes changed anywhere, a MoldUDP64
 * count or block length changed, a VLAN tag added, sent twice, swapped with the next one.
 * Times stay in order; all are DELAY_NS later, below a second.  Exit status 1 with a message when a file cannot be used.
 */
#include <pcap/pcap.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FRAME_MAX 16000u
#define MOLD 42u /* offset of MoldUDP64 in a frame without tag and options */

static uint64_t state;
static suseconds_t delay_ns;

static uint32_t below(uint32_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (uint32_t)(state >> 11) % n;
}

struct frame {
	uint8_t bytes[FRAME_MAX + 4];
	uint32_t length;
};

/* A length field of the packet: the count, or what stands at a block's first byte. */
static void spoil_lengths(struct frame *f)
{
	uint32_t at = MOLD + 18;

	for (uint32_t hops = below(6); hops && at + 2 < f->length; hops--)
		at = at == MOLD + 18
			     ? MOLD + 20
			     : at + 2 + ((uint32_t)f->bytes[at] << 8 | f->bytes[at + 1]);
	if (at + 2 > f->length)
		return;
	f->bytes[at] = below(3) ? 0 : (uint8_t)below(256);
	f->bytes[at + 1] = (uint8_t)(below(2) ? below(12) : below(256));
}

static void add_tag(struct frame *f)
{
	static const uint8_t tags[2][2] = { { 0x81, 0x00 }, { 0x88, 0xa8 } };

	if (f->length < 14 || f->length > FRAME_MAX)
		return;
	memmove(f->bytes + 16, f->bytes + 12, f->length - 12);
	memcpy(f->bytes + 12, tags[below(2)], 2);
	f->bytes[14] = 0;
	f->bytes[15] = (uint8_t)below(256);
	f->length += 4;
}

/*
 * Any byte but session and sequence: a frame check sequence guards those on a wire, and one
 * false packet that passed it would end the session's use as a test.
 */
static uint8_t *any_byte(struct frame *f, uint32_t limit)
{
	uint32_t at = below(f->length < limit ? f->length : limit);

	return &f->bytes[at >= MOLD && at < MOLD + 18 ? at - MOLD : at];
}

static void spoil(struct frame *f)
{
	switch (below(5)) {
	case 0:
		f->length = 1 + below(f->length);
		break;
	case 1:
		for (uint32_t n = 1 + below(3); n; n--)
			*any_byte(f, FRAME_MAX) = (uint8_t)below(256);
		break;
	case 2: /* of the headers only */
		*any_byte(f, MOLD + 20) ^= (uint8_t)(1u << below(8));
		break;
	case 3:
		spoil_lengths(f);
		break;
	default:
		for (uint32_t n = 1 + below(3); n; n--)
			add_tag(f);
	}
}

static void put(pcap_dumper_t *out, const struct pcap_pkthdr *when, const struct frame *f)
{
	struct pcap_pkthdr header = *when;

	/* Of a capture with nanoseconds, which stand where libpcap says microseconds. */
	header.ts.tv_usec += delay_ns;
	header.ts.tv_sec += header.ts.tv_usec / 1000000000;
	header.ts.tv_usec %= 1000000000;
	header.caplen = header.len = f->length;
	pcap_dump((u_char *)out, &header, f->bytes);
}

static void work(pcap_t *in, pcap_dumper_t *out, uint32_t permille)
{
	static struct frame f, held;
	struct pcap_pkthdr *header;
	const u_char *bytes;
	bool holding = false;

	while (pcap_next_ex(in, &header, &bytes) == 1) {
		f.length = header->caplen < FRAME_MAX ? header->caplen : FRAME_MAX;
		memcpy(f.bytes, bytes, f.length);
		if (below(1000) < permille)
			spoil(&f);
		if (!holding && below(1000) < permille / 8) {
			held = f;
			holding = true;
			continue;
		}
		put(out, header, &f);
		if (below(1000) < permille / 8)
			put(out, header, &f);
		if (holding)
			put(out, header, &held);
		holding = false;
	}
}

int main(int argc, char **argv)
{
	char why[PCAP_ERRBUF_SIZE];
	pcap_dumper_t *out;
	pcap_t *in;

	if (argc != 5 && argc != 6) {
		fprintf(stderr,
			"usage: damage SEED PERMILLE IN.pcap OUT.pcap [DELAY_NS]\n");
		return 2;
	}
	state = strtoull(argv[1], NULL, 0) * 0x9e3779b97f4a7c15u | 1;
	if (argc == 6)
		delay_ns = (suseconds_t)strtoul(argv[5], NULL, 0);
	in = pcap_open_offline_with_tstamp_precision(argv[3], PCAP_TSTAMP_PRECISION_NANO,
						     why);
	if (!in) {
		fprintf(stderr, "damage: %s\n", why);
		return 1;
	}
	out = pcap_dump_open(in, argv[4]);
	if (!out) {
		fprintf(stderr, "damage: %s\n", pcap_geterr(in));
		return 1;
	}
	work(in, out, (uint32_t)strtoul(argv[2], NULL, 0));
	pcap_dump_close(out);
	pcap_close(in);
	return 0;
}
