// SPDX-License-Identifier: BSD-3-Clause
// tb_kill_switch: random commands and causes against a model of a few lines; each cause alone; each
// flip of a bit; keys that are almost right.
#include "Vkill_switch.h"
#include "Vkill_switch___024root.h"

#include "../common/book.h"
#include "../common/sim.h"

namespace
{

constexpr unsigned WAIT = 64; // cycles for step 2
constexpr unsigned REASONS = 25;
enum { REGISTER, WATCHDOG, LINK, LIMIT, MISMATCH, INTERNAL, DMA, CAUSES };
enum { KILL = 5, ARM = 6, DISARM = 7 };

uint32_t rotate(uint32_t value, unsigned left)
{
	return value << left | value >> (32 - left);
}

class Bench : public sim::Bench<Vkill_switch>
{
public:
	explicit Bench(unsigned seed) : sim::Bench<Vkill_switch>("kill_switch", seed)
	{
		renew();
	}

	sim::Range kills;
	uint64_t arms = 0, killings = 0, revivals = 0;

	void quiet()
	{
		dut->cmd_kill = dut->cmd_mismatch = dut->mismatch = dut->internal = 0;
		dut->dma_error = dut->cmd_kick = dut->cmd_disarm = dut->cmd_arm_key = 0;
		dut->cmd_arm_go = dut->cmd_unkill = dut->tables_busy = dut->committed = 0;
		dut->stat_reason = 0;
		dut->link_up = 1;
		dut->cfg_kill_on_link = 1;
		dut->cfg_kill_mask = 1u << 13;
		dut->cfg_watchdog = 1000;
	}
	void renew()
	{
		quiet();
		dut->map_hash = uint32_t(rng());
		dut->build = uint32_t(rng());
		dut->config_hash = uint32_t(rng());
		dut->time_ns = 0;
		reset();
		idle(4);
	}
	void idle(unsigned cycles)
	{
		for (; cycles; cycles--)
			clock();
	}
	uint32_t key() const
	{
		return dut->nonce ^ dut->map_hash ^ dut->build ^ dut->config_hash;
	}
	uint32_t go() const
	{
		return rotate(~dut->nonce, 7) ^ dut->config_hash;
	}
	void write_key(uint32_t value)
	{
		dut->cmd_arm_key = 1;
		dut->arm_key = value;
		clock();
		dut->cmd_arm_key = 0;
	}
	void write_go(uint32_t value)
	{
		dut->cmd_arm_go = 1;
		dut->arm_go = value;
		clock();
		dut->cmd_arm_go = 0;
	}
	void write_unkill(uint32_t value)
	{
		dut->cmd_unkill = 1;
		dut->unkill = value;
		clock();
		dut->cmd_unkill = 0;
	}
	void arm()
	{
		write_key(key());
		idle(unsigned(pick(WAIT / 2)));
		write_go(go());
		if (!dut->armed || dut->killed)
			fail("two right steps do not arm");
		arms++;
	}
	void judge(bool armed, bool killed, const char *what)
	{
		if (dut->armed != armed || dut->killed != killed)
			fail("%s: armed %u killed %u", what, dut->armed, dut->killed);
	}
	void judge_record(unsigned type, unsigned reason, const char *what)
	{
		if (!dut->m_record_valid || book::get(dut->m_record, 400, 8) != type ||
		    book::get(dut->m_record, 408, 8) != reason)
			fail("%s: record %u of type %llu, reason %llu", what,
			     dut->m_record_valid,
			     (unsigned long long)book::get(dut->m_record, 400, 8),
			     (unsigned long long)book::get(dut->m_record, 408, 8));
	}

	// A cause by number, for one cycle.
	void cause(unsigned which, bool on)
	{
		switch (which) {
		case REGISTER:
			dut->cmd_kill = on;
			break;
		case LINK:
			dut->link_up = !on;
			break;
		case LIMIT:
			dut->stat_reason = on ? 1u << 13 : 0;
			break;
		case MISMATCH:
			dut->cmd_mismatch = on;
			break;
		case INTERNAL:
			dut->internal = on;
			break;
		case DMA:
			dut->dma_error = on;
			break;
		default:
			break;
		}
	}
};

// K1, K2: two right steps in time, and nothing less.
void test_arm(Bench &b, Vkill_switch &dut)
{
	b.renew();
	b.judge(false, false, "after reset");
	b.write_go(b.go());
	b.judge(false, false, "K2 step 2 alone");
	for (unsigned bit = 0; bit < 32; bit++) {
		b.write_key(b.key() ^ 1u << bit);
		b.write_go(b.go());
		b.judge(false, false, "K2 a wrong key");
		b.write_key(b.key());
		b.write_go(b.go() ^ 1u << bit);
		b.judge(false, false, "K2 a wrong go");
		b.write_go(b.go());
		b.judge(false, false, "K2 the right go, too late");
	}
	b.write_key(b.key());
	b.idle(WAIT);
	b.write_go(b.go());
	b.judge(false, false, "K1 step 2 too late");
	b.write_key(b.key());
	b.idle(WAIT - 1);
	b.write_go(b.go());
	b.judge(true, false, "K1 step 2 just in time");
	b.judge_record(ARM, 0, "arm");

	// What changes NONCE, or is not as it was, ends the wait.
	for (unsigned what = 0; what < 8; what++) {
		uint32_t nonce;

		b.renew();
		b.write_key(b.key());
		if (!dut.wait_arm)
			b.fail("the right key is not taken");
		nonce = dut.nonce;
		switch (what) {
		case 0:
			dut.committed = 1;
			break;
		case 1:
			dut.cmd_disarm = 1;
			break;
		case 2:
			dut.tables_busy = 1;
			break;
		case 3:
			dut.cfg_watchdog = 0;
			break;
		case 4:
			dut.link_up = 0;
			break;
		case 5:
			dut.config_hash++; // E16
			break;
		case 6:
			b.write_key(b.key() ^ 1); // E16: another build
			break;
		default:
			dut.cmd_kill = 1;
		}
		b.clock();
		dut.committed = dut.cmd_disarm = dut.cmd_kill = 0;
		if (what == 5) // the go of what was keyed
			b.write_go(rotate(~nonce, 7) ^ (dut.config_hash - 1));
		else
			b.write_go(b.go());
		b.judge(false, what == 7, "K1 something between the steps");
		if ((what == 0 || what == 7) && dut.nonce == nonce)
			b.fail("NONCE stays");
	}
}

// K3, E2, E3: each cause alone, for one cycle; and with arming in the same cycle.
void test_causes(Bench &b, Vkill_switch &dut)
{
	for (unsigned which = 0; which < CAUSES; which++) {
		if (which == WATCHDOG)
			continue;
		b.renew();
		b.arm();
		b.idle(3);
		uint64_t since = b.cycle;
		uint32_t nonce = dut.nonce;
		b.cause(which, true);
		b.clock();
		b.cause(which, false);
		for (unsigned i = 0; i < 8 && !dut.killed; i++)
			b.clock();
		b.kills.add(b.cycle - since);
		b.judge(false, true, "K3 a cause alone");
		b.judge_record(KILL, 1u << which, "kill");
		if (dut.kill_cause != 1u << which || !dut.stat_kill || dut.nonce == nonce)
			b.fail("cause 0x%x", dut.kill_cause);
		b.idle(3);
		b.judge(false, true, "K3 sticky");
		b.write_key(b.key());
		b.write_go(b.go());
		b.judge(false, true, "E3 arming while killed");
		b.write_unkill(rotate(dut.nonce, 13) ^ 1);
		b.judge(false, true, "a wrong UNKILL");
		// E3: while the cause is there. The link is one only while armed.
		if (which != LINK) {
			b.cause(which, true);
			b.write_unkill(rotate(dut.nonce, 13));
			b.cause(which, false);
			b.judge(false, true, "E3 UNKILL while the cause is there");
		}
		b.write_unkill(rotate(dut.nonce, 13));
		b.judge(false, false, "UNKILL");
		b.judge_record(DISARM, 1, "UNKILL");
		if (dut.kill_cause)
			b.fail("causes 0x%x after UNKILL", dut.kill_cause);
		b.arm();

		// E2: the cause and the second step in one cycle.
		b.renew();
		b.write_key(b.key());
		b.clock();
		b.cause(which, true);
		b.write_go(b.go());
		b.cause(which, false);
		b.judge(false, which != LINK, "E2 cause and arm at once");
	}
}

void test_watchdog(Bench &b, Vkill_switch &dut)
{
	b.renew();
	dut.cfg_watchdog = 100;
	b.idle(3);
	b.arm();
	for (unsigned i = 0; i < 20; i++) {
		b.idle(98);
		dut.cmd_kick = 1;
		b.clock();
		dut.cmd_kick = 0;
		b.judge(true, false, "kicked in time");
	}
	dut.cfg_watchdog = 5000; // no longer leash while armed
	uint64_t since = b.cycle;
	while (!dut.killed)
		b.clock();
	if (b.cycle - since < 98 || b.cycle - since > 103 ||
	    dut.kill_cause != 1u << WATCHDOG)
		b.fail("the watchdog bit after %llu cycles",
		       (unsigned long long)(b.cycle - since));
	b.write_unkill(rotate(dut.nonce, 13));
	b.arm();
	b.idle(10);
	dut.cfg_watchdog = 20; // but a shorter one
	b.idle(24);
	b.judge(false, true, "a shorter watchdog");
	b.renew();
	b.arm();
	dut.cfg_watchdog = 0;
	b.idle(4);
	b.judge(false, true, "no watchdog");
	// Masks, too, can only grow.
	b.renew();
	dut.cfg_kill_mask = 1u << 5;
	b.idle(2);
	b.arm();
	dut.cfg_kill_mask = 0;
	dut.cfg_kill_on_link = 0;
	b.idle(3);
	dut.stat_reason = 1u << 4;
	b.clock();
	b.judge(true, false, "a reason that does not kill");
	dut.stat_reason = 1u << 5;
	b.clock();
	dut.stat_reason = 0;
	b.judge(false, true, "a reason that killed when it was armed");
}

// E14: any bit of the state flips, in any state: never armed by it, and an armed one is killed.
void test_flips(Bench &b, Vkill_switch &dut)
{
	for (unsigned state = 0; state < 4; state++)
		for (unsigned bit = 0; bit < 5; bit++) {
			b.renew();
			if (state == 1)
				b.write_key(b.key());
			if (state == 2)
				b.arm();
			if (state == 3) {
				dut.cmd_kill = 1;
				b.clock();
				dut.cmd_kill = 0;
			}
			auto &root = *dut.rootp;
			CData *flops[5] = { &root.kill_switch__DOT__killed_q,
					    &root.kill_switch__DOT__killed_n_q,
					    &root.kill_switch__DOT__armed_q,
					    &root.kill_switch__DOT__armed_n_q,
					    &root.kill_switch__DOT__wait_q };

			*flops[bit] = !*flops[bit];
			dut.clk = 0;
			dut.eval();
			if (dut.armed && !(state == 2 && bit == 4))
				b.fail("E14 bit %u in state %u: armed", bit, state);
			b.clock();
			if (bit < 4)
				b.judge(false, true, "E14 a flip");
			else if (state != 2 && dut.armed)
				b.fail("E14 armed by the wait");
		}
}

// ---- random ---------------------------------------------------------------------------------------
struct Model {
	bool armed = false, killed = false, waits = false;
	unsigned left = 0;
	uint32_t nonce = 0;
};

void random_run(Bench &b, Vkill_switch &dut, unsigned cycles)
{
	Model m;

	b.renew();
	dut.cfg_watchdog = 1u << 30;
	b.idle(2);
	for (unsigned i = 0; i < cycles; i++) {
		b.quiet();
		dut.cfg_watchdog = 1u << 30;
		dut.cfg_kill_mask = 6;
		dut.link_up = !b.one_in(60);
		dut.cmd_kill = b.one_in(100);
		dut.internal = b.one_in(200);
		dut.mismatch = b.one_in(200);
		dut.stat_reason = b.one_in(4) ? 1u << b.pick(REASONS) : 0;
		dut.cmd_disarm = b.one_in(60);
		dut.committed = b.one_in(60);
		dut.tables_busy = b.one_in(20);
		unsigned what = unsigned(b.pick(8));

		dut.cmd_arm_key = what < 2;
		dut.cmd_arm_go = what == 2 || what == 3;
		dut.cmd_unkill = what == 4;
		dut.arm_key = b.key() ^ (b.one_in(4) ? 1u << b.pick(32) : 0);
		dut.arm_go = b.go() ^ (b.one_in(4) ? 1u << b.pick(32) : 0);
		dut.unkill = rotate(dut.nonce, 13) ^ (b.one_in(4) ? 1u << b.pick(32) : 0);

		bool cause = dut.cmd_kill || dut.internal || dut.mismatch ||
			     (m.armed && !dut.link_up) || (dut.stat_reason & 6);
		bool free = !m.killed && !m.armed && !cause && !dut.cmd_disarm &&
			    !dut.tables_busy && !dut.committed && dut.link_up;
		bool keys = dut.cmd_arm_key && dut.arm_key == b.key() && free;
		bool arms = m.waits && dut.cmd_arm_go && dut.arm_go == b.go() && free;
		bool revives = dut.cmd_unkill && dut.unkill == rotate(dut.nonce, 13) &&
			       m.killed && !cause;

		m.nonce = dut.nonce;
		bool steps =
			arms || revives || dut.committed || (dut.cmd_disarm && m.armed);
		if (m.waits && --m.left == 0)
			m.waits = false;
		if (cause || steps || dut.cmd_disarm || dut.cmd_arm_go || dut.cmd_arm_key)
			m.waits = false;
		if (keys) {
			m.waits = true;
			m.left = WAIT;
		}
		b.arms += arms;
		b.killings += cause && !m.killed;
		b.revivals += revives;
		m.armed = (arms || m.armed) && !cause && !dut.cmd_disarm;
		m.killed = cause || (m.killed && !revives);
		b.clock();
		if (dut.armed != m.armed || dut.killed != m.killed ||
		    dut.wait_arm != m.waits)
			b.fail("armed %u killed %u waits %u, not %u %u %u", dut.armed,
			       dut.killed, dut.wait_arm, m.armed, m.killed, m.waits);
		if (steps && dut.nonce == m.nonce)
			b.fail("NONCE stays");
		if (!steps && !cause && dut.nonce != m.nonce)
			b.fail("NONCE changes of itself");
	}
}

class Open : public Bench
{
public:
	using Bench::Bench;
	Vkill_switch &port()
	{
		return *dut;
	}
};

} // namespace

int main(int argc, char **argv)
{
	Open bench(sim::seed_of(argc, argv));
	Vkill_switch &dut = bench.port();

	test_arm(bench, dut);
	test_causes(bench, dut);
	test_watchdog(bench, dut);
	test_flips(bench, dut);
	random_run(bench, dut, 300000);
	bench.latency("kill_switch", bench.kills);
	return bench.done("armed %llu times, killed %llu, revived %llu",
			  (unsigned long long)bench.arms,
			  (unsigned long long)bench.killings,
			  (unsigned long long)bench.revivals);
}
