import { describe, expect, test } from "vitest";
import { describeProgress } from "../../src/cli/progress.js";
import { hasColor, hasUnicode, languageOf, pageColumns } from "../../src/cli/terminal.js";

const PIPE = { env: {}, isTerminal: false, terminalColumns: null };

const language = (env: Record<string, string>): string => languageOf({ env }, ["en", "ko", "ja"]);
const unicode = (env: Record<string, string>): boolean => hasUnicode({ ...PIPE, env });

describe("what the report may ask of its reader", () => {
  test.each([
    ["80 in a pipe", PIPE, 80],
    ["the terminal's own", { ...PIPE, terminalColumns: 132 }, 132],
    ["what COLUMNS asks for", { ...PIPE, env: { COLUMNS: "120" }, terminalColumns: 100 }, 120],
    ["not what COLUMNS cannot mean", { ...PIPE, env: { COLUMNS: "wide" } }, 80],
    ["never too few to draw in", { ...PIPE, terminalColumns: 3 }, 40],
    ["never without end", { ...PIPE, env: { COLUMNS: "999999" } }, 1000],
  ])("the width is %s", (_name, surroundings, columns) => {
    expect(pageColumns(surroundings)).toBe(columns);
  });

  test("colour is for terminals, unless NO_COLOR or a dumb terminal says otherwise", () => {
    const terminal = { ...PIPE, isTerminal: true };
    expect(hasColor(terminal)).toBe(true);
    expect(hasColor(PIPE)).toBe(false);
    expect(hasColor({ ...terminal, env: { NO_COLOR: "1" } })).toBe(false);
    expect(hasColor({ ...terminal, env: { NO_COLOR: "" } })).toBe(true);
    expect(hasColor({ ...terminal, env: { TERM: "dumb" } })).toBe(false);
  });

  test("characters beyond ASCII are for UTF-8 locales; the first variable set decides", () => {
    expect(unicode({ LANG: "ko_KR.UTF-8" })).toBe(true);
    expect(unicode({ LANG: "en_US.utf8" })).toBe(true);
    expect(unicode({ LC_ALL: "C", LANG: "en_US.UTF-8" })).toBe(false);
    expect(unicode({ LC_ALL: "", LC_CTYPE: "C.UTF-8" })).toBe(true);
    expect(unicode({})).toBe(false);
  });

  test("the language is that of the locale where its characters are UTF-8", () => {
    expect(language({ LANG: "ko_KR.UTF-8" })).toBe("ko");
    expect(language({ LC_MESSAGES: "ja_JP.UTF-8", LANG: "ko_KR.UTF-8" })).toBe("ja");
    expect(language({ LANG: "ja_JP.eucJP" })).toBe("en");
    expect(language({ LANG: "de_DE.UTF-8" })).toBe("en");
  });
});

describe("progress", () => {
  test("is a share where the whole is known, else what was read", () => {
    const state = { bytesRead: 450, bytesTotal: 1000, packets: 3 };
    expect(describeProgress(state)).toMatch(/^45 % of .+, 3 packets$/);
    expect(describeProgress({ ...state, bytesTotal: null })).toMatch(/^450 .*read, 3 packets$/);
    expect(describeProgress({ ...state, bytesTotal: 0 })).toMatch(/read, 3 packets$/);
  });
});
