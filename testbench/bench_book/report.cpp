// SPDX-License-Identifier: BSD-3-Clause
#include "report.h"

#include <cstdarg>

static const char *const kinds[] = { "rate", "limit", "latency", "table" };

static std::string form(const char *format, ...) __attribute__((format(printf, 1, 2)));

static std::string form(const char *format, ...)
{
	char line[512];
	va_list list;

	va_start(list, format);
	vsnprintf(line, sizeof(line), format, list);
	va_end(list);
	return line;
}

static unsigned long long u(uint64_t n)
{
	return n;
}

unsigned goal_of(char type)
{
	switch (type) {
	case 'A':
	case 'F':
		return 5;
	case 'E':
	case 'C':
	case 'U':
		return 7;
	default:
		return 8;
	}
}

Cycles Result::all() const
{
	Cycles sum;

	for (const auto &part : latency)
		sum.add(part.second);
	return sum;
}

std::string Result::verdict() const
{
	std::string why;

	if (counts.overflow || counts.lost)
		why += form(" dropped %llu, lost %llu;", u(counts.overflow),
			    u(counts.lost));
	if (counts.refused)
		why += form(" %llu frames or packets refused;", u(counts.refused));
	if (counts.no_level)
		why += form(" %llu levels found no room;", u(counts.no_level));
	if (stale)
		why += " stale;";
	if (still)
		why += " never comes to rest;";
	if (!wrong.empty())
		why += " " + wrong + ";";
	if (kind == KIND_LIMIT && queue_most > STEADY_QUEUE)
		why += form(" up to %llu messages wait;", u(queue_most));
	if (kind == KIND_TABLE && table_full && table_load < TABLE_GOAL)
		why += form(" the first order without room at %.1f %% load;",
			    table_load * 100);
	if (kind == KIND_LATENCY)
		for (const auto &[key, cycles] : latency)
			if (cycles.most() > goal_of(key.first))
				why += form(" %c%s takes %llu to %llu cycles, goal %u;",
					    key.first,
					    key.second ? " that empties the best" : "",
					    u(cycles.least()), u(cycles.most()),
					    goal_of(key.first));
	return why.empty() ? why : why.substr(1, why.size() - 2);
}

void print_head()
{
	printf("%-52s %5s %9s %6s %6s %7s %7s  %s\n", "load", "frame", "messages", "M/s",
	       "queue", "orders", "levels", "cycles: least median p99 most");
}

void print(const Result &r)
{
	std::string why = r.verdict();
	Cycles all = r.all();

	printf("%-52s %5u %9llu %6.2f %6llu %7llu %7llu  %llu %llu %llu %llu%s\n",
	       r.name.c_str(), r.frame_bytes, u(r.measured), r.rate() / 1e6,
	       u(r.queue_most), u(r.orders_most), u(r.levels_most), u(all.least()),
	       u(all.at(0.5)), u(all.at(0.99)), u(all.most()),
	       r.kind == KIND_TABLE
		       ? form("  table load %.1f %%%s", r.table_load * 100,
			      r.table_full ? " at the first failure" : ", no failure")
				 .c_str()
		       : "");
	if (!why.empty())
		printf("FAIL bench_book %s, frames of %u, seed %llu: %s\n",
		       r.name.c_str(), r.frame_bytes, u(r.seed), why.c_str());
	fflush(stdout);
}

void print_latency(const Result &r)
{
	printf("    type  best level  touches    least median p99 most  goal (cycles)\n");
	for (const auto &[key, cycles] : r.latency)
		printf("    %c     %-10s  %9llu  %5llu %6llu %3llu %4llu  %4u %s\n",
		       key.first, key.second ? "empties" : "stays", u(cycles.count()),
		       u(cycles.least()), u(cycles.at(0.5)), u(cycles.at(0.99)),
		       u(cycles.most()), goal_of(key.first),
		       cycles.most() > goal_of(key.first) ? "missed" : "met");
}

void Kinds::add(const Result &result)
{
	for (const auto &[key, cycles] : result.latency) {
		char c = key.first;
		const char *kind = c == 'A' || c == 'F'	  ? ":add"
				   : c == 'U'		  ? ":replace"
				   : c == 'E' || c == 'C' ? ":execute"
							  : "";

		kinds[std::string("feed_to_touch") + kind].add(cycles);
	}
}

bool Kinds::write(const std::string &path) const
{
	FILE *file = fopen(path.c_str(), "w");

	if (!file)
		return false;
	for (const auto &[kind, cycles] : kinds)
		fprintf(file, "%s %llu %llu\n", kind.c_str(), u(cycles.least()),
			u(cycles.most()));
	return fclose(file) == 0;
}

static std::string quoted(const std::string &text)
{
	std::string out = "\"";

	for (char c : text) {
		if (c == '"' || c == '\\')
			out += '\\';
		out += c;
	}
	return out + "\"";
}

Json::Json(const std::string &p, bool append) : path(p)
{
	FILE *file = append ? fopen(path.c_str(), "r") : nullptr;
	size_t end;
	int c;

	if (!file)
		return;
	while ((c = fgetc(file)) != EOF)
		text += char(c);
	fclose(file);
	end = text.rfind("\n]");
	text = end == std::string::npos ? "" : text.substr(0, end);
}

static std::string latency_json(const Result &r)
{
	std::string text;

	for (const auto &[key, cycles] : r.latency)
		text += form("%s{\"type\": \"%c\", \"emptied\": %s, \"count\": %llu, "
			     "\"least\": %llu, \"median\": %llu, \"p99\": %llu, "
			     "\"most\": %llu, \"goal\": %u}",
			     text.empty() ? "" : ", ", key.first,
			     key.second ? "true" : "false", u(cycles.count()),
			     u(cycles.least()), u(cycles.at(0.5)), u(cycles.at(0.99)),
			     u(cycles.most()), goal_of(key.first));
	return text;
}

void Json::add(const Result &r)
{
	std::string why = r.verdict();

	text += text.empty() ? "[\n" : ",\n";
	text += form("{\"symbols\": %u, \"orders\": %u, \"load\": %s, \"kind\": \"%s\", "
		     "\"frame_bytes\": %u, \"seed\": %llu, \"ok\": %s, ",
		     SYMBOLS, ORDERS, quoted(r.name).c_str(), kinds[r.kind],
		     r.frame_bytes, u(r.seed), why.empty() ? "true" : "false");
	text += form("\"messages\": %llu, \"measured\": %llu, \"cycles\": %.0f, "
		     "\"messages_per_second\": %.0f, \"touches\": %llu, ",
		     u(r.messages), u(r.measured), r.cycles, r.rate(), u(r.touches));
	text += form("\"overflow\": %llu, \"lost\": %llu, \"refused\": %llu, "
		     "\"levels_lost\": %llu, \"stale\": %s, \"queue_most\": %llu, "
		     "\"drain_cycles\": %llu, ",
		     u(r.counts.overflow), u(r.counts.lost), u(r.counts.refused),
		     u(r.counts.no_level), r.stale ? "true" : "false", u(r.queue_most),
		     u(r.drained));
	text += form("\"orders_most\": %llu, \"levels_most\": %llu, "
		     "\"stash_most\": %llu, ",
		     u(r.orders_most), u(r.levels_most), u(r.stash_most));
	if (r.kind == KIND_TABLE)
		text += form("\"table_load\": %.4f, \"table_full\": %s, ", r.table_load,
			     r.table_full ? "true" : "false");
	text += "\"why\": " + quoted(why) + ", \"latency\": [" + latency_json(r) + "]}";
}

bool Json::write()
{
	FILE *file = fopen(path.c_str(), "w");

	if (!file)
		return false;
	fprintf(file, "%s\n]\n", text.empty() ? "[" : text.c_str());
	return fclose(file) == 0;
}
