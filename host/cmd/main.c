/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire: the program. Finds the subcommand and hands over.
 */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include <rte_version.h>
#include <touchwire/regs.h>

#include "cmd.h"

static int cmd_help(int argc, char **argv);

static const struct subcommand {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *what;
} subcommands[] = {
	{ "replay", cmd_replay, "turn captures into the best bid and offer" },
	{ "verify", cmd_verify, "the device against the C engine, after every message" },
	{ "bench", cmd_bench, "latency of every tier, stage by stage, on captures" },
	{ "convert", cmd_convert, "a Nasdaq ITCH file into a capture" },
	{ "generate", cmd_generate, "make a market session out of a seed" },
	{ "exchange", cmd_exchange,
	  "a simulated exchange: feeds, re-requests, snapshots" },
	{ "run", cmd_run, "follow a live DPDK port" },
	{ "trade", cmd_trade, "let a device trade: limits, rules, session, journal" },
	{ "kill", cmd_kill, "stop a device that trades" },
	{ "journal", cmd_journal, "check, show and add up the journal of trading" },
	{ "registers", cmd_registers, "read and write the device's registers" },
	{ "version", cmd_version, "versions of the program and what it was built for" },
	{ "help", cmd_help, "this list, or the help of one subcommand" },
};

#define SUBCOMMANDS (sizeof(subcommands) / sizeof(subcommands[0]))

static const struct subcommand *find(const char *name)
{
	size_t i;

	for (i = 0; i < SUBCOMMANDS; i++) {
		if (strcmp(subcommands[i].name, name) == 0)
			return &subcommands[i];
	}
	return NULL;
}

static void overview(FILE *out)
{
	size_t i;

	fputs("usage: touchwire SUBCOMMAND [OPTION]... [FILE]...\n\n", out);
	for (i = 0; i < SUBCOMMANDS; i++)
		fprintf(out, "  %-10s %s\n", subcommands[i].name, subcommands[i].what);
	fputs("\n`touchwire SUBCOMMAND --help` tells the options and gives an "
	      "example.\n\n"
	      "exit codes:\n"
	      "    0  done\n"
	      "    1  verify, bench: what must be equal differs, or a latency grew; "
	      "journal: a fault\n"
	      "    2  wrong option or argument\n"
	      "    3  an input file cannot be used; the message names file, offset and "
	      "remedy\n"
	      "    4  device, driver, DPDK, memory or an output file\n"
	      "    5  trade: the device was not armed\n"
	      "    6  trade: killed, or the session broke\n"
	      "  130  interrupted\n",
	      out);
}

static int cmd_help(int argc, char **argv)
{
	const struct subcommand *subcommand;
	char *help[] = { NULL, (char[]){ "--help" }, NULL };

	if (argc < 2 || argv[1][0] == '-') {
		overview(stdout);
		return TW_EXIT_OK;
	}
	subcommand = find(argv[1]);
	if (subcommand == NULL || subcommand->run == cmd_help) {
		if (subcommand == NULL)
			say_error("there is no subcommand '%s'", argv[1]);
		overview(subcommand != NULL ? stdout : stderr);
		return subcommand != NULL ? TW_EXIT_OK : TW_EXIT_USAGE;
	}
	help[0] = argv[1];
	return subcommand->run(2, help);
}

int cmd_version(int argc, char **argv)
{
	(void)argv;
	if (argc > 1) {
		puts("usage: touchwire version\n\nexample: touchwire version");
		return strcmp(argv[1], "--help") == 0 ? TW_EXIT_OK : TW_EXIT_USAGE;
	}
	printf("touchwire %s\n", TW_VERSION);
	printf("device interface %u.%u, register map %08x\n",
	       TW_IDENT_INTERFACE_VALUE >> 16, TW_IDENT_INTERFACE_VALUE & 0xffffu,
	       TW_MAP_HASH);
	printf("%s, built for %u.%02u\n", rte_version(), RTE_VER_YEAR, RTE_VER_MONTH);
	return TW_EXIT_OK;
}

/* Output that could not be written is an error, whatever the subcommand said. */
static int flushed(int status)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	if (status == TW_EXIT_OK && errno != EPIPE) {
		say_error("standard output: %s", strerror(errno));
		return TW_EXIT_ENVIRONMENT;
	}
	return status;
}

int main(int argc, char **argv)
{
	static char help[] = "help", version[] = "version";
	const struct subcommand *subcommand;

	setlocale(LC_CTYPE, "");
	if (argc < 2) {
		overview(stderr);
		return TW_EXIT_USAGE;
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		argv[1] = help;
	if (strcmp(argv[1], "--version") == 0)
		argv[1] = version;
	subcommand = find(argv[1]);
	if (subcommand == NULL) {
		say_error("there is no subcommand '%s'", argv[1]);
		overview(stderr);
		return TW_EXIT_USAGE;
	}
	say_command(argv[1]);
	return flushed(subcommand->run(argc - 1, argv + 1));
}
