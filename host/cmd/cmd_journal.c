/* SPDX-License-Identifier: BSD-3-Clause */
#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <touchwire/journal.h>
#include <touchwire/ledger.h>

#include "cmd.h"
#include "journal_show.h"
#include "options.h"
#include "reconcile.h"

static const char help[] =
	"usage: touchwire journal verify [--head HASH] [--unclosed] FILE\n"
	"       touchwire journal show [--json] [--from N] [--to N] [--type T[,T]...] FILE\n"
	"       touchwire journal positions [--unclosed] [--exchange RECORD.csv] FILE\n"
	"\n"
	"Read the journal that `touchwire trade` writes.\n"
	"\n"
	"verify checks the chain of hashes; that the device's records have no hole; that\n"
	"intents = orders + refusals, each order sent once and as decided; that each answer\n"
	"belongs to an order; that the positions journalled are those that orders and\n"
	"answers make. The first fault is named with its offset and entry.\n"
	"show prints an entry a line. positions computes positions and cash.\n"
	"\n"
	"  --head HASH        the hash that the last entry had when it was noted; tells a\n"
	"                     journal that was cut, or made anew as a whole\n"
	"  --unclosed         take one that was not closed, too: its writer runs still, or\n"
	"                     was killed\n"
	"  --json             an object a line\n"
	"  --from N, --to N   entries of those numbers\n"
	"  --type T[,T]...    entries of those types: OPEN RESTART CLOSE RECORD ORDER ANSWER\n"
	"                     COMMIT ARM DISARM KILL SESSION POSITION NOTE\n"
	"  --exchange FILE    what `touchwire exchange --ouch-record` wrote; differences are\n"
	"                     named\n"
	"\n"
	"exit codes: 0 all holds, 1 a fault, a difference, or not closed, 2 wrong option,\n"
	"3 a file cannot be read or is no journal, 4 memory or output\n"
	"\n"
	"example: touchwire journal verify day.journal\n"
	"example: touchwire journal show --type ORDER,ANSWER day.journal\n"
	"example: touchwire journal positions --exchange record.csv day.journal\n";

enum {
	OPTION_HEAD = 256,
	OPTION_UNCLOSED,
	OPTION_JSON,
	OPTION_FROM,
	OPTION_TO,
	OPTION_TYPE,
	OPTION_EXCHANGE
};

static const struct option options[] = {
	{ "head", required_argument, NULL, OPTION_HEAD },
	{ "unclosed", no_argument, NULL, OPTION_UNCLOSED },
	{ "json", no_argument, NULL, OPTION_JSON },
	{ "from", required_argument, NULL, OPTION_FROM },
	{ "to", required_argument, NULL, OPTION_TO },
	{ "type", required_argument, NULL, OPTION_TYPE },
	{ "exchange", required_argument, NULL, OPTION_EXCHANGE },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

struct request {
	const char *path, *exchange;
	bool has_head, unclosed, json;
	uint8_t head[TW_JOURNAL_HASH];
	uint64_t from, to;
	uint32_t types; /* a bit a type; 0: all */
};

/* ---- options --------------------------------------------------------------------------------- */
static bool take_hash(const char *text, uint8_t hash[TW_JOURNAL_HASH])
{
	bool fine = strlen(text) == 2 * TW_JOURNAL_HASH;

	for (size_t i = 0; fine && i < TW_JOURNAL_HASH; i++)
		fine = isxdigit((unsigned char)text[2 * i]) &&
		       isxdigit((unsigned char)text[2 * i + 1]) &&
		       sscanf(text + 2 * i, "%2hhx", &hash[i]) == 1;
	if (!fine)
		say_error("--head: '%s' has not 64 hexadecimal digits", text);
	return fine;
}

static bool take_types(const char *list, uint32_t *types)
{
	while (*list != '\0') {
		size_t length = strcspn(list, ",");
		unsigned type = 1;

		while (type < TW_JOURNAL_TYPES &&
		       (strlen(tw_journal_type_name(type)) != length ||
			strncasecmp(tw_journal_type_name(type), list, length) != 0))
			type++;
		if (type == TW_JOURNAL_TYPES) {
			say_error("--type: '%.*s' is no type of entry; try --help",
				  (int)length, list);
			return false;
		}
		*types |= 1u << type;
		list += length + (list[length] == ',');
	}
	return true;
}

static bool take_option(struct request *request, int option)
{
	switch (option) {
	case OPTION_HEAD:
		request->has_head = true;
		return take_hash(optarg, request->head);
	case OPTION_UNCLOSED:
		request->unclosed = true;
		return true;
	case OPTION_JSON:
		request->json = true;
		return true;
	case OPTION_FROM:
		return option_number("--from", optarg, 1, UINT64_MAX, &request->from);
	case OPTION_TO:
		return option_number("--to", optarg, 1, UINT64_MAX, &request->to);
	case OPTION_TYPE:
		return take_types(optarg, &request->types);
	case OPTION_EXCHANGE:
		request->exchange = optarg;
		return true;
	default:
		say_error("try --help");
		return false;
	}
}

/* ---- what all of them do --------------------------------------------------------------------- */
static int said(int code, const struct tw_error *error)
{
	say_error("%s", error->text);
	return code == -ENOMEM ? TW_EXIT_ENVIRONMENT : TW_EXIT_DIFFERENCE;
}

static int say_end(const struct request *request, const struct tw_journal_reader *reader)
{
	enum tw_journal_end end = tw_journal_reader_end(reader);
	size_t torn = tw_journal_reader_torn(reader);
	void (*const say)(const char *, ...) = request->unclosed ? say_note : say_error;

	if (end == TW_JOURNAL_END_CLOSED)
		return TW_EXIT_OK;
	if (end == TW_JOURNAL_END_TORN)
		say("%s: not closed: behind offset %" PRIu64
		    " lie %zu bytes of an entry that was not written to its end: its "
		    "writer was killed, or the file was cut",
		    request->path, tw_journal_reader_offset(reader), torn);
	else
		say("%s: not closed: its writer runs still or was killed, or the end was "
		    "cut off",
		    request->path);
	return request->unclosed ? TW_EXIT_OK : TW_EXIT_DIFFERENCE;
}

static void print_hash(const uint8_t hash[TW_JOURNAL_HASH])
{
	for (size_t i = 0; i < TW_JOURNAL_HASH; i++)
		printf("%02x", hash[i]);
	putchar('\n');
}

/* ---- verify ---------------------------------------------------------------------------------- */
static void print_ledger(const struct tw_ledger *ledger)
{
	struct tw_ledger_sums orders, shares;

	tw_ledger_orders(ledger, &orders);
	tw_ledger_shares(ledger, &shares);
	printf("orders       %" PRIu64 " = open %" PRIu64 " + filled %" PRIu64
	       " + cancelled %" PRIu64 " + rejected %" PRIu64 " + replaced %" PRIu64 "\n",
	       orders.orders, orders.open, orders.filled, orders.cancelled,
	       orders.rejected, orders.replaced);
	printf("shares       %" PRIu64 " = open %" PRIu64 " + filled %" PRIu64
	       " + cancelled %" PRIu64 " + rejected %" PRIu64 " + replaced %" PRIu64 "\n",
	       shares.orders, shares.open, shares.filled, shares.cancelled,
	       shares.rejected, shares.replaced);
}

static void print_summary(const struct request *request,
			  const struct tw_journal_reader *reader,
			  const struct tw_journal_summary *summary)
{
	const struct tw_journal_header *header = tw_journal_reader_header(reader);
	char first[40], last[40];

	journal_time(summary->first_ns, first);
	journal_time(summary->last_ns, last);
	printf("journal      %s\n", request->path);
	printf("account      %.*s, build %08x, map %08x, config %08x\n",
	       (int)sizeof(header->account), header->account, header->build,
	       header->map_hash, header->config_hash);
	printf("entries      %" PRIu64 ", %s to %s\n", summary->entries, first, last);
	printf("restarts     %" PRIu64 ", %" PRIu64 " behind a torn entry\n",
	       summary->restarts, summary->torn);
	printf("records      %" PRIu64 " of the device without a hole\n",
	       summary->records);
	printf("intents      %" PRIu64 " = %" PRIu64 " orders + %" PRIu64
	       " refusals + %" PRIu64 " in flight\n",
	       summary->intents, summary->orders, summary->refused, summary->in_flight);
	for (unsigned i = 1; i < sizeof(summary->reasons) / sizeof(summary->reasons[0]);
	     i++)
		if (summary->reasons[i] != 0)
			printf("  refused    %" PRIu64 " %s\n", summary->reasons[i],
			       journal_reason(i));
	printf("answers      %" PRIu64 ", each to an order\n", summary->answers);
	printf("positions    %" PRIu64 " journalled, all as recomputed\n",
	       summary->positions);
	printf("kills        %" PRIu64 "\n", summary->types[TW_JOURNAL_KILL]);
	/* What a killed process cannot have written. */
	if (summary->unseen != 0 || summary->adopted != 0)
		printf("killed       %" PRIu64 " records not seen, %" PRIu64
		       " orders known by their answer only\n",
		       summary->unseen, summary->adopted);
}

static int verify(const struct request *request, struct tw_journal_reader *reader,
		  struct tw_ledger *ledger)
{
	struct tw_journal_summary summary;
	struct tw_error error;
	int code = tw_journal_audit(reader, ledger, &summary, &error);
	int status;

	if (code < 0)
		return said(code, &error);
	print_summary(request, reader, &summary);
	print_ledger(ledger);
	printf("head         ");
	print_hash(tw_journal_reader_head(reader));
	status = say_end(request, reader);
	if (request->has_head &&
	    memcmp(request->head, tw_journal_reader_head(reader), TW_JOURNAL_HASH) != 0) {
		say_error("%s: its head is not the one given: it is another journal, or "
			  "one made anew",
			  request->path);
		status = TW_EXIT_DIFFERENCE;
	}
	if (status == TW_EXIT_OK)
		printf("all holds%s\n",
		       summary.end == TW_JOURNAL_END_CLOSED ? "" : ", so far");
	return status;
}

/* ---- show ------------------------------------------------------------------------------------ */
static int show(const struct request *request, struct tw_journal_reader *reader,
		struct tw_ledger *ledger)
{
	struct tw_journal_entry entry;
	struct tw_error error;
	int code;

	(void)ledger;
	while ((code = tw_journal_next(reader, &entry, &error)) > 0) {
		if (entry.number > request->to || ferror(stdout))
			return TW_EXIT_OK;
		if (entry.number >= request->from &&
		    (request->types == 0 || request->types >> entry.type & 1))
			journal_show(&entry, request->json);
	}
	return code < 0 ? said(code, &error) : TW_EXIT_OK;
}

/* ---- positions ------------------------------------------------------------------------------- */
static void print_position(const struct tw_ledger_position *line)
{
	uint64_t cash = line->cash < 0 ? 0 - (uint64_t)line->cash : (uint64_t)line->cash;

	printf("%-8s %12" PRId64 " %12" PRIu64 " %12" PRIu64 " %12" PRIu64 " %12" PRIu64
	       " %s%" PRIu64 ".%04" PRIu64 "\n",
	       line->symbol, line->position, line->open_buy, line->open_sell,
	       line->bought, line->sold, line->cash < 0 ? "-" : "", cash / 10000,
	       cash % 10000);
}

static int against_exchange(const struct request *request, const struct tw_ledger *ledger)
{
	struct tw_error error;
	long differences = reconcile(ledger, request->exchange, &error);

	if (differences < 0) {
		say_error("%s", error.text);
		return differences == -ENOMEM ? TW_EXIT_ENVIRONMENT : TW_EXIT_INPUT;
	}
	if (differences != 0) {
		say_error("%s and %s differ in %ld points", request->path,
			  request->exchange, differences);
		return TW_EXIT_DIFFERENCE;
	}
	printf("as the exchange has it\n");
	return TW_EXIT_OK;
}

static int positions(const struct request *request, struct tw_journal_reader *reader,
		     struct tw_ledger *ledger)
{
	struct tw_journal_summary summary;
	struct tw_error error;
	int code = tw_journal_audit(reader, ledger, &summary, &error);
	int status, other;

	if (code < 0)
		return said(code, &error);
	printf("%-8s %12s %12s %12s %12s %12s %s\n", "symbol", "position", "open_buy",
	       "open_sell", "bought", "sold", "cash");
	for (size_t i = 0; i < tw_ledger_lines(ledger); i++)
		print_position(tw_ledger_line(ledger, i));
	status = say_end(request, reader);
	if (request->exchange == NULL)
		return status;
	other = against_exchange(request, ledger);
	return other != TW_EXIT_OK ? other : status;
}

/* ---- the subcommand -------------------------------------------------------------------------- */
static int run(const struct request *request,
	       int (*what)(const struct request *, struct tw_journal_reader *,
			   struct tw_ledger *))
{
	struct tw_ledger *ledger = tw_ledger_create();
	struct tw_journal_reader *reader;
	struct tw_error error;
	int status = TW_EXIT_INPUT;

	if (ledger == NULL) {
		say_error("no memory");
		return TW_EXIT_ENVIRONMENT;
	}
	if (tw_journal_reader_open(request->path, &reader, &error) < 0) {
		say_error("%s", error.text);
	} else {
		status = what(request, reader, ledger);
		tw_journal_reader_close(reader);
	}
	tw_ledger_destroy(ledger);
	return status;
}

int cmd_journal(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(const struct request *, struct tw_journal_reader *,
			   struct tw_ledger *);
	} actions[] = { { "verify", verify },
			{ "show", show },
			{ "positions", positions } };
	struct request request = { .from = 1, .to = UINT64_MAX };
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		if (option == 'h') {
			fputs(help, stdout);
			return TW_EXIT_OK;
		}
		if (!take_option(&request, option))
			return TW_EXIT_USAGE;
	}
	if (argc - optind != 2) {
		say_error("give verify, show or positions, and one journal; try --help");
		return TW_EXIT_USAGE;
	}
	request.path = argv[optind + 1];
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(argv[optind], actions[i].name) == 0)
			return run(&request, actions[i].run);
	say_error("'%s' is none of verify, show, positions", argv[optind]);
	return TW_EXIT_USAGE;
}
