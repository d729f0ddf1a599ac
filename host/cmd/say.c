/* SPDX-License-Identifier: BSD-3-Clause */
#include "cmd.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "screen.h"

static const char *command = "";

volatile sig_atomic_t stop_requested;

void say_command(const char *name)
{
	command = name;
}

static void say(const char *kind, const char *format, va_list arguments)
{
	screen_suspend();
	fflush(stdout);
	fprintf(stderr, "touchwire%s%s: %s", *command ? " " : "", command, kind);
	vfprintf(stderr, format, arguments);
	fputc('\n', stderr);
}

void say_error(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("", format, arguments);
	va_end(arguments);
}

void say_warning(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("warning: ", format, arguments);
	va_end(arguments);
}

void say_note(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("note: ", format, arguments);
	va_end(arguments);
}

static void on_signal(int signal_number)
{
	(void)signal_number;
	stop_requested = 1;
}

static void request_stop_on(int flags)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = on_signal;
	action.sa_flags = flags;
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	action.sa_handler = SIG_IGN;
	action.sa_flags = 0;
	sigaction(SIGPIPE, &action, NULL);
}

void stop_on_signal(void)
{
	/* The second one ends the program at once, should the first not get through. */
	request_stop_on((int)SA_RESETHAND);
}

void stop_on_signals(void)
{
	request_stop_on(0);
}

double seconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}
