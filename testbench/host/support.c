/* SPDX-License-Identifier: BSD-3-Clause */
/* support: packets, files and collected records for the tests of libtouchwire. */
#include "support.h"

#define TIME 34200000000000u

static struct bytes encode(struct tw_itch *m, uint16_t locate)
{
	struct bytes out;

	m->locate = locate;
	m->timestamp = TIME;
	out.length = tw_itch_encode(m, out.at);
	return out;
}

static void put_name(char stock[8], const char *name)
{
	memset(stock, ' ', 8);
	memcpy(stock, name, strlen(name));
}

struct bytes msg_directory(uint16_t locate, const char *name)
{
	struct tw_itch m = { .type = 'R' };

	put_name(m.u.directory.stock, name);
	return encode(&m, locate);
}

struct bytes msg_state(uint16_t locate, char state)
{
	struct tw_itch m = { .type = 'H', .u.action.state = state };

	return encode(&m, locate);
}

struct bytes msg_halt(uint16_t locate, char market, char action)
{
	struct tw_itch m = { .type = 'h' };

	m.u.operational.market = market;
	m.u.operational.action = action;
	return encode(&m, locate);
}

struct bytes msg_add(uint16_t locate, uint64_t ref, char side, uint32_t price,
		     uint32_t shares)
{
	struct tw_itch m = { .type = 'A' };

	m.u.add.reference = ref;
	m.u.add.side = side;
	m.u.add.price = price;
	m.u.add.shares = shares;
	return encode(&m, locate);
}

struct bytes msg_reduce(char type, uint16_t locate, uint64_t ref, uint32_t shares)
{
	struct tw_itch m = { .type = type };

	m.u.reduce.reference = ref;
	m.u.reduce.shares = shares;
	return encode(&m, locate);
}

struct bytes msg_delete(uint16_t locate, uint64_t ref)
{
	struct tw_itch m = { .type = 'D', .u.remove.reference = ref };

	return encode(&m, locate);
}

struct bytes msg_replace(uint16_t locate, uint64_t ref, uint64_t next, uint32_t price,
			 uint32_t shares)
{
	struct tw_itch m = { .type = 'U' };

	m.u.replace.reference = ref;
	m.u.replace.new_reference = next;
	m.u.replace.price = price;
	m.u.replace.shares = shares;
	return encode(&m, locate);
}

struct frame make_frame(const char *session, uint64_t seq, const struct bytes *messages,
			unsigned count, uint16_t empty)
{
	struct tw_mold_builder builder;
	struct tw_net_route route;
	struct frame frame;
	size_t headers, length;

	tw_net_route_default(&route);
	headers = tw_net_header_length(&route);
	tw_mold_begin(&builder, frame.at + headers, sizeof(frame.at) - headers, session,
		      seq);
	for (unsigned i = 0; i < count; i++)
		assert_int_equal(
			tw_mold_append(&builder, messages[i].at, messages[i].length), 0);
	length = tw_mold_end(&builder);
	if (count == 0) {
		frame.at[headers + 18] = (uint8_t)(empty >> 8);
		frame.at[headers + 19] = (uint8_t)empty;
	}
	assert_int_equal(tw_net_build(&route, length, 1, frame.at), headers);
	frame.length = (uint32_t)(headers + length);
	return frame;
}

struct frame frame_adds(uint64_t seq, unsigned count)
{
	struct bytes messages[16];

	assert_true(count <= 16);
	for (unsigned i = 0; i < count; i++)
		messages[i] = msg_add(13, 1000 + seq + i, 'B', (uint32_t)(seq + i), 1);
	return make_frame(SESSION, seq, messages, count, 0);
}

struct frame frame_empty(const char *session, uint64_t seq, uint16_t count)
{
	return make_frame(session, seq, NULL, 0, count);
}

static void keep_touch(void *ctx, const struct tw_touch *touch)
{
	struct bench *bench = ctx;

	assert_true(bench->count < BENCH_TOUCHES);
	bench->touches[bench->count++] = *touch;
}

void bench_open(struct bench *bench, const struct tw_engine_config *config)
{
	static const char *const names[] = { "AAPL", "MSFT" };
	struct tw_engine_config own = config ? *config : (struct tw_engine_config){ 0 };

	memset(bench, 0, sizeof(*bench));
	own.symbols = own.symbols ? own.symbols : 2;
	if (!own.all && !own.names) {
		own.names = names;
		own.name_count = 2;
	}
	own.on_touch = keep_touch;
	own.ctx = bench;
	bench->engine = tw_engine_create(&own);
	assert_non_null(bench->engine);
	bench->next = 1;
	bench->now = 1000;
	bench_send(bench, msg_directory(13, "AAPL"));
	bench_send(bench, msg_directory(14, "MSFT"));
	bench_send(bench, msg_state(13, 'T'));
	bench_send(bench, msg_state(14, 'T'));
	assert_int_equal(bench->count, 0);
}

void bench_open_lines(struct bench *bench, unsigned feeds)
{
	struct tw_engine_config config = { .feeds = feeds, .hold_ns = BENCH_HOLD };

	bench_open(bench, &config);
	assert_int_equal(bench->next, 5);
}

void bench_close(struct bench *bench)
{
	expect_sums(bench_counters(bench));
	tw_engine_destroy(bench->engine);
}

static unsigned give_frame(struct bench *bench, unsigned port, const struct frame *frame,
			   uint64_t now, unsigned flags)
{
	unsigned before = bench->count;
	unsigned got = tw_engine_frame(bench->engine, port, frame->at, frame->length,
				       frame->length, now, flags);

	assert_int_equal(got, bench->count - before);
	bench->now = now;
	return got;
}

unsigned bench_frame(struct bench *bench, unsigned port, struct frame frame, uint64_t now)
{
	return give_frame(bench, port, &frame, now, 0);
}

unsigned bench_bad_frame(struct bench *bench, unsigned port, struct frame frame,
			 uint64_t now)
{
	return give_frame(bench, port, &frame, now, TW_FRAME_FLAG_BAD);
}

int bench_replay(struct bench *bench, struct frame frame)
{
	struct tw_net_route route;
	size_t headers;

	tw_net_route_default(&route);
	headers = tw_net_header_length(&route);
	return tw_engine_replay(bench->engine, frame.at + headers,
				frame.length - headers);
}

struct tw_engine_status bench_status(const struct bench *bench)
{
	struct tw_engine_status status;

	tw_engine_status(bench->engine, &status);
	return status;
}

unsigned bench_send(struct bench *bench, struct bytes message)
{
	return bench_frame(bench, 0, make_frame(SESSION, bench->next++, &message, 1, 0),
			   bench->now + 10);
}

const struct tw_touch *bench_last(const struct bench *bench)
{
	assert_true(bench->count > 0);
	return &bench->touches[bench->count - 1];
}

const struct tw_counters *bench_counters(const struct bench *bench)
{
	return tw_engine_counters(bench->engine);
}

uint64_t sum_of(const uint64_t *counters, unsigned n)
{
	uint64_t total = 0;

	while (n-- > 0)
		total += counters[n];
	return total;
}

void expect_sums(const struct tw_counters *c)
{
	uint64_t of_feed = c->book[TW_BOOK_GAP] + c->book[TW_BOOK_CLEAR] +
			   c->book[TW_BOOK_LINES] + c->book[TW_BOOK_FRESH];

	assert_int_equal(sum_of(c->itch, TW_ITCH_CAUSES), c->message[TW_MESSAGE_TAKEN]);
	assert_int_equal(sum_of(c->book, TW_BOOK_CAUSES),
			 c->message[TW_MESSAGE_TAKEN] + of_feed);
	assert_int_equal(c->book[TW_BOOK_GAP], c->gaps);
	assert_true(c->mismatch <= c->compared);
	assert_true(c->compared <= c->message[TW_MESSAGE_DUPLICATE]);
}

const char *test_path(const char *name)
{
	static char paths[4][512];
	static unsigned turn;
	const char *dir = getenv("TW_TEST_DIR");
	char *path = paths[turn++ % 4];

	snprintf(path, sizeof(paths[0]), "%s/%s", dir ? dir : "/tmp", name);
	return path;
}

void write_file(const char *path, const void *bytes, size_t length)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

uint8_t *read_file(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes;
	long size;

	assert_non_null(file);
	fseek(file, 0, SEEK_END);
	size = ftell(file);
	rewind(file);
	bytes = malloc((size_t)size + 1);
	assert_non_null(bytes);
	*length = fread(bytes, 1, (size_t)size, file);
	fclose(file);
	return bytes;
}
