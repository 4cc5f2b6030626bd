import { describe, expect, it } from "vitest";
import { codesOf, dataOf, GET, messages } from "./lint-run.js";

describe("a field name one letter from a standard one", () => {
  it.each([
    ["Content-Wength", "content-length"],
    ["Cche-Control", "cache-control"],
    ["Expire", "expires"],
    ["Referrer", "referer"],
    ["USERAGENT", "user-agent"],
  ])("%s is noted with the name that is meant", (name, meant) => {
    expect(dataOf("http.field-name-typo", messages(GET, `HTTP/1.1 200 OK\n${name}: 1`))).toEqual([
      { direction: "response", name, meant },
    ]);
  });

  it.each(["Cookie2", "X-Expires", "Data", "Content-Tyep", "Age2", "Content", "referer", "SERVER"])(
    "%s is not noted",
    (name) => {
      expect(codesOf(messages(`${GET}\n${name}: 1`))).toEqual([]);
    },
  );

  it("is judged in both directions, each time it occurs", () => {
    expect(codesOf(messages(`${GET}\nExpect2: 1`, "HTTP/1.1 200 OK\nExpect2: 1\nServe: x"))).toEqual([
      "http.field-name-typo",
      "http.field-name-typo",
      "http.field-name-typo",
    ]);
  });

  it("is looked for among the first few odd names only", () => {
    const names = Array.from({ length: 40 }, (_, i) => `Odd-Name-${i}: 1`).join("\n");
    expect(codesOf(messages(`${GET}\n${names}\nExpire: 1`))).toEqual([]);
  });

  it("is found beside the standard name itself, and beside one of the same length and first letter", () => {
    const both = messages(GET, "HTTP/1.1 200 OK\nContent-Type: image/png\nContent-Tipe: image/png");
    expect(dataOf("http.field-name-typo", both)).toEqual([
      { direction: "response", name: "Content-Tipe", meant: "content-type" },
    ]);
    expect(codesOf(messages(GET, "HTTP/1.1 200 OK\nSet-Cookie: a=1\nSet-Cookie: b=2\nReferes: 1"))).toEqual([
      "http.field-name-typo",
    ]);
  });
});

describe("a field name with the letters of one that frames a message", () => {
  it.each([
    ["Transfer_Encoding", "Transfer-Encoding"],
    ["Transfer Encoding", "Transfer-Encoding"],
    ["transfer-encoding\v", "Transfer-Encoding"],
    ["Transfer-Encoding\0", "Transfer-Encoding"],
    ["Content--Length", "Content-Length"],
    ["\xa0Content-Length", "Content-Length"],
    ["Ho-st", "Host"],
  ])("%j is an alert with the name that some readers take it for", (name, meant) => {
    expect(dataOf("http.framing-field-disguised", messages(`${GET}\n${name}: 1`))).toEqual([
      { direction: "request", name, meant },
    ]);
  });

  it.each(["Transfer-Encodings2", "X-Content-Length", "Host1", "TransferEncodingX"])("%s is none", (name) => {
    expect(codesOf(messages(`${GET}\n${name}: 1`))).toEqual([]);
  });

  it("is found behind many made-up names", () => {
    const names = Array.from({ length: 200 }, (_, i) => `Odd-Name-${i}: 1`).join("\n");
    expect(codesOf(messages(`${GET}\n${names}\nContent_Length: 1`))).toEqual([
      "http.framing-field-disguised",
    ]);
  });
});
