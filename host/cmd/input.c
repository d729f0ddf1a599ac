/* SPDX-License-Identifier: BSD-3-Clause */
#include "input.h"

#include <stdlib.h>
#include <string.h>

#include <touchwire/itch.h>

#include "cmd.h"
#include "screen.h"

static int compare_names(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return left < right ? -1 : left > right;
}

static uint32_t distinct_names(const struct tw_symbol_list *list)
{
	uint64_t *names = calloc(list->count + 1, sizeof(*names));
	uint32_t distinct = 0;
	size_t i;

	if (names == NULL)
		abort();
	for (i = 0; i < list->count; i++)
		names[i] = list->entries[i].name;
	qsort(names, list->count, sizeof(*names), compare_names);
	for (i = 0; i < list->count; i++)
		distinct += i == 0 || names[i] != names[i - 1];
	free(names);
	return distinct;
}

int input_open(struct input *input, char *const *paths, int count,
	       const struct tw_net_filter *filter)
{
	struct tw_error error = { "" };
	struct tw_feeds *feeds;
	int i;

	memset(input, 0, sizeof(*input));
	if (count < 1 || count > (int)INPUT_FEEDS) {
		say_error("%s; try --help",
			  count < 1 ? "which capture?"
				    : "two captures at most: feeds A and B");
		return TW_EXIT_USAGE;
	}
	for (i = 0; i < count; i++)
		input->paths[i] = paths[i];
	input->count = (unsigned int)count;
	input->filter = *filter;
	if (tw_feeds_open(&feeds, input->paths, input->count, filter, &error) != 0) {
		say_error("%s", error.text);
		return TW_EXIT_INPUT;
	}
	tw_feeds_close(feeds);
	if (tw_capture_symbols(input->paths, input->count, filter, &input->list,
			       &error) != 0) {
		say_error("%s", error.text);
		return TW_EXIT_INPUT;
	}
	input->names = distinct_names(&input->list);
	if (input->list.packets == 0)
		say_warning("%s: none of its %s frames is a MoldUDP64 packet%s", paths[0],
			    commas(input->list.frames),
			    filter->group_ip != 0 || filter->group_port != 0
				    ? " of that group; leave --group out to take any"
				    : "; is it another feed?");
	return TW_EXIT_OK;
}

void input_close(struct input *input)
{
	tw_symbol_list_free(&input->list);
	memset(input, 0, sizeof(*input));
}

static uint32_t find_name(const struct selection *selection, const char *name)
{
	uint32_t i;

	for (i = 0; i < selection->count; i++) {
		if (strcmp(selection->names[i], name) == 0)
			break;
	}
	return i;
}

static void add_name(struct selection *selection, const char *name)
{
	selection->names = realloc(selection->names,
				   (selection->count + 1) * sizeof(*selection->names));
	if (selection->names == NULL)
		abort();
	selection->names[selection->count] = strdup(name);
	if (selection->names[selection->count++] == NULL)
		abort();
}

int select_names(struct selection *selection, const char *wanted)
{
	char *text, *rest, *name;
	int status = TW_EXIT_OK;

	memset(selection, 0, sizeof(*selection));
	if (wanted == NULL || strcmp(wanted, "all") == 0) {
		selection->all = true;
		return TW_EXIT_OK;
	}
	text = rest = strdup(wanted);
	if (text == NULL)
		abort();
	while (status == TW_EXIT_OK && (name = strsep(&rest, ",")) != NULL) {
		if (tw_name_pack(name) == 0 || strchr(name, ' ') != NULL) {
			say_error("--symbols: '%s' is no symbol of 1 to 8 characters; "
				  "write --symbols AAPL,MSFT or --symbols all",
				  name);
			status = TW_EXIT_USAGE;
		} else if (find_name(selection, name) == selection->count) {
			add_name(selection, name);
		}
	}
	free(text);
	return status;
}

/* Does the capture name that symbol? */
static bool listed(const struct input *input, const char *name)
{
	uint64_t packed = tw_name_pack(name);
	size_t i;

	for (i = 0; i < input->list.count; i++) {
		if (input->list.entries[i].name == packed)
			return true;
	}
	return false;
}

static int check_names(const struct selection *selection, const struct input *input)
{
	uint32_t i, found = 0;

	for (i = 0; i < selection->count; i++) {
		if (listed(input, selection->names[i]))
			found++;
		else
			say_warning("%s: has no symbol %s among its %s", input->paths[0],
				    selection->names[i], commas(input->names));
	}
	if (found != 0)
		return TW_EXIT_OK;
	say_error("%s: none of the symbols asked for is in it; `touchwire replay "
		  "--symbols all` "
		  "lists those that are",
		  input->paths[0]);
	return TW_EXIT_INPUT;
}

/* Without directory messages nothing in the feed binds locate codes to names: do it here. */
static void map_by_hand(struct selection *selection, const struct input *input)
{
	const struct tw_symbol_list *list = &input->list;
	char name[9], *blank;
	uint32_t index;
	size_t i;

	if (selection->all)
		say_note("%s: no Stock Directory messages; %s symbol%s named after the "
			 "add "
			 "orders",
			 input->paths[0], commas(input->names),
			 input->names == 1 ? "" : "s");
	selection->maps = calloc(list->count + 1, sizeof(*selection->maps));
	if (selection->maps == NULL)
		abort();
	for (i = 0; i < list->count; i++) {
		tw_name_unpack(list->entries[i].name, name);
		/* No directory will compare it; the device takes no blanks inside. */
		for (blank = name; (blank = strchr(blank, ' ')) != NULL;)
			*blank = '?';
		if (name[0] == '\0')
			continue;
		index = find_name(selection, name);
		if (index == selection->count) {
			if (!selection->all)
				continue;
			add_name(selection, name);
		}
		selection->maps[selection->map_count].index = index;
		selection->maps[selection->map_count++].locate = list->entries[i].locate;
	}
	selection->all = false;
}

int select_symbols(struct selection *selection, const struct input *input,
		   const char *wanted)
{
	int status = select_names(selection, wanted);

	if (status == TW_EXIT_OK && !selection->all)
		status = check_names(selection, input);
	if (status == TW_EXIT_OK && !input->list.directory && input->list.count != 0)
		map_by_hand(selection, input);
	return status;
}

void select_fit(struct selection *selection, const struct input *input, uint32_t capacity,
		const char *instead)
{
	uint32_t wanted = selection->all ? input->names : selection->count, i, kept = 0;

	if (wanted <= capacity)
		return;
	say_warning(
		"%s: %s symbols, but the device holds %s: only the first %s are tracked; "
		"choose with --symbols, or use %s",
		input->paths[0], commas(wanted), commas(capacity), commas(capacity),
		instead);
	for (i = capacity; i < selection->count; i++)
		free(selection->names[i]);
	if (selection->count > capacity)
		selection->count = capacity;
	for (i = 0; i < selection->map_count; i++) {
		if (selection->maps[i].index < capacity)
			selection->maps[kept++] = selection->maps[i];
	}
	selection->map_count = kept;
}

bool select_is_excerpt(const struct selection *selection)
{
	return selection->map_count != 0;
}

void select_free(struct selection *selection)
{
	uint32_t i;

	for (i = 0; i < selection->count; i++)
		free(selection->names[i]);
	free(selection->names);
	free(selection->maps);
	memset(selection, 0, sizeof(*selection));
}
