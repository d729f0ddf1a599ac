// SPDX-License-Identifier: BSD-3-Clause
// bench: the feed with a frame source at each port, and the model beside it.
#pragma once

#include "Vfeed.h"
#include "host.h"
#include "model.h"
#include "sim.h"
#include "traffic.h"

// One port: frames at the pace that they ask for.
struct Port {
	std::deque<Frame> frames;
	Reading reading;
	std::shared_ptr<Packet> packet;
	size_t at = 0;
	unsigned wait = 0;
	bool inside = false;
};

class Bench : public sim::Bench<Vfeed>
{
public:
	explicit Bench(unsigned seed)
	    : sim::Bench<Vfeed>(TB_STRICT ? "feed" : "feed_shallow", seed),
	      model(TB_STRICT), host(rng, *dut, model, ROOM)
	{
		cycle = uint32_t(0) - 3000u;
		group = { GROUP_IP, GROUP_PORT };
		dut->cfg_group_ip = group.ip;
		dut->cfg_group_port = group.port;
		dut->cfg_a_on = dut->cfg_b_on = 1;
		dut->cfg_hold_ns = 500;
		dut->s_a_tvalid = dut->s_b_tvalid = dut->cmd_clear = dut->s_damage = 0;
		dut->cfg_repair = dut->cfg_jump_on = dut->cfg_udp_check = 0;
		dut->cfg_silence_ns = dut->cfg_stale_ns = 0;
		for (unsigned i = 0; i < 4; i++)
			dut->cfg_source[i] = 0;
		dut->cmd_fresh = dut->cmd_load = dut->cmd_resume = 0;
		dut->s_replay_begin = dut->s_replay_valid = 0;
		reset();
	}

	static constexpr unsigned ROOM = TB_STRICT ? 1024 : 4;
	Model model;
	Host host;
	Port ports[2];
	unsigned stall = 0; // chance of m_event_tready low, in 100
	unsigned gaps = 0;  // chance of a cycle without a beat, in 100
	uint64_t frames = 0, overflowed[LINES] = {}, runts = 0, waits = 0;
	sim::Range to_event, early, early_reduce;

	void configure(bool a, bool b, uint32_t hold_ns)
	{
		dut->cfg_a_on = a;
		dut->cfg_b_on = b;
		dut->cfg_hold_ns = hold_ns;
	}

	void judge(bool repair, bool jump, uint32_t silence_ns, uint32_t stale_ns)
	{
		dut->cfg_repair = repair;
		dut->cfg_jump_on = jump;
		dut->cfg_silence_ns = silence_ns;
		dut->cfg_stale_ns = stale_ns;
	}

	bool jump_on() const
	{
		return dut->cfg_jump_on;
	}

	void clear()
	{
		clear_now = true;
		step();
	}

	bool playing() const
	{
		return !ports[0].frames.empty() || !ports[1].frames.empty() ||
		       ports[0].inside || ports[1].inside;
	}

	void play()
	{
		while (playing())
			step();
	}

	void drain();
	void step();
	void check_sums();

private:
	struct Due_head {
		uint64_t cycle;
		unsigned line;
		Head head;
	};

	Group group;
	std::deque<Due_head> heads;
	bool clear_now = false;
	uint32_t hold_before = 0;
	uint64_t time = 1000000;
	uint64_t frame_codes[2][CAUSES] = {}, frame_wants[2][CAUSES] = {},
		 packet_codes[LINES][P_CODES] = {};
	void count_packet(unsigned line, bool valid, unsigned code);

	void drive(unsigned line);
	void drive_beat(unsigned line, Port &port);
	void put(unsigned line, bool valid, uint64_t data, unsigned keep, bool last,
		 bool user);
	Event read_event();
	Seen look();
	void count();
};
