/** Every finding that can be printed is raised somewhere in the tests. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FINDINGS } from "../../src/core/findings.js";

const TESTS = join(import.meta.dirname, "..");
/** These name codes without raising them: helpers, the fuzzer, and what holds the README to the table. */
const NOT_RAISING = /^(?:support|fuzz)\/|^readme\.test\.ts$|^core\/findings\.test\.ts$/;

/** Goldens hold a code only where it was raised; tests name it to expect it. */
const named = new Set(
  readdirSync(TESTS, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.(?:ts|txt)$/.test(name) && !NOT_RAISING.test(name))
    .flatMap((name) => readFileSync(join(TESTS, name), "utf8").match(/\b[a-z]+\.[a-z0-9-]+/g) ?? []),
);

test("each code is named by a test, or stands in a golden", () => {
  expect(Object.keys(FINDINGS).filter((code) => !named.has(code))).toEqual([]);
});
