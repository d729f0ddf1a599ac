// SPDX-License-Identifier: BSD-3-Clause
// The generator's sessions, repacked as full as frames get.
#include "loads.h"

#include <cstdlib>
#include <unistd.h>

#include <touchwire/capture.h>
#include <touchwire/generate.h>
#include <touchwire/mold.h>

// A session in a file of its own that is gone when closed.
static void write_session(unsigned profile, uint64_t seed, uint64_t messages,
			  unsigned symbols, unsigned orders, const std::string &path)
{
	struct tw_generate_config config;
	struct tw_generate_stats stats;
	struct tw_error error;

	tw_generate_defaults(&config);
	config.profile = static_cast<enum tw_profile>(profile);
	config.seed = seed;
	config.messages = messages;
	config.symbols = symbols;
	config.orders = orders;
	config.rate = 20000000;
	config.mtu = 9000;
	config.heartbeat_ns = 0;
	config.path[0] = path.c_str();
	if (tw_generate(&config, &stats, &error) < 0) {
		printf("FAIL bench_book: %s\n", error.text);
		exit(2);
	}
}

static void send_packet(Rig &rig, const struct tw_capture_frame &frame)
{
	struct tw_net_filter any = {};
	struct tw_net_datagram datagram;
	struct tw_mold_packet packet;
	const uint8_t *message;
	size_t length;

	if (tw_net_parse(frame.bytes, frame.captured, &any, &datagram) !=
		    TW_FRAME_ACCEPTED ||
	    tw_mold_parse(datagram.payload, datagram.length, &packet) ||
	    packet.count == TW_MOLD_END)
		return;

	struct tw_mold_walk walk = tw_mold_walk(&packet);

	while (tw_mold_next(&walk, &message, &length) == 1 && !rig.stop)
		rig.send(message, length);
}

static void session(Rig &rig, const Amount &amount, const Load &load)
{
	const char *folder = getenv("TMPDIR");
	std::string path = std::string(folder ? folder : "/tmp") + "/bench_book." +
			   std::to_string(getpid()) + ".pcap";
	uint64_t messages = std::min(SESSION_CHUNK, amount.session / TW_PROFILES);
	struct tw_capture *capture;
	struct tw_capture_frame frame;
	struct tw_error error;

	write_session(load.a, rig.seed, messages, rig.symbols, amount.orders / 2, path);
	if (tw_capture_open(&capture, path.c_str(), &error) < 0) {
		printf("FAIL bench_book: %s\n", error.text);
		exit(2);
	}
	unlink(path.c_str());
	rig.measure(true);
	while (!rig.stop && tw_capture_next(capture, &frame, &error) == 1)
		send_packet(rig, frame);
	rig.measure(false);
	tw_capture_close(capture);
}

void session_loads(std::vector<Load> &all)
{
	for (unsigned profile = 0; profile < TW_PROFILES; profile++)
		all.push_back({ std::string("session ") + tw_profile_name(profile),
				KIND_RATE, session, profile });
}
