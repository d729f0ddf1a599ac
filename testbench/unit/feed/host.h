// SPDX-License-Identifier: BSD-3-Clause
// host: the registers' side of the feed: replays, loads, calls the book fresh; well or badly.
#pragma once

#include "Vfeed.h"
#include "model.h"
#include "traffic.h"

class Host
{
public:
	enum Mood { ASLEEP, WILD, EARNEST };

	Host(std::mt19937_64 &rng, Vfeed &dut, Model &model, unsigned room)
	    : rng(rng), dut(dut), model(model), room(room)
	{
	}

	Mood mood = ASLEEP;
	Day *day = nullptr; // where its messages are from
	uint64_t replayed = 0;

	void drive();		    // before the cycle
	void release(uint64_t now); // the headers that are judged in it
	void learn(uint64_t now);   // behind it
	bool works() const
	{
		return writing || loading || (mood == EARNEST && dut.status_holding);
	}

private:
	struct Written {
		Reading reading;
		std::shared_ptr<Packet> packet;
		uint64_t due;
	};

	std::mt19937_64 &rng;
	Vfeed &dut;
	Model &model;
	unsigned room;
	Bytes bytes;
	Reading reading;
	std::shared_ptr<Packet> packet;
	std::deque<Written> written; // packets that are whole and not counted yet
	size_t written_bytes = 0;
	bool writing = false, alive = false, loading = false;
	unsigned pause = 0, batches = 0, loads_for = 0;
	uint64_t loaded = 0; // the number of the last load
	struct Due_head {
		uint64_t due;
		Head head;
	};
	std::deque<Due_head> heads;

	uint64_t pick(uint64_t n)
	{
		return rng() % n;
	}
	void begin(const Bytes &payload);
	void write_word();
	void act();
	void act_wildly();
	void repair();
	void replay(uint64_t seq, unsigned count);
	void fresh(uint32_t gaps);
	void load(uint64_t seq);
	void resume(uint64_t seq);
	void word_was_written(uint64_t now);
};
