// SPDX-License-Identifier: BSD-3-Clause
#include "rig.h"

#include <cstdarg>
#include <cstdio>
#include <cstring>

constexpr uint64_t RING = 0x100000;
constexpr unsigned RING_LOG2 = 12;
constexpr uint64_t IDLES = 0x0707070707070707;
static const struct tw_row_session session = { { 2, 0, 0, 0, 0, 1 }, { 2, 0, 0, 0, 0, 2 },
					       0x0a000001,	     0x0a000002,
					       40000u << 16 | 5000u, 0x1234 };
static const char name[8] = { 'T', 'R', 'A', 'D', 'E', ' ', ' ', ' ' };
constexpr uint32_t ACK = 777, WINDOW = 8192;

Rig::Rig(unsigned seed)
{
	context.randReset(2);
	context.randSeed(int(seed) + 1);
	top = std::make_unique<Vtouchwire_10g>(&context, "trade");
	ring.assign(size_t(1) << RING_LOG2, tw_trade_record());
	memory.seed(seed);
	memory.grant(RING, ring.data(), ring.size() * sizeof(ring[0]));
	top->s_axil_awvalid = top->s_axil_wvalid = top->s_axil_arvalid = 0;
	top->s_axil_bready = top->s_axil_rready = 1;
	top->s_axil_wstrb = 0xf;
	top->m_axi_bvalid = top->m_axi_rvalid = 0;
	top->m_axi_awready = top->m_axi_wready = 1;
	top->m_axi_arready = 0;
	top->ptp_load = 0;
	top->xgmii_o_rxd = IDLES;
	top->xgmii_o_rxc = 0xff;
	top->clk = 0;
}

Rig::~Rig()
{
	top->final();
}

void Rig::fail(const char *format, ...)
{
	char text[300];
	va_list list;

	if (!wrong.empty())
		return;
	va_start(list, format);
	vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	wrong = text;
	wrong += "; cycle " + std::to_string(cycle);
}

// ---- the wires ----------------------------------------------------------------------------------

void Rig::drive()
{
	uint64_t data = 0;
	uint8_t control = 0;

	for (unsigned i = 0; i < 8; i++) {
		xgmii::Char c = at < line.size() ? line[at++] : xgmii::idle;

		data |= uint64_t(c.byte) << (8 * i);
		control |= uint8_t(c.control << i);
	}
	if (at == line.size()) {
		line.clear();
		at = 0;
	}
	top->xgmii_a_rxd = data;
	top->xgmii_a_rxc = control;
	behind.push_back({ data, control });
	top->xgmii_b_rxd = IDLES;
	top->xgmii_b_rxc = 0xff;
	for (; behind.size() > skew; behind.pop_front()) {
		top->xgmii_b_rxd = behind.front().first;
		top->xgmii_b_rxc = behind.front().second;
	}
}

void Rig::hear(uint64_t data, uint8_t control)
{
	for (unsigned i = 0; i < 8; i++) {
		uint8_t byte = uint8_t(data >> (8 * i));
		bool is_control = control >> i & 1;

		if (is_control && byte == xgmii::START) {
			inside = true;
			preamble = 7;
			now = { cycle * 8 + i, {} };
		} else if (is_control && byte == xgmii::END && inside) {
			inside = false;
			if (now.bytes.size() < 64)
				return fail("a frame of %zu bytes left",
					    now.bytes.size());
			now.bytes.resize(now.bytes.size() - 4);
			departed.push_back(now);
		} else if (is_control) {
			if (inside)
				return fail("control %02x in a frame that leaves", byte);
		} else if (preamble) {
			preamble--;
		} else {
			now.bytes.push_back(byte);
		}
	}
}

void Rig::step()
{
	if (feed && queued() < 128)
		feed();
	drive();
	if (!top->rst) {
		memory.before_edge(*top);
		memory.before_edge_read(*top);
	}
	top->clk = 0;
	top->eval();
	if (!top->rst)
		hear(top->xgmii_o_txd, top->xgmii_o_txc);
	top->clk = 1;
	top->eval();
	cycle++;
	poll();
}

// ---- the host --------------------------------------------------------------------------------------

// Every decision must be to pass.
void Rig::poll()
{
	for (;;) {
		const struct tw_trade_record &r = ring[taken % ring.size()];

		if (r.seq != taken + 1)
			return;
		taken++;
		if (r.type == TW_TRADE_DECISION && r.reason != TW_REASON_PASS)
			fail("an intent was refused: %s", tw_reason_name(r.reason));
		if (r.type == TW_TRADE_KILL || r.type == TW_TRADE_LOST)
			fail("record of type %u, reason %u", r.type, r.reason);
	}
}

uint32_t Rig::read(uint32_t address)
{
	uint32_t value = 0;

	if (!axi_lite_read(*top, address, &value, 1000, [this] { step(); }))
		fail("no register at %x", address);
	return value;
}

void Rig::write(uint32_t address, uint32_t value)
{
	if (!axi_lite_write(*top, address, value, 1000, [this] { step(); }))
		fail("no answer to a write to %x", address);
}

void Rig::commit(enum tw_table table, uint32_t row, const void *from, size_t size)
{
	uint32_t words[TW_TABLE_WORDS] = {}, result = TW_RESULT_NONE;

	memcpy(words, from, size);
	write(TW_TRADE_TABLE_INDEX, uint32_t(table) << 24 | row);
	for (unsigned i = 0; i < TW_TABLE_WORDS; i++)
		if (words[i] != shadow[i])
			write(TW_TRADE_WORD_0 + 4 * i, shadow[i] = words[i]);
	write(TW_TRADE_TABLE_CRC, tw_row_crc(0, table, row, words));
	for (unsigned i = 0; i < 40 && wrong.empty(); i++) {
		result = read(TW_TRADE_TABLE_RESULT);
		if (result != TW_RESULT_BUSY)
			break;
	}
	if (result != TW_RESULT_OK)
		fail("table %u row %u: %s", table, row, tw_result_text(result));
}

void Rig::forget_order(uint32_t which, uint32_t quantity)
{
	const struct tw_row_answer answer = { TW_ANSWER_CANCELLED, which, quantity, 0,
					      0 };

	commit(TW_TABLE_ANSWER, 0, &answer, sizeof(answer));
	if (taken - told > ring.size() / 4)
		write(TW_TRADE_RING_HEAD, uint32_t(told = taken));
}

void Rig::arm()
{
	uint32_t hash = read(TW_TRADE_CONFIG_HASH), nonce = read(TW_TRADE_NONCE);
	uint32_t build = read(TW_IDENT_BUILD);

	write(TW_TRADE_ARM_KEY, tw_arm_key(nonce, TW_MAP_HASH, build, hash));
	write(TW_TRADE_ARM_GO, tw_arm_go(nonce, hash));
	if (!(read(TW_TRADE_STATUS) & TW_TRADE_STATUS_ARMED_MASK))
		fail("not armed, status %x", read(TW_TRADE_STATUS));
}

Bytes Rig::order_frame(uint32_t quantity, uint32_t price)
{
	struct tw_order_place place = { sequence, ACK, uint16_t(WINDOW) };
	struct tw_order_fields fields = {};
	Bytes bytes(TW_ORDER_FRAME_MAX);

	fields.kind = TW_KIND_ENTER;
	fields.tif = '3';
	memcpy(fields.name, name, 8);
	fields.quantity = quantity;
	fields.price = price;
	fields.token = token;
	bytes.resize(tw_order_frame(&session, &place, &fields, bytes.data()));
	return bytes;
}

void Rig::begin()
{
	const struct tw_row_limits limits = { 1,       TW_CEIL_QUANTITY, 0,	 1u << 8,
					      1000000, 100000,		 100000, 64 };
	const struct tw_row_totals totals = { 64,
					      TW_CEIL_ORDERS,
					      0,
					      1u << 16,
					      TW_FLOOR_RATE_CYCLES,
					      TW_CEIL_BURST,
					      100000,
					      0 };
	const struct tw_row_lend lend = { sequence, ACK, sequence + (1u << 30), WINDOW,
					  token };

	top->rst = 1;
	for (unsigned i = 0; i < 8; i++)
		step();
	top->rst = 0;
	for (unsigned i = 0; read(TW_CONTROL_STATUS) & TW_CONTROL_STATUS_CLEARING_MASK;
	     i++)
		if (i > 20000 || !wrong.empty())
			return fail("the tables are never clear");
	write(TW_CONTROL_HOLD_NS, 20000);
	write(TW_TRADE_RING_LO, RING);
	write(TW_TRADE_RING_LOG2, RING_LOG2);
	write(TW_CONTROL_CONTROL,
	      TW_CONTROL_CONTROL_FEED_A_MASK | TW_CONTROL_CONTROL_FEED_B_MASK |
		      TW_CONTROL_CONTROL_ALL_MASK | TW_CONTROL_CONTROL_DMA_MASK);
	for (unsigned i = 0; i < SYMBOLS; i++) {
		commit(TW_TABLE_LIMITS, i, &limits, sizeof(limits));
		commit(TW_TABLE_NAMES, i, name, sizeof(name));
	}
	commit(TW_TABLE_TOTALS, 0, &totals, sizeof(totals));
	commit(TW_TABLE_SESSION, 0, &session, sizeof(session));
	write(TW_TRADE_WATCHDOG, 0xffffffff);
	commit(TW_TABLE_LEND, 0, &lend, sizeof(lend));
	arm();
}
