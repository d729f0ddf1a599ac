/* SPDX-License-Identifier: BSD-3-Clause */
/* soup_link: what both ends of a SoupBinTCP connection have: parser, output, timers. */
#ifndef TW_SOUP_LINK_H
#define TW_SOUP_LINK_H

#include <touchwire/soup.h>

#define SOUP_HEADER 3u

struct soup_link {
	struct tw_soup_parser parser;
	uint8_t *output;
	size_t head, tail, size;
	size_t length_max;
	uint64_t heartbeat_ns, silence_ns;
	uint64_t sent_ns, heard_ns;
	char heartbeat; /* its type */
};

/* Zero sizes and times mean the defaults. 0, -EINVAL or -ENOMEM. */
int tw_soup_link_init(struct soup_link *link, char heartbeat, size_t length_max,
		      size_t output_size, uint64_t now_ns);
void tw_soup_link_free(struct soup_link *link);
/* Queue a packet that is part of the protocol: there is always room for a few. */
void tw_soup_link_control(struct soup_link *link, char type, const void *payload,
			  size_t length, uint64_t now_ns);
/* Queue data. 0, -EAGAIN or -EMSGSIZE. */
int tw_soup_link_data(struct soup_link *link, char type, const void *payload,
		      size_t length, uint64_t now_ns);
size_t tw_soup_link_output(const struct soup_link *link, const uint8_t **bytes);
void tw_soup_link_sent(struct soup_link *link, size_t length);
/* Queue a heartbeat if one is due. True when the peer has been silent too long. */
bool tw_soup_link_advance(struct soup_link *link, bool heartbeats, uint64_t now_ns);

/* Text of a padded field without its padding. */
void tw_soup_trim(char *out, const uint8_t *field, size_t length);
/* @text, blank if NULL, into a field padded on the right; false when it is too long. */
bool tw_soup_field(uint8_t *field, size_t length, const char *text);
/* @value right-aligned in TW_SOUP_NUMBER characters. */
void tw_soup_digits(uint8_t *field, uint64_t value);
/* @type for a sentence: itself, or '?' when it cannot be printed. */
char tw_soup_shown(char type);

#endif
