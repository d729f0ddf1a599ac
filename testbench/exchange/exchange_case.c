/* SPDX-License-Identifier: BSD-3-Clause */
#include "exchange_case.h"

#include <errno.h>
#include <string.h>

#include <touchwire/mold.h>

struct exchange_case bench;

static void hear_message(struct exchange_case *b, struct heard *heard, uint64_t number,
			 const uint8_t *message, size_t length)
{
	assert_in_range(number, 1, MESSAGES);
	if (length > 64)
		length = 64;
	if (b->lengths[number] == 0) {
		b->lengths[number] = (uint8_t)length;
		memcpy(b->messages[number], message, length);
	} else {
		b->wrong += b->lengths[number] != length ||
			    memcmp(b->messages[number], message, length) != 0;
	}
	heard->copies[number]++;
	if (number >= heard->next)
		heard->next = number + 1;
}

static int hear(void *ctx, unsigned line, const uint8_t *bytes, size_t length)
{
	struct exchange_case *b = ctx;
	struct heard *heard = &b->line[line];
	struct tw_mold_packet packet;
	struct tw_mold_walk walk;
	const uint8_t *message;
	size_t n;

	if (b->full)
		return -EAGAIN;
	assert_int_equal(tw_mold_parse(bytes, length, &packet), 0);
	assert_memory_equal(packet.session, "TOUCHWIRE1", 10);
	assert_true(length <= 1472);
	for (size_t i = 0; i < length; i++)
		heard->hash = (heard->hash ^ bytes[i]) * 0x100000001b3u;
	if (heard->packets++ == 0)
		heard->first_ns = b->now;
	heard->last_ns = b->now;
	heard->empty += packet.count == TW_MOLD_HEARTBEAT;
	heard->ends += packet.count == TW_MOLD_END;
	if (packet.count == TW_MOLD_END)
		b->end_number = packet.sequence;
	heard->late += packet.sequence < heard->last_number;
	if (packet.sequence > heard->last_number)
		heard->last_number = packet.sequence;
	walk = tw_mold_walk(&packet);
	while (tw_mold_next(&walk, &message, &n) > 0)
		hear_message(b, heard, walk.sequence - 1, message, n);
	return 0;
}

struct exchange_market *bench_market(enum tw_profile profile)
{
	struct tw_generate_config config;
	struct exchange_market *market;
	struct tw_error error = { "" };

	tw_generate_defaults(&config);
	config.profile = profile;
	config.messages = MESSAGES;
	config.packet_messages = 5;
	if (exchange_market_generate(&market, &config, &error) < 0)
		fail_msg("%s", error.text);
	return market;
}

void bench_open(const struct exchange_config *config, enum tw_profile profile)
{
	struct tw_error error = { "" };

	memset(&bench, 0, sizeof(bench));
	bench.config = *config;
	bench.config.on_packet = hear;
	bench.config.ctx = &bench;
	bench.now = 77 * (uint64_t)SECOND;
	if (exchange_open(&bench.exchange, bench_market(profile), &bench.config, &error) <
	    0)
		fail_msg("%s", error.text);
}

void bench_step(void)
{
	assert_int_equal(exchange_step(bench.exchange, bench.now, NULL), 0);
}

bool bench_go_on(void)
{
	uint64_t due = exchange_due(bench.exchange);

	if (due > bench.now)
		bench.now = due;
	bench_step();
	return !exchange_over(bench.exchange);
}

void bench_finish(void)
{
	while (bench_go_on())
		;
}

void bench_publish_all(void)
{
	while (bench.line[0].ends == 0)
		bench_go_on();
}

void bench_close(void)
{
	exchange_close(bench.exchange);
}

void bench_check_sums(void)
{
	const struct exchange_stats *stats = exchange_stats(bench.exchange);

	for (unsigned i = 0; i < EXCHANGE_LINES; i++) {
		const struct exchange_line_stats *line = &stats->line[i];

		assert_int_equal(line->sent + line->lost,
				 stats->packets + stats->heartbeats + stats->ends +
					 line->duplicated);
		assert_int_equal(line->sent, bench.line[i].packets);
	}
	assert_int_equal(bench.wrong, 0);
}

uint64_t bench_missing(unsigned line)
{
	uint64_t count = 0;

	for (unsigned i = 1; i < bench.end_number; i++)
		count += bench.line[line].copies[i] == 0;
	return count;
}

size_t bench_ask(const char *session, uint64_t number, uint16_t count, uint8_t *answer,
		 size_t room)
{
	struct tw_mold_builder builder;
	uint8_t request[TW_MOLD_HEADER];

	tw_mold_begin(&builder, request, sizeof(request), session, number);
	tw_mold_end(&builder);
	request[18] = (uint8_t)(count >> 8);
	request[19] = (uint8_t)count;
	return exchange_request(bench.exchange, request, sizeof(request), answer, room);
}
