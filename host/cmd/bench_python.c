/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The Python engine (tools/python_tier.py) behind a UDP socket of this machine. It follows one
 * line, so it is sent what the C engine takes of both. Packets go when they are due at the
 * pace; a pause is cut to IDLE_NS, since a socket that is idle stays so. A message counts from
 * the call that sends its packet, or, when packets before it were not dealt with by the time it
 * was due, from then: a wait is not left out because the sender waits, too.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <touchwire/mold.h>

#include "bench_run.h"
#include "cmd.h"

#define WINDOW 64u /* packets that may be unanswered: they fit the socket's memory */
#define PACKET_MAX 1400u
#define IDLE_NS 1000000u
#define PATIENCE_MS 20000 /* for an answer */

extern char **environ;

struct bench_sent {
	uint64_t seq, due_ns, sent_ns, at_ns;
	char type;
};

/* Numbers of its rows of touches. */
struct bench_rows {
	uint64_t *seqs;
	size_t count, room;
};

struct bench_sender {
	struct bench_run *run;
	size_t pace;
	struct bench_tier *tier;
	struct bench_pacer pacer;
	struct tw_engine *engine;
	pid_t child;
	int socket;
	FILE *words; /* what it says on its standard output */
	char quotes[PATH_MAX + 64], times[PATH_MAX + 64];
	/* the packet that is filled */
	struct tw_mold_builder builder;
	uint8_t packet[PACKET_MAX];
	char session[TW_MOLD_SESSION];
	uint64_t next; /* number that fits behind it */
	uint64_t due;  /* ns since origin */
	bool filling, failed, unsorted;
	uint64_t base; /* monotonic ns at which the origin would have been */
	uint64_t sent_packets, answered;
	struct bench_sent *sent;
	size_t count, room;
};

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* ---- the wire to it ------------------------------------------------------------------------------ */

/* Take answers; wait for one up to @timeout_ns. */
static void take_answers(struct bench_sender *s, uint64_t timeout_ns)
{
	const struct timespec timeout = { (time_t)(timeout_ns / 1000000000u),
					  (long)(timeout_ns % 1000000000u) };
	struct pollfd fd = { .fd = s->socket, .events = POLLIN };
	uint8_t answer[16];

	if (timeout_ns != 0)
		ppoll(&fd, 1, &timeout, NULL);
	while (recv(s->socket, answer, sizeof(answer), MSG_DONTWAIT) == 8)
		s->answered++;
}

/* Wait for room and for the time; returns when the packet was due. */
static uint64_t wait_turn(struct bench_sender *s)
{
	uint64_t due = s->base + s->due, now = now_ns(), patient = now;

	take_answers(s, 0);
	while (s->sent_packets - s->answered >= WINDOW && !s->failed) {
		uint64_t before = s->answered;

		take_answers(s, 10000000);
		now = now_ns();
		if (s->answered != before)
			patient = now;
		s->failed = now - patient > PATIENCE_MS * 1000000ull || stop_requested;
	}
	while (now < due) {
		if (s->sent_packets == s->answered && due - now > IDLE_NS) {
			s->base -= due - now - IDLE_NS;
			due = now + IDLE_NS;
		}
		take_answers(s, due - now);
		/* Sleep ends at the answer; then another one may be due. */
		now = now_ns();
	}
	return due;
}

static void send_packet(struct bench_sender *s)
{
	size_t length = tw_mold_end(&s->builder), i;
	uint64_t due = wait_turn(s), now = now_ns();

	s->filling = false;
	if (s->failed)
		return;
	for (i = 0; i < s->builder.count; i++) {
		s->sent[s->count - 1 - i].due_ns = due;
		s->sent[s->count - 1 - i].sent_ns = now;
	}
	if (send(s->socket, s->packet, length, 0) != (ssize_t)length) {
		say_error("to the Python tier: %s", strerror(errno));
		s->failed = true;
	}
	s->sent_packets++;
}

/* A message that the C engine takes. */
static void on_message(void *opaque, uint64_t seq, const uint8_t *bytes, size_t length,
		       uint64_t arrival_ns)
{
	struct bench_sender *s = opaque;

	(void)arrival_ns;
	if (s->failed)
		return;
	if (s->filling && (seq != s->next || !tw_mold_fits(&s->builder, length)))
		send_packet(s);
	if (!s->filling)
		tw_mold_begin(&s->builder, s->packet, sizeof(s->packet), s->session, seq);
	s->filling = true;
	s->unsorted = s->unsorted || (s->count > 0 && seq <= s->sent[s->count - 1].seq);
	if (s->count == s->room) {
		s->room = s->room == 0 ? 65536 : 2 * s->room;
		s->sent = realloc(s->sent, s->room * sizeof(*s->sent));
		if (s->sent == NULL)
			abort();
	}
	tw_mold_append(&s->builder, bytes, length);
	s->sent[s->count++] = (struct bench_sent){ seq, 0, 0, s->due,
						   length > 0 ? (char)bytes[0] : '\0' };
	s->next = seq + 1;
	bench_arrived(s->tier, s->due, 1);
}

/* The end of the session when the capture has it, else an empty datagram. */
static void send_end(struct bench_sender *s)
{
	struct tw_engine_status status;
	uint8_t end[TW_MOLD_HEADER];

	tw_engine_status(s->engine, &status);
	if (!status.ended) {
		s->failed = send(s->socket, end, 0, 0) != 0 || s->failed;
		return;
	}
	tw_mold_begin(&s->builder, end, sizeof(end), s->session, s->next);
	tw_mold_end(&s->builder);
	end[18] = end[19] = 0xff;
	if (send(s->socket, end, sizeof(end), 0) != (ssize_t)sizeof(end))
		s->failed = true;
}

/* ---- the child ------------------------------------------------------------------------------------ */

static int spawn(struct bench_sender *s, const char *script)
{
	char *argv[] = { (char[]){ "python3" },
			 (char *)(uintptr_t)script,
			 (char[]){ "--quotes" },
			 s->quotes,
			 (char[]){ "--times" },
			 s->times,
			 (char[]){ "--silence" },
			 (char[]){ "60" },
			 NULL };
	posix_spawn_file_actions_t actions;
	struct sockaddr_in to = { .sin_family = AF_INET };
	unsigned int port = 0;
	char line[64];
	int ends[2], err;

	if (pipe(ends) != 0)
		return -errno;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	s->tier->cpu = bench_pin(s->run->cpus[1]);
	err = posix_spawnp(&s->child, argv[0], &actions, NULL, argv, environ);
	bench_pin(s->run->cpus[0]);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	s->words = fdopen(ends[0], "r");
	if (err != 0) {
		s->child = 0;
		return -err;
	}
	if (s->words == NULL || fgets(line, sizeof(line), s->words) == NULL ||
	    sscanf(line, "port %u", &port) != 1)
		return -ENOEXEC;
	to.sin_port = htons((uint16_t)port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	s->socket = socket(AF_INET, SOCK_DGRAM, 0);
	if (s->socket < 0 ||
	    connect(s->socket, (const struct sockaddr *)&to, sizeof(to)) != 0)
		return -errno;
	return 0;
}

/* Wait for its end: true when it was a good one. */
static bool reap(struct bench_sender *s)
{
	int status = 1;
	char rest[64];

	if (s->child == 0)
		return false;
	if (s->failed)
		kill(s->child, SIGTERM);
	while (s->words != NULL && fgets(rest, sizeof(rest), s->words) != NULL)
		;
	waitpid(s->child, &status, 0);
	s->child = 0;
	return !s->failed && status == 0;
}

/* ---- what it wrote -------------------------------------------------------------------------------- */

struct bench_row {
	uint32_t index; /* of its symbol in the other tiers */
	char text[256];
};

/* Those of one number are of different symbols, and the other tiers go by the index. */
static int compare_rows(const void *left, const void *right)
{
	const struct bench_row *a = left, *b = right;

	return a->index < b->index ? -1 : a->index > b->index;
}

static void write_rows(struct bench_row *rows, size_t count, FILE *out)
{
	size_t i;

	qsort(rows, count, sizeof(*rows), compare_rows);
	for (i = 0; i < count; i++)
		fputs(rows[i].text, out);
}

/* Index of a tracked symbol, or the count of them. */
static uint32_t find_name(const struct bench_run *run, const char *name)
{
	uint32_t i;

	for (i = 0; i < run->name_count; i++) {
		if (strcmp(run->names_of[i], name) == 0)
			break;
	}
	return i;
}

static void add_seq(struct bench_rows *rows, uint64_t seq)
{
	if (rows->count == rows->room) {
		rows->room = rows->room == 0 ? 65536 : 2 * rows->room;
		rows->seqs = realloc(rows->seqs, rows->room * sizeof(*rows->seqs));
		if (rows->seqs == NULL)
			abort();
	}
	rows->seqs[rows->count++] = seq;
}

/* Its rows of the symbols that the other tiers track. */
static void copy_rows(struct bench_sender *s, FILE *in, FILE *out,
		      struct bench_rows *rows)
{
	static struct bench_row same[65536]; /* rows of one number */
	size_t count = 0;
	char text[256], name[9];
	uint64_t seq, last = 0;

	while (fgets(text, sizeof(text), in) != NULL) {
		struct bench_row *row = &same[count];

		if (sscanf(text, "%" SCNu64 ",%*u,%8[^,]", &seq, name) != 2) {
			fputs(text, out); /* the header */
			continue;
		}
		if (seq != last || count == 65535) {
			write_rows(same, count, out);
			count = 0;
			row = same;
		}
		last = seq;
		row->index = find_name(s->run, name);
		if (row->index == s->run->name_count)
			continue;
		strcpy(row->text, text);
		count++;
		add_seq(rows, seq);
	}
	write_rows(same, count, out);
}

/* Messages it dealt with, those it was sent and those of its rows, all in order. */
static void match_times(struct bench_sender *s, FILE *in, const struct bench_rows *rows)
{
	uint64_t done[2], packet = 0, before = 0, last = 0;
	size_t row = 0, i = 0;

	while (fread(done, sizeof(done), 1, in) == 1) {
		s->tier->messages++;
		while (i < s->count && s->sent[i].seq < done[0])
			i++;
		while (row < rows->count && rows->seqs[row] < done[0])
			row++;
		if (i == s->count || s->sent[i].seq != done[0])
			continue;
		/* When were the packets in front of this one dealt with? */
		if (s->sent[i].sent_ns != packet)
			before = last;
		packet = s->sent[i].sent_ns;
		last = done[1];
		if (row < rows->count && rows->seqs[row] == done[0])
			bench_sample(s->tier, s->sent[i].type, s->sent[i].at_ns,
				     done[1] - (before > s->sent[i].due_ns
							? s->sent[i].due_ns
							: packet));
	}
}

/* 0, or errno. */
static int read_results(struct bench_sender *s)
{
	FILE *quotes = fopen(s->quotes, "r"), *times = fopen(s->times, "rb");
	FILE *out = fopen(s->run->rows[s->pace][BENCH_PYTHON], "w");
	struct bench_rows rows = { NULL, 0, 0 };
	int err = 0;

	if (quotes == NULL || times == NULL || out == NULL) {
		err = errno;
	} else {
		copy_rows(s, quotes, out, &rows);
		match_times(s, times, &rows);
		s->tier->touches = rows.count;
		err = ferror(out) ? EIO : 0;
	}
	if (quotes != NULL)
		fclose(quotes);
	if (times != NULL)
		fclose(times);
	if (out != NULL && fclose(out) != 0)
		err = errno;
	free(rows.seqs);
	return err;
}

/* ---- a run ---------------------------------------------------------------------------------------- */

static int feed(struct bench_sender *s)
{
	const struct input *input = s->run->input;
	struct tw_capture_frame frame;
	struct tw_error error = { "" };
	struct tw_feeds *feeds;
	int more = 0;
	uint64_t start, end;

	if (tw_feeds_open(&feeds, input->paths, input->count, &input->filter, &error) !=
	    0) {
		say_error("%s", error.text);
		return TW_EXIT_INPUT;
	}
	s->base = now_ns();
	while (!s->failed && !stop_requested &&
	       (more = tw_feeds_next(feeds, &frame, &error)) > 0) {
		start = pacer_next(&s->pacer, &frame, &end);
		s->due = end - s->pacer.origin;
		tw_engine_frame(s->engine, frame.port, frame.bytes, frame.captured,
				frame.wire, start, 0);
		if (s->filling)
			send_packet(s);
		bench_progress(s->run, s->pace, BENCH_PYTHON,
			       (double)tw_feeds_offset(feeds) /
				       (double)tw_feeds_size(feeds));
	}
	tw_engine_finish(s->engine);
	if (s->filling)
		send_packet(s);
	send_end(s);
	tw_feeds_close(feeds);
	if (more < 0)
		say_error("%s", error.text);
	return more < 0 ? TW_EXIT_INPUT : TW_EXIT_OK;
}

static void name_tracked(struct bench_run *run, const struct tw_engine *engine)
{
	uint32_t i;

	run->name_count = tw_engine_symbol_count(engine);
	for (i = 0; i < run->name_count; i++)
		snprintf(run->names_of[i], sizeof(run->names_of[i]), "%s",
			 tw_engine_symbol_text(engine, i));
}

static int play(struct bench_sender *s, const char *script)
{
	int status = spawn(s, script);

	if (status != 0) {
		say_error("the Python tier does not start: python3 %s: %s", script,
			  strerror(-status));
		s->failed = true;
		reap(s);
		return TW_EXIT_ENVIRONMENT;
	}
	status = feed(s);
	if (!reap(s) && status == TW_EXIT_OK && !stop_requested) {
		say_error("the Python tier stopped before the end of the capture");
		return TW_EXIT_ENVIRONMENT;
	}
	if (status != TW_EXIT_OK || stop_requested)
		return status;
	if (s->unsorted) {
		say_error(
			"the Python tier knows one session, the capture has more: leave "
			"it out, --tiers fpga,soft,dpdk");
		return TW_EXIT_INPUT;
	}
	name_tracked(s->run, s->engine);
	status = read_results(s);
	if (status == 0)
		return TW_EXIT_OK;
	say_error("%s: what the Python tier wrote cannot be read: %s", s->run->folder,
		  strerror(status));
	return TW_EXIT_ENVIRONMENT;
}

static int run_pace(struct bench_run *run, size_t pace, const char *script)
{
	struct bench_sender *s = calloc(1, sizeof(*s));
	double started = seconds_now();
	int status = TW_EXIT_ENVIRONMENT;

	if (s == NULL)
		abort();
	s->run = run;
	s->pace = pace;
	s->socket = -1;
	memcpy(s->session, run->input->list.session, TW_MOLD_SESSION);
	snprintf(s->quotes, sizeof(s->quotes), "%s/python.csv", run->folder);
	snprintf(s->times, sizeof(s->times), "%s/python.times", run->folder);
	s->tier = bench_tier_new(run, pace, BENCH_PYTHON);
	pacer_begin(&s->pacer, run->bench, pace);
	s->engine = bench_engine(run, NULL, on_message, s);
	if (s->engine != NULL)
		status = play(s, script);
	s->tier->seconds = seconds_now() - started;
	tw_engine_destroy(s->engine);
	if (s->words != NULL)
		fclose(s->words);
	if (s->socket >= 0)
		close(s->socket);
	free(s->sent);
	free(s);
	return status;
}

/* The script of the tier: beside the program's tree, or where we stand. NULL: nowhere. */
static const char *find_script(const struct bench_run *run)
{
	static char path[PATH_MAX + 32];
	ssize_t got = readlink("/proc/self/exe", path, PATH_MAX);
	char *end;

	if (run->python != NULL)
		return run->python;
	path[got > 0 ? got : 0] = '\0';
	end = strrchr(path, '/');
	if (end != NULL)
		strcpy(end, "/../tools/python_tier.py");
	if (end != NULL && access(path, R_OK) == 0)
		return path;
	return access("tools/python_tier.py", R_OK) == 0 ? "tools/python_tier.py" : NULL;
}

int bench_python(struct bench_run *run)
{
	const char *script = find_script(run);
	int status = TW_EXIT_OK;
	size_t pace;
	FILE *out;

	if (script == NULL) {
		say_error(
			"tools/python_tier.py is not to be found: give --python FILE, or "
			"leave it out, --tiers fpga,soft,dpdk");
		return TW_EXIT_ENVIRONMENT;
	}
	if (!run->input->list.directory) {
		say_note(
			"no Python tier: it knows symbols by directory messages, and the "
			"capture has none");
		return TW_EXIT_OK;
	}
	out = popen("python3 --version 2>/dev/null", "r");
	if (out == NULL || fscanf(out, "%63[^\n]", run->bench->python) != 1)
		snprintf(run->bench->python, sizeof(run->bench->python), "Python");
	if (out != NULL)
		pclose(out);
	for (pace = 0; pace < run->bench->pace_count && status == TW_EXIT_OK; pace++)
		status = run_pace(run, pace, script);
	return status;
}
