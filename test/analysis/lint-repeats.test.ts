import { describe, expect, it } from "vitest";
import { codesOf, dataOf, messages } from "./lint-run.js";

const ask = (method: string, depth: number, atMs: number, parts: { target?: string; size?: number } = {}) =>
  messages(`${method} ${parts.target ?? "/updates"} HTTP/1.1\nHost: example.org`, undefined, {
    id: `1.${depth}`,
    atMs,
    requestView: { bodySize: parts.size ?? 0 },
  });

const polled = (times: readonly number[], method = "GET") => times.map((atMs, i) => ask(method, i + 1, atMs));

describe("the same request at a steady interval", () => {
  it("is a poll from the fourth on, and told once", () => {
    expect(dataOf("http.polling", ...polled([0, 5000, 10_100, 14_900, 20_000]))).toEqual([
      { count: 4, period: 5 },
    ]);
  });

  it("is none at an unsteady one, thrice, or as fast as a page loads", () => {
    expect(codesOf(...polled([0, 5000, 10_000]))).toEqual([]);
    expect(codesOf(...polled([0, 5000, 7000, 12_000, 15_000]))).toEqual([]);
    expect(codesOf(...polled([0, 100, 200, 300, 400]))).toEqual([]);
  });

  it("starts anew after another request", () => {
    const others = polled([0, 5000, 10_000, 15_000]).toSpliced(2, 0, ask("GET", 9, 7000, { target: "/a" }));
    expect(codesOf(...others)).toEqual([]);
  });
});

describe("a request that is not idempotent", () => {
  it("is told when it comes again", () => {
    expect(codesOf(ask("POST", 1, 0, { size: 8 }), ask("POST", 2, 100, { size: 8 }))).toEqual([
      "http.retry-unsafe",
    ]);
  });

  it("is another one with another size, target or method", () => {
    const first = ask("POST", 1, 0, { size: 8 });
    expect(codesOf(first, ask("POST", 2, 100, { size: 9 }))).toEqual([]);
    expect(codesOf(first, ask("POST", 2, 100, { size: 8, target: "/updatez" }))).toEqual([]);
    const [aa, bb] = ["/Aa", "/BB"].map((target, i) => ask("POST", i + 1, i * 100, { size: 8, target }));
    expect(codesOf(aa!, bb!)).toEqual([]);
    expect(codesOf(ask("PUT", 1, 0, { size: 8 }), ask("PUT", 2, 100, { size: 8 }))).toEqual([]);
  });
});
