/* SPDX-License-Identifier: BSD-3-Clause */
#include "eal.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_log.h>
#include <rte_mbuf.h>

#include "cmd.h"

#define ARGUMENTS_MAX 32
#define MEMORY_MB "256"
#define PORT_MBUFS 2048u

static char folder[PATH_MAX]; /* private, "" when there is none */
static bool started;

static int remove_entry(const char *path, const struct stat *status, int kind,
			struct FTW *where)
{
	(void)status;
	(void)kind;
	(void)where;
	return remove(path);
}

static bool make_folder(void)
{
	const char *parent = getenv("XDG_RUNTIME_DIR");

	if (folder[0] != '\0')
		return true;
	if (parent == NULL || access(parent, W_OK) != 0)
		parent = getenv("TMPDIR");
	if (parent == NULL || access(parent, W_OK) != 0)
		parent = "/tmp";
	snprintf(folder, sizeof(folder), "%s/touchwire-XXXXXX", parent);
	if (mkdtemp(folder) == NULL) {
		say_error("%s: cannot make a folder there: %s; set TMPDIR to one that "
			  "can be "
			  "written",
			  parent, strerror(errno));
		folder[0] = '\0';
		return false;
	}
	/* Where EAL looks first for its own folder, whoever the user is. */
	setenv("RUNTIME_DIRECTORY", folder, 1);
	atexit(eal_close);
	return true;
}

const char *eal_link(const char *path, const char *name)
{
	char *target = realpath(path, NULL), *alias;

	if (target == NULL || !make_folder() ||
	    asprintf(&alias, "%s/%s", folder, name) < 0) {
		say_error("%s: %s", path, strerror(errno));
		free(target);
		return NULL;
	}
	if (symlink(target, alias) != 0) {
		say_error("%s: cannot link to it from %s: %s", path, alias,
			  strerror(errno));
		free(alias);
		alias = NULL;
	}
	free(target);
	return alias;
}

/* One lcore that may run wherever this process may: several programs share the machine. */
static void lcore_argument(char *text, size_t size)
{
	cpu_set_t allowed;
	size_t length;
	int cpu;

	CPU_ZERO(&allowed);
	if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0)
		CPU_SET(0, &allowed);
	length = (size_t)snprintf(text, size, "--lcores=0@(");
	for (cpu = 0; cpu < CPU_SETSIZE && length + 8 < size; cpu++) {
		if (CPU_ISSET((size_t)cpu, &allowed))
			length += (size_t)snprintf(text + length, size - length, "%d,",
						   cpu);
	}
	text[length - 1] = ')';
}

static int start(int argc, char **argv)
{
	/* EAL keeps to itself where its log goes; stdout belongs to the data. */
	rte_openlog_stream(stderr);
	if (rte_eal_init(argc, argv) < 0) {
		say_error("DPDK does not start: %s", rte_strerror(rte_errno));
		return TW_EXIT_ENVIRONMENT;
	}
	started = true;
	return TW_EXIT_OK;
}

int eal_open(const char *const *vdevs)
{
	char lcores[2048], *argv[ARGUMENTS_MAX], *vdev;
	int argc = 0;

	if (!make_folder())
		return TW_EXIT_ENVIRONMENT;
	lcore_argument(lcores, sizeof(lcores));
	argv[argc++] = (char[]){ "touchwire" };
	argv[argc++] = lcores;
	argv[argc++] = (char[]){ "--no-huge" };
	argv[argc++] = (char[]){ "-m" };
	argv[argc++] = (char[]){ MEMORY_MB };
	argv[argc++] = (char[]){ "--no-pci" };
	argv[argc++] = (char[]){ "--no-shconf" };
	argv[argc++] = (char[]){ "--no-telemetry" };
	argv[argc++] = (char[]){ "--log-level=error" };
	for (; *vdevs != NULL && argc < ARGUMENTS_MAX - 1; vdevs++) {
		if (asprintf(&vdev, "--vdev=%s", *vdevs) < 0)
			abort();
		argv[argc++] = vdev;
	}
	argv[argc] = NULL;
	return start(argc, argv);
}

int eal_open_arguments(int argc, char **argv)
{
	if (!make_folder())
		return TW_EXIT_ENVIRONMENT;
	return start(argc, argv);
}

static int port_failed(uint16_t port, const char *step, int status)
{
	char name[RTE_ETH_NAME_MAX_LEN] = "?";

	rte_eth_dev_get_name_by_port(port, name);
	say_error("port %u (%s): %s: %s", port, name, step, rte_strerror(-status));
	return TW_EXIT_ENVIRONMENT;
}

/* Some drivers do not start without a transmit queue: one that nobody uses, then. */
static int set_up_queues(uint16_t port, uint16_t descriptors, uint16_t rx, uint16_t tx,
			 const struct rte_eth_conf *configuration,
			 struct rte_mempool *pool, const char **step)
{
	uint16_t room = descriptors, i;
	int status;

	*step = "configure";
	status = rte_eth_dev_configure(port, rx, tx, configuration);
	if (status == -EINVAL && tx == 0)
		status = rte_eth_dev_configure(port, rx, 1, configuration);
	*step = "queues";
	if (status == 0)
		status = rte_eth_dev_adjust_nb_rx_tx_desc(port, &descriptors,
							  tx != 0 ? &room : NULL);
	for (i = 0; i < rx && status == 0; i++)
		status = rte_eth_rx_queue_setup(port, i, descriptors,
						(unsigned int)SOCKET_ID_ANY, NULL, pool);
	for (i = 0; i < tx && status == 0; i++)
		status = rte_eth_tx_queue_setup(port, i, room,
						(unsigned int)SOCKET_ID_ANY, NULL);
	return status;
}

int eal_start_port(uint16_t port, uint16_t descriptors)
{
	return eal_start_queues(port, descriptors, 1, 0);
}

int eal_start_queues(uint16_t port, uint16_t descriptors, uint16_t rx, uint16_t tx)
{
	struct rte_eth_conf configuration = { 0 };
	struct rte_mempool *pool;
	struct rte_eth_dev_info info;
	const char *step;
	char name[32];
	int status;

	status = rte_eth_dev_info_get(port, &info);
	if (status != 0)
		return port_failed(port, "no information", status);
	/* Slots for frames of any length: verify needs each of them whole. */
	if (strstr(info.driver_name, "touchwire") != NULL)
		configuration.rxmode.mtu = info.max_mtu;
	configuration.rxmode.offloads =
		info.rx_offload_capa & RTE_ETH_RX_OFFLOAD_TIMESTAMP;
	snprintf(name, sizeof(name), "frames_%u", port);
	pool = rte_pktmbuf_pool_create(name, PORT_MBUFS, 32, 0,
				       (uint16_t)(EAL_ROOM + RTE_PKTMBUF_HEADROOM),
				       SOCKET_ID_ANY);
	if (pool == NULL)
		return port_failed(port, "no memory for its frames", -rte_errno);
	status = set_up_queues(port, descriptors, rx, tx, &configuration, pool, &step);
	if (status != 0)
		return port_failed(port, step, status);
	status = rte_eth_dev_start(port);
	if (status != 0)
		return port_failed(port, "start", status);
	rte_eth_promiscuous_enable(port);
	return TW_EXIT_OK;
}

void eal_close(void)
{
	uint16_t port;

	if (started) {
		for (port = 0; port < RTE_MAX_ETHPORTS; port++) {
			if (!rte_eth_dev_is_valid_port(port))
				continue;
			rte_eth_dev_stop(port);
			rte_eth_dev_close(port);
		}
		rte_eal_cleanup();
		started = false;
	}
	if (folder[0] != '\0') {
		nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
		folder[0] = '\0';
	}
}
