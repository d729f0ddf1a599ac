/* SPDX-License-Identifier: BSD-3-Clause */
#include "recover.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <rte_pmd_touchwire.h>

#include "cmd.h"
#include "screen.h"

#define DATAGRAM 65536u
#define BURST 64    /* datagrams taken at a time */
#define LOOKS 1000u /* at a repaired device before a difference is believed */
/* Flags that say how sure a record is, not what it says. */
#define DOUBTS                                                                           \
	(TW_FLAG_STALE | TW_FLAG_LOST | TW_FLAG_SILENT_A | TW_FLAG_SILENT_B |            \
	 TW_FLAG_SILENT | TW_FLAG_ENDED)

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- sockets --------------------------------------------------------------------------------- */
/* A socket that does not block, on its way to its peer; or -errno. */
static int dial(int type, uint32_t ip, uint16_t port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(ip),
	};
	int code, fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0 || errno == EINPROGRESS)
		return fd;
	code = -errno; /* close() may change it */
	close(fd);
	return code;
}

static void send_request(void *ctx, const uint8_t *packet, size_t length)
{
	struct recover *recover = ctx;

	/* A request that does not leave is as one that is lost: it is sent again. */
	if (send(recover->requests, packet, length, 0) < 0)
		return;
}

static int open_stream(void *ctx)
{
	struct recover *recover = ctx;
	int fd =
		dial(SOCK_STREAM, recover->peers.glimpse_ip, recover->peers.glimpse_port);

	if (fd < 0)
		return fd;
	recover->stream = fd;
	return 0;
}

static void close_stream(void *ctx)
{
	struct recover *recover = ctx;

	if (recover->stream >= 0)
		close(recover->stream);
	recover->stream = -1;
}

static void poll_requests(struct recover *recover)
{
	static uint8_t bytes[DATAGRAM];
	ssize_t got;

	for (int i = 0; i < BURST && recover->requests >= 0; i++) {
		got = recv(recover->requests, bytes, sizeof(bytes), 0);
		if (got < 0)
			return;
		tw_recovery_packet(recover->recovery, bytes, (size_t)got, now_ns());
	}
}

static bool hopeless(void)
{
	return errno != EAGAIN && errno != EINPROGRESS && errno != ENOTCONN;
}

static void poll_stream(struct recover *recover)
{
	static uint8_t bytes[DATAGRAM];
	const uint8_t *out = NULL;
	size_t length = tw_recovery_output(recover->recovery, &out);
	ssize_t got;

	if (length) {
		got = send(recover->stream, out, length, MSG_NOSIGNAL);
		if (got > 0)
			tw_recovery_sent(recover->recovery, (size_t)got);
		else if (got < 0 && hopeless())
			tw_recovery_closed(recover->recovery, now_ns());
	}
	if (recover->stream < 0)
		return;
	got = recv(recover->stream, bytes, sizeof(bytes), 0);
	if (got > 0)
		tw_recovery_stream(recover->recovery, bytes, (size_t)got, now_ns());
	else if (got == 0 || hopeless())
		tw_recovery_closed(recover->recovery, now_ns());
}

/* ---- device ------------------------------------------------------------------------------------ */
static int device_status(void *ctx, struct tw_mirror_status *out)
{
	struct recover *recover = ctx;
	struct rte_pmd_touchwire_feed_status status;
	int code = rte_pmd_touchwire_feed_status(recover->port, &status);

	if (code == 0)
		*out = (struct tw_mirror_status){
			.expected = status.expected,
			.gaps = (uint32_t)status.gaps,
			.stale = status.stale,
			.holding = status.holding,
			.loading = status.loading,
			.replay_lost = status.replay_lost,
			.spoilt = status.spoilt,
		};
	return code;
}

static int device_replay(void *ctx, const void *packet, size_t length)
{
	return rte_pmd_touchwire_replay(((struct recover *)ctx)->port, packet, length);
}

static int device_load(void *ctx, uint64_t seq)
{
	return rte_pmd_touchwire_load(((struct recover *)ctx)->port, seq);
}

static int device_resume(void *ctx, uint64_t seq)
{
	return rte_pmd_touchwire_resume(((struct recover *)ctx)->port, seq);
}

static int device_fresh(void *ctx, uint32_t gaps)
{
	return rte_pmd_touchwire_fresh(((struct recover *)ctx)->port, gaps);
}

static const struct tw_mirror_ops ops = {
	.status = device_status,
	.replay = device_replay,
	.load = device_load,
	.resume = device_resume,
	.fresh = device_fresh,
};

/* Does the device show what the engine has, for every symbol? */
static bool agrees(const struct recover *recover)
{
	int count = rte_pmd_touchwire_symbol_count(recover->port);

	for (int i = 0; i < count; i++) {
		struct rte_pmd_touchwire_symbol symbol;
		struct tw_touch device, engine;
		int at;

		if (rte_pmd_touchwire_symbol_get(recover->port, (uint16_t)i, &symbol) !=
		    0)
			return false;
		at = tw_engine_find(recover->engine, symbol.name);
		if (at < 0 ||
		    tw_engine_touch(recover->engine, (uint32_t)at, &engine) != 0)
			continue;
		/* Without a quote no record is due, and one of before a load may stand. */
		if (rte_pmd_touchwire_snapshot(recover->port, (uint16_t)i, &device) != 0)
			device.bid_size = device.ask_size = 0;
		if (!engine.bid_size && !engine.ask_size && !device.bid_size &&
		    !device.ask_size)
			continue;
		if (device.bid_price != engine.bid_price ||
		    device.bid_size != engine.bid_size ||
		    device.ask_price != engine.ask_price ||
		    device.ask_size != engine.ask_size ||
		    ((device.flags ^ engine.flags) & ~DOUBTS))
			return false;
	}
	return true;
}

/* After a repair: compare when both have taken the same messages. Returns an exit code. */
static int check(struct recover *recover)
{
	struct tw_mirror_status device, after;
	struct tw_engine_status engine;

	if (recover->repairs == tw_mirror_counts(recover->mirror)->repairs)
		return TW_EXIT_OK;
	tw_engine_status(recover->engine, &engine);
	if (device_status(recover, &device) != 0 || device.stale ||
	    device.expected != engine.expected || engine.stale)
		return TW_EXIT_OK;
	if (agrees(recover)) {
		recover->proved++;
	} else if (device_status(recover, &after) != 0 ||
		   after.expected != device.expected || ++recover->checks < LOOKS) {
		return TW_EXIT_OK; /* records may be on their way */
	} else {
		recover->differences++;
		say_warning("the repaired device differs from the engine; it is loaded "
			    "anew");
		if (rte_pmd_touchwire_load(recover->port, engine.expected) != 0)
			return TW_EXIT_ENVIRONMENT;
	}
	recover->checks = 0;
	recover->repairs = tw_mirror_counts(recover->mirror)->repairs;
	return TW_EXIT_OK;
}

/* ---- interface ----------------------------------------------------------------------------------- */
static int open_device(struct recover *recover, int device)
{
	struct tw_mirror_config config = {
		.engine = recover->engine,
		.ops = &ops,
		.ctx = recover,
	};
	int code;

	recover->port = (uint16_t)device;
	code = rte_pmd_touchwire_repair(recover->port, true);
	if (code != 0) {
		say_error("the device does not learn to hold at gaps: %s",
			  strerror(-code));
		return TW_EXIT_ENVIRONMENT;
	}
	recover->mirror = tw_mirror_create(&config);
	if (recover->mirror == NULL) {
		say_error("no memory for the messages that repair a device");
		return TW_EXIT_ENVIRONMENT;
	}
	return TW_EXIT_OK;
}

int recover_open(struct recover *recover, struct tw_engine *engine, int device,
		 const struct recover_peers *peers)
{
	struct tw_recovery_config config = {
		.engine = engine,
		.username = peers->username,
		.password = peers->password,
		.send_request = peers->rerequest_port ? send_request : NULL,
		.connect = peers->glimpse_port ? open_stream : NULL,
		.disconnect = close_stream,
		.ctx = recover,
	};

	memset(recover, 0, sizeof(*recover));
	recover->requests = recover->stream = -1;
	recover->peers = *peers;
	recover->engine = engine;
	if (peers->rerequest_port != 0) {
		recover->requests =
			dial(SOCK_DGRAM, peers->rerequest_ip, peers->rerequest_port);
		if (recover->requests < 0) {
			say_error("re-request server: %s", strerror(-recover->requests));
			return TW_EXIT_ENVIRONMENT;
		}
	}
	recover->recovery = tw_recovery_create(&config);
	if (recover->recovery == NULL) {
		say_error("recovery does not start: %s", strerror(errno));
		return TW_EXIT_ENVIRONMENT;
	}
	return device < 0 ? TW_EXIT_OK : open_device(recover, device);
}

void recover_close(struct recover *recover)
{
	tw_recovery_destroy(recover->recovery);
	tw_mirror_destroy(recover->mirror);
	if (recover->recovery != NULL && recover->requests >= 0)
		close(recover->requests);
	recover->recovery = NULL;
	recover->mirror = NULL;
}

void recover_message(void *ctx, uint64_t seq, const uint8_t *bytes, size_t length,
		     uint64_t arrival_ns)
{
	struct recover *recover = ctx;

	(void)arrival_ns;
	if (recover->mirror != NULL)
		tw_mirror_message(recover->mirror, seq, bytes, length);
}

int recover_poll(struct recover *recover)
{
	struct tw_error error = { "" };

	tw_recovery_step(recover->recovery, now_ns());
	poll_requests(recover);
	if (recover->stream >= 0)
		poll_stream(recover);
	if (recover->mirror == NULL)
		return TW_EXIT_OK;
	if (tw_mirror_step(recover->mirror, &error) < 0) {
		say_error("%s", error.text);
		return TW_EXIT_ENVIRONMENT;
	}
	return check(recover);
}

void recover_print(FILE *out, const struct recover *recover)
{
	const struct tw_recovery_counts *counts = tw_recovery_counts(recover->recovery);
	const char *reason = tw_recovery_reason(recover->recovery);

	if (counts->recoveries == 0 && counts->failures == 0)
		return;
	fprintf(out, "recovery  %13s   times whole again, the longest took %.3f ms\n",
		commas(counts->recoveries), (double)counts->most_ns / 1e6);
	fprintf(out, "  re-requests %11s   %s messages\n", commas(counts->requests),
		commas(counts->replayed));
	fprintf(out, "  snapshots   %11s   %s messages\n", commas(counts->snapshots),
		commas(counts->loaded));
	if (counts->failures != 0)
		fprintf(out, "  begun anew  %11s   last because: %s\n",
			commas(counts->failures), reason);
	if (recover->mirror == NULL)
		return;
	fprintf(out,
		"  device      %11s   repaired, %s loads, %s times proved equal, %s "
		"differences\n",
		commas(tw_mirror_counts(recover->mirror)->repairs),
		commas(tw_mirror_counts(recover->mirror)->loads), commas(recover->proved),
		commas(recover->differences));
}
