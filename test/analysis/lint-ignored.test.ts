import { describe, expect, it } from "vitest";
import { codesOf, dataOf, GET, messages } from "./lint-run.js";

it("HSTS has no effect over cleartext; its name in a request has no meaning", () => {
  const hsts = "Strict-Transport-Security: max-age=63072000";
  expect(codesOf(messages(GET, `HTTP/1.1 200 OK\n${hsts}`))).toEqual(["http.hsts-over-cleartext"]);
  expect(codesOf(messages(`${GET}\n${hsts}`))).toEqual([]);
});

describe("a condition", () => {
  const since = "Host: example.org\nIf-Modified-Since: Tue, 11 May 2010 16:00:00 GMT";

  it("is ignored on a method that knows none", () => {
    const ignored = messages(`PUT /wiki HTTP/1.1\n${since}`);
    expect(dataOf("http.condition-on-wrong-method", ignored)).toEqual([
      { field: "if-modified-since", method: "PUT" },
    ]);
    expect(codesOf(messages(`OPTIONS /wiki HTTP/1.1\nHost: example.org\nIf-Match: "v1"`))).toEqual([
      "http.condition-on-wrong-method",
    ]);
  });

  it("counts on one that does", () => {
    expect(codesOf(messages(`GET /wiki HTTP/1.1\n${since}`))).toEqual([]);
    expect(codesOf(messages(`PUT /wiki HTTP/1.1\nHost: example.org\nIf-Match: "v1"`))).toEqual([]);
  });
});
