import { describe, expect, it } from "vitest";
import type { TransactionView } from "../../src/http/views.js";
import { codesOf, dataOf, GET, messages } from "./lint-run.js";

/** A response of this type with these first bytes, and no more unless its size is told. */
const served = (type: string, responseBody: string, bodySize?: number): TransactionView =>
  messages(GET, `HTTP/1.1 200 OK\nContent-Type: ${type}`, {
    responseBody,
    ...(bodySize !== undefined && { bodySize }),
  });

const PNG = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
const XML = '<?xml version="1.0" encoding="utf-8"?>\n<test/>';

describe("a content that begins like another type", () => {
  const MISMATCH = "http.content-type-mismatch";
  it.each([
    ["image/jpeg", PNG, "png"],
    ["image/png", "<!DOCTYPE html><html>", "html"],
    ["image/gif", "\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01", "jpeg"],
    ["application/pdf", "  \n<HTML>", "html"],
    ["text/html; charset=utf-8", XML, "xml"],
    ["text/html; charset=utf-8", "%PDF-1.7", "pdf"],
    ["text/plain", "PK\x03\x04\x14", "zip"],
    ["text/css; charset=utf-8", "<!doctype html>", "html"],
    ["application/xml", "GIF89a", "gif"],
  ])("%s that is %j", (type, body, kind) => {
    expect(dataOf(MISMATCH, served(type, body))).toEqual([
      { direction: "response", contentType: type.split(";")[0], kind },
    ]);
  });

  it.each([
    ["image/png", PNG],
    ["image/webp", "RIFF\x10\0\0\0WEBPVP8 "],
    [
      "text/html; charset=utf-8",
      `${XML.slice(0, 38)}<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">`,
    ],
    ["text/html; charset=utf-8", "\xef\xbb\xbf <p>"],
    ["application/xhtml+xml", "<!DOCTYPE html>"],
    ["text/plain; charset=utf-8", XML],
    ["text/plain; charset=utf-8", "<html>"],
    ["application/vnd.oasis.opendocument.text", "PK\x03\x04"],
    ["image/png", "RIFF"],
    ["image/png", "no signature"],
  ])("but not %s that is %j", (type, body) => {
    expect(codesOf(served(type, body))).toEqual([]);
  });
});

describe("text without a charset", () => {
  const MISSING = "http.charset-missing";
  it.each([
    ["text/plain", "한글 텍스트", "UTF-8"],
    ["text/html", "<p>한글</p>", "UTF-8"],
    ["text/plain", "caf\xe9", "no UTF-8"],
  ])("%s that is %j is told with what it looks like", (type, body, looks) => {
    expect(dataOf(MISSING, served(type, body))).toEqual([
      { direction: "response", contentType: type, looks },
    ]);
  });

  it("is found in a prefix that ends inside a character", () => {
    const cut = Buffer.from("한글", "utf8").subarray(0, 5).toString("latin1");
    expect(dataOf(MISSING, served("text/plain", cut, 1_000))).toMatchObject([{ looks: "UTF-8" }]);
  });

  it.each([
    ["text/plain", "plain"],
    ["text/plain; charset=utf-8", "한글"],
    ["text/html", '<meta charset="utf-8"><p>한글'],
    ["text/html", "\xef\xbb\xbf<p>\xc3\xa9"],
    ["text/xml", "<a>한글</a>"],
    ["text/event-stream", "data: 한글"],
    ["application/xml", "<a>한글</a>"],
  ])("%s that is %j needs none", (type, body) => {
    expect(codesOf(served(type, body))).toEqual([]);
  });
});

describe("two charsets for one text", () => {
  const CONFLICT = "http.charset-conflict";
  it.each([
    ["application/xml; charset=iso-8859-1", XML, "iso-8859-1", "utf-8"],
    [
      "text/html; charset=utf-8",
      '<meta http-equiv=x content="text/html; charset=EUC-KR">',
      "utf-8",
      "EUC-KR",
    ],
    ["text/plain; charset=iso-8859-1", "\xef\xbb\xbftext", "iso-8859-1", "utf-8"],
    ['text/plain; charset="UTF-8"', "caf\xe9.", "utf-8", "no UTF-8"],
  ])("%s that is %j", (type, body, outside, inside) => {
    expect(dataOf(CONFLICT, served(type, body))).toEqual([{ direction: "response", outside, inside }]);
  });

  it.each([
    ["application/xml; charset=UTF-8", XML],
    ["text/html; charset=windows-1252", "<meta charset=latin1>\xe9"],
    ["text/html; charset=utf-8", "<p>charset=EUC-KR</p>"],
    ["text/plain; charset=euc-kr", "\xc7\xd1"],
    ["text/plain; charset=utf-8", "\xed\x95\x9c"],
  ])("but not %s that is %j", (type, body) => {
    expect(codesOf(served(type, body))).toEqual([]);
  });
});

describe("JSON", () => {
  const INVALID = "http.json-invalid";
  it("that is none is told with the place", () => {
    expect(dataOf(INVALID, served("application/json", "{'a': 1}"))).toEqual([
      { direction: "response", why: "' at byte 1" },
    ]);
    expect(dataOf(INVALID, served("application/problem+json", '{"a": 1'))).toEqual([
      { direction: "response", why: "it ends too early" },
    ]);
    expect(dataOf(INVALID, served("application/json", '"caf\xe9"'))).toEqual([
      { direction: "response", why: "it is not in UTF-8" },
    ]);
  });

  it("that goes on behind what is known of it is not told, nor is one that was cut off", () => {
    expect(codesOf(served("application/json", '{"a": "b', 5_000))).toEqual([]);
    const cut = { responseBody: '{"a": 1', responseView: { complete: false } };
    expect(codesOf(messages(GET, "HTTP/1.1 200 OK\nContent-Type: application/json", cut))).toEqual([]);
    expect(codesOf(served("application/json", '{"a": 1}'))).toEqual([]);
    expect(codesOf(served("text/plain", "{'a': 1}"))).toEqual([]);
  });

  it("is looked at in requests too", () => {
    const post = "POST / HTTP/1.1\nHost: x\nContent-Type: application/json";
    const sent = { requestBody: "{a}", requestView: { framing: "content-length" as const, bodySize: 3 } };
    expect(dataOf(INVALID, messages(post, undefined, sent))).toEqual([
      { direction: "request", why: "a at byte 1" },
    ]);
  });
});

const script = (target: string, body: string, fields = "", type = "text/javascript"): TransactionView =>
  messages(
    `GET ${target} HTTP/1.1\nHost: zip.example.jp${fields}`,
    `HTTP/1.1 200 OK\nContent-Type: ${type}`,
    {
      responseBody: body,
    },
  );

describe("a script", () => {
  it("that calls the function which the query names is JSONP", () => {
    expect(dataOf("http.jsonp", script("/1120002.json?callback=foo", 'foo({\n"a": 1});'))).toEqual([
      { name: "foo" },
    ]);
    expect(dataOf("http.jsonp", script("/?a=1&cb=jQuery.x_1", "/**/jQuery.x_1([])"))).toEqual([
      { name: "jQuery.x_1" },
    ]);
    expect(
      codesOf(script("/?callback=foo", "bar({})"), script("/?a=foo2", "foo({})"), script("/foo", "foo({})")),
    ).toEqual([]);
  });

  it("of a page on another site is cross-site", () => {
    const from = (referer: string): TransactionView => script("/zip.js", "var a", `\nReferer: ${referer}`);
    expect(dataOf("http.cross-site", from("http://user@Shop.example.com:8080/a?b"))).toEqual([
      { from: "shop.example.com", host: "zip.example.jp" },
    ]);
    expect(
      codesOf(from("http://www.example.jp/"), from("http://zip.example.jp/"), from("/relative")),
    ).toEqual([]);
    expect(codesOf(script("/a", "<p>", "\nReferer: http://other.example/", "text/html"))).toEqual([]);
  });
});
