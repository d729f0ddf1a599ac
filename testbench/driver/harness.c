/* SPDX-License-Identifier: BSD-3-Clause */
/* harness: see harness.h. */
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <rte_bus_vdev.h>
#include <rte_eal.h>
#include <rte_log.h>
#include <rte_mbuf_dyn.h>

#include "harness.h"

struct rte_mempool *pool;

static char *log_text;
static size_t log_size;
static FILE *log_file;
static char log_copy[8192];

int harness_init(const char *program)
{
	char name[64], *args[] = { name,
				   (char *)"--no-huge",
				   (char *)"-m",
				   (char *)"160",
				   (char *)"--no-pci",
				   (char *)"--no-shconf",
				   (char *)"--no-telemetry",
				   (char *)"-l",
				   (char *)"0",
				   (char *)"--log-level=lib.eal:error",
				   NULL };

	snprintf(name, sizeof(name), "%s", program);
	if (rte_eal_init(10, args) < 0) {
		fprintf(stderr, "rte_eal_init: %s\n", rte_strerror(rte_errno));
		return -1;
	}
	log_file = open_memstream(&log_text, &log_size);
	if (log_file == NULL || rte_openlog_stream(log_file) != 0)
		return -1;
	pool = rte_pktmbuf_pool_create("pool", 2047, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE,
				       SOCKET_ID_ANY);
	return pool == NULL ? -1 : 0;
}

const char *logged(void)
{
	static size_t seen;

	fflush(log_file);
	snprintf(log_copy, sizeof(log_copy), "%s", log_text + seen);
	seen = log_size;
	return log_copy;
}

const char *scratch(const char *name)
{
	static char path[4][512];
	static unsigned int turn;
	const char *folder = getenv("TW_SCRATCH");

	turn = (turn + 1) % 4;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", folder == NULL ? "." : folder,
		 name);
	return path[turn];
}

uint32_t frame_length(unsigned int i)
{
	return i % 5 == 4 ? 1400 + i % 100 : 60 + i * 7 % 900;
}

static void fill(uint8_t *data, unsigned int number)
{
	uint32_t i;

	for (i = 0; i < frame_length(number); i++)
		data[i] = (uint8_t)(i < 4 ? number >> (24 - 8 * i) : number + i);
}

void write_capture(const char *path, unsigned int first, unsigned int n, uint64_t step_ns)
{
	pcap_t *pcap = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, 65535,
							    PCAP_TSTAMP_PRECISION_NANO);
	pcap_dumper_t *out = pcap_dump_open(pcap, path);
	uint8_t data[2048];
	unsigned int i;

	assert_non_null(out);
	for (i = first; i < first + n; i++) {
		uint64_t at = T0 + i * step_ns;
		struct pcap_pkthdr header = {
			.ts = { .tv_sec = (time_t)(at / 1000000000u),
				.tv_usec = (suseconds_t)(at % 1000000000u) },
			.caplen = frame_length(i),
			.len = frame_length(i),
		};

		fill(data, i);
		pcap_dump((u_char *)out, &header, data);
	}
	pcap_dump_close(out);
	pcap_close(pcap);
}

long file_size(const char *path)
{
	struct stat st;

	assert_int_equal(stat(path, &st), 0);
	return (long)st.st_size;
}

void cut_file(const char *path, long keep)
{
	assert_int_equal(truncate(path, keep), 0);
}

unsigned int frame_number(const struct rte_mbuf *mbuf)
{
	uint8_t want[2048], room[2048];
	const uint8_t *data = rte_pktmbuf_read(mbuf, 0, mbuf->pkt_len, room);
	unsigned int number = (unsigned int)data[0] << 24 | (unsigned int)data[1] << 16 |
			      (unsigned int)data[2] << 8 | data[3];

	assert_int_equal(rte_mbuf_check(mbuf, 1, &(const char *){ NULL }), 0);
	assert_int_equal(mbuf->pkt_len, frame_length(number));
	fill(want, number);
	assert_memory_equal(data, want, mbuf->pkt_len);
	return number;
}

int port_open(unsigned int n, const char *args)
{
	char name[32], all[1024];
	uint16_t port;
	int err;

	snprintf(name, sizeof(name), "net_touchwire%u", n);
	snprintf(all, sizeof(all), "model=%s%s%s", getenv("TW_FAKE"), *args ? "," : "",
		 args);
	logged();
	err = rte_vdev_init(name, all);
	if (err != 0)
		return err;
	assert_int_equal(rte_eth_dev_get_port_by_name(name, &port), 0);
	return port;
}

void port_close(unsigned int n)
{
	char name[32];

	snprintf(name, sizeof(name), "net_touchwire%u", n);
	assert_int_equal(rte_vdev_uninit(name), 0);
}

int cleanup(void **state)
{
	char name[32];
	uint16_t port;

	(void)state;
	for (port = 0; port < RTE_MAX_ETHPORTS; port++)
		if (rte_eth_dev_get_name_by_port(port, name) == 0)
			rte_vdev_uninit(name);
	return 0;
}

void port_start_queues(uint16_t port, uint16_t queues, uint16_t descriptors, uint16_t tx,
		       uint64_t offloads)
{
	struct rte_eth_conf conf = { .rxmode.offloads = offloads };
	uint16_t i;

	assert_int_equal(rte_eth_dev_configure(port, queues, 1, &conf), 0);
	for (i = 0; i < queues; i++)
		assert_int_equal(rte_eth_rx_queue_setup(port, i, descriptors,
							SOCKET_ID_ANY, NULL, pool),
				 0);
	assert_int_equal(rte_eth_tx_queue_setup(port, 0, tx, SOCKET_ID_ANY, NULL), 0);
	assert_int_equal(rte_eth_dev_start(port), 0);
}

void port_start(uint16_t port, uint64_t offloads)
{
	struct rte_eth_dev_info info;

	assert_int_equal(rte_eth_dev_info_get(port, &info), 0);
	port_start_queues(port, 1, info.default_rxportconf.ring_size, 64, offloads);
}

unsigned int port_drain(uint16_t port, unsigned int n)
{
	struct rte_mbuf *mbufs[32];
	unsigned int total = 0, quiet = 0;
	uint16_t got, i;

	while (total < n && quiet < 3) {
		got = rte_eth_rx_burst(port, 0, mbufs, 32);
		for (i = 0; i < got; i++) {
			frame_number(mbufs[i]);
			rte_pktmbuf_free(mbufs[i]);
		}
		total += got;
		quiet = got == 0 && rte_pmd_touchwire_finished(port) == 1 ? quiet + 1 : 0;
	}
	return total;
}

void port_drain_any(uint16_t port)
{
	struct rte_mbuf *mbufs[32];
	uint16_t got;

	do {
		got = rte_eth_rx_burst(port, 0, mbufs, 32);
		rte_pktmbuf_free_bulk(mbufs, got);
	} while (got > 0 || rte_pmd_touchwire_finished(port) == 0);
}

uint64_t xstat(uint16_t port, const char *name)
{
	uint64_t id, value = 0;

	assert_int_equal(rte_eth_xstats_get_id_by_name(port, name, &id), 0);
	assert_int_equal(rte_eth_xstats_get_by_id(port, &id, &value, 1), 1);
	return value;
}
