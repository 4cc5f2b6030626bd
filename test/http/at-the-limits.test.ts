/** What lies at and behind a limit of HTTP: it hides no message, invents none, and lies at the same byte for every cutting. */
import { describe, expect, test } from "vitest";
import { HEAD_FIELDS } from "../../src/core/limits.js";
import { codesOf } from "../support/analyse.js";
import { wholeAndByteByByte } from "../support/whole-and-bytes.js";

const GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

describe("fields beyond as many as are listed", () => {
  const FILLED = "a:\r\n".repeat(HEAD_FIELDS);
  const HIDDEN = "GET /never-sent HTTP/1.1\r\n\r\n";

  test.each([
    ["a length", `Content-Length: ${HIDDEN.length}\r\n`, HIDDEN],
    ["a folded length", `b:\r\n c\r\nContent-Length:\r\n ${HIDDEN.length}\r\n`, HIDDEN],
    ["a transfer coding", "Transfer-Encoding: chunked\r\n", `1c\r\n${HIDDEN}\r\n0\r\n\r\n`],
  ])("still frame the message by %s", async (_name, fields, body) => {
    const post = `POST /real HTTP/1.1\r\n${FILLED}Host: x\r\n${fields}\r\n${body}`;
    const run = await wholeAndByteByByte([post + GET, OK + OK]);
    expect(codesOf(run)).toContain("limit.head");
    expect(
      run.transactions.map(({ request, pairing }) => [request?.target, request?.bodySize, pairing]),
    ).toEqual([
      ["/real", HIDDEN.length, "exact"],
      ["/", 0, "exact"],
    ]);
    expect(run.transactions[0]?.request?.headers).toHaveLength(HEAD_FIELDS + 2);
  });

  test("still name the host, and are not joined to a field that is listed", async () => {
    const run = await wholeAndByteByByte([`GET / HTTP/1.1\r\n${FILLED}b: c\r\n d\r\nHost: x\r\n\r\n`, OK]);
    const { request } = run.transactions[0]!;
    expect(codesOf(run)).not.toContain("http.missing-host");
    expect(request?.headers.slice(HEAD_FIELDS - 1)).toEqual([
      { name: "a", value: "" },
      { name: "Host", value: "x" },
    ]);
  });
});
