// SPDX-License-Identifier: BSD-3-Clause
// tb_trade_tables: random rows, good and spoilt, against the library's checksums and a model of what
// each table takes; CONFIG_HASH row by row.
#include "Vtrade_tables.h"

#include "../common/book.h"
#include "../common/sim.h"

#include <touchwire/trade.h>

namespace
{

constexpr unsigned SYMBOLS = 8;

struct Row {
	uint32_t table = 0, row = 0;
	uint32_t words[TW_TABLE_WORDS] = {};

	uint32_t index() const
	{
		return table << 24 | row;
	}
	uint32_t crc(uint32_t from) const
	{
		return tw_row_crc(from, static_cast<enum tw_table>(table), row, words);
	}
};

class Bench : public sim::Bench<Vtrade_tables>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vtrade_tables>("trade_tables", seed)
	{
		dut->cmd_crc = dut->cmd_flush = dut->armed = dut->lent = dut->t_done = 0;
		dut->gate_busy = 1;
		dut->time_ns = 0;
		reset();
		if (dut->result != TW_RESULT_BUSY)
			fail("not busy while the gate is");
		dut->gate_busy = 0;
		idle(4);
		if (dut->busy || dut->config_hash || dut->result != TW_RESULT_NONE)
			fail("after reset: busy %u hash %08x result %u", dut->busy,
			     dut->config_hash, dut->result);
	}

	sim::Range commits;
	uint64_t results[8] = {};

	void idle(unsigned cycles)
	{
		for (; cycles; cycles--)
			clock();
	}

	// How many words a table's rows have.
	static unsigned words_of(unsigned table)
	{
		static const unsigned words[] = { 8, 8, 5, 2, 8, 5, 5 };

		return words[table];
	}

	Row some_row()
	{
		Row r;
		unsigned shift = unsigned(pick(32));

		r.table = uint32_t(pick(7));
		for (unsigned i = 0; i < words_of(r.table); i++)
			r.words[i] = uint32_t(rng()) >> shift;
		if (r.table == TW_TABLE_LIMITS || r.table == TW_TABLE_NAMES)
			r.row = uint32_t(pick(SYMBOLS));
		if (r.table == TW_TABLE_RULES) {
			r.row = uint32_t(pick(SYMBOLS * TW_RULES_PER_SYMBOL));
			r.words[0] = uint32_t(pick(256) | pick(10) << 8 | pick(2) << 12 |
					      pick(4) << 13 | pick(3) << 15 |
					      pick(2) << 17 | pick(2) << 19);
		}
		if (r.table == TW_TABLE_SESSION) {
			r.words[1] &= 0xffff;
			r.words[3] &= 0xffff;
		}
		if (one_in(4)) // a bit too many, anywhere
			r.words[pick(TW_TABLE_WORDS)] |= 1u << pick(32);
		if (one_in(8))
			r.row ^= 1u << pick(24);
		if (one_in(20))
			r.table = uint32_t(7 + pick(249));
		return r;
	}

	// What must become of a row that the gate, if it is asked, calls @gate.
	unsigned judge(const Row &r, unsigned gate) const
	{
		uint32_t rule = r.words[0], rows = 1;

		if (r.table >= TW_TABLES)
			return TW_RESULT_RANGE;
		if (r.table == TW_TABLE_LIMITS || r.table == TW_TABLE_NAMES)
			rows = SYMBOLS;
		if (r.table == TW_TABLE_RULES)
			rows = SYMBOLS * TW_RULES_PER_SYMBOL;
		if (r.row >= rows)
			return TW_RESULT_RANGE;
		for (unsigned i = words_of(r.table); i < TW_TABLE_WORDS; i++)
			if (r.words[i])
				return TW_RESULT_RANGE;
		if (r.table == TW_TABLE_RULES &&
		    (rule >> TW_RULE_BITS ||
		     (rule >> 8 & 15) > TW_CONDITION_IMBALANCE_ASK ||
		     ((rule >> 8 & 15) != 0 && (rule >> 13 & 3) == 0) ||
		     (rule >> 15 & 3) == 3 || (rule >> 17 & 3) > 1 ||
		     (rule >> 19 & 3) > 1))
			return TW_RESULT_RANGE;
		if (r.table == TW_TABLE_SESSION && (r.words[1] >> 16 || r.words[3] >> 16))
			return TW_RESULT_RANGE;
		if (dut->armed && r.table >= TW_TABLE_NAMES && r.table <= TW_TABLE_LEND)
			return TW_RESULT_ARMED;
		if (dut->lent &&
		    (r.table == TW_TABLE_SESSION || r.table == TW_TABLE_LEND))
			return TW_RESULT_ARMED;
		return asks(r) ? gate : unsigned(TW_RESULT_OK);
	}
	static bool asks(const Row &r)
	{
		return r.table <= TW_TABLE_TOTALS || r.table == TW_TABLE_LEND ||
		       r.table == TW_TABLE_ANSWER;
	}

	void commit(const Row &r, bool spoil)
	{
		static const unsigned says[] = { TW_RESULT_OK, TW_RESULT_OK, TW_RESULT_OK,
						 TW_RESULT_CEILING, TW_RESULT_MISMATCH };
		unsigned gate = says[pick(5)];
		unsigned wanted = spoil ? unsigned(TW_RESULT_CRC) : judge(r, gate);
		uint32_t hash = dut->config_hash;
		uint32_t crc = r.crc(0) ^ (spoil ? 1u << pick(32) : 0);
		unsigned committed = 0, record = 0, waited = 0, wait = unsigned(pick(5));
		uint64_t since = cycle;
		bool ok = wanted == TW_RESULT_OK;

		dut->index = r.index();
		for (unsigned i = 0; i < TW_TABLE_WORDS; i++)
			dut->words[i] = r.words[i];
		dut->given_crc = crc;
		dut->cmd_crc = 1;
		dut->t_symbol = uint16_t(rng());
		dut->t_sell = one_in(2);
		clock();
		dut->cmd_crc = 0;
		// The host writes the next row into the shadow at once: nothing of it counts.
		dut->index = uint32_t(rng());
		dut->given_crc = uint32_t(rng());
		for (unsigned i = 0; i < TW_TABLE_WORDS; i++)
			dut->words[i] = uint32_t(rng());
		for (unsigned i = 0; dut->busy || i < 2; i++) {
			dut->cmd_crc = one_in(4) && dut->busy;
			if (dut->result != TW_RESULT_BUSY && i == 0)
				fail("result %u while a row is under way", dut->result);
			dut->t_done = dut->t_valid && waited++ == wait;
			dut->t_result = uint8_t(gate);
			dut->eval();
			if (dut->t_valid && (!asks(r) || spoil))
				fail("the gate is asked for nothing");
			unsigned pulses = unsigned(
				dut->commit_rules | dut->commit_names << 1 |
				dut->commit_session << 2 | dut->commit_lend << 3);
			if (pulses) {
				static const unsigned of[] = { 0, 0, 1, 2, 4, 8, 0 };

				if (!ok || pulses != of[r.table])
					fail("commit of 0x%x for table %u", pulses,
					     r.table);
				for (unsigned w = 0; w < TW_TABLE_WORDS; w++)
					if (dut->t_words[w] != r.words[w])
						fail("word %u is another", w);
				if (dut->t_row != r.row || dut->t_table != r.table)
					fail("another row");
				if (!asks(r))
					commits.add(cycle - since);
			}
			committed += dut->committed;
			clock();
			if (dut->m_record_valid) {
				record++;
				judge_record(r, wanted, crc);
			}
			if (i > 100)
				fail("no end");
		}
		dut->cmd_crc = 0;
		dut->t_done = 0;
		results[wanted]++;
		if (dut->result != wanted)
			fail("table %u row %u: %u, not %u", r.table, r.row, dut->result,
			     wanted);
		if (record != 1 || committed != (ok && r.table != TW_TABLE_ANSWER))
			fail("%u records, %u commits", record, committed);
		if (dut->config_hash !=
		    (ok && r.table <= TW_TABLE_SESSION ? r.crc(hash) : hash))
			fail("CONFIG_HASH %08x", dut->config_hash);
	}

	void judge_record(const Row &r, unsigned wanted, uint32_t crc)
	{
		struct tw_trade_record got;
		uint8_t type = TW_TRADE_COMMIT, reason = uint8_t(wanted);

		for (unsigned i = 0; i < 14; i++)
			memcpy(reinterpret_cast<char *>(&got) + 4 * i, &dut->m_record[i],
			       4);
		if (wanted == TW_RESULT_OK && r.table == TW_TABLE_LEND) {
			type = TW_TRADE_LEND;
			reason = 1;
			if (got.tcp_seq != r.words[0] || got.token != r.words[4] ||
			    got.quantity != r.words[2])
				fail("record of another lend");
		} else if (wanted == TW_RESULT_OK && r.table == TW_TABLE_ANSWER) {
			type = TW_TRADE_ANSWER;
			reason = uint8_t(r.words[0]);
			if (got.token != r.words[1] || got.quantity != r.words[2] ||
			    got.price != r.words[3] || got.old_token != r.words[4] ||
			    got.symbol != dut->t_symbol ||
			    got.side != (dut->t_sell ? 'S' : 'B'))
				fail("record of another answer");
		} else if (got.rule != r.table || got.old_token != r.row ||
			   got.price != crc) {
			fail("record of another row");
		}
		if (got.type != type || got.reason != reason)
			fail("record of type %u, reason %u", got.type, got.reason);
	}

	void flush()
	{
		uint32_t hash = dut->config_hash;
		bool wanted = !dut->armed;

		dut->cmd_flush = 1;
		dut->eval();
		if (dut->flush != wanted || dut->committed != wanted)
			fail("flush %u, armed %u", dut->flush, dut->armed);
		clock();
		dut->cmd_flush = 0;
		dut->gate_busy = wanted;
		idle(10);
		dut->gate_busy = 0;
		idle(3);
		if (dut->config_hash != (wanted ? 0 : hash) || dut->busy)
			fail("CONFIG_HASH %08x after a flush", dut->config_hash);
	}

	void run(unsigned rows)
	{
		for (unsigned i = 0; i < rows; i++) {
			dut->armed = one_in(3);
			dut->lent = one_in(3);
			commit(some_row(), one_in(10));
			if (one_in(20))
				flush();
			idle(unsigned(pick(4)));
		}
	}

	// E4: each bit of a row and its index matters to the CRC.
	void bits()
	{
		Row good;

		dut->armed = dut->lent = 0;
		good.table = TW_TABLE_NAMES;
		good.words[0] = 0x41424344;
		for (unsigned bit = 0; bit < 17 * 32; bit++) {
			uint32_t hash = dut->config_hash, crc = good.crc(0);
			Row r = good;

			if (bit < 512)
				r.words[bit / 32] ^= 1u << bit % 32;
			dut->index = good.index() ^ (bit < 512 ? 0 : 1u << bit % 32);
			for (unsigned i = 0; i < TW_TABLE_WORDS; i++)
				dut->words[i] = r.words[i];
			dut->given_crc = crc;
			dut->cmd_crc = 1;
			clock();
			dut->cmd_crc = 0;
			while (dut->busy)
				clock();
			if (dut->result != TW_RESULT_CRC || dut->config_hash != hash)
				fail("E4 bit %u may be another", bit);
		}
	}
};

} // namespace

int main(int argc, char **argv)
{
	Bench bench(sim::seed_of(argc, argv));

	bench.bits();
	bench.run(20000);
	for (unsigned r = 1; r < TW_RESULT_BUSY; r++)
		if (bench.results[r] < 100)
			bench.fail("result %u was met %llu times only", r,
				   (unsigned long long)bench.results[r]);
	bench.latency("trade_tables", bench.commits);
	return bench.done("%llu rows taken, %llu refused for their CRC",
			  (unsigned long long)bench.results[TW_RESULT_OK],
			  (unsigned long long)bench.results[TW_RESULT_CRC]);
}
