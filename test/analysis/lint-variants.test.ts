import { describe, expect, it } from "vitest";
import type { TransactionView } from "../../src/http/views.js";
import { analyse } from "../support/analysis-run.js";
import { codesOf, dataOf, messages } from "./lint-run.js";

const NO_VARY = "http.negotiation-no-vary";

const asked = (fields: string, given: string, id = "1.1", target = "/weather"): TransactionView =>
  messages(`GET ${target} HTTP/1.1\nHost: example.org\n${fields}`, `HTTP/1.1 200 OK\n${given}`, { id });

const html = (vary = ""): TransactionView => asked("Accept: text/html", `Content-Type: text/html${vary}`);
const json = (vary = "", id = "1.2"): TransactionView =>
  asked("Accept: application/json", `Content-Type: application/json${vary}`, id);

describe("one resource in several forms", () => {
  it.each([
    ["Accept", html(), json()],
    [
      "Accept-Language",
      asked("Accept-Language: ko", "Content-Language: ko"),
      asked("Accept-Language: ja", "Content-Language: ja", "1.2"),
    ],
    [
      "Accept-Encoding",
      asked("Accept-Encoding: gzip", "Content-Encoding: gzip"),
      asked("Accept-Encoding: identity", "X: y", "1.2"),
    ],
    ["Accept", html("\nVary: Cookie"), json("\nVary: Cookie")],
  ])("needs Vary to name %s", (field, first, second) => {
    expect(dataOf(NO_VARY, first, second)).toEqual([{ field }]);
  });

  it("is not told where Vary names it, or says that anything counts", () => {
    expect(codesOf(html("\nVary: Cookie, accept"), json("\nVary: Cookie, accept"))).not.toContain(NO_VARY);
    expect(codesOf(html("\nVary: *"), json("\nVary: *"))).not.toContain(NO_VARY);
  });

  it("is not told where it only changed, or where it is another resource", () => {
    const same = asked("Accept: text/html", "Content-Type: application/xml", "1.2");
    expect(codesOf(html(), same)).not.toContain(NO_VARY);
    expect(codesOf(html(), asked("Accept: image/png", "Content-Type: text/html", "1.2"))).not.toContain(
      NO_VARY,
    );
    const other = asked("Accept: application/json", "Content-Type: application/json", "1.2", "/other");
    expect(codesOf(html(), other)).not.toContain(NO_VARY);
  });

  it("is told once", () => {
    expect(dataOf(NO_VARY, html(), json(), html(), json())).toHaveLength(1);
  });

  it("stands in the list of the connection that showed it alone, not where two are compared", () => {
    const codes: string[] = [];
    const view = { addFinding: (code: string) => void codes.push(code) };
    const second = (id: string): TransactionView => ({ ...json("", id), ...view });
    expect(analyse([html(), second("1.2")]).findings.map(({ code }) => code)).toContain(NO_VARY);
    expect(codes).toContain(NO_VARY);
    codes.length = 0;
    expect(analyse([html(), second("2.1")]).findings.map(({ code }) => code)).toContain(NO_VARY);
    expect(codes).not.toContain(NO_VARY);
  });
});
