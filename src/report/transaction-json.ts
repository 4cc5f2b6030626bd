/**
 * A transaction as one JSON object, written from its view: the same bytes that JSON.stringify makes of toRecord(),
 * which a test holds, without the objects and strings in between, and without controls.
 */
import type { ContentRecord, HeaderRecord } from "../core/records.js";
import { parseCookies, parseSetCookie } from "../http/cookie-fields.js";
import type { Head } from "../http/head.js";
import { wordsOf } from "../http/words.js";
import type { InterimView, RequestView, ResponseView, TransactionView } from "../http/views.js";
import type { JsonWriter } from "./json-writer.js";
import { CLOSE, CLOSE_LIST, COMMA, OPEN_LIST, syntax, writeCodes, writeEndpoint } from "./record-json.js";

/** Fields in the order of core/records.ts. */
export function writeTransaction(out: JsonWriter, transaction: TransactionView): void {
  out.raw(ID);
  out.text(transaction.id);
  out.raw(SESSION);
  out.integer(transaction.session);
  out.raw(DEPTH);
  out.integer(transaction.depth);
  out.raw(CLIENT);
  writeEndpoint(out, transaction.client);
  out.raw(SERVER);
  writeEndpoint(out, transaction.server);
  out.raw(PAIRING);
  out.text(transaction.pairing);
  out.raw(REQUEST);
  const { written } = transaction;
  if (written === null || written.start === written.middle) writeRequest(out, transaction.request);
  else out.written(written.bytes, written.start, written.middle);
  out.raw(INTERIM);
  if (transaction.interim.length === 0) out.raw(EMPTY_LIST);
  else writeList(out, transaction.interim, writeInterim);
  out.raw(RESPONSE);
  if (written === null || written.middle === written.end) writeResponse(out, transaction.response);
  else out.written(written.bytes, written.middle, written.end);
  const { timings } = transaction;
  out.raw(CONNECT);
  out.milliseconds(timings.connect);
  out.raw(BLOCKED);
  out.milliseconds(timings.blocked);
  out.raw(SEND);
  out.milliseconds(timings.send);
  out.raw(WAIT);
  out.milliseconds(timings.wait);
  out.raw(RECEIVE);
  out.milliseconds(timings.receive);
  out.raw(TOTAL);
  out.milliseconds(timings.total);
  out.raw(TRANSACTION_FINDINGS);
  writeCodes(out, transaction.findings);
  out.raw(CLOSE);
}

const ID = syntax('{"type":"transaction","id":');
const SESSION = syntax(',"session":');
const DEPTH = syntax(',"depth":');
const CLIENT = syntax(',"client":');
const SERVER = syntax(',"server":');
const PAIRING = syntax(',"pairing":');
const REQUEST = syntax(',"request":');
const INTERIM = syntax(',"interim":');
const RESPONSE = syntax(',"response":');
const CONNECT = syntax(',"timings":{"connect":');
const BLOCKED = syntax(',"blocked":');
const SEND = syntax(',"send":');
const WAIT = syntax(',"wait":');
const RECEIVE = syntax(',"receive":');
const TOTAL = syntax(',"total":');
const TRANSACTION_FINDINGS = syntax('},"findings":');
const EMPTY_LIST = syntax("[]");

export function writeRequest(out: JsonWriter, request: RequestView | null): void {
  if (request === null) {
    out.null();
    return;
  }
  writePlace(out, request);
  out.raw(METHOD);
  out.text(request.method);
  out.raw(TARGET);
  out.text(request.target);
  out.raw(HTTP_VERSION);
  out.text(request.httpVersion);
  out.raw(HOST);
  out.textOrNull(request.host);
  out.raw(URL);
  out.textOrNull(request.url);
  out.raw(HEADERS);
  writeHeaders(out, request.head);
  out.raw(COOKIES);
  if (request.head.has("cookie")) {
    writeList(out, parseCookies(request.head.values("cookie")), (out, cookie) => {
      out.raw(NAME);
      out.text(cookie.name);
      out.raw(VALUE);
      out.text(cookie.value);
      out.raw(CLOSE);
    });
  } else {
    out.raw(EMPTY_LIST);
  }
  writeBody(out, request);
}

export function writeResponse(out: JsonWriter, response: ResponseView | null): void {
  if (response === null) {
    out.null();
    return;
  }
  const { head } = response;
  writePlace(out, response);
  out.raw(STATUS);
  out.integerOrNull(response.status);
  out.raw(STATUS_TEXT);
  out.text(response.statusText);
  out.raw(HTTP_VERSION);
  out.text(response.httpVersion);
  out.raw(HEADERS);
  if (head === null) out.raw(EMPTY_LIST);
  else writeHeaders(out, head);
  out.raw(SET_COOKIES);
  if (head?.has("set-cookie") === true) {
    const cookies = head.values("set-cookie").map(parseSetCookie);
    out.json(JSON.stringify(cookies.filter((cookie) => cookie !== null)));
  } else {
    out.raw(EMPTY_LIST);
  }
  writeBody(out, response);
}

const TIME = syntax('{"time":');
const FRAME = syntax(',"frame":');
const LAST_FRAME = syntax(',"lastFrame":');
const METHOD = syntax(',"method":');
const TARGET = syntax(',"target":');
const HTTP_VERSION = syntax(',"httpVersion":');
const HOST = syntax(',"host":');
const URL = syntax(',"url":');
const HEADERS = syntax(',"headers":');
const COOKIES = syntax(',"cookies":');
const STATUS = syntax(',"status":');
const STATUS_TEXT = syntax(',"statusText":');
const SET_COOKIES = syntax(',"setCookies":');

function writePlace(out: JsonWriter, message: RequestView | ResponseView): void {
  out.raw(TIME);
  out.time(message.first);
  out.raw(FRAME);
  out.integer(message.first.frame);
  out.raw(LAST_FRAME);
  out.integer(message.last.frame);
}

function writeBody(out: JsonWriter, message: RequestView | ResponseView): void {
  out.raw(CONTENT_TYPE);
  out.textOrNull(message.contentType);
  out.raw(HEADERS_SIZE);
  out.integer(message.headersSize);
  out.raw(BODY_SIZE);
  out.integer(message.bodySize);
  out.raw(MISSING_BYTES);
  out.integer(message.missingBytes);
  out.raw(FRAMING);
  out.text(message.framing);
  out.raw(TRAILERS);
  if (message.trailers.length === 0) out.raw(EMPTY_LIST);
  else writeList(out, message.trailers, writeHeaderRecord);
  out.raw(CONTENT);
  writeContent(out, message.content);
  out.raw(COMPLETE);
  out.boolean(message.complete);
  out.raw(CLOSE);
}

const CONTENT_TYPE = syntax(',"contentType":');
const HEADERS_SIZE = syntax(',"headersSize":');
const BODY_SIZE = syntax(',"bodySize":');
const MISSING_BYTES = syntax(',"missingBytes":');
const FRAMING = syntax(',"framing":');
const TRAILERS = syntax(',"trailers":');
const CONTENT = syntax(',"content":');
const COMPLETE = syntax(',"complete":');

function writeContent(out: JsonWriter, content: ContentRecord | null): void {
  if (content === null) {
    out.null();
    return;
  }
  out.raw(SIZE);
  out.integerOrNull(content.size);
  out.raw(ENCODING);
  out.text(content.encoding);
  out.raw(SHA256);
  out.textOrNull(content.sha256);
  out.raw(CLOSE);
}

const SIZE = syntax('{"size":');
const ENCODING = syntax(',"encoding":');
const SHA256 = syntax(',"sha256":');

function writeInterim(out: JsonWriter, interim: InterimView): void {
  out.raw(TIME);
  out.time(interim.at);
  out.raw(FRAME);
  out.integer(interim.at.frame);
  out.raw(STATUS);
  out.integer(interim.status);
  out.raw(STATUS_TEXT);
  out.text(interim.statusText);
  out.raw(HEADERS);
  writeHeaders(out, interim.head);
  out.raw(CLOSE);
}

const NAME = syntax('{"name":');
const VALUE = syntax(',"value":');

/** The fields of a head straight from its bytes; only a folded value has to be joined as text first. */
function writeHeaders(out: JsonWriter, head: Head): void {
  const { bytes, fieldCount } = head;
  const words = wordsOf(bytes);
  const origin = bytes.byteOffset;
  out.raw(OPEN_LIST);
  for (let i = 0; i < fieldCount; i++) {
    if (i > 0) out.raw(COMMA);
    out.raw(NAME);
    out.latin1(words, origin + head.nameStart(i), origin + head.nameEnd(i));
    out.raw(VALUE);
    if (!head.hasValue(i)) out.null();
    else if (head.isFolded(i)) out.textOrNull(head.fieldValue(i));
    else out.latin1(words, origin + head.valueStart(i), origin + head.valueEnd(i));
    out.raw(CLOSE);
  }
  out.raw(CLOSE_LIST);
}

function writeHeaderRecord(out: JsonWriter, header: HeaderRecord): void {
  out.raw(NAME);
  out.text(header.name);
  out.raw(VALUE);
  out.textOrNull(header.value);
  out.raw(CLOSE);
}

function writeList<Item>(
  out: JsonWriter,
  items: readonly Item[],
  write: (out: JsonWriter, item: Item) => void,
): void {
  out.raw(OPEN_LIST);
  for (let i = 0; i < items.length; i++) {
    if (i > 0) out.raw(COMMA);
    write(out, items[i]!);
  }
  out.raw(CLOSE_LIST);
}
