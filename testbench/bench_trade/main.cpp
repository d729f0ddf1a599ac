// SPDX-License-Identifier: BSD-3-Clause
// bench_trade: from a message on the wire to the order on the wire, in cycles. See README.md.
#include "feed.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <unistd.h>

// 1x: a frame each 10 us on average, of one to three messages.
static const Load loads[] = {
	{ "1x", 1562, 3, false, false, false, 7 },
	{ "8x", 195, 3, false, false, false, 7 },
	{ "line rate", 0, 60, false, false, false, 7 },
	{ "line rate, cut through amid frames", 0, 24, true, true, false, 7 },
	{ "line rate, line B 3 beats behind", 0, 60, false, false, false, 3 },
	{ "line rate, rows refilled", 0, 60, false, false, true, 7 },
	{ "line rate, amid frames", 0, 24, true, false, false, 7 },
};
constexpr unsigned LOADS = 7,
		   PROMISED = 3;      // the first loads have one latency for each type
constexpr unsigned WAITS = LOADS - 1; // for the frame's end
constexpr unsigned SHALLOW = 64, DEEP = ORDERS / 3;

static unsigned goal_of(unsigned type)
{
	return type == ADD ? 13 : 16;
}

// Where the frame began, and in which half of a beat the message ended.
enum Start { LANE_0, LANE_4_LOW, LANE_4_HIGH, STARTS };
static const char *const start_names[STARTS] = { "lane 0", "lane 4, to 0..3",
						 "lane 4, to 4..7" };
constexpr double NS = 0.8; // a character

struct Samples {
	std::vector<unsigned> cycles[STARTS]; // last byte in to start of the order out
	std::vector<double> whole; // ns, start of message to start of the order
	std::vector<unsigned>
		after; // cycles, terminate of the frame to start of the order
};

struct Options {
	unsigned rounds = 300, seed = 1;
	const char *json = nullptr;
	bool judge = false;
};

template <typename T> static T rank(std::vector<T> values, unsigned percent)
{
	std::sort(values.begin(), values.end());
	return values[(values.size() - 1) * percent / 100];
}

template <typename T> static std::string four(const std::vector<T> &values)
{
	char text[80];

	snprintf(text, sizeof(text), "%g %g %g %g", double(rank(values, 0)),
		 double(rank(values, 50)), double(rank(values, 99)),
		 double(rank(values, 100)));
	return text;
}

static std::vector<unsigned> all(const Samples &s)
{
	std::vector<unsigned> every;

	for (const auto &some : s.cycles)
		every.insert(every.end(), some.begin(), some.end());
	return every;
}

static void wait(Rig &rig, uint64_t cycles)
{
	while (cycles-- && rig.wrong.empty())
		rig.step();
}

static void until_sent(Rig &rig, const Feed &feed)
{
	while (!feed.idle() && rig.wrong.empty())
		rig.step();
}

// One order: what is before it, the message, the frame that leaves, the answer.
static void round(Rig &rig, Feed &feed, Type type, Samples &samples)
{
	const struct tw_row_rule rule = rule_of(type);

	wait(rig, 20 + feed.rng() % 300);
	feed.trigger(type);
	until_sent(rig, feed);
	for (unsigned i = 0; rig.departed.empty() && rig.wrong.empty(); i++) {
		rig.step();
		if (i > 5000)
			rig.fail("no order for a message of type %s", type_names[type]);
	}
	if (!rig.wrong.empty())
		return;
	Departed order = rig.departed.front();
	const Passed &p = feed.passed;

	rig.departed.pop_front();
	if (order.bytes != rig.order_frame(rule.quantity, rule.price))
		return rig.fail("an order is not what the library makes of it");
	Start start = p.start % 8 == 0 ? LANE_0
		      : p.last % 8 < 4 ? LANE_4_LOW
				       : LANE_4_HIGH;
	samples.cycles[start].push_back(unsigned(order.start / 8 - p.last / 8));
	samples.whole.push_back(double(order.start - p.first) * NS);
	samples.after.push_back(unsigned(order.start / 8 - p.end / 8));
	rig.forget_order(rig.token++, rule.quantity);
	rig.sequence += TW_ORDER_PAYLOAD_MAX;
	feed.prepare(type);
	until_sent(rig, feed);
}

static void run(Rig &rig, Feed &feed, const Load &load, Type type, unsigned rounds,
		Samples &samples)
{
	const struct tw_row_rule off = {};
	const struct tw_row_rule rule = rule_of(type);

	feed.set(load);
	rig.write(TW_TRADE_CONTROL,
		  load.cut_through ? TW_TRADE_CONTROL_CUT_THROUGH_MASK : 0u);
	rig.commit(TW_TABLE_RULES, TRADED * TW_RULES_PER_SYMBOL, &off, sizeof(off));
	feed.prepare(type);
	until_sent(rig, feed);
	wait(rig, 400);
	rig.commit(TW_TABLE_RULES, TRADED * TW_RULES_PER_SYMBOL, &rule, sizeof(rule));
	for (unsigned i = 0; i < rounds && rig.wrong.empty(); i++)
		round(rig, feed, type, samples);
}

typedef std::map<std::pair<unsigned, unsigned>, Samples> Results; // load, type

static void print(const Results &results)
{
	printf("# last byte of the message to first of the order: least median 99%% most, cycles;\n"
	       "# start of the message to start of the order: the same, ns\n");
	for (const auto &[key, s] : results) {
		printf("# %-34s %-8s", loads[key.first].name, type_names[key.second]);
		if (key.first == WAITS) {
			printf(" | end of the frame to first of the order: %s\n",
			       four(s.after).c_str());
			continue;
		}
		for (unsigned i = 0; i < STARTS; i++)
			printf(" | %s: %s", start_names[i],
			       s.cycles[i].empty() ? "-" : four(s.cycles[i]).c_str());
		printf(" | %s ns\n", four(s.whole).c_str());
	}
}

// Of one type and start, over all loads: how much most and least differ.
static unsigned spread(const Results &results, unsigned type)
{
	unsigned most = 0;

	for (unsigned i = 0; i < STARTS; i++) {
		std::vector<unsigned> every;

		for (unsigned load = 0; load < PROMISED; load++) {
			const auto &some = results.at({ load, type }).cycles[i];
			every.insert(every.end(), some.begin(), some.end());
		}
		if (!every.empty())
			most = std::max(most, rank(every, 100) - rank(every, 0));
	}
	return most;
}

static void figure(FILE *file, const char *&comma, const std::string &name,
		   const std::string &value, const char *unit, const std::string &goal,
		   bool met)
{
	fprintf(file, "%s\n{\"name\": \"%s\", \"value\": \"%s\", \"unit\": \"%s\", ",
		comma, name.c_str(), value.c_str(), unit);
	if (!goal.empty())
		fprintf(file, "\"goal\": \"%s\", \"met\": %s, ", goal.c_str(),
			met ? "true" : "false");
	fprintf(file, "\"command\": \"make bench-trade\"}");
	comma = ",";
}

// Each type at the loads that are promised, together.
static Samples promised(const Results &results, unsigned type)
{
	Samples sum;

	for (unsigned load = 0; load < PROMISED; load++) {
		const Samples &s = results.at({ load, type });

		for (unsigned i = 0; i < STARTS; i++)
			sum.cycles[i].insert(sum.cycles[i].end(), s.cycles[i].begin(),
					     s.cycles[i].end());
		sum.whole.insert(sum.whole.end(), s.whole.begin(), s.whole.end());
	}
	return sum;
}

static bool write_json(const char *path, const Results &results)
{
	FILE *file = fopen(path, "w");
	std::vector<unsigned> after;
	const char *comma = "", *of_four = "cycles: least, median, 99 %, most";

	if (!file)
		return false;
	fputs("[", file);
	for (unsigned type = 0; type < TYPES; type++) {
		const std::string name =
			std::string("tick to trade, ") + type_names[type];
		const Samples sum = promised(results, type);
		unsigned goal = goal_of(type), differ = spread(results, type);

		for (unsigned load = 0; load < PROMISED; load++) {
			std::vector<unsigned> cycles = all(results.at({ load, type }));

			figure(file, comma,
			       name + ", " + loads[load].name +
				       ": last byte in to first out",
			       four(cycles), of_four, "<= " + std::to_string(goal),
			       rank(cycles, 100) <= goal);
		}
		figure(file, comma,
		       name + ": most - least of one place in the beats, 1x to line rate",
		       std::to_string(differ), "cycles", "0", differ == 0);
		figure(file, comma,
		       name + ": start of message to start of order, 1x to line rate, no PHY",
		       four(sum.whole), "ns: least, median, 99 %, most", "", true);
	}
	for (unsigned load = PROMISED; load < WAITS; load++) {
		std::string most;
		bool met = true;

		for (unsigned type = 0; type < TYPES; type++) {
			unsigned worst = rank(all(results.at({ load, type })), 100);

			most += (type ? " " : "") + std::to_string(worst);
			met = met && worst <= goal_of(type);
		}
		figure(file, comma,
		       std::string("tick to trade, ") + loads[load].name +
			       ": last byte in to first out, most",
		       most, "cycles: add, execute, cancel, delete, replace",
		       "<= 13, others 16", met);
	}
	for (unsigned type = 0; type < TYPES; type++) {
		const auto &some = results.at({ WAITS, type }).after;
		after.insert(after.end(), some.begin(), some.end());
	}
	figure(file, comma,
	       "tick to trade, amid a frame, waits: end of the frame in to first byte out",
	       four(after), of_four, "", true);
	fprintf(file, "\n]\n");
	return fclose(file) == 0;
}

// What is wrong with the loads that are promised; nothing when all is well.
static std::string judge(const Results &results)
{
	for (unsigned type = 0; type < TYPES; type++) {
		unsigned most = rank(all(promised(results, type)), 100);

		if (most > goal_of(type) || spread(results, type))
			return std::string(type_names[type]) + ": " +
			       std::to_string(most) + " cycles, differing by " +
			       std::to_string(spread(results, type));
	}
	return "";
}

static const char help[] =
	"usage: touchwire_10g [--quick] [--judge] [--rounds N] [--seed N] [--json FILE]\n"
	"\n"
	"Orders that messages on the wire trigger, of each type and at each load; N of each, default 300.\n"
	"With --judge a missed goal is a failure.\n";

static bool parse(int argc, char **argv, Options &options)
{
	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";

		if (!strcmp(argv[i], "--quick")) {
			options.rounds = 12;
			continue;
		}
		if (!strcmp(argv[i], "--judge")) {
			options.judge = true;
			continue;
		}
		if (!strcmp(argv[i], "--rounds"))
			options.rounds = unsigned(strtoul(value, nullptr, 0));
		else if (!strcmp(argv[i], "--seed"))
			options.seed = unsigned(strtoul(value, nullptr, 0));
		else if (!strcmp(argv[i], "--json"))
			options.json = value;
		else
			return false;
		i++;
	}
	return options.rounds > 0;
}

int main(int argc, char **argv)
{
	Options options;
	Results results;

	if (!parse(argc, argv, options)) {
		fputs(help, stderr);
		return 2;
	}
	Rig shallow(options.seed), deep(options.seed);
	Feed shallow_feed(shallow, SHALLOW, options.seed),
		deep_feed(deep, DEEP, options.seed);
	std::string wrong;

	for (Rig *rig : { &shallow, &deep })
		rig->begin();
	for (Feed *feed : { &shallow_feed, &deep_feed }) {
		feed->open();
		feed->set(loads[0]);
	}
	for (unsigned load = 0; load < LOADS; load++)
		for (unsigned type = 0; type < TYPES && wrong.empty(); type++) {
			bool is_deep = loads[load].deep;

			run(is_deep ? deep : shallow, is_deep ? deep_feed : shallow_feed,
			    loads[load], Type(type), options.rounds,
			    results[{ load, type }]);
			wrong = is_deep ? deep.wrong : shallow.wrong;
		}
	if (wrong.empty()) {
		print(results);
		if (options.judge)
			wrong = judge(results);
	}
	if (!wrong.empty()) {
		printf("FAIL bench-trade seed %u: %s\n", options.seed, wrong.c_str());
		return 1;
	}
	if (options.json && !write_json(options.json, results)) {
		perror(options.json);
		return 2;
	}
	printf("ok bench-trade seed %u: %u orders in %llu cycles\n", options.seed,
	       shallow.token + deep.token - 2,
	       (unsigned long long)(shallow.cycle + deep.cycle));
	return 0;
}
