/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_vdev: --vdev net_touchwire0,...: a port of the simulated device. */
#include <errno.h>

#include <bus_vdev_driver.h>
#include <ethdev_driver.h>
#include <ethdev_vdev.h>

#include "touchwire_pmd.h"

static int probe(struct rte_vdev_device *vdev)
{
	struct touchwire_args args;
	struct touchwire_backend *be;
	struct rte_eth_dev *dev;
	int err;

	if (rte_eal_process_type() != RTE_PROC_PRIMARY) {
		TOUCHWIRE_LOG(ERR,
			      "%s: the simulated device lives in the primary process, "
			      "it cannot be shared",
			      rte_vdev_device_name(vdev));
		return -ENOTSUP;
	}
	err = touchwire_args_parse(&args, rte_vdev_device_args(vdev), true);
	if (err == 0)
		err = touchwire_sim_open(&args, &be);
	if (err != 0)
		goto out_args;
	dev = rte_eth_vdev_allocate(vdev, sizeof(struct touchwire));
	if (dev == NULL) {
		be->ops->close(be);
		err = -ENOMEM;
		goto out_args;
	}
	err = touchwire_port_init(dev, be, &args);
	if (err != 0) {
		rte_eth_dev_release_port(dev);
		goto out_args;
	}
	rte_eth_dev_probing_finish(dev);
	return 0;

out_args:
	touchwire_args_free(&args);
	return err;
}

static int take_away(struct rte_vdev_device *vdev)
{
	struct rte_eth_dev *dev = rte_eth_dev_allocated(rte_vdev_device_name(vdev));

	if (dev == NULL)
		return 0; /* closed before */
	touchwire_port_close(dev);
	return rte_eth_dev_release_port(dev);
}

static struct rte_vdev_driver touchwire_vdev = {
	.probe = probe,
	.remove = take_away,
};

RTE_PMD_REGISTER_VDEV(net_touchwire, touchwire_vdev);
RTE_PMD_REGISTER_PARAM_STRING(net_touchwire, TOUCHWIRE_PARAM_STRING);

/* What dpdk-pmdinfo reads; DPDK's own build would generate it. */
__attribute__((used)) static const char touchwire_vdev_info[] =
	"PMD_INFO_STRING= {\"name\": \"net_touchwire\", \"params\": "
	"\"" TOUCHWIRE_PARAM_STRING "\", \"pci_ids\": []}";
