/**
 * Fields that frame a message to some readers only: what is said of them, and how far off those readers see the
 * message end (RFC 9112 §5.1, §5.2).
 */
import { describe, expect, test } from "vitest";
import { codesOf, type Analysed } from "../support/analyse.js";
import { wholeAndByteByByte } from "../support/whole-and-bytes.js";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const CHUNKS = "2\r\nok\r\n0\r\n\r\n";
/** What lies behind the chunks for who goes by the length of 19. */
const REST = "GET / H";

const asked = (fields: string, body: string): Promise<Analysed> =>
  wholeAndByteByByte([`POST / HTTP/1.1\r\nHost: x\r\n${fields}\r\n${body}`, OK]);

const taken = async (code: string, fields: string, body: string): Promise<unknown> =>
  (await asked(fields, body)).findings.find((each) => each.code === code)?.data["taken"];

describe("white space before a colon", () => {
  const CODE = "http.space-before-colon";
  const SAID = "not taken for Transfer-Encoding, RFC 9112 §5.1; a reader that passes over it";

  test("tells where the chunks end for who passes over it", async () => {
    const fields = "Content-Length: 19\r\nTransfer-Encoding\t: chunked\r\n";
    expect(await taken(CODE, fields, `${CHUNKS}${REST}`)).toBe(`${SAID} sees it end 7 bytes earlier`);
  });

  test("tells of the field that frames the message rather than of another", async () => {
    const fields = "X : y\r\nTransfer-Encoding : chunked\r\n";
    expect(await taken(CODE, fields, "")).toBe(`${SAID} takes what follows for chunks`);
    expect(await taken(CODE, "X : y\r\n", "")).toBe("not taken for X, RFC 9112 §5.1");
  });

  test("is told of a head that is cut off, too", async () => {
    const head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding : chunked\r\nX";
    expect(codesOf(await wholeAndByteByByte([head, OK]))).toContain(CODE);
  });
});

describe("a folded line", () => {
  const CODE = "http.folded-framing-field";
  const SAID = "taken as one value, RFC 9112 §5.2";
  const OTHER = "a reader that takes each line for a field";

  test("that hides a field tells where the chunks end for who sees it", async () => {
    const fields = "X: a\r\n Transfer-Encoding: chunked\r\nContent-Length: 19\r\n";
    expect(await taken(CODE, fields, `${CHUNKS}${REST}`)).toBe(
      `${SAID}; ${OTHER} sees it end 7 bytes earlier`,
    );
  });

  test("of a length tells that others find none", async () => {
    expect(await taken(CODE, "Content-Length:\r\n 5\r\n", "hello")).toBe(
      `${SAID}; ${OTHER} finds no end of it`,
    );
  });

  test("of a field that frames nothing has the message end at the same byte", async () => {
    expect(await taken(CODE, "Host:\r\n y\r\nContent-Length: 5\r\n", "hello")).toBe(SAID);
  });

  test("of nothing but blanks ends no head", async () => {
    const fields = "Transfer-Encoding:\r\n chunked\r\n \r\nContent-Length: 12\r\n";
    expect(await taken(CODE, fields, CHUNKS)).toBe(`${SAID}; ${OTHER} finds no end of it`);
  });
});
