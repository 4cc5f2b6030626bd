import { describe, expect, it } from "vitest";
import { RESPONSE_PREFIX_BYTES } from "../../src/core/limits.js";
import { BodyPrefix } from "../../src/http/body-prefix.js";
import { Response } from "../../src/http/message.js";
import { parseStatusLine } from "../../src/http/start-line.js";
import { headOf, moment } from "../support/views.js";

/** Bytes that are kept of a response of this type, whose body comes in pieces of this size. */
function keptOf(type: string, body: string, piece = body.length, fields = ""): string | undefined {
  const head = headOf(`HTTP/1.1 200 OK\nContent-Type: ${type}\n${fields}`);
  const line = parseStatusLine(head.bytes, 0, head.startLineEnd);
  const [first, last] = [moment(0), moment(0)];
  const response = new Response({ first, last, offset: 0, acked: 0, size: head.bytes.length }, head, line);
  response.plan({ framing: "content-length", length: body.length, isUnframed: false, remarks: [] });
  const prefix = BodyPrefix.of(response, "response", false);
  const bytes = Buffer.from(body, "latin1");
  for (let at = 0; at < bytes.length; at += piece)
    prefix?.onBody(bytes, at, Math.min(bytes.length, at + piece));
  return prefix?.bytes.toString("latin1");
}

describe("the first bytes of a body", () => {
  it.each([
    ["application/json", "{"],
    ["application/json", '"\xe9"'],
    ["application/xml", "<a/>"],
    ["text/javascript", "foo()"],
    ["text/html", "<?xml?>"],
    ["text/html", "<p>\xe9"],
    ["text/html", "HTTP/1.1 200 OK\r\n"],
    ["text/html; charset=utf-8", "<meta charset=x>"],
    ["text/html; charset=utf-8", "<p>a long way to a charsecharset="],
    ["text/html; charset=utf-8", "<p>\xe9"],
    ["text/html; charset=iso-8859-1", "<p>\xc3\xa9"],
    ["text/plain", "caf\xe9"],
    ["text/css", "  <html>"],
    ["image/png", "GIF89a"],
  ])("are kept of %s that is %j", (type, body) => {
    expect(keptOf(type, body)).toBe(body);
    expect(keptOf(type, body, 1)).toBe(body);
  });

  it.each([
    ["text/html", "<p>page"],
    ["text/html", '<meta charset="utf-8">'],
    ["text/html; charset=utf-8", "<p>page"],
    ["text/html; charset=utf-8", "<p>charset"],
    ['text/html;charset="UTF8"', "<p>\xc3\xa9"],
    ["application/json", '{"a":[1]}'],
    ["application/problem+json", '"\xc3\xa9"'],
    ["text/plain", "text"],
    ["image/png", "\x89PNG"],
  ])("are none of %s that is %j: there is nothing to say of it", (type, body) => {
    expect(keptOf(type, body)).toBe("");
  });

  it("are none of JSON, or a page, that goes on in the middle of a character behind them", () => {
    const behind = "\xc3\xa9".repeat(RESPONSE_PREFIX_BYTES);
    expect(keptOf("application/json", `"a${behind}`)).toBe("");
    expect(keptOf("text/html; charset=utf-8", `<p>${behind}`)).toBe("");
    expect(keptOf("text/html; charset=utf-8", `<p>${behind.slice(1)}`)).toHaveLength(RESPONSE_PREFIX_BYTES);
  });

  it.each(["application/octet-stream", "video/mp4", "image/x-icon", "font/woff2"])(
    "are not looked at of %s",
    (type) => {
      expect(keptOf(type, "GIF89a")).toBe(undefined);
    },
  );

  it("are not looked at of what is coded", () => {
    expect(keptOf("application/json", "{}", 2, "Content-Encoding: gzip\n")).toBe(undefined);
    expect(keptOf("application/json", "{]", 2, "Content-Encoding: identity\n")).toBe("{]");
  });
});
