// SPDX-License-Identifier: BSD-3-Clause
// report: what a load showed, as a line, as JSON, and as a verdict.
#pragma once

#include "loads.h"

#include <cstdio>
#include <map>
#include <string>

struct Result {
	std::string name;
	Kind kind;
	unsigned frame_bytes = 0;
	uint64_t seed = 0;
	uint64_t messages = 0, measured = 0, touches = 0;
	double cycles = 0; // of wire time for the measured ones
	uint64_t drained = 0;
	Counts counts;
	bool stale = false, still = false; // still: it never came to rest
	uint64_t queue_most = 0, stash_most = 0, orders_most = 0, levels_most = 0;
	double table_load =
		0; // KIND_TABLE: live orders of all slots at the first failure
	bool table_full = false;
	std::string wrong;
	std::map<std::pair<char, bool>, Cycles> latency;

	double rate() const
	{
		return cycles > 0 ? double(measured) / cycles * CLOCK_HZ : 0;
	}
	Cycles all() const;
	// Why this load failed; empty: it did not.
	std::string verdict() const;
};

constexpr double TABLE_GOAL = 0.85;
// Of a load that the book can follow for ever, few messages wait at a time.
constexpr uint64_t STEADY_QUEUE = 256;

// Most cycles a type may take, last byte to touch.
unsigned goal_of(char type);

void print_head();
void print(const Result &result);
// By type: least, median, p99, most, goal.
void print_latency(const Result &result);

// What messages alone took, by the kinds of the header of rtl/feed_to_touch.sv.
class Kinds
{
public:
	void add(const Result &result);
	bool write(const std::string &path) const; // false: errno

private:
	std::map<std::string, Cycles> kinds;
};

// A list with one object per load; with @append what @path holds stays in front.
class Json
{
public:
	Json(const std::string &path, bool append);
	void add(const Result &result);
	bool write(); // false: errno

private:
	std::string path, text;
};
