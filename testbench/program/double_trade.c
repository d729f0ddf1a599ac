/* SPDX-License-Identifier: BSD-3-Clause */
#include "double_trade.h"

#include <stdlib.h>
#include <string.h>

#include <touchwire/gate.h>
#include <touchwire/order_frame.h>
#include <touchwire/regs.h>
#include <touchwire/trigger.h>

#include "../driver/fake_registers.h"
#include "double.h"

#define OPEN 64u
#define SLOT 512u
#define FRAME_AT 64u
#define FRAME_MAX 256u
#define STREAM (1u << 20) /* bytes that are kept of what was sent; a ring */
#define HISTORY 4096u
#define ODD 3u /* the order that the errors concern */

struct double_trade {
	struct tw_sim *sim;
	uint64_t seed;
	struct tw_gate *gate;
	struct tw_trigger *trigger;
	uint32_t nonce, hash, result, cause;
	bool armed, killed, lent, wait_arm, watched, dma;
	uint64_t kicked; /* cycle */
	uint32_t taken, orders;
	uint64_t records;
	char names[DOUBLE_SYMBOLS][8];
	struct tw_row_session session;
	uint8_t stream[STREAM];
};

static uint32_t *reg(struct double_trade *t, uint32_t offset)
{
	return fake_reg(t->sim, offset);
}

/* Its cycles go by the clock, so that time that nobody simulates counts, too. */
static uint64_t cycle(const struct double_trade *t)
{
	return fake_time_ns(t->sim) * 10 / 64;
}

static void stir(struct double_trade *t)
{
	t->nonce = t->nonce * 1664525u + 1013904223u;
	t->wait_arm = false;
}

/* ---- records ---------------------------------------------------------------------------------- */
static void put_record(struct double_trade *t, struct tw_trade_record record)
{
	uint64_t size = UINT64_C(1) << *reg(t, TW_TRADE_RING_LOG2);

	if (!t->dma ||
	    (uint32_t)((uint32_t)t->records - *reg(t, TW_TRADE_RING_HEAD)) >= size)
		return;
	record.time_ns = fake_time_ns(t->sim);
	record.seq = t->records + 1;
	fake_put(t->sim,
		 fake_reg64(t->sim, TW_TRADE_RING_LO) + (t->records & (size - 1)) * 64,
		 &record, sizeof(record));
	t->records++;
}

static void put_event(struct double_trade *t, enum tw_trade_type type, uint8_t reason)
{
	put_record(t,
		   (struct tw_trade_record){ .type = (uint8_t)type, .reason = reason });
}

static void set_killed(struct double_trade *t, uint32_t cause)
{
	t->killed = true;
	t->armed = false;
	t->cause |= cause;
	stir(t);
	put_event(t, TW_TRADE_KILL, (uint8_t)cause);
}

/* ---- what it sends --------------------------------------------------------------------------- */
static void keep(struct double_trade *t, uint32_t seq, const uint8_t *bytes,
		 size_t length)
{
	for (size_t i = 0; i < length; i++)
		t->stream[(seq + i) % STREAM] = bytes[i];
}

static bool kept(const struct double_trade *t, uint32_t seq, const uint8_t *bytes,
		 size_t length)
{
	bool same = true;

	for (size_t i = 0; i < length; i++)
		same &= t->stream[(seq + i) % STREAM] == bytes[i];
	return same;
}

static bool window_ok(struct double_trade *t, size_t length)
{
	return (int32_t)(*reg(t, TW_TRADE_TCP_LIMIT) - *reg(t, TW_TRADE_TCP_SEQ) -
			 (uint32_t)length) >= 0;
}

static void emit(struct double_trade *t, const struct tw_order_fields *fields,
		 struct tw_trade_record record)
{
	const struct tw_order_place place = { .seq = *reg(t, TW_TRADE_TCP_SEQ),
					      .ack = *reg(t, TW_TRADE_TCP_ACK),
					      .window = (uint16_t)*reg(
						      t, TW_TRADE_TCP_WINDOW) };
	bool odd = fields->kind != TW_KIND_HEARTBEAT && ++t->orders == ODD;
	uint8_t frame[TW_ORDER_FRAME_MAX];
	size_t length;

	length = tw_order_frame(&t->session, &place, fields, frame);
	keep(t, place.seq, frame + TW_ORDER_HEADERS, length - TW_ORDER_HEADERS);
	*reg(t, TW_TRADE_TCP_SEQ) += (uint32_t)(length - TW_ORDER_HEADERS);
	if (!odd || t->seed != DOUBLE_FRAME)
		fake_leave(t->sim, frame, (uint32_t)length);
	record.type = TW_TRADE_SENT;
	record.tcp_seq = place.seq + (odd && t->seed == DOUBLE_NUMBER ? 1 : 0);
	record.cycles = 4;
	if (odd && t->seed == DOUBLE_RECORD)
		return;
	put_record(t, record);
	if (odd && t->seed == DOUBLE_LOST)
		put_record(t, (struct tw_trade_record){ .type = TW_TRADE_LOST,
							.quantity = 1 });
}

static void heartbeat(struct double_trade *t)
{
	const struct tw_order_fields fields = { .kind = TW_KIND_HEARTBEAT };

	if (t->lent && window_ok(t, 3))
		emit(t, &fields, (struct tw_trade_record){ .kind = TW_KIND_HEARTBEAT });
}

static struct tw_gate_now now(struct double_trade *t)
{
	return (struct tw_gate_now){ .cycle = cycle(t),
				     .killed = t->killed,
				     .armed = t->armed,
				     .lent = t->lent,
				     .window_ok = window_ok(t, TW_ORDER_PAYLOAD_MAX),
				     .link_up = true,
				     .sender_ready = true,
				     .log_ready = true };
}

static void judge(struct double_trade *t, const struct tw_intent *intent)
{
	const struct tw_gate_now gate_now = now(t);
	struct tw_trade_order order = { 0 };
	enum tw_reason reason = tw_gate_judge(t->gate, intent, &gate_now, &order);
	struct tw_trade_record record = { .type = TW_TRADE_DECISION,
					  .feed_seq = intent->feed_seq,
					  .arrival_ns = intent->arrival_ns,
					  .token = order.token,
					  .old_token = intent->token,
					  .price = intent->price,
					  .quantity = intent->quantity,
					  .cycles = 3,
					  .symbol = intent->symbol,
					  .reason = (uint8_t)reason,
					  .kind = (uint8_t)intent->kind,
					  .side = intent->sell ? 'S' : 'B',
					  .rule = intent->rule,
					  .tif = intent->tif };
	struct tw_order_fields fields = { .kind = intent->kind,
					  .sell = intent->sell,
					  .tif = (char)intent->tif,
					  .quantity = intent->quantity,
					  .price = intent->price,
					  .token = order.token,
					  .old_token = intent->token };

	put_record(t, record);
	if (reason == TW_REASON_PASS) {
		memcpy(fields.name, t->names[intent->symbol], sizeof(fields.name));
		record.reason = 0;
		emit(t, &fields, record);
	} else if ((*reg(t, TW_TRADE_KILL_MASK) >> reason & 1) != 0) {
		set_killed(t, TW_KILL_LIMIT);
	}
}

void double_trade_touch(struct double_trade *t, const struct tw_touch *touch)
{
	struct tw_intent intents[TW_RULES_PER_SYMBOL];
	unsigned int count, i;

	if (touch->symbol >= DOUBLE_SYMBOLS)
		return;
	count = tw_trigger_touch(t->trigger, touch, (uint32_t)cycle(t), intents);
	for (i = 0; i < count; i++)
		judge(t, &intents[i]);
}

/* ---- what the host sends ----------------------------------------------------------------------- */
static uint32_t get32(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 |
	       (uint32_t)bytes[2] << 8 | bytes[3];
}

static uint32_t get16(const uint8_t *bytes)
{
	return (uint32_t)bytes[0] << 8 | bytes[1];
}

static bool guard(struct double_trade *t, const uint8_t *frame, uint32_t length)
{
	const uint8_t *tcp = frame + 34, *payload;
	uint32_t next = *reg(t, TW_TRADE_TCP_SEQ), header, size, seq;

	if (get16(frame + 12) == 0x0806)
		return true;
	if (length < 54 || get16(frame + 12) != 0x0800 || frame[14] != 0x45 ||
	    frame[23] != 6 || get32(frame + 26) != t->session.src_ip ||
	    get32(frame + 30) != t->session.dst_ip || get32(tcp) != t->session.ports)
		return false;
	header = (uint32_t)(tcp[12] >> 4) * 4;
	size = get16(frame + 16) - 20 - header;
	seq = get32(tcp + 4);
	payload = tcp + header;
	if (size == 0) {
		if ((tcp[13] & 2) != 0 && !t->lent)
			*reg(t, TW_TRADE_TCP_SEQ) = seq + 1;
		return true;
	}
	if (!t->lent && seq == next) {
		if (size < 3 || get16(payload) + 2 != size ||
		    strchr("LRO", payload[2]) == NULL)
			return false;
		keep(t, seq, payload, size);
		*reg(t, TW_TRADE_TCP_SEQ) += size;
		return true;
	}
	return next - seq <= HISTORY && size <= next - seq && kept(t, seq, payload, size);
}

static void take_frames(struct double_trade *t)
{
	uint32_t slots = 1u << *reg(t, TW_TRADE_TX_LOG2), length;
	uint8_t frame[FRAME_MAX];

	for (; t->taken != *reg(t, TW_TRADE_TX_HEAD); t->taken++) {
		uint64_t at = fake_reg64(t->sim, TW_TRADE_TX_LO) +
			      (uint64_t)(t->taken & (slots - 1)) * SLOT;

		if (!fake_get(t->sim, at, &length, sizeof(length)) ||
		    length > FRAME_MAX || !fake_get(t->sim, at + FRAME_AT, frame, length))
			break;
		if (guard(t, frame, length))
			fake_leave(t->sim, frame, length);
	}
}

void double_trade_run(struct double_trade *t)
{
	if (!t->dma)
		return;
	take_frames(t);
	if (t->armed && cycle(t) - t->kicked > *reg(t, TW_TRADE_WATCHDOG))
		set_killed(t, TW_KILL_WATCHDOG);
}

/* ---- registers ---------------------------------------------------------------------------------- */
static enum tw_result take_row(struct double_trade *t, uint32_t table, uint32_t row,
			       const uint32_t *words)
{
	const struct tw_gate_now gate_now = now(t);
	bool stream = table == TW_TABLE_SESSION || table == TW_TABLE_LEND;
	enum tw_result result;

	if ((t->armed && (table == TW_TABLE_NAMES || stream)) || (t->lent && stream))
		return TW_RESULT_ARMED;
	result = tw_gate_commit(t->gate, (enum tw_table)table, row, words, &gate_now);
	if (result != TW_RESULT_OK)
		return result;
	if (table == TW_TABLE_RULES &&
	    !tw_trigger_load(t->trigger, row,
			     (const struct tw_row_rule *)(const void *)words))
		return TW_RESULT_RANGE;
	if (table == TW_TABLE_NAMES && row >= DOUBLE_SYMBOLS)
		return TW_RESULT_RANGE;
	if (table == TW_TABLE_NAMES)
		memcpy(t->names[row], words, sizeof(t->names[row]));
	if (table == TW_TABLE_SESSION)
		memcpy(&t->session, words, sizeof(t->session));
	if (table != TW_TABLE_LEND)
		return TW_RESULT_OK;
	t->lent = true;
	*reg(t, TW_TRADE_TCP_SEQ) = words[0];
	*reg(t, TW_TRADE_TCP_ACK) = words[1];
	*reg(t, TW_TRADE_TCP_LIMIT) = words[2];
	*reg(t, TW_TRADE_TCP_WINDOW) = words[3];
	return TW_RESULT_OK;
}

static void commit(struct double_trade *t, uint32_t crc)
{
	uint32_t index = *reg(t, TW_TRADE_TABLE_INDEX), words[TW_TABLE_WORDS], i;
	uint32_t table = index >> 24, row = index & 0xffffffu;

	for (i = 0; i < TW_TABLE_WORDS; i++)
		words[i] = *reg(t, TW_TRADE_WORD_0 + 4 * i);
	t->result = tw_row_crc(0, (enum tw_table)table, row, words) != crc
			    ? TW_RESULT_CRC
			    : take_row(t, table, row, words);
	put_record(t, (struct tw_trade_record){ .type = TW_TRADE_COMMIT,
						.reason = (uint8_t)t->result,
						.rule = (uint8_t)table,
						.old_token = row,
						.price = crc });
	if (t->result == TW_RESULT_MISMATCH)
		set_killed(t, TW_KILL_MISMATCH);
	if (t->result != TW_RESULT_OK)
		return;
	stir(t);
	if (table <= TW_TABLE_SESSION)
		t->hash = tw_row_crc(t->hash, (enum tw_table)table, row, words);
	if (table == TW_TABLE_TOTALS && t->seed == DOUBLE_HASH)
		t->hash ^= 1;
	if (table == TW_TABLE_LEND)
		put_event(t, TW_TRADE_LEND, 1);
}

static void command(struct double_trade *t, uint32_t value)
{
	if ((value & TW_TRADE_COMMAND_KILL_MASK) != 0)
		set_killed(t, TW_KILL_REGISTER);
	if ((value & TW_TRADE_COMMAND_DISARM_MASK) != 0) {
		t->armed = false;
		stir(t);
		put_event(t, TW_TRADE_DISARM, 0);
	}
	if ((value & TW_TRADE_COMMAND_HEARTBEAT_MASK) != 0)
		heartbeat(t);
	if ((value & TW_TRADE_COMMAND_RETURN_MASK) != 0) {
		t->lent = false;
		put_event(t, TW_TRADE_LEND, 0);
	}
	if ((value & TW_TRADE_COMMAND_FLUSH_MASK) != 0 && !t->armed) {
		t->hash = 0;
		tw_gate_flush(t->gate);
		tw_trigger_flush(t->trigger);
		stir(t);
	}
}

static void arm(struct double_trade *t, uint32_t address, uint32_t value)
{
	if (address == TW_TRADE_ARM_KEY) {
		t->wait_arm = value == tw_arm_key(t->nonce, *reg(t, TW_IDENT_MAP_HASH),
						  *reg(t, TW_IDENT_BUILD), t->hash);
	} else if (t->wait_arm && value == tw_arm_go(t->nonce, t->hash) && !t->killed &&
		   *reg(t, TW_TRADE_WATCHDOG) != 0) {
		t->armed = true;
		t->kicked = cycle(t);
		stir(t);
		put_event(t, TW_TRADE_ARM, 0);
	}
}

static void unkill(struct double_trade *t, uint32_t value)
{
	if (!t->killed || value != tw_unkill(t->nonce))
		return;
	t->killed = false;
	t->cause = 0;
	stir(t);
	put_event(t, TW_TRADE_DISARM, 1);
}

bool double_trade_write(struct double_trade *t, uint32_t address, uint32_t value)
{
	if (address < TW_TRADE_CONTROL || address > TW_TRADE_RING_TAIL)
		return false;
	switch (address) {
	case TW_TRADE_COMMAND:
		command(t, value);
		break;
	case TW_TRADE_ARM_KEY:
	case TW_TRADE_ARM_GO:
		arm(t, address, value);
		break;
	case TW_TRADE_UNKILL:
		unkill(t, value);
		break;
	case TW_TRADE_KICK:
		double_trade_run(t);
		t->kicked = cycle(t);
		break;
	case TW_TRADE_MISMATCH:
		set_killed(t, TW_KILL_MISMATCH);
		break;
	case TW_TRADE_TABLE_CRC:
		commit(t, value);
		break;
	default:
		*reg(t, address) = value;
	}
	return true;
}

static uint32_t read_exposure(struct double_trade *t, uint32_t address)
{
	struct tw_gate_exposure exposure;
	uint32_t symbol = *reg(t, TW_TRADE_TABLE_INDEX) & 0xffffffu;

	if (symbol >= DOUBLE_SYMBOLS)
		return 0;
	tw_gate_exposure(t->gate, symbol, &exposure);
	if (address == TW_TRADE_OPEN_BUY)
		return exposure.open_buy;
	if (address == TW_TRADE_OPEN_SELL)
		return exposure.open_sell;
	return (uint32_t)exposure.position +
	       (t->seed == DOUBLE_POSITION && exposure.position != 0 ? 1 : 0);
}

static uint32_t status(const struct double_trade *t)
{
	return (t->armed ? TW_TRADE_STATUS_ARMED_MASK : 0) |
	       (t->killed ? TW_TRADE_STATUS_KILLED_MASK : 0) |
	       (t->lent ? TW_TRADE_STATUS_LENT_MASK : 0) | TW_TRADE_STATUS_LINK_MASK |
	       (t->wait_arm ? TW_TRADE_STATUS_WAIT_ARM_MASK : 0) |
	       t->cause << TW_TRADE_STATUS_KILL_CAUSE_SHIFT;
}

bool double_trade_read(struct double_trade *t, uint32_t address, uint32_t *value)
{
	struct tw_gate_counters counters;

	if (address < TW_TRADE_CONTROL || address > TW_TRADE_RING_TAIL)
		return false;
	tw_gate_counters(t->gate, &counters);
	*value = *reg(t, address);
	switch (address) {
	case TW_TRADE_STATUS:
		*value = status(t);
		break;
	case TW_TRADE_NONCE:
		*value = t->nonce;
		break;
	case TW_TRADE_CONFIG_HASH:
		*value = t->hash;
		break;
	case TW_TRADE_TABLE_RESULT:
		*value = t->result;
		break;
	case TW_TRADE_TOKEN:
		*value = counters.next_token;
		break;
	case TW_TRADE_POSITION:
	case TW_TRADE_OPEN_BUY:
	case TW_TRADE_OPEN_SELL:
		*value = read_exposure(t, address);
		break;
	case TW_TRADE_ORDERS:
		*value = counters.orders;
		break;
	case TW_TRADE_GROSS_LO:
		*value = (uint32_t)counters.gross;
		break;
	case TW_TRADE_GROSS_HI:
		*value = (uint32_t)(counters.gross >> 32);
		break;
	case TW_TRADE_TX_TAIL:
		*value = t->taken;
		break;
	case TW_TRADE_RING_TAIL:
		*value = (uint32_t)t->records;
		break;
	default:
		break;
	}
	return true;
}

void double_trade_start(struct double_trade *t)
{
	t->records = 0;
	t->taken = 0;
	t->dma = true;
}

/* An order of 100 shares, 60 of which were executed, before anyone here knew of it. */
static void use(struct tw_gate *gate)
{
	const struct tw_gate_now later = { .cycle =
						   1000, /* the rate allows one by then */
					   .armed = true,
					   .lent = true,
					   .window_ok = true,
					   .link_up = true,
					   .sender_ready = true,
					   .log_ready = true };
	const struct tw_gate_now idle = { .cycle = 0 };
	const struct tw_row_limits limits = { 1, 100, 0, 1, 0, 100, 100, 1 };
	const struct tw_row_totals totals = { .max_open = 1,
					      .max_orders = 1,
					      .max_gross_hi = 1,
					      .rate_cycles = 64,
					      .burst = 1 };
	const struct tw_row_answer filled = { .kind = TW_ANSWER_EXECUTED,
					      .token = 1,
					      .quantity = 60 };
	const struct tw_intent intent = { .kind = TW_KIND_ENTER,
					  .quantity = 100,
					  .price = 10000,
					  .bid_price = 9999,
					  .bid_size = 1,
					  .ask_price = 10000,
					  .ask_size = 1,
					  .born = 1000 };
	uint32_t words[TW_TABLE_WORDS] = { 0 };
	struct tw_trade_order order;

	memcpy(words, &limits, sizeof(limits));
	tw_gate_commit(gate, TW_TABLE_LIMITS, 0, words, &idle);
	memset(words, 0, sizeof(words));
	memcpy(words, &totals, sizeof(totals));
	tw_gate_commit(gate, TW_TABLE_TOTALS, 0, words, &idle);
	memset(words, 0, sizeof(words));
	memcpy(words, &filled, sizeof(filled));
	if (tw_gate_judge(gate, &intent, &later, &order) != TW_REASON_PASS ||
	    tw_gate_commit(gate, TW_TABLE_ANSWER, 0, words, &later) != TW_RESULT_OK)
		abort();
	tw_gate_flush(gate);
}

struct double_trade *double_trade_create(struct tw_sim *sim, uint64_t seed)
{
	struct double_trade *t = calloc(1, sizeof(*t));

	if (t == NULL)
		abort();
	t->sim = sim;
	t->seed = seed;
	t->nonce = 12345;
	t->gate = tw_gate_create(DOUBLE_SYMBOLS, OPEN);
	t->trigger = tw_trigger_create(DOUBLE_SYMBOLS);
	if (t->gate == NULL || t->trigger == NULL)
		abort();
	if (seed == DOUBLE_USED)
		use(t->gate);
	return t;
}

void double_trade_destroy(struct double_trade *t)
{
	tw_gate_destroy(t->gate);
	tw_trigger_destroy(t->trigger);
	free(t);
}
