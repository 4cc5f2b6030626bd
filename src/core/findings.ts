/**
 * Every finding that httpscope can print: its code (public, never renamed, never reused), severity, meaning, the
 * sentence for one occurrence and the source. A finding carries its own fields as `data`; the sentence is made
 * from them, so that another language needs another table and nothing else.
 */
import { CONTEXT_FINDINGS } from "./context-findings.js";
import type { FindingRecord } from "./records.js";

export type Severity = "note" | "warning" | "alert";

/** Lowest first. */
export const SEVERITIES: readonly Severity[] = ["note", "warning", "alert"];

export type FindingValue = string | number | boolean | null | readonly string[] | readonly number[];
export type FindingData = Readonly<Record<string, FindingValue>>;

export interface FindingSpec {
  readonly severity: Severity;
  /** What the code means, in general. */
  readonly says: string;
  /** One occurrence; `{field}` is taken from its data. */
  readonly detail: string;
  readonly source: string | null;
}

export const FINDINGS = {
  "capture.truncated": {
    severity: "warning",
    says: "the capture ends in the middle of a packet",
    detail: "{file} is cut off at byte {offset}",
    source: null,
  },
  "capture.corrupt": {
    severity: "warning",
    says: "a record of the capture is damaged; reading went on at the next plausible one, or ended",
    detail: "{file}: {what} at byte {from}; {outcome}",
    source: null,
  },
  "capture.no-timestamp": {
    severity: "note",
    says: "packets without a time of their own take that of the packet before",
    detail: "{file}: simple packets have no time of their own; durations that touch them are unknown",
    source: "draft-ietf-opsawg-pcapng §4.4",
  },
  "capture.snapped": {
    severity: "warning",
    says: "packets were not captured whole: a snap length cut them",
    detail:
      "{packets} of {all} packets are cut, the longest at {longest} bytes; {bytes} bytes were left out: capture with a larger snap length",
    source: "draft-ietf-opsawg-pcap §4",
  },
  "capture.time-precision-cut": {
    severity: "note",
    says: "the clock of an interface is finer than a nanosecond; the rest is cut",
    detail: "{file}: interface {interface} stamps finer than nanoseconds; the rest is cut",
    source: "draft-ietf-opsawg-pcapng §4.2",
  },
  "capture.dropped": {
    severity: "warning",
    says: "packets were lost before they reached the capture: what is missing may be theirs",
    detail: "{file}: {packets} packets were dropped before they reached the capture",
    source: null,
  },
  "capture.tap-ended": {
    severity: "warning",
    says: "a live tap ended though nobody had asked it to; the report is on what came until then",
    detail: "{file}: {tool} ended: {why}",
    source: null,
  },
  "capture.follow-broken": {
    severity: "warning",
    says: "a followed capture did not go on where it ended: what was written between may be missing",
    detail: "{file} {what}",
    source: null,
  },
  "capture.not-kept": {
    severity: "warning",
    says: "packets that were to be kept (--write) could not be; the report went on without",
    detail: "{file} ends after {bytes} bytes, and no more packets are kept: {why}",
    source: null,
  },
  "capture.verify-mismatch": {
    severity: "alert",
    says: "a second, independent reader read the capture differently",
    detail:
      "{file}: packet {packet} at byte {offset}: {field} is {ours} here and {theirs} for the second reader",
    source: null,
  },
  "capture.unverified": {
    severity: "note",
    says: "the second reader cannot read this",
    detail: "{file}: {packets} packets not verified: {why}",
    source: null,
  },
  "link.unknown-type": {
    severity: "warning",
    says: "packets of a link type that is not understood were not looked into",
    detail: "link type {linkType} ({name}) is not understood",
    source: null,
  },
  "ip.fragment-lost": {
    severity: "note",
    says: "a fragmented datagram was never complete",
    detail: "{fragments} fragments ({bytes} bytes) of a datagram from {source} to {target} given up: {why}",
    source: "RFC 791 §3.2",
  },
  "ip.fragment-overlap": {
    severity: "alert",
    says: "fragments of one datagram overlap with different bytes; the first copy was kept",
    detail: "fragments of a datagram from {source} to {target} overlap with different bytes",
    source: "RFC 5722 §4",
  },
  "tcp.gap": {
    severity: "note",
    says: "known bytes are not in the capture",
    detail: "{bytes} bytes missing in the {direction} direction at offset {offset}",
    source: "RFC 9293 §3.4",
  },
  "tcp.late-data": {
    severity: "note",
    says: "bytes came after those behind them had been read: captured, and in no message",
    detail: "{bytes} bytes of the {direction} came after what follows them had been read; in no message",
    source: "RFC 9293 §3.4",
  },
  "tcp.retransmission": {
    severity: "note",
    says: "bytes were sent again",
    detail: "{bytes} bytes of the {direction} sent again",
    source: "RFC 9293 §3.8",
  },
  "tcp.overlap-conflict": {
    severity: "alert",
    says: "two copies of the same bytes differ; the first was kept",
    detail:
      "{bytes} bytes of the {direction} at offset {offset} came twice with different content (packets {first} and {second}); the first copy counts",
    source: "RFC 9293 §3.10.7.4",
  },
  "tcp.out-of-window": {
    severity: "warning",
    says: "a segment far outside the stream",
    detail: "{bytes} bytes of the {direction} lie {distance} bytes away from the stream; not part of it",
    source: "RFC 9293 §3.4",
  },
  "tcp.port-reused": {
    severity: "note",
    says: "the same four-tuple opened a new connection",
    detail: "a new connection on the same addresses and ports began in packet {frame}",
    source: "RFC 9293 §3.6.1",
  },
  "tcp.stray-syn": {
    severity: "warning",
    says: "a SYN inside a living connection that nobody answered",
    detail:
      "a SYN from the {direction} side with number {seq}, where {expected} was due, inside a living connection: ignored, with the {bytes} bytes behind it, for nobody answered it; perhaps forged",
    source: "RFC 9293 §3.10.7.4",
  },
  "tcp.data-after-rst": {
    severity: "note",
    says: "data behind a reset: they were on their way, or the RST was forged or not accepted",
    detail: "{bytes} bytes of the {direction} follow the reset in packet {reset} and count: {outcome}",
    source: "RFC 9293 §3.10.7.4",
  },
  "tcp.reset-outside-window": {
    severity: "warning",
    says: "a reset whose number lies outside the window was ignored: late, or forged",
    detail:
      "a reset of the {direction} with number {seq} was ignored: only {expected} and {window} bytes beyond it count",
    source: "RFC 5961 §3.2",
  },
  "tcp.forged-reset": {
    severity: "alert",
    says: "who seems to have reset a connection went on with it: the reset was forged, and does not count",
    detail:
      "the {direction} goes on behind the reset in packet {reset} (number {seq}, where {expected} was due): it was forged, and does not count",
    source: "RFC 5961 §3.1",
  },
  "tcp.data-after-fin": {
    severity: "warning",
    says: "data beyond the end of its stream",
    detail: "{bytes} bytes of the {direction} follow the end of its stream; {outcome}",
    source: "RFC 9293 §3.6",
  },
  "http.bare-lf": {
    severity: "warning",
    says: "a line of the head, or of the chunk framing, ends in LF alone",
    detail: "a line of the {direction} {part} ends in LF without CR: taken as its end, RFC 9112 §2.2",
    source: "RFC 9112 §2.2",
  },
  "http.bare-cr": {
    severity: "warning",
    says: "a CR inside a line of the head",
    detail: "a CR inside a line of the {direction} head: taken as a part of that line, RFC 9112 §2.2",
    source: "RFC 9112 §2.2",
  },
  "http.framing-behind-bare-cr": {
    severity: "alert",
    says: "a CR inside a line hides a framing field, or the end of the head, from one of two readers",
    detail: "a CR inside a line of the {direction} head hides {hidden}: {taken}",
    source: "RFC 9112 §2.2, §11.2",
  },
  "http.space-before-colon": {
    severity: "alert",
    says: "white space between a field name and its colon: parsers disagree on it",
    detail: "white space before the colon of {name} in the {direction}: {taken}",
    source: "RFC 9112 §5.1",
  },
  "http.obs-fold": {
    severity: "note",
    says: "a header continues on the next line",
    detail: "{name} of the {direction} continues on the next line: taken as one value, RFC 9112 §5.2",
    source: "RFC 9112 §5.2",
  },
  "http.folded-framing-field": {
    severity: "alert",
    says: "a folded line that is, or for some readers is, Content-Length, Transfer-Encoding or Host",
    detail: "a folded line of the {direction} touches its framing: {line}; {taken}",
    source: "RFC 9112 §5.2, §11.2",
  },
  "http.blank-before-fields": {
    severity: "warning",
    says: "white space between the start line and the first field: some readers skip that line, some do not",
    detail:
      "the first field of the {direction} begins with white space: {name}; not taken for that field, RFC 9112 §2.2; others skip the line, or take it",
    source: "RFC 9112 §2.2",
  },
  "http.nul-byte": {
    severity: "warning",
    says: "a NUL inside a head, where a text ends for some readers",
    detail:
      "a NUL inside the {direction} head: taken as a part of what it stands in, RFC 9110 §5.5; for others a text ends there",
    source: "RFC 9110 §5.5",
  },
  "http.framing-field-disguised": {
    severity: "alert",
    says: "a field name that only some readers take for Content-Length, Transfer-Encoding or Host",
    detail:
      "{name} in the {direction}: another name than {meant}, and not taken for it, RFC 9110 §5.1; a lenient reader may do so",
    source: "RFC 9112 §11.2",
  },
  "http.framing-field-in-trailers": {
    severity: "alert",
    says: "Content-Length, Transfer-Encoding or Host behind the body: who merges trailers may believe them",
    detail: "{name} in the trailers of the {direction}: not taken for a header, RFC 9110 §6.5.1",
    source: "RFC 9110 §6.5.1",
  },
  "http.bad-field-line": {
    severity: "warning",
    says: "a line of the head has no colon, or no name before it",
    detail: "a line of the {direction} head is no field: {line}",
    source: "RFC 9112 §5",
  },
  "http.missing-host": {
    severity: "warning",
    says: "an HTTP/1.1 request without a valid Host",
    detail: "HTTP/1.1 request {what}",
    source: "RFC 9112 §3.2",
  },
  "http.repeated-host": {
    severity: "warning",
    says: "a request with several Host fields; the first counts",
    detail:
      "{count} Host fields in one request: the first counts, others take the last or refuse it, RFC 9112 §3.2",
    source: "RFC 9112 §3.2",
  },
  "http.host-differs-from-target": {
    severity: "warning",
    says: "target and Host name different sites: the target counts, but not for every reader",
    detail: "the target is for {target}, Host says {host}; the target counts, RFC 9112 §3.2.2",
    source: "RFC 9112 §3.2.2",
  },
  "http.content-length-and-chunked": {
    severity: "alert",
    says: "both framings at once: readers of the bytes may disagree",
    detail: "Content-Length and Transfer-Encoding in one {direction}: {taken}",
    source: "RFC 9112 §6.1",
  },
  "http.repeated-content-length": {
    severity: "warning",
    says: "the same Content-Length several times",
    detail: "Content-Length {value} is given {count} times in the {direction}: taken once, RFC 9112 §6.3",
    source: "RFC 9112 §6.3",
  },
  "http.padded-content-length": {
    severity: "warning",
    says: "a Content-Length with zeros in front, which some readers take for octal",
    detail: "Content-Length of the {direction} is {value}: {taken}",
    source: "RFC 9110 §8.6",
  },
  "http.bad-content-length": {
    severity: "alert",
    says: "Content-Length is not a number, or its values differ",
    detail: "Content-Length of the {direction} is {value}: {taken}",
    source: "RFC 9112 §6.3",
  },
  "http.content-coding-bad": {
    severity: "warning",
    says: "a body does not decode as its Content-Encoding says",
    detail: "content of the {direction} ({encoding}) does not decode: {why}",
    source: "RFC 9110 §8.4",
  },
  "http.bad-transfer-encoding": {
    severity: "alert",
    says: "a Transfer-Encoding that cannot frame the message, or frames it for some readers only",
    detail: "Transfer-Encoding of the {direction} is {value}: {taken}",
    source: "RFC 9112 §6.1",
  },
  "http.identity-transfer-encoding": {
    severity: "warning",
    says: "Transfer-Encoding identity, an old word for none: who does not know it frames the message otherwise",
    detail: "Transfer-Encoding of the {direction} is {value}: {taken}",
    source: "RFC 9112 §7",
  },
  "http.chunked-in-old-version": {
    severity: "warning",
    says: "a chunked body in HTTP/1.0, which does not know it",
    detail: "the {direction} is chunked, and of HTTP/1.0: {taken}",
    source: "RFC 9112 §6.1",
  },
  "http.no-version": {
    severity: "note",
    says: "a request line without a version: HTTP/0.9",
    detail: "request line without a version: taken as HTTP/0.9",
    source: "RFC 1945 §4.1",
  },
  "http.bad-version": {
    severity: "warning",
    says: "a version that is not HTTP/1.0 or HTTP/1.1",
    detail: "version of the {direction} is {version}: read as HTTP/1.1, RFC 9112 §2.3",
    source: "RFC 9112 §2.3",
  },
  "http.bad-request-line": {
    severity: "warning",
    says: "a request line that is not to grammar",
    detail: "request line is not to grammar: {why}",
    source: "RFC 9112 §3",
  },
  "http.bad-status-line": {
    severity: "warning",
    says: "a status line that is not to grammar",
    detail: "status line is not to grammar: {why}",
    source: "RFC 9112 §4",
  },
  "http.bad-chunk": {
    severity: "warning",
    says: "a chunk size is no number, or disagrees with its data",
    detail: "chunked {direction}: {why}",
    source: "RFC 9112 §7.1",
  },
  "http.bad-chunk-extension": {
    severity: "alert",
    says: "a chunk extension that readers end at different places",
    detail: "a chunk extension of the {direction}: {why}; taken up to the next LF, RFC 9112 §7.1.1",
    source: "RFC 9112 §7.1.1, §11.2",
  },
  "http.unexpected-body": {
    severity: "note",
    says: "a body on a request whose method gives it no meaning: some servers do not read it",
    detail:
      "{method} with a body ({framing}), which has no defined meaning: taken as its body, RFC 9110 §9.3.1; a server " +
      "that does not read it takes it for the next request",
    source: "RFC 9110 §9.3.1",
  },
  "http.length-without-body": {
    severity: "warning",
    says: "a response that never has a body announces one: who goes by that waits for it",
    detail: "{field} on a {status}: {taken}",
    source: "RFC 9110 §8.6, RFC 9112 §6.1",
  },
  "http.incomplete-message": {
    severity: "warning",
    says: "a message ends inside its head or its framing",
    detail: "{direction} ends inside {part}: {why}",
    source: "RFC 9112 §8",
  },
  "http.body-short": {
    severity: "warning",
    says: "a body ended before its announced length",
    detail: "{direction} body ended after {bytes} of {announced} bytes",
    source: "RFC 9112 §8",
  },
  "http.no-length": {
    severity: "note",
    says: "a response that ends with the connection",
    detail: "no length: the body lasts until the connection closes",
    source: "RFC 9112 §6.3",
  },
  "http.not-http": {
    severity: "warning",
    says: "bytes that are no HTTP message where one was due, or nearly one",
    detail: "{bytes} bytes of the {direction} direction are no HTTP message: {why}",
    source: "RFC 9112 §2.2",
  },
  "http.body-ate-next-message": {
    severity: "alert",
    says: "a message begins inside the body of the one before: a length too large, or a message smuggled in it",
    detail: "another message begins inside the {direction} body: {what}; taken as body, RFC 9112 §6.3",
    source: "RFC 9112 §6.3, §11.2",
  },
  "http.message-in-body": {
    severity: "warning",
    says: "a message inside the body of another: content, as far as can be seen, or smuggled in it",
    detail:
      "a message begins inside the {direction} body: {what}; taken as content: nothing says otherwise so far",
    source: "RFC 9112 §11.2",
  },
  "http.forbidden-body": {
    severity: "warning",
    says: "bytes behind a response that never has a body: to HEAD, or 1xx, 204 or 304",
    detail:
      "{bytes} bytes behind a {direction} that has no body by its status or method; not taken for one, RFC 9112 §6.3",
    source: "RFC 9112 §6.3",
  },
  "http.extra-bytes": {
    severity: "warning",
    says: "bytes after a complete message that begin no other",
    detail: "{bytes} bytes after the end of a {direction} begin no other message",
    source: "RFC 9112 §6.3, §9.2",
  },
  "http.no-response": {
    severity: "warning",
    says: "a request without a response",
    detail: "no response to {method} in the capture: {why}",
    source: "RFC 9112 §9.2",
  },
  "http.unrequested-response": {
    severity: "warning",
    says: "a response without a request in the capture",
    detail: "response {status} without a request in the capture",
    source: "RFC 9112 §9.2",
  },
  "http.second-response": {
    severity: "warning",
    says: "one more response than requests, right behind the last answer: the next request may get it",
    detail:
      "response {status} behind {previous}, which had answered the last request; taken as an answer to none, RFC 9112 §9.2; a proxy may hand it to the next request",
    source: "RFC 9112 §9.2, §11.1",
  },
  "http.response-before-request": {
    severity: "warning",
    says: "a response that nobody had asked for was there before the request: clients may take it for the answer",
    detail:
      "response {response} was there before this request; not taken for its answer, RFC 9112 §9.2; a client may do so",
    source: "RFC 9112 §9.2",
  },
  "http.early-response": {
    severity: "note",
    says: "the response began before the request had ended",
    detail: "the response began in packet {responseFrame}, before the request ended in packet {requestFrame}",
    source: "RFC 9112 §9.5",
  },
  "http.pairing-inferred": {
    severity: "warning",
    says: "which request a response answers is a guess: after a loss, a late start, or against the packets' order",
    detail: "this response and this request were put together by {by}: {why}",
    source: "RFC 9112 §9.3.2",
  },
  "http.connection-reused": {
    severity: "note",
    says: "one more transaction on the same connection",
    detail: "transaction {depth} on this connection",
    source: "RFC 9112 §9.3",
  },
  "http.unknown-method": {
    severity: "note",
    says: "a method that is not registered",
    detail: "method {method} is not registered",
    source: "RFC 9110 §9",
  },
  "http.unknown-status": {
    severity: "note",
    says: "a status code that is not registered",
    detail: "status {status} is not registered",
    source: "RFC 9110 §15",
  },
  "uri.fragment-sent": {
    severity: "warning",
    says: "a fragment was sent, which is the client's alone",
    detail: "the target holds a fragment, which is never sent",
    source: "RFC 9112 §3.2",
  },
  "uri.userinfo": {
    severity: "warning",
    says: "user information, perhaps a password, inside a URI on the wire",
    detail: "user information in {where}",
    source: "RFC 9110 §4.2.4",
  },
  "http.host-port-mismatch": {
    severity: "note",
    says: "the port in Host is not that of the connection",
    detail: "Host says port {port}, the connection has {connection}",
    source: "RFC 9110 §7.2",
  },
  "http.field-name-typo": {
    severity: "note",
    says: "a field name that is one letter from a standard one, and so is ignored",
    detail: "{name} in the {direction}: perhaps {meant} is meant",
    source: "RFC 9110 §5.1",
  },
  "http.bad-media-type": {
    severity: "note",
    says: "a Content-Type that is not to grammar",
    detail: "Content-Type of the {direction} is not to grammar: {value}",
    source: "RFC 9110 §8.3.1",
  },
  "http.media-type-unknown": {
    severity: "note",
    says: "a media type that is not registered: most often a slip",
    detail: "Content-Type of the {direction} is {contentType}, which is not registered",
    source: "RFC 9110 §8.3.1",
  },
  "http.charset-missing": {
    severity: "note",
    says: "text that is more than ASCII, without a charset: its reader has to guess",
    detail: "{contentType} of the {direction} has no charset; its bytes look like {looks}",
    source: "RFC 9110 §8.3.2",
  },
  "http.charset-conflict": {
    severity: "warning",
    says: "two charsets for one text, or one that its bytes are not in",
    detail: "Content-Type of the {direction} says charset {outside}, the content says {inside}",
    source: "RFC 7303 §3",
  },
  "http.content-type-mismatch": {
    severity: "warning",
    says: "the first bytes of a content are those of another type than its label says",
    detail: "the {direction} is labelled {contentType} and begins like {kind}",
    source: "RFC 9110 §8.3",
  },
  "http.json-invalid": {
    severity: "warning",
    says: "content that is labelled JSON and is none",
    detail: "the {direction} is no JSON: {why}",
    source: "RFC 8259 §2",
  },
  "http.jsonp": {
    severity: "note",
    says: "data as a script: the function that the query names is called with it",
    detail: "the response calls {name}, which the query names: it runs as code",
    source: null,
  },
  "http.cross-site": {
    severity: "note",
    says: "a script that a page of another site loads",
    detail: "a page of {from} loads a script from {host}",
    source: "RFC 9110 §10.1.3",
  },
  "http.json-charset": {
    severity: "note",
    says: "a charset on JSON, which is UTF-8 and knows none",
    detail: "the {direction} gives a charset for JSON: it has no meaning",
    source: "RFC 8259 §11",
  },
  "http.content-type-without-body": {
    severity: "note",
    says: "a Content-Type on a message that has no content",
    detail: "the {direction} has no body, but Content-Type {contentType}",
    source: "RFC 9110 §8.3",
  },
  "http.bad-qvalue": {
    severity: "note",
    says: "a weight that is no number from 0 to 1 with at most three decimals",
    detail: "{field} has the weight {q}",
    source: "RFC 9110 §12.4.2",
  },
  "http.negotiated": {
    severity: "note",
    says: "the response is one of those that the request asked for",
    detail: "{field} asked for {asked}; {got} came",
    source: "RFC 9110 §12",
  },
  "http.accept-ignored": {
    severity: "note",
    says: "the response is none of those that the request asked for",
    detail: "{field} asked for {asked}; {got} came all the same",
    source: "RFC 9110 §12",
  },
  "http.negotiation-no-vary": {
    severity: "warning",
    says: "one resource in several forms, and Vary does not say what they went by: caches mix them up",
    detail: "served in another form to another {field}, which Vary does not name",
    source: "RFC 9110 §12.5.5",
  },
  "http.not-acceptable": {
    severity: "note",
    says: "the server has nothing of what the request asked for",
    detail: "406: nothing for {asked}",
    source: "RFC 9110 §15.5.7",
  },
  "http.bad-via": {
    severity: "note",
    says: "a Via that is not to grammar",
    detail: "Via of the {direction} is not to grammar: {value}",
    source: "RFC 9110 §7.6.3",
  },
  "http.intermediary": {
    severity: "note",
    says: "a proxy or cache stands between client and server",
    detail: "the {direction} came through an intermediary: {field} {value}",
    source: "RFC 9110 §7.6.3",
  },
  "http.keep-alive": {
    severity: "note",
    says: "how long the server keeps a quiet connection, and for how many requests",
    detail: "an idle connection is kept for {timeout} s, for {max} more requests",
    source: "RFC 9112 §9.3",
  },
  "http.keep-alive-expired": {
    severity: "note",
    says: "a connection was used after its own limit",
    detail: "used after {idle} s of silence; its limit is {timeout} s",
    source: "RFC 2068 §19.7.1.1",
  },
  "http.connection-close": {
    severity: "note",
    says: "one side announced its last message",
    detail: "the {direction} announces the end of the connection",
    source: "RFC 9112 §9.6",
  },
  "http.created": {
    severity: "note",
    says: "something new has a URI",
    detail: "created {uri}, as the {chosenBy} named it",
    source: "RFC 9110 §15.3.2",
  },
  "http.allow": {
    severity: "note",
    says: "the methods that a resource permits",
    detail: "permitted methods: {methods}",
    source: "RFC 9110 §10.2.1",
  },
  "http.allow-wrong": {
    severity: "note",
    says: "a 405 without an Allow that fits",
    detail: "405 without a fitting Allow: {why}",
    source: "RFC 9110 §15.5.6",
  },
  "http.trace-enabled": {
    severity: "warning",
    says: "the server answers TRACE: it echoes cookies and credentials",
    detail: "TRACE answered with {status}: it echoes cookies and credentials",
    source: "RFC 9110 §9.3.8",
  },
  "http.client-error": {
    severity: "note",
    says: "the server holds the request to be wrong",
    detail: "status {status}, request {request}",
    source: "RFC 9110 §15.5",
  },
  "http.server-error": {
    severity: "warning",
    says: "the server failed",
    detail: "status {status}, request {request}",
    source: "RFC 9110 §15.6",
  },
  "http.hsts-over-cleartext": {
    severity: "note",
    says: "HSTS without TLS has no effect",
    detail: "Strict-Transport-Security over cleartext has no effect",
    source: "RFC 6797 §7.2",
  },
  "http.condition-on-wrong-method": {
    severity: "note",
    says: "a condition that the method has no use for is ignored",
    detail: "{field} is ignored with {method}",
    source: "RFC 9110 §13.1",
  },
  "http.lost-update": {
    severity: "warning",
    says: "a client overwrote what another had written, unconditionally and without having seen it",
    detail: "overwrites what {overwritten} wrote, which this client had not seen, without a condition",
    source: "RFC 9110 §13.1.1",
  },
  "http.retry-unsafe": {
    severity: "note",
    says: "a request that may act twice was sent again",
    detail: "the same {method} again on this connection: it may act twice",
    source: "RFC 9110 §9.2.2",
  },
  "http.polling": {
    severity: "note",
    says: "the same request at a steady interval",
    detail: "the same request every {period} s, so far {count} times",
    source: "RFC 9110 §3.3",
  },
  ...CONTEXT_FINDINGS,
  "limit.fragments": {
    severity: "warning",
    says: "too many fragments waited; the oldest datagram was given up",
    detail: "more than {limit} fragmented datagrams or bytes waiting; the oldest was given up",
    source: null,
  },
  "limit.flows": {
    severity: "warning",
    says: "too many connections were open at once; the most idle one was ended",
    detail: "more than {limit} connections open; the most idle one was ended",
    source: null,
  },
  "limit.held": {
    severity: "warning",
    says: "too many bytes waited for others; the connection that held most gave up",
    detail: "more than {limit} bytes held; this connection held most and gave up waiting",
    source: null,
  },
  "limit.queue": {
    severity: "warning",
    says: "too many bytes waited out of order; the gap before them was declared",
    detail: "more than {limit} bytes out of order in the {direction}",
    source: null,
  },
  "limit.compare": {
    severity: "note",
    says: "bytes came again after their first copy had left memory, and were not compared with it",
    detail: "{bytes} bytes of the {direction} came again too late to be compared with their first copy",
    source: null,
  },
  "limit.start-line": {
    severity: "warning",
    says: "a start line longer than the limit",
    detail: "start line of the {direction} is longer than {limit} bytes",
    source: null,
  },
  "limit.head": {
    severity: "warning",
    says: "a head larger than the limit, or with more fields",
    detail: "head of the {direction} is larger than {limit} {unit}",
    source: null,
  },
  "limit.chunk": {
    severity: "warning",
    says: "a chunk line or trailers longer than the limit",
    detail: "{part} of the {direction} is longer than {limit} bytes",
    source: null,
  },
  "limit.interim": {
    severity: "warning",
    says: "more interim responses than are kept",
    detail: "more than {limit} interim responses; the others are only counted",
    source: null,
  },
  "limit.pending": {
    severity: "warning",
    says: "too many requests waited for a response; the oldest was closed",
    detail: "more than {limit} requests without a response; the oldest was closed",
    source: null,
  },
  "limit.tunnel": {
    severity: "warning",
    says: "too many bytes followed a tunnel request before its answer; taken as a tunnel",
    detail: "more than {limit} bytes before the answer to a tunnel request; taken as a tunnel",
    source: null,
  },
  "limit.content": {
    severity: "warning",
    says: "content larger than the limit, or too much of it at once; not decoded, or not to its end",
    detail: "content of the {direction}: more than {limit} {unit}; not decoded, or not to its end",
    source: null,
  },
  "limit.table": {
    severity: "warning",
    says: "a table of the summary is full; what is new is only counted",
    detail: "more than {limit} {table}; new ones are only counted",
    source: null,
  },
  "limit.list": {
    severity: "note",
    says: "a list of a line is full; the rest is only counted",
    detail: "more than {limit} entries in {list} of {of}; the rest is only counted",
    source: null,
  },
  "limit.depth": {
    severity: "warning",
    says: "encapsulations nested too deeply",
    detail: "more than {limit} encapsulations in one packet",
    source: null,
  },
} as const satisfies Record<string, FindingSpec>;

export type FindingCode = keyof typeof FINDINGS;

export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly session: number | null;
  readonly transaction: string | null;
  readonly frame: number | null;
  readonly data: FindingData;
}

/** A finding that belongs to no session. */
export function captureFinding(code: FindingCode, frame: number | null, data: FindingData): Finding {
  return { code, severity: FINDINGS[code].severity, session: null, transaction: null, frame, data };
}

const DETAIL_LIMIT = 300;

/** The sentence for one finding, at most 300 characters. Fields come from the wire: escape before a terminal. */
export const describeFinding = (finding: Finding): string =>
  fillSentence(FINDINGS[finding.code].detail, (field) => {
    const value = finding.data[field];
    return value === undefined || value === null ? "unknown" : String(value);
  });

/**
 * A sentence with `{field}` filled in, at most 300 characters.
 * @param template one of ours
 * @param valueOf what stands for a field
 */
export function fillSentence(template: string, valueOf: (field: string) => string): string {
  let parts = partsOfTemplates.get(template);
  if (parts === undefined) partsOfTemplates.set(template, (parts = template.split(/[{}]/)));
  let text = parts[0]!;
  for (let i = 1; i < parts.length; i += 2) text += valueOf(parts[i]!) + parts[i + 1]!;
  return text.length <= DETAIL_LIMIT ? text : `${text.slice(0, DETAIL_LIMIT - 1)}…`;
}

/** Text and names of fields in turn. */
const partsOfTemplates = new Map<string, readonly string[]>();

export function toFindingRecord(finding: Finding): FindingRecord {
  return {
    type: "finding",
    code: finding.code,
    severity: finding.severity,
    session: finding.session,
    transaction: finding.transaction,
    frame: finding.frame,
    data: finding.data,
    detail: describeFinding(finding),
  };
}

export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
