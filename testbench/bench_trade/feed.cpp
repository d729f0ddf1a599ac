// SPDX-License-Identifier: BSD-3-Clause
#include "feed.h"

#include <cstring>

const char *const type_names[TYPES] = { "add", "execute", "cancel", "delete", "replace" };

constexpr uint32_t BID = 900000, NEAR_BID = 940000, TAKEN_BID = 950000,
		   NEAR_ASK = 1050000, ASK = 1100000;
constexpr unsigned FULL = 1500; // bytes of a frame that is packed

static void put(Bytes &b, size_t at, unsigned width, uint64_t value)
{
	for (unsigned i = width; i-- > 0; value >>= 8)
		b[at + i] = uint8_t(value);
}

struct tw_row_rule rule_of(Type type)
{
	static const struct {
		enum tw_condition condition;
		uint32_t threshold;
	} rules[TYPES] = { { TW_CONDITION_BID_GE, TAKEN_BID },
			   { TW_CONDITION_ASK_GE, ASK },
			   { TW_CONDITION_IMBALANCE_BID, 512 },
			   { TW_CONDITION_ASK_GE, ASK },
			   { TW_CONDITION_BID_GE, TAKEN_BID } };
	struct tw_row_rule rule = {};

	rule.what = uint32_t('3') << TW_RULE_TIF_SHIFT |
		    uint32_t(rules[type].condition) << TW_RULE_CONDITION_SHIFT |
		    uint32_t(TW_KIND_ENTER) << TW_RULE_KIND_SHIFT |
		    uint32_t(TW_REARM_FALSE) << TW_RULE_REARM_SHIFT;
	rule.threshold = rules[type].threshold;
	rule.quantity = 100 + type;
	rule.price = 1000000;
	return rule;
}

Feed::Feed(Rig &rig, unsigned orders, unsigned seed)
    : rng(seed), rig(rig), market(TRADED, orders, seed)
{
}

void Feed::set(const Load &load)
{
	rig.feed = nullptr;
	while (rig.queued())
		rig.step();
	for (unsigned i = 0; i < rig.skew + 40; i++)
		rig.step();
	rig.skew = load.skew;
	now = load;
	due = 0;
	rig.feed = [this] { refill(); };
}

Bytes Feed::message(char type, uint64_t which, size_t length)
{
	Bytes b(length, ' ');

	b[0] = uint8_t(type);
	put(b, 1, 2, TRADED + 1);
	put(b, 3, 2, 0);
	put(b, 11, 8, which);
	return b;
}

// From now on this is the resting order.
Bytes Feed::add(bool sell, uint32_t shares, uint32_t price)
{
	Bytes b = message('A', resting = ++reference, 36);

	b[19] = sell ? 'S' : 'B';
	put(b, 20, 4, shares);
	put(b, 32, 4, price);
	return b;
}

Bytes Feed::reduce(char type, uint32_t shares)
{
	Bytes b = message(type, resting, type == 'E' ? 31 : 23);

	put(b, 19, 4, shares);
	return b;
}

void Feed::rest_away(std::vector<Bytes> &messages)
{
	if (resting)
		messages.push_back(message('D', resting, 19));
	resting = 0;
}

void Feed::open()
{
	Bytes r = message('R', 0, 39), h = message('H', 0, 25);
	std::vector<Bytes> first;

	for (unsigned i = 0; i < 2 * TRADED; i++)
		first.push_back(market.next());
	memcpy(&r[11], "TRADE   ", 8);
	memcpy(&h[11], "TRADE   ", 8);
	h[19] = 'T';
	first.push_back(r);
	first.push_back(h);
	first.push_back(add(false, 100, BID));
	first.push_back(add(true, 100, ASK));
	resting = 0;
	special.push_back({ first, false });
}

void Feed::prepare(Type type)
{
	std::vector<Bytes> messages;

	rest_away(messages);
	if (type == REPLACE)
		messages.push_back(add(false, 50, NEAR_BID));
	else if (type != ADD)
		messages.push_back(add(true, 100, NEAR_ASK));
	if (!messages.empty())
		special.push_back({ messages, false });
}

void Feed::trigger(Type type)
{
	uint64_t old = resting;
	Bytes b;

	switch (type) {
	case ADD:
		b = add(false, 70, TAKEN_BID);
		break;
	case EXECUTE:
		b = reduce('E', 100);
		resting = 0;
		break;
	case CANCEL:
		b = reduce('X', 60);
		break;
	case DELETE:
		b = message('D', old, 19);
		resting = 0;
		break;
	default:
		b = message('U', old, 35);
		put(b, 19, 8, resting = ++reference);
		put(b, 27, 4, 80);
		put(b, 31, 4, TAKEN_BID);
	}
	special.push_back({ { b }, true });
}

// A frame of @messages onto the line, as soon as the load lets it; @watched is the one that triggers.
void Feed::send(std::vector<Bytes> messages, size_t watched)
{
	size_t at = HEADERS + MOLD;
	Place zero;

	for (Bytes &m : messages)
		put(m, 5, 6, time += 1000);
	Bytes frame = xgmii::with_fcs(frame_of(packet_of(next, messages)));

	next += messages.size();
	xgmii::put_idle(rig.line, 11);
	xgmii::put_to_lane(rig.line, now.cycles ? rng() % 2 * 4
						: (rig.line.size() + 3) / 4 % 2 * 4);
	zero = rig.next_place();
	xgmii::put_raw(rig.line, frame);
	if (watched == messages.size())
		return;
	for (size_t i = 0; i < watched; i++)
		at += 2 + messages[i].size();
	passed.start = zero;
	passed.first = zero + 8 + at + 2;
	passed.last = passed.first + messages[watched].size() - 1;
	passed.end = zero + 8 + frame.size();
}

void Feed::refill()
{
	std::vector<Bytes> messages;
	size_t size = HEADERS + MOLD, watched, more;

	if (rig.cycle < due)
		return;
	if (now.cycles)
		due = rig.cycle + 1 + rng() % (2 * now.cycles);
	if (!special.empty() && !special.front().triggers) {
		send(special.front().messages, special.front().messages.size());
		special.pop_front();
		return;
	}
	bool triggers = !special.empty();
	more = rng() % now.messages + (now.amid ? 16 : triggers ? 0 : 1);
	for (size_t i = 0; i < more && size < FULL; i++) {
		messages.push_back(market.next());
		size += 2 + messages.back().size();
	}
	watched = messages.size();
	if (triggers) {
		watched = now.amid ? messages.size() / 2 : messages.size();
		messages.insert(messages.begin() + long(watched),
				special.front().messages[0]);
		special.pop_front();
	}
	send(messages, triggers ? watched : messages.size());
}
