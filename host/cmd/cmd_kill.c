/* SPDX-License-Identifier: BSD-3-Clause */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <rte_errno.h>

#include "attach.h"
#include "cmd.h"
#include "eal.h"
#include "trade.h"

static const char help[] =
	"usage: touchwire kill [--clear] --socket PATH\n"
	"       touchwire kill [--clear] -- EAL ARGUMENT...\n"
	"\n"
	"Stop a device that trades: no order leaves any more, whatever its rules say, until it "
	"is\n"
	"cleared. Either through the `touchwire trade` that runs it, or at the device itself.\n"
	"\n"
	"  --socket PATH       of the running trade: its journal's name and .sock\n"
	"  --clear             end the kill; the device is disarmed then\n"
	"\n"
	"exit codes: 0 done, 2 option, 4 nobody there, 6 it refuses\n"
	"\n"
	"example: touchwire kill --socket DEMO.journal.sock\n"
	"         touchwire kill -- -a 0000:03:00.0\n";

enum { OPTION_SOCKET = 256, OPTION_CLEAR };

static const struct option options[] = {
	{ "socket", required_argument, NULL, OPTION_SOCKET },
	{ "clear", no_argument, NULL, OPTION_CLEAR },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static int at_device(bool clear)
{
	struct rte_pmd_touchwire_trade_status before, after;
	struct rte_pmd_touchwire_info info;
	uint16_t port;
	int status = attach_device(&port, &info, ATTACH_NAME_ONE);

	if (status != TW_EXIT_OK)
		return status;
	status = rte_pmd_touchwire_trade_status(port, &before);
	if (status == 0)
		status = clear ? rte_pmd_touchwire_trade_unkill(port)
			       : rte_pmd_touchwire_trade_kill(port);
	if (status == -EALREADY)
		status = 0;
	if (status == 0)
		status = rte_pmd_touchwire_trade_status(port, &after);
	if (status != 0 || after.killed == clear) {
		say_error("the device does not do it: %s",
			  status == -EBUSY ? "a cause to kill persists"
			  : status != 0	   ? rte_strerror(-status)
					   : "it shows no change");
		return TW_EXIT_KILLED;
	}
	printf("%s: was %s, %s; causes 0x%02x, %u orders were sent\n",
	       clear ? "cleared, disarmed" : "killed",
	       before.killed != 0 ? "killed" : "not killed",
	       before.armed != 0 ? "armed" : "not armed", after.kill_cause, after.orders);
	return TW_EXIT_OK;
}

int cmd_kill(int argc, char **argv)
{
	const char *path = NULL;
	int option, status, own = argc, i;
	bool clear = false;

	for (i = 1; i < argc && own == argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			own = i;
	}
	while ((option = getopt_long(own, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return TW_EXIT_OK;
		}
		if (option == OPTION_SOCKET) {
			path = optarg;
		} else if (option == OPTION_CLEAR) {
			clear = true;
		} else {
			say_error("try --help");
			return TW_EXIT_USAGE;
		}
	}
	if ((path != NULL) == (own < argc) || optind < own) {
		say_error(
			"give either --socket PATH or, behind --, a device; try --help");
		return TW_EXIT_USAGE;
	}
	if (path != NULL)
		return trade_control_ask(path, clear ? "clear" : "kill");
	argv[own] = (char[]){ "touchwire" };
	status = eal_open_arguments(argc - own, argv + own);
	if (status == TW_EXIT_OK)
		status = at_device(clear);
	eal_close();
	return status;
}
