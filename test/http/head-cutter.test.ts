/** Heads cut by words of four bytes: as a reader of single bytes would cut them, wherever they lie. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { copyHead, cutHead, type Head } from "../../src/http/head.js";
import { STANDARD_FIELDS } from "../../src/http/known-headers.js";
import { byteAt, controlAt, wordsOf } from "../../src/http/words.js";
import { runs } from "../support/runs.js";

const COLON = 0x3a;
const COLONS = 0x3a3a3a3a;

const seen = (head: Head) => ({
  headers: head.headers(),
  ids: Array.from({ length: head.fieldCount }, (_, i) => head.fieldId(i)),
  oddities: head.oddities,
  known: head.known,
  startLine: head.text(0, head.startLineEnd),
});

describe("a search by words", () => {
  const bytes = fc.uint8Array({ maxLength: 40 }).map((each) => Buffer.from(each));
  const telling = fc
    .array(fc.constantFrom(0, 9, 10, 13, 0x1f, 0x20, 0x39, 0x3a, 0x3b, 0x80, 0x8d, 0xba, 0xff), {
      maxLength: 40,
    })
    .map((each) => Buffer.from(each));

  test.each([
    ["any bytes", bytes],
    ["bytes that are nearly what is looked for", telling],
  ])("finds in %s what a search by bytes finds, and nothing behind the end", (_, some) => {
    fc.assert(
      fc.property(some, fc.nat({ max: 8 }), fc.nat({ max: 8 }), (sought, before, behind) => {
        // The bytes around are what is looked for.
        const all = Buffer.concat([Buffer.alloc(before, COLON), sought, Buffer.alloc(behind)]);
        const start = all.byteOffset + before;
        const end = start + sought.length;
        const control = sought.findIndex((byte) => byte < 0x20);
        const colon = sought.indexOf(COLON);
        expect(controlAt(wordsOf(all), start, end)).toBe(control < 0 ? end : start + control);
        expect(byteAt(wordsOf(all), COLONS, start, end)).toBe(colon < 0 ? end : start + colon);
      }),
      runs(500),
    );
  });
});

const idOf = (name: string): number =>
  cutHead(Buffer.from(`GET / HTTP/1.1\r\n${name}: x\r\n\r\n`, "latin1"), 9).fieldId(0);

describe("a field name", () => {
  test.each(STANDARD_FIELDS.map((name, id) => [name, id] as const))("%s is known in any case", (name, id) => {
    expect([name, name.toUpperCase(), name.replace(/^./, (first) => first.toUpperCase())].map(idOf)).toEqual([
      id,
      id,
      id,
    ]);
  });

  test("that only resembles a known one is another", () => {
    const others = [
      "Content\rLength",
      "Content\x0dType",
      "Ag\x05",
      "Hos",
      "Hosts",
      "H\xf3st",
      "Content_Length",
      "Via\0",
      "T%",
    ];
    const NONE = 0xff;
    expect(others.map(idOf)).toEqual(others.map(() => NONE));
  });
});

describe("a head", () => {
  const part = fc.constantFrom(
    "a",
    "Host",
    ": ",
    ":",
    " ",
    "\t",
    "\r",
    "\n",
    "\r\n",
    "\r\nContent-Length: 5",
    "\0",
    "\x80",
    "value",
  );
  const head = fc.array(part, { maxLength: 30 }).map((parts) => `GET / HTTP/1.1\r\n${parts.join("")}`);

  test("is cut in the middle of other bytes as by itself", () => {
    fc.assert(
      fc.property(head, fc.nat({ max: 8 }), (text, before) => {
        const all = Buffer.from(`${":".repeat(before)}${text}\r\n\r\nGET /next HTTP/1.1\r\n\r\n`, "latin1");
        const copied = copyHead(all, before, all.length, 100)!;
        const [whole = ""] = /^.+?\n\r?\n/s.exec(all.toString("latin1", before)) ?? [];
        expect(copied.bytes.toString("latin1")).toBe(whole);
        expect(seen(copied)).toEqual(seen(cutHead(Buffer.from(whole, "latin1"), 100)));
      }),
      runs(500),
    );
  });

  test("whose empty line is not there yet is none", () => {
    fc.assert(
      fc.property(head, (text) => {
        const [whole = text] = /^.+?\n\r?\n/s.exec(text) ?? [];
        const bytes = Buffer.from(whole, "latin1");
        for (let end = 0; end < bytes.length; end++) expect(copyHead(bytes, 0, end, 100)).toBeNull();
      }),
      runs(100),
    );
  });
});
