/* SPDX-License-Identifier: BSD-3-Clause */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TW_REGS_TABLE
#include <touchwire/regs.h>

#include "attach.h"
#include "cmd.h"
#include "eal.h"

static const char help[] =
	"usage: touchwire registers [NAME | NAME=VALUE]... [-- EAL ARGUMENT...]\n"
	"\n"
	"Read the device's registers: name, address, value, description. NAME is a "
	"register\n"
	"(control.hold_ns), a block (control) or nothing for all; upper or lower case.\n"
	"NAME=VALUE writes a register and shows what it reads then. Without EAL "
	"arguments the\n"
	"device is a simulated one after reset; with them, for example, a board.\n"
	"\n"
	"example: touchwire registers ident\n"
	"         touchwire registers control.hold_ns=500000 -- -a 0000:01:00.0\n";

static const struct option options[] = {
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

#define REGISTERS (sizeof(tw_regs) / sizeof(tw_regs[0]))

/* Name of the register, or of its block: "control" for "control.hold_ns". */
static bool matches(const char *name, const char *wanted, size_t length)
{
	return strncasecmp(name, wanted, length) == 0 &&
	       (name[length] == '\0' || name[length] == '.');
}

static int read_failed(const char *name, int status)
{
	say_error("register %s: %s", name, strerror(-status));
	return TW_EXIT_ENVIRONMENT;
}

static int show(uint16_t port, size_t i)
{
	uint32_t low = 0, high = 0;
	int status = rte_pmd_touchwire_reg_read(port, tw_regs[i].offset, &low);

	if (status == 0 && tw_regs[i].width == 64)
		status = rte_pmd_touchwire_reg_read(port, tw_regs[i].offset + 4, &high);
	if (status != 0)
		return read_failed(tw_regs[i].name, status);
	if (tw_regs[i].width == 64)
		printf("%-24s 0x%04x %20" PRIu64 "  %s\n", tw_regs[i].name,
		       tw_regs[i].offset, (uint64_t)high << 32 | low,
		       tw_regs[i].description);
	else
		printf("%-24s 0x%04x %9s 0x%08x  %s\n", tw_regs[i].name,
		       tw_regs[i].offset, "", low, tw_regs[i].description);
	return TW_EXIT_OK;
}

static int show_matching(uint16_t port, const char *wanted, size_t length)
{
	int status = TW_EXIT_OK;
	bool any = false;
	size_t i;

	for (i = 0; i < REGISTERS && status == TW_EXIT_OK; i++) {
		if (length != 0 && !matches(tw_regs[i].name, wanted, length))
			continue;
		any = true;
		/* Reading a write-only pulse register tells nothing. */
		if (length != 0 || strcmp(tw_regs[i].access, "wp") != 0)
			status = show(port, i);
	}
	if (any)
		return status;
	say_error("there is no register '%.*s'; `touchwire registers` lists them",
		  (int)length, wanted);
	return TW_EXIT_USAGE;
}

static int write_one(uint16_t port, const char *text, size_t length)
{
	const char *digits = text + length + 1;
	unsigned long long value;
	char *end;
	size_t i;
	int status;

	value = strtoull(digits, &end, 0);
	if (*digits < '0' || *digits > '9' || *end != '\0' || value > UINT32_MAX) {
		say_error("'%s' is no number of 32 bits", digits);
		return TW_EXIT_USAGE;
	}
	for (i = 0; i < REGISTERS; i++) {
		if (strlen(tw_regs[i].name) == length &&
		    strncasecmp(tw_regs[i].name, text, length) == 0)
			break;
	}
	if (i == REGISTERS || (strcmp(tw_regs[i].access, "rw") != 0 &&
			       strcmp(tw_regs[i].access, "wp") != 0)) {
		say_error("'%.*s' is no register that can be written; `touchwire "
			  "registers` lists "
			  "them",
			  (int)length, text);
		return TW_EXIT_USAGE;
	}
	status = rte_pmd_touchwire_reg_write(port, tw_regs[i].offset, (uint32_t)value);
	if (status == -EPERM) {
		say_error("%s belongs to the driver, which sets it when the port starts",
			  tw_regs[i].name);
		return TW_EXIT_USAGE;
	}
	return status != 0 ? read_failed(tw_regs[i].name, status) : show(port, i);
}

static int registers(bool simulated, int count, char **names)
{
	struct rte_pmd_touchwire_info info;
	uint16_t port;
	int status = attach_device(
		    &port, &info,
		    simulated ? "the simulated device did not start, see above"
			      : ATTACH_NAME_ONE),
	    i;

	if (status == TW_EXIT_OK && count == 0)
		status = show_matching(port, "", 0);
	for (i = 0; i < count && status == TW_EXIT_OK; i++) {
		size_t length = strcspn(names[i], "=");

		status = names[i][length] == '=' ? write_one(port, names[i], length)
						 : show_matching(port, names[i], length);
	}
	return status;
}

int cmd_registers(int argc, char **argv)
{
	static const char *const simulated[] = { "net_touchwire0", NULL };
	int option, status, own = argc, i;

	for (i = 1; i < argc && own == argc; i++) {
		if (strcmp(argv[i], "--") == 0)
			own = i;
	}
	while ((option = getopt_long(own, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return TW_EXIT_OK;
		}
		say_error("try --help");
		return TW_EXIT_USAGE;
	}
	if (own < argc) {
		argv[own] = (char[]){ "touchwire" };
		status = eal_open_arguments(argc - own, argv + own);
	} else {
		status = eal_open(simulated);
	}
	if (status == TW_EXIT_OK)
		status = registers(own == argc, own - optind, argv + optind);
	eal_close();
	return status;
}
