import { describe, expect, it } from "vitest";
import type { TransactionView } from "../../src/http/views.js";
import { dataOf, messages } from "./lint-run.js";

const A = "192.0.2.5:49152";
const B = "192.0.2.6:49152";

const sent = (
  id: string,
  client: string,
  line: string,
  status = "204 No Content",
  fields = "",
): TransactionView =>
  messages(`${line} HTTP/1.1\nHost: example.org${fields}`, `HTTP/1.1 ${status}`, { id, client });
const get = (id: string, client: string): TransactionView => sent(id, client, "GET /wiki/HTTP", "200 OK");
const put = (id: string, client: string, fields = ""): TransactionView =>
  sent(id, client, "PUT /wiki/HTTP", "204 No Content", fields);

const lost = (...transactions: readonly TransactionView[]) => dataOf("http.lost-update", ...transactions);

describe("an update", () => {
  it("is lost where another client overwrites it unseen", () => {
    expect(lost(get("1.1", A), get("2.1", B), put("1.2", A), put("2.2", B))).toEqual([
      { overwritten: "1.2" },
    ]);
  });

  it("is not where that client saw it, asked for it on a condition, or is the same", () => {
    expect(lost(put("1.1", A), get("2.1", B), put("2.2", B))).toEqual([]);
    expect(lost(put("1.1", A), put("2.1", B, '\nIf-Match: "v1"'))).toEqual([]);
    expect(lost(put("1.1", A), put("1.2", A))).toEqual([]);
  });

  it("is not where the answer that showed it is not in the capture", () => {
    const asked = messages("GET /wiki/HTTP HTTP/1.1\nHost: example.org", null, { id: "2.1", client: B });
    expect(lost(put("1.1", A), asked, put("2.2", B))).toEqual([]);
  });

  it("is not where the overwriting fails, or is of something else", () => {
    expect(lost(put("1.1", A), sent("2.1", B, "PUT /wiki/HTTP", "412 Precondition Failed"))).toEqual([]);
    expect(lost(put("1.1", A), sent("2.1", B, "PUT /wiki/TCP"))).toEqual([]);
    expect(lost(sent("1.1", A, "PUT /doc/Aa"), sent("2.1", B, "PUT /doc/BB"))).toEqual([]);
    expect(lost(sent("1.1", A, "PUT /wiki/HTTP", "500 Oops"), put("2.1", B))).toEqual([]);
  });
});
