// SPDX-License-Identifier: BSD-3-Clause
#include "floor.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>

constexpr uint64_t TOUCHES = 0x100000, DONE = 0x200000, DATA = 0x400000,
		   RECORDS = 0x600000, TX = 0x700000;
constexpr unsigned RING_LOG2 = 10, SLOTS_LOG2 = 6, SLOT_LOG2 = 11, RECORDS_LOG2 = 8,
		   TX_LOG2 = 4;

uint32_t what(enum tw_condition condition, enum tw_kind kind, bool sell,
	      enum tw_rule_rearm rearm, enum tw_rule_price price, enum tw_rule_size size)
{
	return uint32_t('0') << TW_RULE_TIF_SHIFT |
	       uint32_t(condition) << TW_RULE_CONDITION_SHIFT |
	       uint32_t(sell) << TW_RULE_SELL_SHIFT |
	       uint32_t(kind) << TW_RULE_KIND_SHIFT |
	       uint32_t(price) << TW_RULE_PRICE_SHIFT |
	       uint32_t(size) << TW_RULE_SIZE_SHIFT |
	       uint32_t(rearm) << TW_RULE_REARM_SHIFT;
}

Floor::Floor(unsigned seed)
{
	context.randReset(2);
	context.randSeed(int(seed) + 1);
	top = std::make_unique<Vtouchwire_10g>(&context, "floor");
	memory = std::make_unique<axi_memory>();
	top->clk = 0;
	top->eval();
}

Floor::~Floor()
{
	top->final();
}

void Floor::fail(const char *format, ...)
{
	char text[400];
	va_list list;

	if (!wrong.empty())
		return;
	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	wrong = text;
	wrong += "; cycle " + std::to_string(cycle) + doing;
}

// ---- from reset on ------------------------------------------------------------------------------------
void Floor::set_registers()
{
	const struct {
		uint32_t address;
		uint64_t value;
	} list[] = {
		{ TW_CONTROL_HOLD_NS, 20000 },
		{ TW_DMA_RING_LO, TOUCHES },
		{ TW_DMA_RING_LOG2, RING_LOG2 },
		{ TW_DMA_DATA_LO, DATA },
		{ TW_DMA_DONE_LO, DONE },
		{ TW_DMA_SLOTS_LOG2, SLOTS_LOG2 },
		{ TW_DMA_SLOT_LOG2, SLOT_LOG2 },
		{ TW_TRADE_RING_LO, RECORDS },
		{ TW_TRADE_RING_LOG2, RECORDS_LOG2 },
		{ TW_TRADE_TX_LO, TX },
		{ TW_TRADE_TX_LOG2, TX_LOG2 },
		{ TW_TRADE_WATCHDOG, 1u << 30 },
	};

	for (auto &one : list)
		write(one.address, uint32_t(one.value));
	for (unsigned i = 0; read(TW_CONTROL_STATUS) & TW_CONTROL_STATUS_CLEARING_MASK;
	     i++)
		if (i > 10000)
			return fail("the tables are never clear");
	write(TW_CONTROL_CONTROL,
	      TW_CONTROL_CONTROL_FEED_A_MASK | TW_CONTROL_CONTROL_FEED_B_MASK |
		      TW_CONTROL_CONTROL_ALL_MASK | TW_CONTROL_CONTROL_DMA_MASK);
	settle();
}

void Floor::begin(bool ready)
{
	Vtouchwire_10g &t = *top;

	memory = std::make_unique<axi_memory>();
	memory->seed(cycle + 1);
	ring.assign(size_t(1) << RECORDS_LOG2, tw_trade_record());
	touch_ring.assign(size_t(1) << RING_LOG2, tw_touch());
	done.assign(size_t(1) << SLOTS_LOG2, tw_frame_done());
	slots.assign(size_t(1) << (SLOTS_LOG2 + SLOT_LOG2), 0);
	tx.assign(size_t(512) << TX_LOG2, 0);
	memory->grant(TOUCHES, touch_ring.data(), touch_ring.size() * 64);
	memory->grant(RECORDS, ring.data(), ring.size() * 64);
	memory->grant(DONE, done.data(), done.size() * 64);
	memory->grant(DATA, slots.data(), slots.size());
	memory->grant(TX, tx.data(), tx.size());
	for (unsigned port = 0; port < 2; port++) {
		line[port].clear();
		at[port] = 0;
	}
	left.clear();
	records.clear();
	touches.clear();
	asked.clear();
	records_judged = judged = given = touch_seq = cut = 0;
	within = false;
	takes = link = true;
	number = 1;
	t.s_axil_awvalid = t.s_axil_wvalid = t.s_axil_arvalid = 0;
	t.s_axil_wstrb = 15;
	t.s_axil_bready = t.s_axil_rready = 1;
	t.m_axi_bvalid = t.m_axi_rvalid = t.m_axi_bid = t.m_axi_rid = t.ptp_load = 0;
	t.m_axi_awready = t.m_axi_wready = t.m_axi_arready = t.m_axi_rlast = 1;
	t.rst = 1;
	steps(8);
	t.rst = 0;
	reset_cycle = cycle;
	set_registers();
	if (!ready)
		return;
	open_market();
	fill_tables();
	arm();
}

void Floor::strike()
{
	top->rst = 1;
	step();
	top->rst = 0;
	reset_cycle = cycle;
	memory = std::make_unique<axi_memory>();
	top->m_axi_bvalid = top->m_axi_rvalid = 0;
	// What was on the wire ends without a terminate: no frame to anybody.
	cut += within;
	within = false;
}

void Floor::open_market()
{
	const Day day = make_day();

	for (const Bytes &frame : day.open)
		send(0, frame);
	number = 33;
	settle();
}

void Floor::fill_tables()
{
	struct tw_row_lend lend = { first_seq, ack, first_seq + (1u << 30), window, 0 };
	const uint8_t dst[6] = { 2, 0, 0, 0, 0, 0x21 }, src[6] = { 2, 0, 0, 0, 0, 0x42 };

	limits = { 1, 5000, 0x40000000, 1, 10000, 500000, 500000, 64 };
	totals = { 64, 1000000, 0, 0x1000, RATE, BURST, 100000, 0 };
	for (unsigned s = 0; s < traded; s++) {
		struct tw_row_name name;

		memcpy(name.name, "TOUCH   ", 8);
		name.name[5] = uint8_t('A' + s);
		if (commit(TW_TABLE_LIMITS, s, limits) != TW_RESULT_OK ||
		    commit(TW_TABLE_NAMES, s, name) != TW_RESULT_OK)
			return fail("a row of symbol %u is refused", s);
	}
	session = {};
	memcpy(session.dst_mac, dst, 6);
	memcpy(session.src_mac, src, 6);
	session.src_ip = 0x0a00020f;
	session.dst_ip = 0x0a000202;
	session.ports = 40000u << 16 | 9000;
	session.clordid_seed = 0xbeef;
	lend.next_token = read(TW_TRADE_TOKEN);
	if (commit(TW_TABLE_TOTALS, 0, totals) != TW_RESULT_OK ||
	    commit(TW_TABLE_SESSION, 0, session) != TW_RESULT_OK ||
	    commit(TW_TABLE_LEND, 0, lend) != TW_RESULT_OK)
		return fail("totals, session or lend are refused");
	if (!is(TW_TRADE_STATUS_LENT_MASK))
		fail("not lent");
}

void Floor::arm()
{
	uint32_t nonce = read(TW_TRADE_NONCE), hash = read(TW_TRADE_CONFIG_HASH);

	write(TW_TRADE_ARM_KEY,
	      tw_arm_key(nonce, TW_MAP_HASH, read(TW_IDENT_BUILD), hash));
	write(TW_TRADE_ARM_GO, tw_arm_go(nonce, hash));
	if (!is(TW_TRADE_STATUS_ARMED_MASK))
		fail("not armed");
}

void Floor::revive()
{
	write(TW_TRADE_UNKILL, tw_unkill(read(TW_TRADE_NONCE)));
	if (is(TW_TRADE_STATUS_KILLED_MASK))
		return fail("killed for ever");
	arm();
}

// ---- tables and frames of the host ----------------------------------------------------------------------
uint32_t Floor::commit(enum tw_table table, uint32_t row, const void *data, size_t size)
{
	uint32_t words[TW_TABLE_WORDS] = {}, result = TW_RESULT_BUSY;

	memcpy(words, data, size);
	write(TW_TRADE_TABLE_INDEX, uint32_t(table) << 24 | row);
	for (unsigned i = 0; i < TW_TABLE_WORDS; i++)
		write(TW_TRADE_WORD_0 + 4 * i, words[i]);
	write(TW_TRADE_TABLE_CRC, tw_row_crc(0, table, row, words));
	for (unsigned i = 0; i < 1000 && result == TW_RESULT_BUSY; i++)
		result = read(TW_TRADE_TABLE_RESULT);
	return result;
}

void Floor::rule(unsigned symbol, unsigned lane, const struct tw_row_rule &row)
{
	if (commit(TW_TABLE_RULES, symbol * TW_RULES_PER_SYMBOL + lane, row) !=
	    TW_RESULT_OK)
		fail("rule %u of symbol %u is refused", lane, symbol);
}

void Floor::answer(enum tw_answer_kind kind, uint32_t token, uint32_t quantity)
{
	struct tw_row_answer row = { uint32_t(kind), token, quantity, 0, 0 };
	uint32_t result = commit(TW_TABLE_ANSWER, 0, row);

	if (result != TW_RESULT_OK)
		fail("answer %u of %u for token %u: %s", unsigned(kind), quantity, token,
		     tw_result_text(result));
}

void Floor::give(const Bytes &frame)
{
	uint8_t *slot = &tx[given % (tx.size() / 512) * 512];
	uint32_t length = uint32_t(frame.size());

	memcpy(slot, &length, 4);
	memcpy(slot + 64, frame.data(), frame.size());
	asked.push_back(frame);
	asked.back().resize(std::max<size_t>(60, frame.size()));
	write(TW_TRADE_TX_HEAD, uint32_t(++given));
}

// ---- registers ------------------------------------------------------------------------------------------
uint32_t Floor::read(uint32_t address)
{
	uint32_t value = 0;

	if (!axi_lite_read(*top, address, &value, 1000, [this] { step(); }))
		fail("no register at %x", address);
	return value;
}

void Floor::write(uint32_t address, uint32_t value)
{
	if (!axi_lite_write(*top, address, value, 1000, [this] { step(); }))
		fail("no answer to a write to %x", address);
}
