/* SPDX-License-Identifier: BSD-3-Clause */
#include "options.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd.h"

static bool number_of(const char *text, uint64_t *value)
{
	uint64_t scale = 1, sum = 0;
	bool digits = false;

	for (; isdigit((unsigned char)*text) || (digits && *text == '_'); text++) {
		if (*text == '_')
			continue;
		digits = true;
		if (__builtin_mul_overflow(sum, (uint64_t)10, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)(*text - '0'), &sum))
			return false;
	}
	if (*text == 'k')
		scale = 1000;
	else if (*text == 'M')
		scale = 1000000;
	else if (*text == 'G')
		scale = 1000000000;
	if (scale != 1)
		text++;
	return digits && *text == '\0' && !__builtin_mul_overflow(sum, scale, value);
}

bool option_number(const char *name, const char *text, uint64_t min, uint64_t max,
		   uint64_t *value)
{
	if (number_of(text, value) && *value >= min && *value <= max)
		return true;
	say_error("%s: '%s' is no whole number from %" PRIu64 " to %" PRIu64, name, text,
		  min, max);
	return false;
}

bool option_group(const char *text, struct tw_net_filter *filter)
{
	if (tw_net_group_parse(text, filter) == 0)
		return true;
	say_error(
		"--group: '%s' is no address and port; write --group 233.54.12.111:26477",
		text);
	return false;
}

bool option_address(const char *name, const char *text, uint32_t *ip, uint16_t *port)
{
	struct tw_net_filter address;

	if (tw_net_group_parse(text, &address) != 0 || address.group_ip == 0 ||
	    address.group_port == 0) {
		say_error("%s: '%s' is no address and port; write %s 127.0.0.1:30003",
			  name, text, name);
		return false;
	}
	*ip = address.group_ip;
	*port = address.group_port;
	return true;
}

bool option_time(int option, const char *text, struct times *times)
{
	switch (option) {
	case OPTION_HOLD:
		return option_number("--hold-ns", text, 0, UINT32_MAX, &times->hold_ns);
	case OPTION_SILENCE:
		return option_number("--silence-ns", text, 0, UINT32_MAX,
				     &times->silence_ns);
	default:
		return option_number("--stale-ns", text, 0, UINT32_MAX, &times->stale_ns);
	}
}

bool option_engine(const char *text, enum engine_kind *engine)
{
	if (strcmp(text, "fpga") == 0) {
		*engine = ENGINE_FPGA;
	} else if (strcmp(text, "soft") == 0) {
		*engine = ENGINE_SOFT;
	} else {
		say_error("--engine: '%s' is neither fpga nor soft", text);
		return false;
	}
	return true;
}

bool option_session(const char *text, char session[11])
{
	size_t length = strlen(text);

	if (length == 0 || length > 10) {
		say_error("--session: '%s' has not 1 to 10 characters", text);
		return false;
	}
	memset(session, 0, 11);
	memcpy(session, text, length);
	return true;
}

void option_route(const struct tw_net_filter *group, struct tw_net_route *route)
{
	uint8_t *mac = route->destination_mac;

	if (group->group_port != 0)
		route->destination_port = group->group_port;
	if (group->group_ip == 0)
		return;
	route->destination_ip = group->group_ip;
	/* RFC 1112: an IPv4 group's MAC address has the group's low 23 bits. */
	if (group->group_ip >> 28 == 14) {
		mac[0] = 0x01;
		mac[1] = 0x00;
		mac[2] = 0x5e;
		mac[3] = (uint8_t)(group->group_ip >> 16 & 0x7f);
		mac[4] = (uint8_t)(group->group_ip >> 8);
		mac[5] = (uint8_t)group->group_ip;
	}
}

bool option_unreadable(const char *path)
{
	struct stat status;

	return access(path, R_OK) != 0 || stat(path, &status) != 0 ||
	       S_ISDIR(status.st_mode);
}

bool option_same_file(const char *left, const char *right)
{
	struct stat a, b;

	if (strcmp(left, right) != 0 &&
	    (stat(left, &a) != 0 || stat(right, &b) != 0 || !S_ISREG(a.st_mode) ||
	     a.st_dev != b.st_dev || a.st_ino != b.st_ino))
		return false;
	say_error("%s and %s are the same file; give another one to write to", left,
		  right);
	return true;
}
