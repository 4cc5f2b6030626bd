import { describe, expect, it } from "vitest";
import { codesOf, dataOf, GET, messages } from "./lint-run.js";

const asked = (ask: string, response = "HTTP/1.1 200 OK") => messages(`${GET}\n${ask}`, response);
const HTML = "HTTP/1.1 200 OK\nContent-Type: text/html";

describe("a weight", () => {
  it.each(["1.5", "0.1234", "1.001", "-1", "", "a", ".5", "00"])("of %s is not to grammar", (q) => {
    expect(dataOf("http.bad-qvalue", asked(`Accept: text/html, */*;q=${q}`))).toEqual([
      { field: "accept", q },
    ]);
  });

  it.each(["0", "1", "0.", "0.123", "1.000", "0.8 "])("of %s is", (q) => {
    expect(codesOf(asked(`Accept-Language: fr ; q=${q}, en;q=0.1`))).toEqual([]);
  });

  it("is not one inside a quoted string", () => {
    expect(codesOf(asked('Accept: text/html;level=";q=7", */*'))).toEqual([]);
  });
});

describe("Accept", () => {
  it("that nothing fits gets a 406", () => {
    const refused = asked("Accept: image/png", "HTTP/1.1 406 Not Acceptable");
    expect(dataOf("http.not-acceptable", refused)).toEqual([{ asked: "image/png" }]);
  });

  it("was ignored where another type came", () => {
    const ignored = asked("Accept: image/png, text/*;q=0", HTML);
    expect(dataOf("http.accept-ignored", ignored)).toEqual([
      { field: "Accept", asked: "image/png, text/*;q=0", got: "text/html" },
    ]);
    expect(codesOf(asked("Accept: image/png, */*;q=0", HTML))).toEqual(["http.accept-ignored"]);
  });

  it.each([
    "text/html",
    "text/*",
    "image/png, */*; q=0.01",
    "*/*",
    "TEXT/HTML;level=1",
    "text/*;q=0, text/html",
  ])("%s was met", (ask) => {
    expect(codesOf(asked(`Accept: ${ask}`, HTML))).toEqual([]);
  });

  it("was negotiated where the server says so in Vary", () => {
    expect(codesOf(asked("Accept: application/json, */*;q=0.1", `${HTML}\nVary: Cookie, accept`))).toEqual([
      "http.negotiated",
    ]);
    expect(codesOf(asked("Accept: text/html", `${HTML}\nVary: Accept-Encoding`))).toEqual([]);
    expect(codesOf(asked("Accept: */*", `${HTML}\nVary: Accept`))).toEqual([]);
  });
});

const spoken = (ask: string, got: string) =>
  codesOf(asked(`Accept-Language: ${ask}`, `HTTP/1.1 200 OK\nContent-Language: ${got}`));

it("a language that was asked for, or not", () => {
  expect(spoken("fr", "fr")).toEqual(["http.negotiated"]);
  expect(spoken("fr-CA, en;q=0.5", "fr")).toEqual(["http.negotiated"]);
  expect(spoken("en", "ko, en-US")).toEqual(["http.negotiated"]);
  expect(spoken("fr", "en-US")).toEqual(["http.accept-ignored"]);
  expect(spoken("en;q=0, fr", "en-US")).toEqual(["http.accept-ignored"]);
  expect(spoken("e", "en")).toEqual(["http.accept-ignored"]);
});

const coded = (ask: string, got: string) =>
  codesOf(asked(`Accept-Encoding: ${ask}`, `HTTP/1.1 200 OK\nContent-Encoding: ${got}`));

it("a coding that was not asked for", () => {
  expect(coded("gzip, deflate", "br")).toEqual(["http.accept-ignored"]);
  expect(coded("gzip;q=0, *", "gzip")).toEqual(["http.accept-ignored"]);
  expect(coded("gzip", "x-gzip")).toEqual([]);
  expect(coded("*", "br")).toEqual([]);
  expect(coded("gzip", "identity")).toEqual([]);
});
