/* SPDX-License-Identifier: BSD-3-Clause */
/* touchwire_model: see touchwire_model.h. */
#include <dlfcn.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "touchwire_args.h"
#include "touchwire_log.h"
#include "touchwire_model.h"

#define MODEL_NAME "libtouchwire_sim.so"
#define MODEL_NAME_WAVE "libtouchwire_sim_trace.so" /* slower, and can write waves */

/* The model beside this library: build/drivers and build/lib, or linked into build/. */
static bool find_model(const char *name, char *path, size_t size)
{
	static const char *const places[] = { "../lib/", "lib/", "" };
	char self[PATH_MAX], *folder;
	unsigned int i;
	Dl_info info;

	if (dladdr((void *)(uintptr_t)&touchwire_model_open, &info) == 0 ||
	    realpath(info.dli_fname, self) == NULL) {
		ssize_t got = readlink("/proc/self/exe", self, sizeof(self) - 1);

		if (got < 0)
			return false;
		self[got] = '\0';
	}
	folder = dirname(self);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		int length = snprintf(path, size, "%s/%s%s", folder, places[i], name);

		if (length > 0 && (size_t)length < size && access(path, R_OK) == 0)
			return true;
	}
	return false;
}

int touchwire_model_open(const struct touchwire_args *args, struct touchwire_model *model)
{
	const char *name = args->wave == NULL ? MODEL_NAME : MODEL_NAME_WAVE;
	const struct tw_sim_ops *(*get_ops)(void);
	char found[PATH_MAX + 64];
	const char *path = args->model;
	void *symbol;

	if (path == NULL)
		path = find_model(name, found, sizeof(found)) ? found : name;
	model->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	if (model->library == NULL) {
		TOUCHWIRE_LOG(ERR,
			      "cannot load the simulated device: %s; build it with "
			      "'make %s' or give model=PATH",
			      dlerror(), args->wave == NULL ? "build" : "sim-trace");
		return -ENOENT;
	}
	symbol = dlsym(model->library, "tw_sim_get_ops");
	if (symbol == NULL) {
		TOUCHWIRE_LOG(ERR, "model %s: %s", path, dlerror());
		return -ENOEXEC;
	}
	memcpy(&get_ops, &symbol, sizeof(get_ops));
	model->ops = get_ops();
	if (model->ops == NULL || model->ops->abi != TW_SIM_ABI) {
		TOUCHWIRE_LOG(ERR,
			      "model %s: has ABI %u, want %u: build driver and model "
			      "from one tree",
			      path, model->ops == NULL ? 0 : model->ops->abi, TW_SIM_ABI);
		return -ENOEXEC;
	}
	return 0;
}

void touchwire_model_close(struct touchwire_model *model)
{
	if (model->library != NULL)
		dlclose(model->library);
	model->library = NULL;
}
