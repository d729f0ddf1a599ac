/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * fake_device: a device in plain C behind tw_sim.h, the double for tests of the driver.
 *
 * It delivers every frame to the frame ring and publishes one touch per frame (symbol: the
 * port, bid_price: the frame's length, bid_size: its first four bytes, big endian).  Writing
 * a FAKE_* to register IDENT.SCRATCH makes it misbehave from then on; a seed FAKE_SEED_*
 * makes it lie about itself from the start.  A message of the host's line is published at once,
 * as symbol 2.
 *
 * Its trading part (fake_trade.c) has tables that take any row but those of FAKE_ROW_*, arms and
 * kills by the rules of the register map, sends what stands in the TX ring out of the order port
 * unjudged, and makes no order.
 */
#ifndef FAKE_DEVICE_H
#define FAKE_DEVICE_H

enum fake_mode {
	FAKE_SANE,
	FAKE_STORED_HUGE, /* completion: more stored than a slot has */
	FAKE_STORED_MORE, /* completion: more stored than the frame had */
	FAKE_STORED_NONE, /* completion: nothing stored */
	FAKE_PORT,	  /* completion: a port that is not there */
	FAKE_BAD,	  /* the frame ended with an error */
	FAKE_CUT,	  /* the frame was longer than its slot */
	FAKE_DONE_SEQ,	  /* completion: any sequence */
	FAKE_DONE_NOISE,  /* completion: random bytes, sequence right or not */
	FAKE_NO_HEAD,	  /* frames overwrite those the host has not taken */
	FAKE_TOUCH_SEQ,	  /* touch: any sequence */
	FAKE_TOUCH_ONES,  /* touch: all ones */
	FAKE_TOUCH_HALF,  /* touch: the first half of the record only, sequence not yet */
	FAKE_TOUCH_FLOOD, /* touch: a ring and a half of records per frame */
	FAKE_OUTSIDE,	  /* writes around the windows */
	FAKE_ALL_ONES,	  /* every register reads all ones */
	FAKE_NOISE,	  /* registers read random numbers, identity excepted */
	FAKE_NEVER_IDLE,  /* DMA_IDLE never comes */
	FAKE_SYMBOL_SILENT, /* SYMBOL.STATE.READY never comes */
	FAKE_SYMBOL_OTHER,  /* shows another name than was added */
	FAKE_GAP,	    /* once: FAKE_GAP_FIRST.. are missing, the feed holds */
	FAKE_STUCK,	    /* nothing leaves the host's line any more */
	FAKE_DEAF,	    /* LOAD, RESUME and FRESH are refused */
	FAKE_ECHO,	    /* a frame for the order port comes back on it */
	FAKE_TX_STUCK,	    /* no frame is taken from the TX ring */
	FAKE_TX_ERROR,	    /* the same, and STATUS.TX_ERROR says so */
	FAKE_TX_TAIL,	    /* TX_TAIL is any number */
	FAKE_RECORD, /* each frame of the feed writes a trade record with its length as token */
	FAKE_RECORD_SEQ,   /* the same, with any sequence */
	FAKE_RECORD_NOISE, /* the same, random bytes, sequence right or not */
	FAKE_RECORD_OVER,  /* the same, over records that the host has not taken */
	FAKE_RING_TAIL,	   /* the same, and RING_TAIL is any number */
	FAKE_REFUSE_ARM,   /* ARM_KEY and ARM_GO are not taken */
	FAKE_NO_FLUSH,	   /* FLUSH is not done */
	FAKE_CAUSE,	   /* a cause of kill persists: UNKILL is refused */
};

enum fake_seed {
	FAKE_SEED_MAGIC = 1001, /* MAGIC is wrong */
	FAKE_SEED_INTERFACE,	/* another major version */
	FAKE_SEED_MAP,		/* another register map */
	FAKE_SEED_ALL_ONES,	/* nobody answers */
	FAKE_SEED_CLEARING,	/* never done with clearing */
	FAKE_SEED_NO_SYMBOLS,	/* capacity 0 */
	FAKE_SEED_CREATE,	/* create() fails */
};

#define FAKE_SYMBOLS 8u
#define FAKE_LOCATES 512u
#define FAKE_GAP_FIRST 11u
#define FAKE_GAP_NEXT 15u
#define FAKE_ROW_RESULT 1000u /* row 1000 + n: result n */
#define FAKE_ROW_BUSY 2000u /* row 2000 + n: busy for n reads of the result, then done */
#define FAKE_ROOM 8u	    /* messages that the host's line holds */

#endif
