/* SPDX-License-Identifier: BSD-3-Clause */
/* trade: names of reasons and results, checksums of rows, keys of arming. */
#include <zlib.h>

#include <touchwire/trade.h>

static const char *const reasons[] = {
	"PASS",	    "KILLED",  "DISARMED", "CONFIG",  "BAD_FRAME", "STALE",	"INEXACT",
	"HALTED",   "CROSSED", "AGE",	   "FIELD",   "QUANTITY",  "NOTIONAL",	"COLLAR",
	"POSITION", "OPEN",    "RATE",	   "COUNT",   "GROSS",	   "DUPLICATE", "TOKEN",
	"WINDOW",   "LINK",    "BUSY",	   "JOURNAL",
};
static_assert(sizeof(reasons) / sizeof(reasons[0]) == TW_REASONS, "a name each");

const char *tw_reason_name(unsigned reason)
{
	return reason < TW_REASONS ? reasons[reason] : "?";
}

const char *tw_result_text(unsigned result)
{
	static const char *const texts[] = {
		"nothing committed yet",
		"done",
		"the checksum is wrong",
		"not in this state: it would loosen a limit while armed, or the stream is lent",
		"above a ceiling of the device",
		"no such row, or a value that its table does not know",
		"an answer that cannot be",
		"the device is busy with another row",
	};

	return result < sizeof(texts) / sizeof(texts[0]) ? texts[result] : "?";
}

static void put_word(uint8_t *to, uint32_t word)
{
	for (unsigned i = 0; i < 4; i++)
		to[i] = (uint8_t)(word >> (8 * i));
}

uint32_t tw_row_crc(uint32_t crc, enum tw_table table, uint32_t row,
		    const uint32_t words[TW_TABLE_WORDS])
{
	uint8_t bytes[4 + 4 * TW_TABLE_WORDS];

	put_word(bytes, (uint32_t)table << 24 | (row & 0xffffff));
	for (unsigned i = 0; i < TW_TABLE_WORDS; i++)
		put_word(bytes + 4 + 4 * i, words[i]);
	return (uint32_t)crc32(crc, bytes, sizeof(bytes));
}

static uint32_t rotate(uint32_t value, unsigned left)
{
	return value << left | value >> (32 - left);
}

uint32_t tw_arm_key(uint32_t nonce, uint32_t map_hash, uint32_t build,
		    uint32_t config_hash)
{
	return nonce ^ map_hash ^ build ^ config_hash;
}

uint32_t tw_arm_go(uint32_t nonce, uint32_t config_hash)
{
	return rotate(~nonce, 7) ^ config_hash;
}

uint32_t tw_unkill(uint32_t nonce)
{
	return rotate(nonce, 13);
}
