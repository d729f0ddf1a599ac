/* SPDX-License-Identifier: BSD-3-Clause */
/* Fuzz target: any bytes as a capture and as a Nasdaq file. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <touchwire/capture.h>
#include <touchwire/convert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct tw_net_filter any;
	static char path[64];
	const char *const paths[2] = { path, path };
	struct tw_convert_config convert;
	struct tw_convert_stats stats;
	struct tw_symbol_list list;
	struct tw_error error;
	FILE *file;

	if (!path[0])
		snprintf(path, sizeof(path), "/tmp/fuzz-files-%d", (int)getpid());
	file = fopen(path, "wb");
	if (!file || (size && fwrite(data, 1, size, file) != size))
		abort();
	fclose(file);
	tw_capture_symbols(paths, 2, &any, &list, &error);
	tw_symbol_list_free(&list);
	tw_convert_defaults(&convert);
	convert.in = path;
	convert.out = "/dev/null";
	tw_convert(&convert, &stats, &error);
	unlink(path);
	return 0;
}
