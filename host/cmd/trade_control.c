/* SPDX-License-Identifier: BSD-3-Clause */
#include "trade.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <rte_errno.h>

#include "cmd.h"

#define ANSWER_MAX 256

static bool fill(struct sockaddr_un *address, const char *path)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address->sun_path)) {
		say_error("%s: too long for a socket; name a shorter one with --socket",
			  path);
		return false;
	}
	strcpy(address->sun_path, path);
	return true;
}

/* Left behind by a process that was killed. */
static bool is_stale(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool stale;

	if (fd < 0)
		return false;
	stale = connect(fd, (const struct sockaddr *)address, sizeof(*address)) != 0 &&
		errno == ECONNREFUSED;
	close(fd);
	return stale;
}

int trade_control_open(struct trade *trade)
{
	const char *path = trade->options.socket;
	struct sockaddr_un address;
	mode_t mask;
	int status;

	if (!fill(&address, path))
		return TW_EXIT_USAGE;
	if (access(path, F_OK) == 0 && is_stale(&address))
		unlink(path);
	trade->control = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	mask = umask(0177); /* for its owner only */
	status = trade->control < 0
			 ? -1
			 : bind(trade->control, (const struct sockaddr *)&address,
				sizeof(address));
	umask(mask);
	if (status == 0)
		snprintf(trade->socket_path, sizeof(trade->socket_path), "%s", path);
	if (status != 0 || listen(trade->control, 4) != 0) {
		say_error("%s: cannot listen for `touchwire kill`: %s", path,
			  strerror(errno));
		return TW_EXIT_ENVIRONMENT;
	}
	return TW_EXIT_OK;
}

void trade_control_close(struct trade *trade)
{
	if (trade->control >= 0)
		close(trade->control);
	if (trade->socket_path[0] != '\0')
		unlink(trade->socket_path);
	trade->control = -1;
	trade->socket_path[0] = '\0';
}

static void clear(struct trade *trade, char *answer)
{
	int status = rte_pmd_touchwire_trade_unkill(trade->device.port);

	if (status == 0)
		trade_note(trade, TW_JOURNAL_DISARM, 1, "kill cleared by command");
	snprintf(answer, ANSWER_MAX, "%s%s\n",
		 status == 0	       ? "ok cleared: disarmed; start trade anew to arm"
		 : status == -EALREADY ? "ok nothing to clear: it is not killed"
		 : status == -EBUSY    ? "no: a cause to kill persists"
				       : "no: ",
		 status == 0 || status == -EALREADY || status == -EBUSY
			 ? ""
			 : rte_strerror(-status));
}

static void obey(struct trade *trade, const char *command, char *answer)
{
	struct rte_pmd_touchwire_trade_status status;
	bool before = trade->killed;

	if (strcmp(command, "kill") == 0) {
		if (!before)
			trade_kill(trade, TW_KILL_REGISTER, "by `touchwire kill`");
		if (rte_pmd_touchwire_trade_status(trade->device.port, &status) == 0 &&
		    status.killed != 0)
			snprintf(
				answer, ANSWER_MAX,
				"ok killed%s: causes 0x%02x, %u orders were sent; sticky "
				"until `touchwire kill --clear`\n",
				before ? " already" : "", status.kill_cause,
				status.orders);
		else
			snprintf(answer, ANSWER_MAX,
				 "no: the device does not say that it is killed\n");
	} else if (strcmp(command, "clear") == 0) {
		clear(trade, answer);
	} else {
		snprintf(answer, ANSWER_MAX, "no: unknown command\n");
	}
}

void trade_control_poll(struct trade *trade)
{
	/* A client that says nothing holds trading up no longer than that. */
	const struct timeval patience = { .tv_usec = 10000 };
	char command[32], answer[ANSWER_MAX];
	ssize_t got;
	int fd = accept4(trade->control, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	got = recv(fd, command, sizeof(command) - 1, 0);
	if (got > 0) {
		command[got] = '\0';
		command[strcspn(command, "\n")] = '\0';
		obey(trade, command, answer);
		send(fd, answer, strlen(answer), MSG_NOSIGNAL);
	}
	close(fd);
}

int trade_control_ask(const char *path, const char *command)
{
	const struct timeval patience = { .tv_sec = 10 };
	struct sockaddr_un address;
	char answer[ANSWER_MAX];
	ssize_t got = -1;
	int fd;

	if (!fill(&address, path))
		return TW_EXIT_USAGE;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd >= 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	if (fd >= 0 &&
	    connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0 &&
	    send(fd, command, strlen(command), MSG_NOSIGNAL) > 0)
		got = recv(fd, answer, sizeof(answer) - 1, 0);
	if (got <= 0)
		say_error("%s: no running trade answers there: %s", path,
			  got == 0 ? "it ended" : strerror(errno));
	if (fd >= 0)
		close(fd);
	if (got <= 0)
		return TW_EXIT_ENVIRONMENT;
	answer[got] = '\0';
	fputs(answer, stdout);
	return strncmp(answer, "ok", 2) == 0 ? TW_EXIT_OK : TW_EXIT_KILLED;
}
