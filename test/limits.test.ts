/** Every limit of the program, each reached: a new constant in src/core/limits.ts needs its row in test/limits/. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as limits from "../src/core/limits.js";
import { FLOW_ROWS } from "./limits/flows.js";
import { HTTP_ROWS } from "./limits/http.js";
import { INPUT_ROWS } from "./limits/input.js";
import { REPORT_ROWS } from "./limits/report.js";
import type { Row } from "./limits/row.js";

const ROWS: Readonly<Record<string, Row>> = { ...INPUT_ROWS, ...FLOW_ROWS, ...HTTP_ROWS, ...REPORT_ROWS };
const REACHED_HERE = Object.entries(ROWS).flatMap(([name, row]) =>
  "test" in row ? [[`${name}: ${row.says}`, row.test] as const] : [],
);
const REACHED_ELSEWHERE = Object.entries(ROWS).flatMap(([name, row]) =>
  "testedIn" in row ? [[name, row.testedIn] as const] : [],
);

test("each limit has a row, and each row a limit", () => {
  expect(Object.keys(ROWS).toSorted()).toEqual(Object.keys(limits).toSorted());
});

describe("beyond its limit", () => {
  test.each(REACHED_HERE)("%s", async (_says, reach) => {
    expect.hasAssertions();
    await reach();
  });

  test.each(REACHED_ELSEWHERE)("%s is reached in %s", (name, file) => {
    const text = readFileSync(join(import.meta.dirname, file), "utf8");
    expect(text).toMatch(new RegExp(`[^"]\\b${name}\\b`));
  });
});
