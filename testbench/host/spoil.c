/* SPDX-License-Identifier: BSD-3-Clause */
/* spoil: a line as bad as lines get. Frames are those of generate, without VLAN tags. */
#include "spoil.h"

#include <stdbool.h>
#include <string.h>

#include <touchwire/net.h>

#define IP 14u
#define UDP 34u
#define MOLD 42u
#define NUMBER (MOLD + 10u)
#define COUNT (MOLD + 18u)
#define FIRST (MOLD + 22u) /* byte of the first message */

static uint32_t dice(struct spoil *spoil, uint32_t n)
{
	spoil->random = spoil->random * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)((spoil->random >> 32) * n >> 32);
}

void spoil_begin(struct spoil *spoil, uint64_t seed)
{
	memset(spoil, 0, sizeof(*spoil));
	spoil->random = seed;
}

/* A UDP checksum, right before anything else happens to the frame. */
static void put_checksum(struct spoil *spoil)
{
	static uint8_t whole[12 + sizeof(spoil->bytes)];
	uint32_t length = spoil->length - UDP;
	uint16_t sum;

	memset(whole, 0, 12);
	memcpy(whole, spoil->bytes + IP + 12, 8);
	whole[9] = 17;
	whole[10] = (uint8_t)(length >> 8);
	whole[11] = (uint8_t)length;
	memcpy(whole + 12, spoil->bytes + UDP, length);
	sum = tw_net_checksum(whole, 12 + length);
	spoil->bytes[UDP + 6] = (uint8_t)(sum >> 8);
	spoil->bytes[UDP + 7] = (uint8_t)sum;
}

/* True when it did anything to the frame. */
static bool spoil_packet(struct spoil *spoil)
{
	uint8_t *bytes = spoil->bytes;

	switch (dice(spoil, 1000)) {
	case 0 ... 5: /* another region of numbers */
		bytes[NUMBER + 4] += (uint8_t)(1 + dice(spoil, 2));
		break;
	case 6 ... 7:
		bytes[NUMBER + dice(spoil, 6)] ^= (uint8_t)(1u << dice(spoil, 8));
		break;
	case 8: /* one to three regions on; one is believed, then all the rest is old */
		if (dice(spoil, 20) == 0)
			bytes[NUMBER + 5] += (uint8_t)(16 * (1 + dice(spoil, 3)));
		break;
	case 9 ... 13:
		bytes[MOLD + dice(spoil, 10)] ^= 1;
		break;
	case 14 ... 60: /* another content */
		bytes[FIRST + dice(spoil, spoil->length - FIRST)] ^=
			(uint8_t)(1u << dice(spoil, 8));
		break;
	case 61 ... 65: /* as a heartbeat */
		bytes[COUNT] = bytes[COUNT + 1] = 0;
		break;
	case 66 ... 70:
		spoil->length -= dice(spoil, spoil->length - MOLD);
		break;
	case 71 ... 74:
		bytes[12] = 0x86;
		bytes[13] = 0xdd;
		break;
	case 75:
		if (dice(spoil, 40) == 0)
			bytes[COUNT] = bytes[COUNT + 1] = 0xff;
		break;
	default:
		return false;
	}
	return true;
}

unsigned spoil_frame(struct spoil *spoil, const uint8_t *frame, uint32_t length)
{
	bool first = spoil->frames++ == 0, spoiled = false;

	memcpy(spoil->bytes, frame, length);
	spoil->length = length;
	if (spoil->losing > 0) {
		spoil->losing--;
		return 0;
	}
	if (dice(spoil, 2000) == 0)
		spoil->losing = dice(spoil, 500);
	if (length <= FIRST)
		return 1;
	if (dice(spoil, 2) == 0)
		put_checksum(spoil);
	/* Both lines begin with the same session. */
	if (!first)
		spoiled = spoil_packet(spoil);
	else if (dice(spoil, 4) == 0)
		spoil->bytes[NUMBER + 4] += 1;
	/* A wild packet that comes twice is believed: seldom, or nothing follows it. */
	return 1 + (dice(spoil, spoiled ? 2000 : 50) == 0);
}
