import { describe, expect, it } from "vitest";
import { codesOf, dataOf, GET, messages } from "./lint-run.js";

const answered = (field: string) => messages(GET, `HTTP/1.1 200 OK\n${field}`);

it("an intermediary is known by Via, X-Cache or Age, and told once a message", () => {
  const seen = [
    answered("Via: 1.1 varnish\nAge: 7\nX-Cache: Hit"),
    answered("Age: 7\nX-Cache: Error from cloudfront"),
    answered("Age: 7"),
    messages(`${GET}\nVia: 1.0 fred`),
    answered("X-Cache-Info: caching"),
  ];
  expect(dataOf("http.intermediary", ...seen)).toEqual([
    { direction: "response", field: "Via", value: "1.1 varnish" },
    { direction: "response", field: "X-Cache", value: "Error from cloudfront" },
    { direction: "response", field: "Age", value: "7" },
    { direction: "request", field: "Via", value: "1.0 fred" },
  ]);
});

describe("a Via", () => {
  it.each(["Moz-Cache-zlb05", "", "1.1 a b", "1.1 a (b", "HTTP/1/1 a", "1.1 a, b"])(
    "%s is not to grammar",
    (value) => {
      expect(dataOf("http.bad-via", answered(`Via: ${value}`))).toEqual([{ direction: "response", value }]);
    },
  );

  it.each(["1.1 Moz-Cache-zlb05", "1.0 fred, HTTP/1.1 p.example.net:8080 (a, (b) c)", "1.1 a,"])(
    "%s is",
    (value) => {
      expect(codesOf(answered(`Via: ${value}`))).toEqual(["http.intermediary"]);
    },
  );
});
