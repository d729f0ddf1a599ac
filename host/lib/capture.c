/* SPDX-License-Identifier: BSD-3-Clause */
/* capture: reading one pcap or pcapng file through libpcap, and writing pcap. */
#include <errno.h>
#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <touchwire/capture.h>

#define NS_PER_S 1000000000u

struct tw_capture {
	pcap_t *pcap;
	char *path;
	uint64_t size;
	uint64_t offset; /* behind the last good frame */
	uint64_t frames;
};

/* Why @path cannot even be looked at. */
static int check_file(const char *path, uint64_t *size, struct tw_error *error)
{
	struct stat info;

	if (stat(path, &info) < 0) {
		int code = -errno;

		return tw_fail(error, code, "%s: %s; check the path", path,
			       strerror(-code));
	}
	if (S_ISDIR(info.st_mode))
		return tw_fail(error, -EISDIR, "%s: is a directory; name a capture file",
			       path);
	if (S_ISREG(info.st_mode) && info.st_size == 0)
		return tw_fail(error, -ENODATA,
			       "%s: is empty (0 bytes); capture or generate it again",
			       path);
	*size = S_ISREG(info.st_mode) ? (uint64_t)info.st_size : 0;
	return 0;
}

static int open_pcap(struct tw_capture *capture, const char *path, struct tw_error *error)
{
	char reason[PCAP_ERRBUF_SIZE] = "";
	FILE *file = fopen(path, "rb");

	if (!file) {
		int code = -errno;

		return tw_fail(error, code,
			       "%s: cannot be read: %s; check its permissions", path,
			       strerror(-code));
	}
	capture->pcap = pcap_fopen_offline_with_tstamp_precision(
		file, PCAP_TSTAMP_PRECISION_NANO, reason);
	if (!capture->pcap) {
		fclose(file);
		return tw_fail(error, -EBADMSG,
			       "%s: offset 0: not a pcap or pcapng capture (%s); "
			       "Nasdaq's .itch files go through touchwire convert",
			       path, reason);
	}
	return 0;
}

int tw_capture_open(struct tw_capture **out, const char *path, struct tw_error *error)
{
	struct tw_capture *capture = calloc(1, sizeof(*capture));
	int code = -ENOMEM;
	int link;

	if (!capture || !(capture->path = strdup(path))) {
		tw_fail(error, code, "%s: no memory", path);
		goto out_free;
	}
	code = check_file(path, &capture->size, error);
	if (code == 0)
		code = open_pcap(capture, path, error);
	if (code < 0)
		goto out_free;
	link = pcap_datalink(capture->pcap);
	if (link != DLT_EN10MB) {
		const char *name = pcap_datalink_val_to_name(link);

		code = tw_fail(error, -EMEDIUMTYPE,
			       "%s: offset 20: link type %d (%s) is not Ethernet; "
			       "capture on an Ethernet interface",
			       path, link, name ? name : "unknown");
		goto out_free;
	}
	capture->offset = (uint64_t)ftello(pcap_file(capture->pcap));
	*out = capture;
	return 0;

out_free:
	tw_capture_close(capture);
	return code;
}

int tw_capture_next(struct tw_capture *capture, struct tw_capture_frame *frame,
		    struct tw_error *error)
{
	struct pcap_pkthdr *head;
	const u_char *bytes;
	int got = pcap_next_ex(capture->pcap, &head, &bytes);

	if (got == PCAP_ERROR_BREAK)
		return 0;
	if (got != 1)
		return tw_fail(
			error, -EBADMSG,
			"%s: offset %llu, after %llu frames: %s; the file is cut or "
			"damaged, copy or capture it again",
			capture->path, (unsigned long long)capture->offset,
			(unsigned long long)capture->frames, pcap_geterr(capture->pcap));
	capture->offset = (uint64_t)ftello(pcap_file(capture->pcap));
	capture->frames++;
	frame->bytes = bytes;
	frame->captured = head->caplen;
	frame->wire = head->len;
	/* With nanosecond precision libpcap puts nanoseconds into tv_usec. */
	frame->time_ns =
		(uint64_t)head->ts.tv_sec * NS_PER_S + (uint64_t)head->ts.tv_usec;
	frame->port = 0;
	return 1;
}

uint64_t tw_capture_offset(const struct tw_capture *capture)
{
	return capture->offset;
}

uint64_t tw_capture_size(const struct tw_capture *capture)
{
	return capture->size;
}

const char *tw_capture_path(const struct tw_capture *capture)
{
	return capture->path;
}

void tw_capture_close(struct tw_capture *capture)
{
	if (!capture)
		return;
	if (capture->pcap)
		pcap_close(capture->pcap);
	free(capture->path);
	free(capture);
}

/* ---- writing ----------------------------------------------------------------------------- */
struct tw_capture_writer {
	pcap_t *pcap;
	pcap_dumper_t *dumper;
	char *path;
};

int tw_capture_create(struct tw_capture_writer **out, const char *path,
		      struct tw_error *error)
{
	struct tw_capture_writer *writer = calloc(1, sizeof(*writer));

	if (!writer)
		return tw_fail(error, -ENOMEM, "%s: no memory", path);
	writer->path = strdup(path);
	writer->pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, TW_NET_FRAME_MAX,
							    PCAP_TSTAMP_PRECISION_NANO);
	if (writer->path && writer->pcap)
		writer->dumper = pcap_dump_open(writer->pcap, path);
	if (!writer->dumper) {
		int code = errno ? -errno : -EIO;

		tw_fail(error, code, "%s: cannot be written: %s; choose another path",
			path, writer->pcap ? pcap_geterr(writer->pcap) : "no memory");
		if (writer->pcap)
			pcap_close(writer->pcap);
		free(writer->path);
		free(writer);
		return code;
	}
	*out = writer;
	return 0;
}

void tw_capture_write(struct tw_capture_writer *writer, uint64_t time_ns,
		      const void *frame, uint32_t length)
{
	struct pcap_pkthdr head = {
		.ts = { .tv_sec = (time_t)(time_ns / NS_PER_S),
			.tv_usec = (suseconds_t)(time_ns % NS_PER_S) },
		.caplen = length,
		.len = length,
	};

	pcap_dump((u_char *)writer->dumper, &head, frame);
}

int tw_capture_finish(struct tw_capture_writer *writer, struct tw_error *error)
{
	int code = 0;

	errno = 0;
	if (pcap_dump_flush(writer->dumper) < 0 ||
	    ferror(pcap_dump_file(writer->dumper))) {
		code = errno ? -errno : -EIO;
		tw_fail(error, code,
			"%s: cannot be written: %s; the file is not complete",
			writer->path, strerror(-code));
	}
	pcap_dump_close(writer->dumper);
	pcap_close(writer->pcap);
	free(writer->path);
	free(writer);
	return code;
}
