/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * cmd: what the files of the program share: exit codes, subcommands, messages.
 */
#ifndef TW_CMD_H
#define TW_CMD_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TW_VERSION "0.1.0"

/* Exit codes; `touchwire help` prints them. */
enum tw_exit {
	TW_EXIT_OK = 0,
	TW_EXIT_DIFFERENCE = 1, /* what verify, journal or bench compared differs */
	TW_EXIT_USAGE = 2,	/* wrong option or argument */
	TW_EXIT_INPUT = 3, /* an input file is unreadable, broken or of the wrong kind */
	TW_EXIT_ENVIRONMENT = 4, /* device, driver, DPDK, memory or output file */
	TW_EXIT_ARM = 5,	 /* trade: the device was not armed */
	TW_EXIT_KILLED = 6,	 /* trade: killed, or the session broke */
	TW_EXIT_INTERRUPTED = 130,
};

/* The subcommands: argv[0] is the subcommand's name. */
int cmd_replay(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_bench(int argc, char **argv);
int cmd_convert(int argc, char **argv);
int cmd_generate(int argc, char **argv);
int cmd_exchange(int argc, char **argv);
int cmd_run(int argc, char **argv);
int cmd_trade(int argc, char **argv);
int cmd_kill(int argc, char **argv);
int cmd_journal(int argc, char **argv);
int cmd_registers(int argc, char **argv);
int cmd_version(int argc, char **argv);

/* One line on stderr, "touchwire COMMAND: ..."; the live screen, if any, is closed first. */
void say_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* The subcommand whose name stands in the messages. */
void say_command(const char *name);

/* Set by SIGINT and SIGTERM once stop_on_signal() was called. */
extern volatile sig_atomic_t stop_requested;
void stop_on_signal(void);
/* The same, but a second signal does not end the process: for one that its parent stops. */
void stop_on_signals(void);

/* Seconds of a clock that only moves forward. */
double seconds_now(void);

#endif
