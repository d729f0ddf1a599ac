/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * touchwire_pci: the back end of a board: registers in BAR 0, DMA through rte_pci's mapping.
 *
 * The ids are a placeholder (0x1234 is no assigned vendor) until a board has its own; MAGIC
 * decides.  fake_bar=1 maps the file resource0 in sysfs as it is: with SYSFS_PCI_DEVICES
 * pointing at a tree of files, probing is tested without a board.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bus_pci_driver.h>
#include <ethdev_driver.h>
#include <ethdev_pci.h>
#include <rte_io.h>
#include <rte_memory.h>

#include "touchwire_pmd.h"

#define VENDOR_ID 0x1234
#define DEVICE_ID 0x7457 /* "tW" */
#define BAR_SIZE 0x2000u

struct board {
	struct touchwire_backend be;
	struct rte_pci_device *pci;
	uint8_t *bar;
	bool fake;
};

static uint32_t board_read32(struct touchwire_backend *be, uint32_t offset)
{
	return rte_read32(((struct board *)be)->bar + offset);
}

static void board_write32(struct touchwire_backend *be, uint32_t offset, uint32_t value)
{
	rte_write32(value, ((struct board *)be)->bar + offset);
}

/* DPDK has mapped all its memory for the IOMMU: only the address is needed. */
static int board_dma_map(struct touchwire_backend *be, void *memory, size_t size,
			 uint64_t *iova)
{
	rte_iova_t address = rte_mem_virt2iova(memory);

	RTE_SET_USED(be);
	RTE_SET_USED(size);
	if (address == RTE_BAD_IOVA)
		return -EFAULT;
	*iova = address;
	return 0;
}

static int board_dma_unmap(struct touchwire_backend *be, uint64_t iova)
{
	RTE_SET_USED(be);
	RTE_SET_USED(iova);
	return 0;
}

static void board_close(struct touchwire_backend *be)
{
	struct board *board = (struct board *)be;

	if (board->fake)
		munmap(board->bar, BAR_SIZE);
	else
		rte_pci_unmap_device(board->pci);
	free(board);
}

static const struct touchwire_backend_ops board_ops = {
	.name = "pci",
	.read32 = board_read32,
	.write32 = board_write32,
	.dma_map = board_dma_map,
	.dma_unmap = board_dma_unmap,
	.close = board_close,
};

static int map_fake(struct board *board)
{
	char path[PATH_MAX];
	struct stat st;
	void *bar;
	int fd, err = 0;

	snprintf(path, sizeof(path), "%s/%s/resource0", rte_pci_get_sysfs_path(),
		 board->pci->device.name);
	fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0 || fstat(fd, &st) != 0)
		err = -errno;
	else if (st.st_size < (off_t)BAR_SIZE)
		err = -ENOSPC;
	if (err == 0) {
		bar = mmap(NULL, BAR_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
		err = bar == MAP_FAILED ? -errno : 0;
		board->bar = bar;
	}
	if (fd >= 0)
		close(fd);
	if (err != 0)
		TOUCHWIRE_LOG(ERR, "%s: %s", path, strerror(-err));
	return err;
}

static int map_board(struct board *board)
{
	const struct rte_mem_resource *bar = &board->pci->mem_resource[0];

	if (rte_pci_map_device(board->pci) != 0) {
		TOUCHWIRE_LOG(ERR,
			      "%s: cannot map its registers; bind it to vfio-pci: "
			      "dpdk-devbind.py -b vfio-pci %s",
			      board->pci->device.name, board->pci->device.name);
		return -ENODEV;
	}
	if (bar->addr == NULL || bar->len < BAR_SIZE) {
		TOUCHWIRE_LOG(ERR, "%s: BAR 0 has %ju bytes, want %u",
			      board->pci->device.name, (uintmax_t)bar->len, BAR_SIZE);
		rte_pci_unmap_device(board->pci);
		return -ENODEV;
	}
	board->bar = bar->addr;
	return 0;
}

int touchwire_pci_open(struct rte_pci_device *pci, bool fake_bar,
		       struct touchwire_backend **be)
{
	struct board *board = calloc(1, sizeof(*board));
	int err;

	*be = NULL;
	if (board == NULL)
		return -ENOMEM;
	board->be.ops = &board_ops;
	board->pci = pci;
	board->fake = fake_bar;
	err = fake_bar ? map_fake(board) : map_board(board);
	if (err != 0) {
		free(board);
		return err;
	}
	*be = &board->be;
	return 0;
}

static int init(struct rte_eth_dev *dev)
{
	struct rte_pci_device *pci = RTE_DEV_TO_PCI(dev->device);
	struct touchwire_backend *be;
	struct touchwire_args args;
	int err = -ENOTSUP;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY)
		return err;
	err = touchwire_args_parse(
		&args, dev->device->devargs == NULL ? NULL : dev->device->devargs->args,
		false);
	if (err == 0)
		err = touchwire_pci_open(pci, args.fake_bar, &be);
	if (err == 0)
		err = touchwire_port_init(dev, be, &args);
	touchwire_args_free(&args);
	return err;
}

static int probe(struct rte_pci_driver *driver, struct rte_pci_device *pci)
{
	RTE_SET_USED(driver);
	return rte_eth_dev_pci_generic_probe(pci, sizeof(struct touchwire), init);
}

static int take_away(struct rte_pci_device *pci)
{
	return rte_eth_dev_pci_generic_remove(pci, touchwire_port_close);
}

static const struct rte_pci_id ids[] = {
	{ RTE_PCI_DEVICE(VENDOR_ID, DEVICE_ID) },
	{ .vendor_id = 0 },
};

static struct rte_pci_driver touchwire_pci = {
	.id_table = ids,
	.probe = probe,
	.remove = take_away,
};

RTE_PMD_REGISTER_PCI(net_touchwire_pci, touchwire_pci);
RTE_PMD_REGISTER_PCI_TABLE(net_touchwire_pci, ids);
RTE_PMD_REGISTER_KMOD_DEP(net_touchwire_pci, "* vfio-pci");
RTE_PMD_REGISTER_PARAM_STRING(net_touchwire_pci, TOUCHWIRE_PARAM_STRING);

__attribute__((used)) static const char touchwire_pci_info[] =
	"PMD_INFO_STRING= {\"name\": \"net_touchwire_pci\", \"params\": "
	"\"" TOUCHWIRE_PARAM_STRING
	"\", \"kmod\": \"* vfio-pci\", \"pci_ids\": [[4660, 29783, 65535, 65535]]}";
static_assert(VENDOR_ID == 4660 && DEVICE_ID == 29783, "the decimal ids above");
