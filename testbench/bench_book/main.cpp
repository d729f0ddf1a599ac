// SPDX-License-Identifier: BSD-3-Clause
// bench_book: the path from the frame ports to the touch at the rate of the wire, judged by the
// C engine after every message.
#include "report.h"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <getopt.h>
#include <touchwire/generate.h>
#include <unistd.h>

static const char usage[] =
	"usage: bench_book [OPTION]...\n"
	"The device from frame port to touch, fed frame behind frame as 10G Ethernet allows\n"
	"and compared with the C book after every message.\n"
	"\n"
	"  --list            name the loads\n"
	"  --load TEXT       only loads whose name holds TEXT (may be repeated)\n"
	"  --frame BYTES     only frames of BYTES with FCS, 128 to 9018 (default 9018 and 1518)\n"
	"  --messages N      measured messages of each load (default 120000)\n"
	"  --session N       messages of all generated sessions together (default 21000000;\n"
	"                    0: none)\n"
	"  --quick           small amounts: a few seconds in all\n"
	"  --capacity        only the loads that fill a large device\n"
	"  --seed N          of all that is random (default 1)\n"
	"  --json FILE       write an object per load to FILE\n"
	"  --append          keep what FILE holds\n"
	"  --latency FILE    write the cycles of single messages for tools/check-latency\n"
	"  --help            this text\n"
	"\n"
	"Result lines: FAIL with the reason for a load that dropped, differed or missed a\n"
	"latency goal; then ok or FAIL with the number of loads. The same options and seed\n"
	"repeat a load exactly. Exit 0: all loads passed, 1: not, 2: usage.\n"
	"\n"
	"Example: what nothing but deletes of best levels does, in full frames\n"
	"  bench_book --load 'best deleted' --frame 9018\n";

struct Options {
	Amount amount;
	std::vector<std::string> only;
	std::vector<unsigned> frames = { 9018, 1518 };
	uint64_t seed = 1;
	bool list = false, capacity = false, append = false, quick = false;
	std::string json, latency;
};

[[noreturn]] static void refuse(const char *format, const char *what)
{
	fprintf(stderr, "bench_book: ");
	fprintf(stderr, format, what);
	fprintf(stderr, "; bench_book --help lists the options\n");
	exit(2);
}

static uint64_t number(const char *text, uint64_t least, uint64_t most)
{
	char *end;
	uint64_t n;

	errno = 0;
	n = strtoull(text, &end, 10);
	if (errno || *end || end == text || *text == '-' || n < least || n > most)
		refuse("%s is no number here, or out of range", text);
	return n;
}

static void make_quick(Amount &amount)
{
	amount.messages = 2000;
	amount.orders = std::min(amount.orders, 1500u);
	amount.session = 70000;
}

static void set(Options &o, int option)
{
	constexpr uint64_t MANY = 1000000000000;

	switch (option) {
	case 'l':
		o.list = true;
		break;
	case 'o':
		o.only.push_back(optarg);
		break;
	case 'f':
		o.frames = { unsigned(number(optarg, 128, 9018)) };
		break;
	case 'm':
		o.amount.messages = number(optarg, 1, MANY);
		break;
	case 's':
		o.amount.session = number(optarg, 0, MANY);
		break;
	case 'q':
		o.quick = true;
		make_quick(o.amount);
		break;
	case 'c':
		o.capacity = true;
		break;
	case 'r':
		o.seed = number(optarg, 0, UINT32_MAX);
		break;
	case 'j':
		o.json = optarg;
		break;
	case 'a':
		o.append = true;
		break;
	case 't':
		o.latency = optarg;
		break;
	case 'h':
		fputs(usage, stdout);
		exit(0);
	default:
		exit(2);
	}
}

static Options parse(int argc, char **argv)
{
	static const struct option known[] = {
		{ "list", 0, nullptr, 'l' },
		{ "load", 1, nullptr, 'o' },
		{ "frame", 1, nullptr, 'f' },
		{ "messages", 1, nullptr, 'm' },
		{ "session", 1, nullptr, 's' },
		{ "quick", 0, nullptr, 'q' },
		{ "capacity", 0, nullptr, 'c' },
		{ "seed", 1, nullptr, 'r' },
		{ "json", 1, nullptr, 'j' },
		{ "append", 0, nullptr, 'a' },
		{ "latency", 1, nullptr, 't' },
		{ "help", 0, nullptr, 'h' },
		{},
	};
	Options o;
	int c;

	o.amount.orders = unsigned(uint64_t(ORDERS) * 60000 / 65536);
	while ((c = getopt_long(argc, argv, "", known, nullptr)) >= 0)
		set(o, c);
	if (optind < argc)
		refuse("%s is no option", argv[optind]);
	return o;
}

// Where a load is, on a terminal.
class Progress
{
public:
	void show(const std::string &what, uint64_t messages)
	{
		auto now = std::chrono::steady_clock::now();

		if (!terminal || now - shown < std::chrono::milliseconds(200))
			return;
		shown = now;
		fprintf(stderr, "\r%-60s %12llu messages\033[K", what.c_str(),
			(unsigned long long)messages);
	}
	void clear() const
	{
		if (terminal)
			fprintf(stderr, "\r\033[K");
	}

private:
	bool terminal = isatty(2);
	std::chrono::steady_clock::time_point shown;
};

static bool is_session(const Load &load)
{
	return load.name.compare(0, 8, "session ") == 0;
}

static Result run(Device &device, const Load &load, unsigned frame, uint64_t seed,
		  const Options &o, Progress &progress, unsigned share)
{
	Result r;

	device.reset(load.both);

	Judge judge(SYMBOLS, 0);
	Rig rig(device, judge, frame, SYMBOLS, seed);
	const uint64_t &failures = device.counts.book[TW_BOOK_ORDERS_FULL];

	rig.share = share;
	rig.progress = [&](uint64_t n) { progress.show(load.name, n); };
	if (load.kind == KIND_TABLE) {
		// From the first order without room on the device says inexact, the C book not.
		device.watch_full = [&judge] { judge.leave(); };
		rig.watch = [&failures] { return failures != 0; };
	}
	if (!is_session(load))
		rig.open();
	load.play(rig, o.amount, load);
	r.still = !rig.drain();
	device.watch_full = nullptr;
	judge.finish(device.counts.book);
	progress.clear();

	r.name = load.name;
	r.kind = load.kind;
	r.frame_bytes = frame;
	r.seed = seed;
	r.messages = rig.messages;
	r.measured = rig.measured;
	r.touches = judge.touches;
	r.cycles = double(rig.measured_time) / 8;
	r.drained = rig.drained;
	r.counts = device.counts;
	r.stale = device.stale();
	r.queue_most = device.queue_most();
	r.stash_most = device.stash_most();
	r.orders_most = device.orders_most;
	r.levels_most = device.levels_most;
	r.table_full = failures != 0;
	r.table_load = double(device.orders_at_full ? device.orders_at_full
						    : device.orders_most) /
		       (2.0 * ORDERS);
	r.wrong = judge.wrong;
	r.latency = judge.cycles;
	return r;
}

static Result run_full(Device &device, const Load &load, unsigned frame, uint64_t seed,
		       const Options &o, Progress &progress)
{
	return run(device, load, frame, seed, o, progress, 100);
}

// The largest share of line rate at which a load passes, in steps of 5 %.
static Result run_limit(Device &device, const Load &load, unsigned frame, uint64_t seed,
			const Options &o, Progress &progress)
{
	for (unsigned share = 100;; share -= 5) {
		Result r = run(device, load, frame, seed, o, progress, share);

		r.name += ", " + std::to_string(share) + " % of line rate";
		if (r.verdict().empty() || share == 5)
			return r;
	}
}

static std::vector<Load> choose(const Options &o)
{
	std::vector<Load> all, some;

	if (o.capacity) {
		wide_loads(all);
		latency_loads(all);
	} else {
		type_loads(all);
		place_loads(all);
		best_loads(all);
		latency_loads(all);
		wide_loads(all);
		if (o.amount.session)
			session_loads(all);
	}
	for (const Load &load : all) {
		bool wanted = o.only.empty();

		for (const std::string &text : o.only)
			wanted = wanted || load.name.find(text) != std::string::npos;
		if (wanted)
			some.push_back(load);
	}
	return some;
}

// A session is made of chunks, each of its own seed and in frames of another size. Quick: each load
// once, in one of the sizes.
static unsigned times(const Load &load, const Options &o)
{
	uint64_t each = o.amount.session / TW_PROFILES;

	if (!is_session(load))
		return o.quick ? 1 : unsigned(o.frames.size());
	return unsigned(
		std::max<uint64_t>(1, (each + SESSION_CHUNK - 1) / SESSION_CHUNK));
}

int main(int argc, char **argv)
{
	Options o = parse(argc, argv);
	std::vector<Load> loads = choose(o);
	Json json(o.json, o.append);
	Progress progress;
	unsigned turn = 0, passed = 0, failed = 0;
	uint64_t messages = 0, touches = 0;
	Kinds kinds;

	if (o.list) {
		for (const Load &load : loads)
			printf("%s\n", load.name.c_str());
		return 0;
	}
	if (loads.empty())
		refuse("no load has that name%s", "");

	Device device(unsigned(o.seed));

	if (!o.quick)
		print_head();
	for (const Load &load : loads)
		for (unsigned i = 0; i < times(load, o); i++) {
			auto play = load.kind == KIND_LIMIT ? run_limit : run_full;
			Result r = play(device, load, o.frames[turn++ % o.frames.size()],
					o.seed + (is_session(load) ? i : 0), o, progress);

			if (!o.quick || !r.verdict().empty())
				print(r);
			if (!o.quick && r.kind == KIND_LATENCY)
				print_latency(r);
			(r.verdict().empty() ? passed : failed)++;
			messages += r.messages;
			touches += r.touches;
			json.add(r);
			if (r.kind == KIND_LATENCY)
				kinds.add(r);
		}
	if (!o.json.empty() && !json.write())
		refuse("%s cannot be written", o.json.c_str());
	if (!o.latency.empty() && !kinds.write(o.latency))
		refuse("%s cannot be written", o.latency.c_str());
	printf("%s bench_book %u symbols %u orders seed %llu: %u loads passed, %u failed; "
	       "%llu messages, %llu touches equal\n",
	       failed ? "FAIL" : "ok", SYMBOLS, ORDERS, (unsigned long long)o.seed,
	       passed, failed, (unsigned long long)messages, (unsigned long long)touches);
	return failed != 0;
}
