/**
 * The live screen as lines: what stands there, what keys change of it, and that nothing makes it throw or say more than
 * fits. Goldens: `npx vitest run test/report/live -u` writes them anew.
 */
import { fc } from "@fast-check/vitest";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { captureFinding, type Finding } from "../../../src/core/findings.js";
import { WallClock } from "../../../src/core/time.js";
import type { Key, KeyName } from "../../../src/report/live/key.js";
import { LiveModel } from "../../../src/report/live/live-model.js";
import type { Look, ScreenSize } from "../../../src/report/live/picture.js";
import { cellWidth } from "../../../src/report/text-width.js";
import { session, transaction, type TransactionParts } from "../../support/views.js";

const CLOCK = new WallClock(BigInt(Date.parse("2010-10-09T14:28:00Z")) * 1_000_000n);
const SMALL = { columns: 80, rows: 24 };
const LARGE = { columns: 160, rows: 45 };
const PLAIN: Look = { color: false, unicode: true };

const golden = (name: string): string => fileURLToPath(new URL(`../../golden/${name}.txt`, import.meta.url));
const named = (name: KeyName): Key => ({ kind: "named", name });
const typed = (text: string): Key => ({ kind: "typed", text });
const spelled = (text: string): Key[] => text.split("").map((letter) => typed(letter));

const unanswered = (id: string): Finding => ({
  ...captureFinding("http.no-response", 9, { method: "GET", why: "end" }),
  session: 1,
  transaction: id,
});

/**
 * A minute of a shop: eight clients, each on one connection, more of them when it is busy; a host that waits long, and
 * fails for some seconds; a secret; at the end a request without an answer.
 */
function* shop(): Iterable<TransactionParts> {
  const depths = Array.from({ length: 8 }, () => 0);
  for (let second = 0; second < 60; second++) {
    const busy = Math.round(4 + 3 * Math.sin(second / 8)) + ((second * 7) % 3);
    for (let nth = 0; nth < busy; nth++) {
      const client = (second + nth * 3) % depths.length;
      const depth = (depths[client]! += 1);
      const isApi = nth === 3;
      const isMissing = nth === 5 && second % 4 === 0;
      const isDown = isApi && second >= 48 && second < 54;
      const status = isDown ? "503 Service Unavailable" : isMissing ? "404 Not Found" : "200 OK";
      yield {
        id: `${client + 1}.${depth}`,
        client: `192.0.2.${client + 1}:${49_152 + client}`,
        atMs: second * 1000 + nth * 100,
        waitMs: isApi ? 90 + ((second * 37) % 200) : 3 + ((second * 5 + nth) % 9),
        bodySize: isApi ? 2_800 : 700 + ((second * 911 + nth * 377) % 9_000),
        request: isApi
          ? "GET /v1/orders?token=s3cret HTTP/1.1\nHost: api.example\nAuthorization: Bearer s3cret\n"
          : `GET /goods/${client + 1}${depth} HTTP/1.1\nHost: shop.example\nCookie: sid=abc; theme=dark\n`,
        response: `HTTP/1.1 ${status}\nServer: nginx\n${depth === 1 ? "Set-Cookie: sid=abc\n" : ""}`,
        findings: isApi ? ["auth.bearer-cleartext"] : [],
      };
    }
  }
  yield {
    id: LAST,
    atMs: 59_900,
    response: null,
    request: "GET /slow HTTP/1.1\nHost: shop.example\n",
    findings: ["http.no-response"],
  };
}

const LAST = "9.1";
const SHOP = [...shop()];

function tellShop(model: LiveModel): void {
  model.onClock(CLOCK);
  for (const parts of SHOP) {
    if (parts.id === LAST) model.onFinding(unanswered(LAST));
    model.onTransaction(transaction(parts));
  }
}

/** The line of the item that is chosen; empty where none is. */
const chosen = (lines: readonly string[]): string => lines.find((line) => line.startsWith("> ")) ?? "";

class Screen {
  readonly model = new LiveModel("eth0");
  wallMs = 60_000;
  size: ScreenSize = SMALL;
  look = PLAIN;

  constructor(tell = tellShop) {
    tell(this.model);
    this.model.onTap({ packets: 18_204, droppedPackets: 0 });
  }

  /** Draws, and then once more behind each key: a key is about what stands there. */
  after(...keys: readonly Key[]): string[] {
    let lines = this.#draw();
    for (const key of keys) {
      this.model.press(key);
      lines = this.#draw();
    }
    return lines;
  }

  text(...keys: readonly Key[]): string {
    return `${this.after(...keys)
      .map((line) => line.trimEnd())
      .join("\n")}\n`;
  }

  #draw(): string[] {
    return this.model.draw(this.wallMs, this.size, this.look);
  }
}

describe("as a picture", () => {
  test.each([
    ["newest", SMALL, []],
    ["hosts", SMALL, [typed("3")]],
    ["findings", SMALL, [typed("5")]],
    ["opened", SMALL, [typed("/"), ...spelled("api"), named("enter"), named("enter")]],
    ["large", LARGE, [named("down"), named("down")]],
  ])("%s", async (name, size, keys) => {
    const screen = new Screen();
    screen.size = size;
    await expect(screen.text(...keys)).toMatchFileSnapshot(golden(`live-${name}`));
  });

  test("in ASCII it says the same", () => {
    const screen = new Screen();
    screen.look = { color: false, unicode: false };
    for (const key of ["1", "2", "3", "4", "5", "6", "?"]) {
      const text = screen.text(typed(key));
      // oxlint-disable-next-line no-control-regex
      expect(text).toMatch(/^[\x0a\x20-\x7e]*$/);
    }
  });

  test("colour repeats what a word says", () => {
    const plain = new Screen();
    const colored = new Screen();
    colored.look = { color: true, unicode: true };
    for (const key of ["1", "2", "3", "4", "5", "6", "?"]) {
      const text = colored.text(typed(key));
      expect(text).toContain("\u001b[");
      // oxlint-disable-next-line no-control-regex
      expect(text.replace(/\u001b\[[0-9;]*m/g, "")).toBe(plain.text(typed(key)));
    }
  });
});

test("figures of a busy server have room in 80 columns", () => {
  const screen = new Screen((model) => {
    tellShop(model);
    const busy = transaction({ id: "9000.1", atMs: 60_000, findings: [] });
    for (let i = 0; i < 12_345; i++) model.onTransaction(busy);
    for (let i = 0; i < 23_456; i++) model.onFinding(unanswered("9000.1"));
    for (let i = 0; i < 9_999; i++) {
      model.onFinding({ ...unanswered("9000.1"), severity: "alert" });
      model.onFinding({ ...unanswered("9000.1"), severity: "note" });
    }
  });
  const [, minute, totals, ok] = screen.text().split("\n");
  expect(minute).toMatch(/^last minute {2}12 \d{3} tx {2}wait p50 10\.0 ms {2}p99 10\.0 ms {2}1 unanswered$/);
  expect(totals).toMatch(
    /^in all {7}12 \d{3} tx {2}9 000 open sessions {2}10k alerts 23k warnings 10k notes$/,
  );
  expect(ok).toMatch(/ 13k max 12k$/);
});

describe("before anything came", () => {
  test("it says so, and time goes on", () => {
    const screen = new Screen(() => {});
    expect(screen.text()).toContain("nothing yet");
    screen.wallMs = 3_725_000;
    expect(screen.text()).toMatch(/^eth0 {2}1 h 2 min {2}/);
    for (const key of ["2", "3", "4", "5", "6"])
      expect(screen.text(typed(key), named("enter"), named("end"))).toContain("nothing yet");
  });

  test("packets that nobody knows the loss of are not said to be lost", () => {
    const screen = new Screen();
    screen.model.onTap({ packets: 5, droppedPackets: null });
    expect(screen.text()).not.toContain("dropped");
  });
});

describe("time", () => {
  test("goes by on the chart while the line is silent", () => {
    const screen = new Screen();
    screen.after();
    screen.wallMs += 30_000;
    const [pulse = "", , , ok = ""] = screen.after();
    expect(pulse).toMatch(/ 0 tx\/s .* 14:29:29 UTC$/);
    expect(ok).toMatch(/^2xx [^ ]+[ ]{30,} /);
  });

  test("of an old transaction that is told late does not turn it back", () => {
    const screen = new Screen();
    screen.after();
    screen.wallMs += 30_000;
    screen.after();
    screen.model.onTransaction(transaction({ atMs: 1_000 }));
    expect(screen.after()[0]).toMatch(/14:29:29 UTC$/);
  });
});

describe("keys", () => {
  test("choose an item, which stays chosen while others come", () => {
    const screen = new Screen();
    const line = chosen(screen.after(typed("j"), named("down"), typed("j")));
    expect(line).toContain("/goods/");
    screen.model.onTransaction(transaction({ id: "900.1", atMs: 60_000 }));
    expect(chosen(screen.after())).toBe(line);
    expect(chosen(screen.after(named("escape")))).toBe("");
  });

  test("go through a list that is longer than the page, to its end and back", () => {
    const screen = new Screen();
    expect(chosen(screen.after(named("end")))).toContain("/goods/11 ");
    const first = chosen(screen.after(named("home")));
    expect(first).toContain("/slow");
    const paged = chosen(screen.after(named("page-down"), named("page-up")));
    expect(paged).toBe(first);
  });

  test("open a transaction with its head, secrets as tokens, and go back", () => {
    const screen = new Screen();
    screen.size = LARGE;
    const text = screen.text(typed("2"), named("enter"));
    expect(text).toContain("GET api.example/v1/orders?token=<secret 1>");
    expect(text).toContain("Authorization: Bearer <secret 1>");
    expect(text).not.toContain("s3cret");
    expect(screen.text(named("backspace"))).toContain("[2 slowest]");
  });

  test("scroll what is open as far as it goes", () => {
    const screen = new Screen();
    const end = screen.text(typed("?"), named("end"));
    expect(end).not.toContain("more lines below");
    expect(screen.text(named("home"))).toContain("more lines below");
    expect(screen.text(named("page-down"), named("page-down"))).toBe(end);
  });

  test("open a session with its transactions, and a finding with where it was", () => {
    const screen = new Screen();
    expect(screen.text(typed("6"), named("enter"))).toMatch(
      /Transactions that are held: 1 of 1\n 9\.1 {2}GET/,
    );
    expect(screen.text(typed("5"), named("enter"))).toContain(" 9.1: ");
  });

  test("lead from a host, and from a cookie, to its transactions", () => {
    const screen = new Screen();
    expect(screen.text(typed("3"), named("end"), named("enter"))).toMatch(/filter "api\.example"/);
    const byCookie = new Screen().text(typed("4"), named("enter"));
    expect(byCookie).toContain("[1 newest]");
    expect(byCookie).toContain('filter "shop.example"');
  });

  test("sort by the next thing, and say by what", () => {
    const screen = new Screen();
    expect(screen.text()).toContain("sorted by time");
    const text = screen.text(typed("s"));
    expect(text).toContain("sorted by wait");
    expect(text.split("\n")[9]).toContain("/v1/orders");
    const sorts = Array.from({ length: 4 }, () => /sorted by (\w+)/.exec(screen.text(typed("s")))?.[1]);
    expect(sorts).toEqual(["total", "body", "status", "time"]);
  });

  test("pause the picture and say how much came since", () => {
    const screen = new Screen();
    const before = screen.after(typed("p")).slice(1, -1);
    for (let i = 0; i < 7; i++) screen.model.onTransaction(transaction({ id: `901.${i + 1}`, atMs: 60_000 }));
    const paused = screen.after();
    expect(paused.slice(1, -1)).toEqual(before);
    expect(paused.at(-1)).toContain("PAUSED, 7 more since");
    expect(screen.text(typed(" "))).toContain(`${SHOP.length + 7} tx`);
  });

  test("narrow the lists while they are typed, and let them go again", () => {
    const screen = new Screen();
    const open = screen.text(typed("/"), ...spelled("503"));
    expect(open).toContain("filter: 503_");
    expect(open).toMatch(new RegExp(`\\d+ of ${SHOP.length} held`));
    expect(open).not.toContain(" 200 ");
    expect(screen.text(named("backspace"))).toContain("filter: 50_");
    expect(screen.text(named("erase-line"))).toContain("filter: _");
    const kept = screen.text({ kind: "pasted", text: "api.example" }, named("enter"));
    expect(kept).toContain('filter "api.example"');
    expect(screen.text(named("escape"))).not.toContain('filter "');
  });

  test("that are typed into the filter are no commands, but Ctrl-C is one", () => {
    const screen = new Screen();
    screen.after(typed("/"));
    expect(screen.model.press(typed("q"))).toBeNull();
    expect(screen.model.press(named("interrupt"))).toBe("interrupt");
    screen.after(named("escape"));
    expect(screen.model.press(typed("q"))).toBe("quit");
  });

  test("that are pasted are no commands either", () => {
    const screen = new Screen();
    const before = screen.text();
    expect(screen.model.press({ kind: "pasted", text: "q" })).toBeNull();
    expect(screen.text()).toBe(before);
  });

  test("without a meaning change nothing", () => {
    const screen = new Screen();
    const before = screen.text();
    expect(screen.text(...spelled("xyzXYZ0789!~"))).toBe(before);
  });

  test("say on the last line what is being waited for once the end was asked for", () => {
    const screen = new Screen();
    screen.model.isEnding = true;
    expect(screen.after().at(-1)).toMatch(/^ending: .*Ctrl-C again/);
  });
});

describe("of any size", () => {
  test.each([
    [160, "id time client request status body wait ms total ms finding"],
    [100, "id time client request status body wait ms total ms"],
    [80, "time client request status body wait ms"],
    [60, "time request status wait ms"],
    [48, "request status wait ms"],
  ])("in %i columns the list has the columns that have room: %s", (columns, titles) => {
    const screen = new Screen();
    screen.size = { columns, rows: 24 };
    const line = screen.after().find((each) => each.includes("request ")) ?? "";
    expect(line.trim().replace(/ +/g, " ")).toBe(titles);
    expect(screen.text()).toContain("shop.example/goods/");
  });

  test("below what can be read it says so in what room there is", () => {
    const screen = new Screen();
    screen.size = { columns: 20, rows: 5 };
    expect(screen.after()).toEqual(["too small: 20x5; nee", "ds 40x10; q quits", "", "", ""]);
    screen.size = { columns: 1, rows: 1 };
    expect(screen.after()).toEqual(["t"]);
  });

  const HOSTILE = [
    "\u001b[2J\u001b]0;title\u0007",
    "\u009b31m",
    Buffer.from("\u202e txt.exe").toString("latin1"),
    Buffer.from("漢字かな交じり文".repeat(9)).toString("latin1"),
    Buffer.from("e\u0301\u0301\u0301👩‍👩‍👧").toString("latin1"),
    "\t\r\v\u007f\u0000",
    "x".repeat(3_000),
    "\u00ff\u00fe\u0080",
  ];

  function tellHostile(model: LiveModel): void {
    model.onClock(CLOCK);
    HOSTILE.forEach((text, i) => {
      const word = text.replace(/[\r\n ]/g, "");
      model.onFinding({ ...unanswered(`${i + 1}.1`), data: { method: text, why: text } });
      model.onTransaction(
        transaction({
          id: `${i + 1}.1`,
          client: `2001:db8:1234:5678:9abc:def0:1234:${i}:1`,
          request: `${word} /${word} HTTP/1.1\nHost: ${word}\nCookie: ${word}=1\n${word}: ${text}\n`,
          response: `HTTP/1.1 200 ${text}\nSet-Cookie: ${word}=${word}\n`,
          waitMs: 10 ** i,
          bodySize: 10 ** i,
        }),
      );
      if (i % 2 === 0) model.onSession(session({ session: i + 1, protocol: "websocket" }));
    });
  }

  const NAMES: readonly KeyName[] = [
    ...(["up", "down", "page-up", "page-down", "home", "end", "tab", "back-tab", "enter", "escape"] as const),
    ...(["backspace", "erase-line", "redraw"] as const),
  ];
  const key: fc.Arbitrary<Key> = fc.oneof(
    fc.constantFrom(...NAMES).map(named),
    fc.constantFrom(...spelled("123456psq/?jkx")),
    fc.constantFrom(...HOSTILE).map((text): Key => ({ kind: "pasted", text: text.replace(/\p{C}/gu, "") })),
  );
  const size = fc.record({
    columns: fc.integer({ min: 1, max: 200 }),
    rows: fc.integer({ min: 1, max: 60 }),
  });

  test("whatever came and whatever is pressed, each line fits, and holds nothing that a terminal acts on", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(key, size), { maxLength: 12 }),
        fc.boolean(),
        fc.boolean(),
        (steps, color, unicode) => {
          const screen = new Screen(tellHostile);
          screen.look = { color, unicode };
          for (const [pressed, next] of steps) {
            screen.size = next;
            const lines = screen.after(pressed);
            expect(lines).toHaveLength(next.rows);
            for (const line of lines) {
              // oxlint-disable-next-line no-control-regex
              const bare = line.replace(/\u001b\[[0-9;]*m/g, "");
              expect(bare).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
              expect(cellWidth(bare)).toBeLessThanOrEqual(next.columns);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
