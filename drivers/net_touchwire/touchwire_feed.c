/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_feed: see touchwire_feed.h. */
#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "touchwire_feed.h"
#include "touchwire_live.h"

#define ERROR_MAX 512

struct touchwire_feed {
	pcap_t *pcap;
	struct touchwire_live *live; /* instead of pcap */
	char *path;
	bool have; /* frame is the next one */
	struct touchwire_feed_frame frame;
	char error[ERROR_MAX];
};

/* Where libpcap stands in the file; -1 in a pipe. */
static long offset_of(const struct touchwire_feed *feed)
{
	return ftell(pcap_file(feed->pcap));
}

static void read_next(struct touchwire_feed *feed)
{
	long offset = offset_of(feed);
	struct pcap_pkthdr *header;
	const u_char *data;
	int got;

	feed->have = false;
	got = pcap_next_ex(feed->pcap, &header, &data);
	if (got == PCAP_ERROR_BREAK)
		return;
	if (got != 1) {
		snprintf(feed->error, sizeof(feed->error),
			 "%s: breaks off after offset %ld: %s", feed->path, offset,
			 pcap_geterr(feed->pcap));
		return;
	}
	/* With nanosecond precision asked for, tv_usec holds nanoseconds. */
	feed->frame = (struct touchwire_feed_frame){
		.data = data,
		.length = header->caplen,
		.wire = header->len,
		.time_ns = (uint64_t)header->ts.tv_sec * UINT64_C(1000000000) +
			   (uint64_t)header->ts.tv_usec,
	};
	feed->have = true;
}

static int open_pcap(struct touchwire_feed *feed, FILE *file, char *error, size_t size)
{
	char reason[PCAP_ERRBUF_SIZE];
	struct stat st;
	int link;

	if (fstat(fileno(file), &st) == 0 && S_ISDIR(st.st_mode)) {
		snprintf(error, size, "%s: is a folder, want a capture", feed->path);
		fclose(file);
		return -EISDIR;
	}
	feed->pcap = pcap_fopen_offline_with_tstamp_precision(
		file, PCAP_TSTAMP_PRECISION_NANO, reason);
	if (feed->pcap == NULL) {
		long offset = ftell(file);

		snprintf(error, size, "%s: not a pcap or pcapng capture (offset %ld): %s",
			 feed->path, offset, offset == 0 ? "empty file" : reason);
		fclose(file);
		return -EBADMSG;
	}
	link = pcap_datalink(feed->pcap);
	if (link != DLT_EN10MB) {
		const char *name = pcap_datalink_val_to_name(link);

		snprintf(error, size,
			 "%s: link type %s (%d) in the header before offset %ld, "
			 "want Ethernet",
			 feed->path, name == NULL ? "unknown" : name, link,
			 offset_of(feed));
		return -EPROTONOSUPPORT;
	}
	read_next(feed);
	if (feed->error[0] != '\0') {
		snprintf(error, size, "%s", feed->error);
		return -EBADMSG;
	}
	if (!feed->have) {
		snprintf(error, size, "%s: no frame in it (ends at offset %ld)",
			 feed->path, offset_of(feed));
		return -ENODATA;
	}
	return 0;
}

static int open_file(struct touchwire_feed *feed, char *error, size_t size)
{
	FILE *file = fopen(feed->path, "rb");
	int err = -errno;

	if (file != NULL)
		return open_pcap(feed, file, error, size);
	snprintf(error, size, "%s: %s", feed->path, strerror(-err));
	return err;
}

int touchwire_feed_open(const char *name, struct touchwire_feed **out, char *error,
			size_t size)
{
	struct touchwire_feed *feed = calloc(1, sizeof(*feed));
	int err;

	*out = NULL;
	if (feed != NULL)
		feed->path = strdup(name);
	if (feed == NULL || feed->path == NULL) {
		snprintf(error, size, "%s: %s", name, strerror(ENOMEM));
		touchwire_feed_close(feed);
		return -ENOMEM;
	}
	if (touchwire_live_named(name))
		err = touchwire_live_open(name, &feed->live, error, size);
	else
		err = open_file(feed, error, size);
	if (err != 0) {
		touchwire_feed_close(feed);
		return err;
	}
	*out = feed;
	return 0;
}

static void take_next(struct touchwire_feed *feed)
{
	char reason[ERROR_MAX / 2] = "";

	feed->have =
		touchwire_live_take(feed->live, &feed->frame, reason, sizeof(reason));
	if (reason[0] != '\0')
		snprintf(feed->error, sizeof(feed->error), "%.200s: %s", feed->path,
			 reason);
}

const struct touchwire_feed_frame *touchwire_feed_peek(struct touchwire_feed *feed)
{
	if (!feed->have && feed->live != NULL && feed->error[0] == '\0')
		take_next(feed);
	return feed->have ? &feed->frame : NULL;
}

void touchwire_feed_advance(struct touchwire_feed *feed)
{
	if (feed->live != NULL)
		feed->have = false;
	else if (feed->have)
		read_next(feed);
}

bool touchwire_feed_is_live(const struct touchwire_feed *feed)
{
	return feed->live != NULL;
}

const char *touchwire_feed_error(const struct touchwire_feed *feed)
{
	return feed->error[0] == '\0' ? NULL : feed->error;
}

void touchwire_feed_close(struct touchwire_feed *feed)
{
	if (feed == NULL)
		return;
	if (feed->pcap != NULL)
		pcap_close(feed->pcap);
	touchwire_live_close(feed->live);
	free(feed->path);
	free(feed);
}
