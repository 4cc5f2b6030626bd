/**
 * A CR without LF, which is a part of its line or ends it (RFC 9112 §2.2): whether that hides a field that frames the
 * message, or the end of its head, from one of two readers.
 */
import { describe, expect, test } from "vitest";
import type { FindingRecord } from "../../src/core/records.js";
import { codesOf, type Analysed } from "../support/analyse.js";
import { wholeAndByteByByte } from "../support/whole-and-bytes.js";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const CHUNKS = "2\r\nok\r\n0\r\n\r\n";

const asked = (fields: string, body = "", line = "POST / HTTP/1.1"): Promise<Analysed> =>
  wholeAndByteByByte([`${line}\r\nHost: x\r\n${fields}\r\n${body}`, OK]);

const hidden = ({ findings }: Analysed): FindingRecord | undefined =>
  findings.find(({ code }) => code === "http.framing-behind-bare-cr");

const TAKEN = "taken as a part of its line, RFC 9112 §2.2";
const BREAKS = "a reader that takes a CR for a line end";

describe("a CR inside a line", () => {
  test("that hides nothing is a warning", async () => {
    const run = await asked("X: a\rb\r\n");
    expect(codesOf(run)).toEqual(["http.bare-cr"]);
  });

  test("that hides a Transfer-Encoding is an alert, which says where the chunks end", async () => {
    const run = await asked(
      "Content-Length: 20\r\nX: y\rTransfer-Encoding: chunked\r\n",
      `${CHUNKS}GET / HT`,
    );
    expect(codesOf(run)).toEqual(["http.bare-cr", "http.framing-behind-bare-cr"]);
    expect(run.transactions[0]?.request).toMatchObject({ framing: "content-length", bodySize: 20 });
    expect(hidden(run)).toMatchObject({
      severity: "alert",
      transaction: "1.1",
      data: { direction: "request", hidden: "Transfer-Encoding" },
      detail: `a CR inside a line of the request head hides Transfer-Encoding: ${TAKEN}; ${BREAKS} sees it end 8 bytes earlier`,
    });
  });

  test("that hides a Transfer-Encoding says no number where the chunks are not there", async () => {
    const run = await asked("X: y\rTransfer-Encoding: chunked\r\n");
    expect(hidden(run)?.data["taken"]).toBe(`${TAKEN}; ${BREAKS} takes what follows for chunks`);
  });

  test.each([
    ["a Content-Length", "X: y\rContent-Length: 26\r\n", "Content-Length", "sees it end 26 bytes later"],
    [
      "another Content-Length in front of the one that counts",
      "X: y\rContent-Length: 2\r\nContent-Length: 5\r\n",
      "another Content-Length",
      "sees it end 3 bytes earlier",
    ],
  ])("that hides %s", async (_, fields, name, ends) => {
    const body = fields.endsWith("5\r\n") ? "hello" : GET;
    const run = await asked(fields, body);
    expect(hidden(run)?.data).toMatchObject({ hidden: name, taken: `${TAKEN}; ${BREAKS} ${ends}` });
  });

  test("that hides another Content-Length behind the one that counts tells who goes by that", async () => {
    const run = await asked("Content-Length: 5\r\nX: y\rContent-Length: 2\r\n", "hello");
    expect(hidden(run)?.data["taken"]).toBe(`${TAKEN}; a reader that goes by 2 sees it end 3 bytes earlier`);
  });

  test("that hides a Host has the message end at the same byte", async () => {
    const run = await asked("X: y\rHost: other\r\n");
    expect(hidden(run)?.data).toEqual({ direction: "request", hidden: "another Host", taken: TAKEN });
  });

  test("that hides the empty line tells how much earlier the head ends", async () => {
    const run = await asked("X: y\r\r\nZ: 12345\r\n");
    expect(hidden(run)?.data).toEqual({
      direction: "request",
      hidden: "the end of the head",
      taken: `${TAKEN}; ${BREAKS} ends the head 12 bytes earlier, and sees it end 12 bytes earlier`,
    });
  });

  test("behind each line, that of the length among them, hides the end of the head and no other length", async () => {
    const run = await asked("X: y\r\r\nContent-Length: 5\r\r\n", "hello");
    expect(hidden(run)?.data["hidden"]).toBe("the end of the head");
    const length = run.findings.find(({ code }) => code === "http.bad-content-length");
    expect(length?.data["taken"]).toContain("a reader that goes by the 5 in it takes 5 bytes for its body");
  });

  test("behind a length hides the end of the head, and no other length", async () => {
    const run = await asked("Content-Length: 5\r\r\nX: y\r\n", "hello");
    expect(hidden(run)?.data["hidden"]).toBe("the end of the head");
  });

  test("inside the start line hides a field as well", async () => {
    const line = "POST /a HTTP/1.1\rContent-Length: 4\rX: HTTP/1.1";
    const run = await asked("", "", line);
    expect(hidden(run)?.data).toMatchObject({
      hidden: "Content-Length",
      taken: `${TAKEN}; ${BREAKS} sees it end 4 bytes later`,
    });
  });

  test("before the colon hides a field from all that do not pass over it", async () => {
    const run = await asked("Content-Length\r: 3\r\n");
    expect(hidden(run)?.data).toMatchObject({
      hidden: "Content-Length",
      taken: `${TAKEN}; a reader that passes over a CR sees it end 3 bytes later`,
    });
  });

  test("of a response hides a field from the client", async () => {
    const response = "HTTP/1.1 200 OK\r\nX: y\rContent-Length: 2\r\n\r\nok";
    const run = await wholeAndByteByByte([GET, response]);
    expect(run.transactions[0]?.response?.framing).toBe("until-close");
    expect(hidden(run)?.data).toEqual({
      direction: "response",
      hidden: "Content-Length",
      taken: `${TAKEN}; ${BREAKS} sees it end at the same byte`,
    });
  });
});
