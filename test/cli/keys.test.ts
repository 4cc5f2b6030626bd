import { fc } from "@fast-check/vitest";
import { describe, expect, test } from "vitest";
import { KeyDecoder } from "../../src/cli/keys.js";
import type { Key } from "../../src/report/live/key.js";

/** Names of keys, and what was typed or pasted in quotation marks. */
const told = (keys: readonly Key[]): string =>
  keys
    .map((key) =>
      key.kind === "named" ? key.name : key.kind === "typed" ? `"${key.text}"` : `pasted "${key.text}"`,
    )
    .join(" ");

/** One string for each read of the terminal, in UTF-8. */
function keysOf(...reads: readonly string[]): string {
  const decoder = new KeyDecoder();
  return told(reads.flatMap((read) => decoder.feed(Buffer.from(read))));
}

describe("keys that have a meaning", () => {
  test.each([
    ["letters as they are", "q/ ?", '"q" "/" " " "?"'],
    ["Enter, Tab, Backspace, of every kind", "\r\n\t\x7f\b", "enter enter tab backspace backspace"],
    ["Ctrl-C, Ctrl-Z, Ctrl-L, Ctrl-U", "\x03\x1a\x0c\x15", "interrupt suspend redraw erase-line"],
    ["arrows", "\x1b[A\x1b[B", "up down"],
    ["arrows in application mode", "\x1bOA\x1bOB", "up down"],
    [
      "Home and End, as four kinds of terminal send them",
      "\x1b[H\x1b[1~\x1b[7~\x1bOH",
      "home home home home",
    ],
    ["End", "\x1b[F\x1b[4~\x1b[8~\x1bOF", "end end end end"],
    ["page up and down", "\x1b[5~\x1b[6~", "page-up page-down"],
    ["with Shift or Ctrl they stay what they are", "\x1b[1;5A\x1b[5;2~", "up page-up"],
    ["Shift-Tab", "\x1b[Z", "back-tab"],
    ["characters beyond ASCII", "é한😀", '"é" "한" "😀"'],
  ])("%s", (_name, bytes, keys) => {
    expect(keysOf(bytes)).toBe(keys);
  });
});

describe("what is no key of ours does nothing, and what follows is a key again", () => {
  test.each([
    ["function keys", "\x1bOP\x1b[15~\x1b[24;5~q", '"q"'],
    ["a letter with Alt", "\x1bqj", '"j"'],
    ["a mouse report of the old kind, whatever its bytes", "\x1b[Mq q\x1b[M\x1b[Aj", '"j"'],
    ["a mouse report of the new kind", "\x1b[<0;12;7M\x1b[<0;12;7mj", '"j"'],
    ["the terminal's answers", "\x1b[?62;22c\x1b[24;80R\x1b]11;rgb:0/0/0\x07\x1bP1$r0m\x1b\\j", '"j"'],
    ["other control bytes", "\x00\x01\x1f", ""],
    ["a format character, a private one", "\u202e\ue000j", '"j"'],
  ])("%s", (_name, bytes, keys) => {
    expect(keysOf(bytes)).toBe(keys);
  });

  test("bytes of no character", () => {
    const decoder = new KeyDecoder();
    expect(told(decoder.feed(Buffer.from([0xff, 0xc0, 0x80, 0xe2, 0x28, 0x71])))).toBe('"(" "q"');
  });
});

describe("sequences in pieces", () => {
  test("are put together", () => {
    expect(keysOf("\x1b", "[", "5", "~", "\x1b[1;", "5B")).toBe("page-up down");
  });

  test("and so are characters", () => {
    const decoder = new KeyDecoder();
    const bytes = Buffer.from("한");
    expect(told([...bytes].flatMap((byte) => decoder.feed(Uint8Array.of(byte))))).toBe('"한"');
  });

  test("an ESC alone is the key once nothing follows, and is waited for only briefly", () => {
    const decoder = new KeyDecoder();
    expect(decoder.patienceMs).toBeNull();
    expect(told(decoder.feed(Buffer.from("\x1b")))).toBe("");
    expect(decoder.patienceMs).toBeLessThanOrEqual(100);
    expect(told(decoder.flush())).toBe("escape");
    expect(decoder.patienceMs).toBeNull();
  });

  test("the key ESC twice is told twice", () => {
    const decoder = new KeyDecoder();
    expect(told([...decoder.feed(Buffer.from("\x1b\x1b")), ...decoder.flush()])).toBe("escape escape");
  });

  test("one that does not end swallows no keys for ever", () => {
    const decoder = new KeyDecoder();
    // Alt-P looks like the beginning of a string for the terminal.
    expect(told(decoder.feed(Buffer.from("\x1bPjj")))).toBe("");
    expect(decoder.patienceMs).not.toBeNull();
    expect(told(decoder.flush())).toBe("");
    expect(told(decoder.feed(Buffer.from("q")))).toBe('"q"');
  });
});

describe("a paste", () => {
  test("is one key, and none of its bytes is a command", () => {
    expect(keysOf("\x1b[200~www.example.org", "/q\r\x03", "\x1b[201~q")).toBe(
      'pasted "www.example.org/q" "q"',
    );
  });

  test("of any length has no commands in it", () => {
    const keys = keysOf(`\x1b[200~${"q".repeat(10_000)}\x1b[20`, "1~j");
    expect(keys).toMatch(/^pasted "q+" "j"$/);
    expect(keys.length).toBeLessThan(5_000);
  });

  test("may hold sequences, even what looks like the beginning of its end", () => {
    expect(keysOf("\x1b[200~a\x1b[20\x1b[A\x1b[201~j")).toBe('pasted "a[20[A" "j"');
  });

  test("without end is given up when nothing follows", () => {
    const decoder = new KeyDecoder();
    expect(told(decoder.feed(Buffer.from("\x1b[200~abc")))).toBe("");
    expect(decoder.patienceMs).not.toBeNull();
    expect(told([...decoder.flush(), ...decoder.feed(Buffer.from("q"))])).toBe('"q"');
  });
});

test("no bytes make it throw, hang or stay busy", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 })), (reads) => {
      const decoder = new KeyDecoder();
      for (const read of reads) decoder.feed(read);
      decoder.flush();
      expect(told(decoder.feed(Buffer.from("q")))).toBe('"q"');
    }),
  );
});
