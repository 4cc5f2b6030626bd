/**
 * Every bound of the program: the number, its unit, the reason for it, and the finding that says it was reached.
 * Together with Node itself (some 55 MB) and the ring of input buffers they add up to some 225 MB; floods of 27
 * kinds, each 100 to 300 MB of capture, were measured to peak at 85 to 240 MiB.
 */

const KiB = 1024;
const MiB = 1024 * KiB;

// --- input ---------------------------------------------------------------------------------------------------

/** Bytes of one input buffer. Large enough that the cost of a read is spread over thousands of packets. */
export const CHUNK_BYTES = MiB;
/** Input buffers that turn: the last 15 MiB of the capture stay readable, for the comparison of second copies. */
export const RING_CHUNKS = 16;
/** Bytes of one captured packet: tcpdump's largest snap length. More raises capture.corrupt. */
export const PACKET_LIMIT_BYTES = 256 * KiB;
/** Bytes of a pcapng block that we read (others are skipped by their length). More raises capture.corrupt. */
export const BLOCK_LIMIT_BYTES = MiB;
/** How far the reader looks for the next plausible record after a damaged one. */
export const RESYNC_LIMIT_BYTES = MiB;
/** Records that must chain plausibly before reading goes on there. */
export const RESYNC_RECORDS = 3;
/** How far the times of chained records may lie apart, in seconds, to be plausible. */
export const RESYNC_SPREAD_S = 86_400;
/** Damaged places of one file that are told one by one; the rest is counted in one last capture.corrupt. */
export const DAMAGE_FINDINGS = 100;
/** Differences of one file between the two readers that are told one by one; all are counted in the summary. */
export const VERIFY_FINDINGS = 100;
/** Bytes that go into the second reader with no packet out before it is given up: it believes any length and joins
 * its buffers at every chunk, so that what it waits for costs the square of it. Raises capture.unverified. */
export const VERIFY_STALL_BYTES = MiB;
/** Interfaces of one pcapng section: as many as the obsolete packet block can name. More raise capture.corrupt. */
export const SECTION_INTERFACES = 65_536;
/** Bytes kept of what a capturing child said on standard error: its last words. */
export const TAP_SAID_BYTES = 16 * KiB;
/** Bytes of what each file of a ring begins with: a section and its interfaces, of which a tool has few. More raises
 * capture.not-kept. */
export const KEPT_PREAMBLE_BYTES = 64 * KiB;
/** A leap of the packet clock beyond this counts only when the next packet confirms it: one damaged stamp must
 * not expire every flow. */
export const CLOCK_LEAP_NS = 60e9;

/** Bytes of buffers for waiting bytes that are kept for the next ones when nothing waits in them. */
export const SPARE_BYTES = 16 * MiB;

// --- decoding ------------------------------------------------------------------------------------------------

/** Fragmented datagrams that wait for the rest. Raises limit.fragments. */
export const FRAGMENT_DATAGRAMS = 256;
/** Bytes of all waiting fragments. Raises limit.fragments. */
export const FRAGMENT_BYTES = 4 * MiB;
/** A datagram whose fragments are older than this is given up (RFC 791 asks for 15 s, RFC 8200 for 60). */
export const FRAGMENT_AGE_NS = 30e9;
/** Kinds of undecoded packets that are told apart by a number on the wire; more are `undecoded:other`, so that a
 * flood of made-up numbers does not fill the summary. */
export const NUMBERED_PACKET_KINDS = 256;
/** Headers of encapsulation in one packet: twice the eight or nine between a mirror's Ethernet and the TCP of an
 * overlay. Raises limit.depth. */
export const ENCAPSULATION_DEPTH = 16;

// --- flows ---------------------------------------------------------------------------------------------------

/** Divisions of the flow table, the same on every machine, each with its own share of memory. */
export const PARTITIONS = 16;
/** Flows of a partition that carried payload, at some 7 kB each beside what they hold, garbage included: with 1,024
 * a flood of requests with gaps between them took 267 MiB. Raises limit.flows. */
export const FLOWS_WITH_PAYLOAD = 640;
/** Flows of a partition without payload so far (floods of SYNs), at some 800 bytes each. Raises limit.flows. */
export const FLOWS_WITHOUT_PAYLOAD = 4_096;
/** Bytes held for the flows of a partition: queued, undecided, heads begun, requests waiting. Raises limit.held. */
export const HELD_BYTES = 2 * MiB;
/** Bytes of one half that wait out of order. Raises limit.queue. */
export const QUEUE_BYTES = MiB;
/** Bytes kept of what follows a SYN inside a living connection until somebody answers it. Raises limit.queue. */
export const PENDING_BYTES = 32 * 1024;
/** A segment further ahead than this is not of this stream. Raises tcp.out-of-window. */
export const WINDOW_BYTES = 2 ** 30;
/** Packets of a flow after which an acknowledged gap is taken for lost: the wire cannot fill it any more, but a
 * capture merged from two ports may hold the ACK before the data. */
export const GAP_PACKETS = 16;
/** Packets of a flow that the first payload of a capture which begins in the middle waits for an earlier one: what the
 * network swaps lies next to each other. */
export const BEGINNING_PACKETS = 4;
/** Segments of a partition whose place in the input buffers is known, for the comparison of second copies. */
export const RECENT_SEGMENTS = 4_096;
/** Segments of one half that are looked at for the first copy of repeated bytes. Raises limit.compare. */
export const COMPARED_SEGMENTS = 512;
/** Quiet time after which a flow with nothing outstanding has ended. */
export const IDLE_NS = 300e9;
/** The same while a message has begun or a request waits: a long poll is no orphan. */
export const IDLE_OUTSTANDING_NS = 3_600e9;
/** How long a flow lives on after both FINs or a RST, so that late retransmissions find their home. */
export const LINGER_NS = 5e9;
/** Flows of a partition that carried payload and were reset, and live on as quiet ones do: some RST are forged. */
export const RESET_FLOWS = 64;

// --- HTTP ----------------------------------------------------------------------------------------------------

/** Bytes after which a side that could still become HTTP is taken for something else. */
export const UNDECIDED_BYTES = 8 * KiB;
/** Bytes of a TLS ClientHello that are kept to read its server name: one full record and more. */
export const HELLO_BYTES = 20 * KiB;
/** Bytes of a start line. Servers stop at 8 KiB; a watcher must outlast them all. Raises limit.start-line. */
export const START_LINE_BYTES = 64 * KiB;
/** Bytes of one head. Servers stop at 8 to 80 KiB. Raises limit.head. */
export const HEAD_BYTES = 256 * KiB;
/** Fields of one head. Raises limit.head. */
export const HEAD_FIELDS = 1_024;
/** Bytes of a chunk-size line with its extensions. Raises limit.chunk. */
export const CHUNK_LINE_BYTES = 4 * KiB;
/** Bytes of a trailer section. Raises limit.chunk. */
export const TRAILER_BYTES = 64 * KiB;
/** Bytes of a request's body that are kept until its transaction is told, for what can be said of them at a look. */
export const REQUEST_PREFIX_BYTES = 4 * KiB;
/** The same of a response that is text. */
export const RESPONSE_PREFIX_BYTES = KiB;
/** The same of one whose first bytes are a signature at most: images, archives, documents. */
export const SIGNATURE_BYTES = 16;
/** Interim responses of one transaction that are kept. Raises limit.interim. */
export const INTERIM_RESPONSES = 16;
/** Requests of one session that wait for a response. Raises limit.pending. */
export const PENDING_REQUESTS = 1_024;
/** Bytes that wait behind a CONNECT or Upgrade for its answer. Raises limit.tunnel. */
export const TUNNEL_BYTES = 64 * KiB;
/** Bytes of content that one body decodes to; the same for what lies between stacked codings. Raises limit.content. */
export const CONTENT_BYTES = 64 * MiB;
/** How many times its coded size content may have: deflate reaches 1,032 on zeros alone. Raises limit.content. */
export const CONTENT_RATIO = 1_000;
/** Bytes of content up to which the ratio does not matter: a small page of blanks is no bomb. */
export const CONTENT_RATIO_FROM_BYTES = MiB;
/** Bodies with a coding that are decoded at once, over all connections. Raises limit.content. */
export const CONTENT_BODIES = 16;
/** Codings on one body: more than two are never met but in attacks. Raises limit.content. */
export const CONTENT_CODINGS = 4;
/** Bytes of a coded body that are decoded in one go: what a damaged piece loses, and what an open body holds. */
export const CONTENT_PIECE_BYTES = 16 * KiB;
/** Lines of one packet that wait for each other, to go out in order: a queue that is let go holds 50,000. */
export const PACKET_LINES = 2_048;
/** Lines that wait for contents before they are asked to hurry: a chunk of tiny messages would hold 30,000. */
export const WAITING_LINES = 2_048;
/** Bodies that are decoded side by side: the threads that Node has for it. */
export const CONTENT_THREADS = 4;
/** Findings of one session that wait for their transaction's or session's line; more go out ahead of it. */
export const HELD_FINDINGS = 256;

// --- analysis ------------------------------------------------------------------------------------------------
// Together some 60 MB: 8 of text, 24 of lists, 8 of what is told apart, 4 of resolved cookies, and the entries
// themselves, at most 2 × 16,384 with lists at some 400 bytes and 5 × 16,384 counters at some 80. Floods of
// cookies, hosts, paths, values and clients were measured at 2 to 30 MB of heap and 8 MB outside it.

/** Entries of the tables of cookies, user sessions, hosts and of each map of the summary. Raises limit.table. */
export const TABLE_ENTRIES = 16_384;
/** Bytes of text in all those tables together, each text once. Raises limit.table. */
export const TABLE_TEXT_BYTES = 8 * MiB;
/** Bytes of the items of all lists in those tables together: what an item really takes, from 12 for a session's
 * number to some 200 for a client that nobody else is. Raises limit.table. */
export const TABLE_LIST_BYTES = 24 * MiB;
/** Clients, sessions and values told apart in all lists together: three quarters of 2^20 slots of 8 bytes, which is
 * how full the table gets before it would grow. Raises limit.table. */
export const TABLE_DISTINCT = 3 * 2 ** 18;
/** Hosts of the sessions still open that the table remembers, so that a session counts once for each of its hosts. */
export const TABLE_LIST_ENTRIES = 131_072;
/** Cookie fields of requests that stay resolved. A memory, not a result: beyond, it starts anew. */
export const COOKIE_CACHE_BYTES = 4 * MiB;
/** Texts of which it stays known what they mean, in each such memory. Not a result: beyond, it starts anew. */
export const REMEMBERED_TEXTS = 1_024;
/** A longer text is not sent often enough to be remembered. */
export const REMEMBERED_TEXT_SIZE = 256;
/** Entries of one list or map in one line. Raises limit.list. */
export const LINE_LIST_ENTRIES = 1_000;
/** Values up to which percentiles are exact; beyond, a histogram takes over. */
export const EXACT_VALUES = 65_536;

// --- threads -------------------------------------------------------------------------------------------------

/** Bytes of lines that the thread that reads packets may be ahead of the one that hears them, asked for once each
 * chunk of input: beyond, it waits. */
export const AHEAD_BYTES = 2 * MiB;

// --- trace: sessions that are shown in full --------------------------------------------------------------------

/** Bytes of one direction of a session that are kept. */
export const TRACED_BYTES = 16 * MiB;
/** Packets of a session that are kept. */
export const TRACED_PACKETS = 100_000;
/** Transactions of a session that are kept, and findings. */
export const TRACED_LINES = 10_000;
/** Bytes of their heads: a line may be as long as a head, and ten thousand of the longest would be gigabytes. */
export const TRACED_HEAD_BYTES = 16 * MiB;
/**
 * Of all sessions together that a walk tells of, as parts of the four above: it shows beginnings of bodies, and
 * several sessions are kept at once.
 */
export const TOLD_SHARE = 1 / 4;

// --- report --------------------------------------------------------------------------------------------------

/** Findings of one code that the table holds; it says itself how many more there were. */
export const TABLE_FINDINGS = 100;
/** Bytes of the lists that `-T json` holds until the end; beyond, the program says to use NDJSON. */
export const JSON_HELD_BYTES = 128 * MiB;

// --- the screen of a live tap: some 20 MB at most, whatever the traffic ------------------------------------------

/** Transactions that the screen holds, the newest, and as many again of those that match its filter. */
export const LIVE_TRANSACTIONS = 500;
/** The slowest of all, held the same way. */
export const LIVE_SLOWEST = 100;
/** Bytes of heads that either of those lists holds: a head may have 256 KiB. Older and faster ones go first. */
export const LIVE_HEAD_BYTES = 4 * MiB;
/** Hosts and cookies that the screen tells apart, and open sessions that it lists; it says where there are more. */
export const LIVE_ENTRIES = 1_000;
/** Bytes of the name of a host or cookie; one that is longer counts among those that are not listed. */
export const LIVE_NAME_SIZE = 256;
/** Sessions that have ended and are still listed. */
export const LIVE_ENDED_SESSIONS = 200;
/** Findings of one code that are held, the latest, and findings that wait for their transaction or session. */
export const LIVE_FINDINGS = 8;
