// SPDX-License-Identifier: BSD-3-Clause
// tb_book: random events against a book that keeps every order in a map and looks everything up.
//
// Arguments: seed, events. Every touch must come, in order, with every field; nothing else may.
// The build has small tables (flags), so refills, evictions and full queues happen all the time.

#include "Vbook.h"
#include "verilated.h"

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <vector>

namespace {

constexpr unsigned SYMBOLS = 4;
constexpr uint32_t PRICE_MAX = 2000000000u;

enum Op { NONE, ADD, REDUCE, DELETE, REPLACE, STATE, HALT, DIRECTORY, GAP, CLEAR, SUSPECT };

struct Event {
    Op op = NONE;
    bool sell = false, bad_side = false;
    uint8_t code = 0;
    uint16_t locate = 0;
    uint64_t reference = 0, new_reference = 0;
    uint32_t price = 0, shares = 0;
    uint64_t seq = 0, exchange = 0, arrival = 0;
};

struct Touch {
    uint16_t symbol, locate;
    uint32_t bid_price, bid_size, ask_price, ask_size;
    uint16_t flags;
    uint64_t seq, exchange, arrival;
    bool same(const Touch &o) const
    {
        return symbol == o.symbol && locate == o.locate && bid_price == o.bid_price &&
               bid_size == o.bid_size && ask_price == o.ask_price && ask_size == o.ask_size &&
               flags == o.flags && seq == o.seq && exchange == o.exchange && arrival == o.arrival;
    }
    void print(const char *who) const
    {
        printf("  %s: symbol %u locate %u  %u x %u / %u x %u flags %02x seq %llu\n", who, symbol,
               locate, bid_price, bid_size, ask_price, ask_size, flags, (unsigned long long)seq);
    }
};

struct Order {
    unsigned symbol;
    bool sell;
    uint32_t price, shares;
};

// The naive book: the contract in its plainest form.
struct Model {
    struct Symbol {
        bool known = false, published = false, inexact = false, halt = false;
        uint8_t state = 0;
        uint16_t locate = 0;
        std::map<uint32_t, uint64_t> side[2];
        Touch last{};
    };
    Symbol symbols[SYMBOLS];
    std::map<uint64_t, Order> orders;
    bool stale = false;
    std::deque<Touch> out;

    int find(uint16_t locate) const
    {
        for (unsigned i = 0; i < SYMBOLS; i++)
            if (symbols[i].known && symbols[i].locate == locate) return int(i);
        return -1;
    }
    void level(const Order &o, bool add, uint32_t shares)
    {
        auto &side = symbols[o.symbol].side[o.sell];
        if (add) side[o.price] += shares;
        else if ((side[o.price] -= shares) == 0) side.erase(o.price);
    }
    Touch touch(unsigned i, const Event &e) const
    {
        const Symbol &s = symbols[i];
        Touch t{uint16_t(i), s.locate, 0, 0, 0, 0, 0, e.seq, e.exchange, e.arrival};
        auto sat = [](uint64_t n) { return uint32_t(n > 0xffffffffu ? 0xffffffffu : n); };
        if (!s.side[0].empty()) t.bid_price = s.side[0].rbegin()->first, t.bid_size = sat(s.side[0].rbegin()->second);
        if (!s.side[1].empty()) t.ask_price = s.side[1].begin()->first, t.ask_size = sat(s.side[1].begin()->second);
        bool both = t.bid_size && t.ask_size;
        t.flags = uint16_t((stale ? 1 : 0) | (s.inexact ? 2 : 0) | (s.state != 'T' || s.halt ? 4 : 0) |
                           (both && t.bid_price > t.ask_price ? 8 : 0) | (both && t.bid_price == t.ask_price ? 16 : 0));
        return t;
    }
    void publish(unsigned i, const Event &e)
    {
        Symbol &s = symbols[i];
        Touch t = touch(i, e);
        bool changed = t.bid_price != s.last.bid_price || t.bid_size != s.last.bid_size ||
                       t.ask_price != s.last.ask_price || t.ask_size != s.last.ask_size || t.flags != s.last.flags;
        if (!(s.published ? changed : t.bid_size || t.ask_size)) return;
        s.published = true;
        s.last = t;
        out.push_back(t);
    }
    bool bad(const Event &e) const { return e.bad_side || !e.price || e.price > PRICE_MAX || !e.shares; }

    void apply(const Event &e)
    {
        if (e.op == GAP) {
            stale = true;
            for (unsigned i = 0; i < SYMBOLS; i++) publish(i, e);
            return;
        }
        if (e.op == CLEAR) {
            orders.clear();
            stale = false;
            for (unsigned i = 0; i < SYMBOLS; i++) {
                Symbol &s = symbols[i];
                s.side[0].clear(), s.side[1].clear();
                s.state = 0, s.halt = s.inexact = s.known = false;
                if (s.published) publish(i, e);
                s.published = false;
            }
            return;
        }
        if (e.op == DIRECTORY) {
            unsigned i = unsigned(e.reference & 0xff) - 'A';
            if (i < SYMBOLS && e.locate) symbols[i].known = true, symbols[i].locate = e.locate;
            return;
        }
        if (e.op == NONE) return;
        int i = find(e.locate);
        if (i < 0) return;
        Symbol &s = symbols[i];
        auto old = orders.find(e.reference);
        bool live = old != orders.end();
        switch (e.op) {
        case ADD:
            if (bad(e) || live) s.inexact = true;
            else {
                Order o{unsigned(i), e.sell, e.price, e.shares};
                orders[e.reference] = o;
                level(o, true, e.shares);
            }
            break;
        case REDUCE:
        case DELETE:
            if (!live) s.inexact |= !stale;
            else if (old->second.symbol != unsigned(i)) s.inexact = true;
            else {
                uint32_t n = e.op == DELETE ? old->second.shares : e.shares;
                if (n > old->second.shares) s.inexact = true, n = old->second.shares;
                if (n) level(old->second, false, n);
                if (!(old->second.shares -= n)) orders.erase(old);
            }
            break;
        case REPLACE:
            if (!live) s.inexact |= !stale;
            else if (old->second.symbol != unsigned(i) || bad(e)) s.inexact = true;
            else {
                Order o{unsigned(i), old->second.sell, e.price, e.shares};
                level(old->second, false, old->second.shares);
                orders.erase(old);
                if (orders.count(e.new_reference)) s.inexact = true;
                else orders[e.new_reference] = o, level(o, true, o.shares);
            }
            break;
        case STATE: s.state = e.code; break;
        case HALT: s.halt = e.code == 'H'; break;
        case SUSPECT: s.inexact = true; break;
        default: break;
        }
        publish(unsigned(i), e);
    }
};

template <typename W> void put(W &w, unsigned lsb, unsigned width, uint64_t value)
{
    for (unsigned i = 0; i < width; i++) {
        unsigned b = lsb + i;
        uint32_t mask = 1u << (b & 31);
        w[b >> 5] = (w[b >> 5] & ~mask) | (((value >> i) & 1) ? mask : 0);
    }
}
template <typename W> uint64_t get(const W &w, unsigned lsb, unsigned width)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < width; i++) v |= uint64_t((w[(lsb + i) >> 5] >> ((lsb + i) & 31)) & 1) << i;
    return v;
}

// What kind of market this run is: how prices fall, how many orders live.
struct Profile {
    unsigned span, step, orders, removes;
};

struct Maker {
    std::mt19937_64 rng;
    Model &model;
    Profile profile;
    uint64_t seq = 1, reference = 1;

    Maker(uint64_t seed, Model &m, Profile p) : rng(seed), model(m), profile(p) {}
    unsigned below(unsigned n) { return unsigned(rng() % n); }

    uint32_t price(unsigned symbol, bool sell)
    {
        if (below(200) == 0) return below(2) ? 1 : PRICE_MAX;
        if (below(500) == 0) return below(2) ? 0 : PRICE_MAX + 1;
        uint32_t mid = 500000 + symbol * 7000000;
        uint32_t away = below(profile.span) * profile.step;
        if (profile.span > 1000000) return uint32_t(rng() % PRICE_MAX) + 1;
        return below(30) ? (sell ? mid + away : mid - away) : mid + below(3) * profile.step;
    }
    uint64_t pick(unsigned symbol)
    {
        // Mostly from the top, so that best levels empty; else any live order.
        const auto &s = model.symbols[symbol];
        bool sell = below(2);
        if (below(10) < profile.removes && !s.side[sell].empty()) {
            uint32_t p = sell ? s.side[1].begin()->first : s.side[0].rbegin()->first;
            for (auto &o : model.orders)
                if (o.second.symbol == symbol && o.second.sell == sell && o.second.price == p) return o.first;
        }
        if (model.orders.empty()) return reference + 1000;
        auto it = model.orders.lower_bound(rng() % reference);
        return it == model.orders.end() ? model.orders.begin()->first : it->first;
    }
    Event next(bool removing)
    {
        Event e;
        unsigned symbol = below(SYMBOLS), dice = below(1000);
        e.seq = seq++;
        e.exchange = e.seq * 100;
        e.arrival = e.seq * 1000;
        e.locate = uint16_t(10 + symbol);
        e.shares = below(50) ? 1 + below(500) : (below(2) ? 0 : 0xffffffffu - below(3));
        e.sell = below(2);
        e.price = price(symbol, e.sell);
        if (dice < 4) e.op = STATE, e.code = below(4) ? 'T' : 'H';
        else if (dice < 6) e.op = HALT, e.code = below(3) ? 'T' : 'H';
        else if (dice < 8) e.op = NONE;
        else if (dice < 9) e.op = SUSPECT;
        else if (dice < 11) e.op = GAP;
        else if (dice < 12) e.op = DIRECTORY, e.reference = 0x2020202020202000ull | ('A' + symbol);
        else if (dice < 16) e.op = ADD, e.locate = 99, e.reference = reference++;
        else if (dice < 20) e.op = DELETE, e.reference = reference + 5;
        else if (dice < 24) e.op = ADD, e.reference = pick(symbol);
        else if (dice < 28) e.op = ADD, e.reference = reference++, e.bad_side = true;
        else if (dice < 32) e.op = DELETE, e.reference = pick((symbol + 1) % SYMBOLS);
        else if (removing || model.orders.size() >= profile.orders) {
            e.reference = pick(symbol);
            auto o = model.orders.find(e.reference);
            if (o != model.orders.end()) e.locate = uint16_t(10 + o->second.symbol);
            unsigned d = below(10);
            if (d < 2) e.op = REDUCE;
            else if (d < 4) e.op = REPLACE, e.new_reference = below(50) ? reference++ : pick(symbol);
            else e.op = DELETE;
        } else e.op = ADD, e.reference = reference++;
        return e;
    }
};

struct Bench {
    VerilatedContext context;
    std::unique_ptr<Vbook> dut{new Vbook{&context}};
    uint64_t cycle = 0;
    Model model;
    uint64_t touches = 0, queue = 0;
    std::map<unsigned, uint64_t> delta;
    bool failed = false;

    void tick()
    {
        dut->cycle = uint32_t(cycle);
        dut->eval();
        if (dut->m_touch_tvalid) check();
        dut->clk = 1;
        dut->eval();
        dut->clk = 0;
        dut->eval();
        cycle++;
    }
    void check()
    {
        const auto &w = dut->m_touch_tdata;
        Touch t{uint16_t(get(w, 400, 16)), uint16_t(get(w, 384, 16)), uint32_t(get(w, 352, 32)),
                uint32_t(get(w, 320, 32)), uint32_t(get(w, 288, 32)), uint32_t(get(w, 256, 32)),
                uint16_t(get(w, 240, 16)), get(w, 144, 64), get(w, 96, 48), get(w, 32, 64)};
        delta[unsigned(get(w, 208, 32))]++;
        touches++;
        if (model.out.empty() || !model.out.front().same(t)) {
            printf("FAIL book cycle %llu: touch %llu\n", (unsigned long long)cycle, (unsigned long long)touches);
            t.print("device");
            if (!model.out.empty()) model.out.front().print("model ");
            failed = true;
        } else model.out.pop_front();
    }
    void offer(const Event &e)
    {
        auto &w = dut->s_event_tdata;
        put(w, 426, 4, e.op);
        put(w, 425, 1, e.sell);
        put(w, 424, 1, e.bad_side);
        put(w, 416, 8, e.code);
        put(w, 400, 16, e.locate);
        put(w, 336, 64, e.reference);
        put(w, 272, 64, e.new_reference);
        put(w, 240, 32, e.price);
        put(w, 208, 32, e.shares);
        put(w, 144, 64, e.seq);
        put(w, 96, 48, e.exchange);
        put(w, 32, 64, e.arrival);
        dut->s_event_tvalid = 1;
        do {
            put(w, 0, 32, cycle);
            dut->eval();
            bool taken = dut->s_event_tready;
            tick();
            if (taken) break;
        } while (!failed);
        dut->s_event_tvalid = 0;
        model.apply(e);
    }
    void idle(unsigned n)
    {
        while (n-- && !failed) tick();
    }
    void drain()
    {
        for (unsigned n = 0; n < 20000 && !failed; n++) {
            dut->eval();
            if (!dut->status_busy && n > 20) return;
            tick();
        }
        if (!failed) printf("FAIL book cycle %llu: busy for ever\n", (unsigned long long)cycle), failed = true;
    }
};

} // namespace

int main(int argc, char **argv)
{
    uint64_t seed = argc > 1 ? strtoull(argv[1], nullptr, 0) : 1;
    uint64_t events = argc > 2 ? strtoull(argv[2], nullptr, 0) : 60000;
    const Profile profiles[] = {{40, 100, 200, 6}, {8, 50, 60, 3}, {300, 1, 250, 8}, {2000000, 1, 250, 8}, {60, 5000, 250, 9}};

    Bench b;
    b.dut->clk = 0;
    b.dut->rst = 1;
    for (int i = 0; i < 4; i++) b.tick();
    b.dut->rst = 0;
    b.drain();
    for (unsigned i = 0; i < SYMBOLS; i++) {
        b.dut->cfg_symbol_name = 0x2020202020202000ull | ('A' + i);
        b.dut->cmd_symbol_op = 1;
        b.dut->cmd_symbol_index = uint16_t(i);
        b.dut->cmd_symbol_valid = 1;
        b.tick();
        b.dut->cmd_symbol_valid = 0;
        b.idle(8);
    }
    const unsigned count = sizeof(profiles) / sizeof(profiles[0]);
    for (unsigned p = 0; p < count && !b.failed; p++) {
        Maker maker(seed * 977 + p, b.model, profiles[p]);
        std::mt19937 pace(unsigned(seed) + p);
        Event clear;
        clear.op = CLEAR;
        b.offer(clear);
        for (unsigned i = 0; i < SYMBOLS; i++) {
            Event e;
            e.op = DIRECTORY;
            e.locate = uint16_t(10 + i);
            e.reference = 0x2020202020202000ull | ('A' + i);
            b.offer(e);
            e.op = STATE;
            e.code = 'T';
            b.offer(e);
        }
        unsigned gap = 0;
        bool removing = false;
        for (uint64_t n = 0; n < events / count && !b.failed; n++) {
            if (n % 97 == 0) gap = pace() % 12;
            if (b.model.orders.size() >= profiles[p].orders || (n % 1500) == 700) removing = true;
            if (b.model.orders.size() < profiles[p].orders / 8) removing = false;
            b.offer(maker.next(removing));
            if (gap) b.idle(pace() % gap);
        }
        b.drain();
        if (!b.failed && !b.model.out.empty()) {
            printf("FAIL book: %zu touches never came\n", b.model.out.size());
            b.model.out.front().print("model ");
            b.failed = true;
        }
    }
    if (b.failed) {
        printf("FAIL book seed %llu\n", (unsigned long long)seed);
        return 1;
    }
    printf("ok book seed %llu: %llu events, %llu touches, queue %u, delta least %u\n", (unsigned long long)seed,
           (unsigned long long)events, (unsigned long long)b.touches, b.dut->queue_max, b.delta.begin()->first);
    return 0;
}
