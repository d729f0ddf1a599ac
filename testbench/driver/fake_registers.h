/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fake_registers: what doubles of the device have in common behind tw_sim.h: registers, clock,
 * windows of memory, frames that wait, the frame ring, the host's line.  A double embeds
 * struct fake_registers as the first member of its struct tw_sim.
 */
#ifndef FAKE_REGISTERS_H
#define FAKE_REGISTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <touchwire/frame.h>

#include "../device/tw_sim.h"

#define FAKE_SPACE 0x2000u /* bytes of the register map */
#define FAKE_WINDOWS 64u
#define FAKE_QUEUE 64u /* frames that wait at a port */
#define FAKE_PORTS (TW_SIM_ORDER + 1)
#define FAKE_PACKET_MAX 2048u
#define FAKE_SENT 64u /* frames that left the order port and wait to be taken */

struct fake_frame {
	uint8_t *data;
	uint32_t length;
	unsigned int port;
	uint64_t time_ns;
	bool bad;
};

/* What the registers show of the feed; room is in messages. */
struct fake_feed {
	uint64_t expected, gap_first, gap_next;
	uint8_t session[10];
	uint32_t status; /* bits of CONTROL.STATUS */
	uint32_t room;
};

/* What the host does to the feed. */
struct fake_host {
	void (*packet)(struct tw_sim *sim, const uint8_t *bytes, uint32_t length);
	void (*load)(struct tw_sim *sim, uint64_t seq);
	void (*resume)(struct tw_sim *sim, uint64_t seq);
	void (*fresh)(struct tw_sim *sim, uint32_t gaps);
};

struct fake_registers {
	uint32_t reg[FAKE_SPACE / 4];
	struct {
		uint64_t iova;
		uint8_t *memory;
		size_t size;
	} window[FAKE_WINDOWS];
	struct fake_frame queue[FAKE_PORTS * FAKE_QUEUE];
	unsigned int queued, waiting[FAKE_PORTS];
	struct fake_frame sent[FAKE_SENT]; /* from the order port */
	unsigned int sent_count;
	bool unplugged; /* the order port's link is down */
	uint64_t cycle, time_ns, until, violations;
	uint64_t tail; /* frames delivered */
	const struct fake_host *host;
	uint8_t packet[FAKE_PACKET_MAX + 3]; /* from the host, as far as it came */
	uint32_t packet_length, packet_got;
};

static inline struct fake_registers *fake_of(struct tw_sim *sim)
{
	return (struct fake_registers *)(void *)sim;
}

static inline uint32_t *fake_reg(struct tw_sim *sim, uint32_t offset)
{
	return &fake_of(sim)->reg[offset / 4];
}

uint64_t fake_reg64(struct tw_sim *sim, uint32_t offset);
/* Show a 64-bit value in two registers; returns the low word. */
uint32_t fake_show64(struct tw_sim *sim, uint32_t offset, uint64_t value);
/* Fill in who the device is, and what registers hold after reset. */
void fake_identify(struct tw_sim *sim, const struct fake_host *host, uint32_t symbols,
		   uint32_t orders, uint32_t locates);
void fake_show_feed(struct tw_sim *sim, const struct fake_feed *feed);

/* An address that is one. */
bool fake_address(uint32_t address);
/* The registers that are alike in all doubles; others read as they were set. */
uint32_t fake_read(struct tw_sim *sim, uint32_t address);
/* Store what the host may write, and act on clock and host's line. */
void fake_write(struct tw_sim *sim, uint32_t address, uint32_t value);

/* One DMA write: whole inside one window, or not at all. */
void fake_put(struct tw_sim *sim, uint64_t iova, const void *data, size_t size);
/* One DMA read, likewise. */
bool fake_get(struct tw_sim *sim, uint64_t iova, void *data, size_t size);
/* A frame (copied) leaves the order port; lost while the link is down. */
void fake_leave(struct tw_sim *sim, const void *data, uint32_t length);
/* No place in the frame ring. */
bool fake_ring_full(struct tw_sim *sim);
/* The completion of a frame that is delivered next. */
struct tw_frame_done fake_done(struct tw_sim *sim, const struct fake_frame *frame);
void fake_deliver(struct tw_sim *sim, const struct fake_frame *frame, uint32_t stored,
		  const struct tw_frame_done *done);

/* The next frame, at its time; the caller frees its data.  It takes the cycles of its bytes. */
bool fake_next(struct tw_sim *sim, struct fake_frame *frame);
uint64_t fake_cycles(const struct fake_frame *frame);
/* No frame waits: the clock goes on as far as it may. */
void fake_rest(struct tw_sim *sim);
void fake_free(struct tw_sim *sim);

/* Members of struct tw_sim_ops. */
int fake_grant(struct tw_sim *sim, uint64_t iova, void *memory, size_t size);
int fake_revoke(struct tw_sim *sim, uint64_t iova);
uint64_t fake_violations(const struct tw_sim *sim);
int fake_send(struct tw_sim *sim, unsigned int port, const void *data, size_t length,
	      uint64_t time_ns, unsigned int flags);
uint64_t fake_cycle(const struct tw_sim *sim);
uint64_t fake_time_ns(const struct tw_sim *sim);
void fake_until(struct tw_sim *sim, uint64_t time_ns);
int fake_order_take(struct tw_sim *sim, void *frame, size_t size, size_t *length,
		    uint64_t *time_ns);
void fake_order_link(struct tw_sim *sim, bool up);

#endif
