import { describe, expect, it } from "vitest";
import { codesOf, dataOf, GET, messages } from "./lint-run.js";

const typed = (value: string, bodySize = 16) =>
  messages(GET, `HTTP/1.1 200 OK\nContent-Type: ${value}`, { bodySize });

describe("a Content-Type", () => {
  it.each([
    "application/xhtml+xml, charset=utf-8",
    "html",
    "text/",
    "/html",
    "text /html",
    "text/html; charset",
    'text/html; charset="utf-8',
    "text/html; charset=",
    "text/html charset=utf-8",
  ])("%s is not to grammar", (value) => {
    expect(dataOf("http.bad-media-type", typed(value))).toEqual([{ direction: "response", value }]);
  });

  it.each([
    "application/xhtml+xml; charset=utf-8",
    "image/png",
    "Text/HTML ;\tCharset=UTF-8",
    'multipart/form-data; boundary="a;\\"b"',
    "text/css;charset=utf-8;",
  ])("%s is", (value) => {
    expect(codesOf(typed(value))).toEqual([]);
  });

  it.each(["text/hml", "application/vns.ms-powerpoint", "text/x", "picture/png", "image/jpg"])(
    "%s is not registered",
    (contentType) => {
      expect(dataOf("http.media-type-unknown", typed(contentType))).toEqual([
        { direction: "response", contentType },
      ]);
    },
  );

  it.each([
    "application/vnd.ms-powerpoint",
    "Application/JSON",
    "image/x-icon",
    "application/x-www-form-urlencoded",
    "application/made-up+json",
    "font/woff2",
  ])("%s is, or is not judged", (value) => {
    expect(codesOf(typed(value))).toEqual([]);
  });

  it("of JSON wants none", () => {
    expect(codesOf(typed("application/json; charset=utf-8"))).toEqual(["http.json-charset"]);
    expect(codesOf(typed("application/json"), typed("application/json; version=2"))).toEqual([]);
  });

  it("describes a body that is there", () => {
    const label = "Content-Type: application/json";
    expect(codesOf(messages(`${GET}\n${label}`))).toEqual(["http.content-type-without-body"]);
    expect(codesOf(messages(GET, `HTTP/1.1 204 No Content\n${label}`))).toEqual([
      "http.content-type-without-body",
    ]);
    expect(codesOf(messages(GET, `HTTP/1.1 304 Not Modified\n${label}`))).toEqual([]);
    const sent = { requestView: { framing: "content-length" as const, bodySize: 2 } };
    expect(codesOf(messages(`${GET}\n${label}`, undefined, sent))).toEqual([]);
    const lost = { responseView: { missingBytes: 2 } };
    expect(codesOf(messages(GET, `HTTP/1.1 205 Reset Content\n${label}`, lost))).toEqual([]);
    const cut = { requestView: { complete: false } };
    expect(codesOf(messages(`${GET}\n${label}`, undefined, cut))).toEqual([]);
  });
});
