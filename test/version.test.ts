import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { VERSION } from "../src/core/version.js";

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), "utf8");

interface Versioned {
  readonly version: string;
}

test("the program, its package and its lock file agree on the version", () => {
  const manifest: Versioned = JSON.parse(read("package.json"));
  const lock: Versioned & { readonly packages: Readonly<Record<string, Versioned>> } = JSON.parse(
    read("package-lock.json"),
  );
  expect(VERSION).toBe(manifest.version);
  expect(lock.version).toBe(manifest.version);
  expect(lock.packages[""]?.version).toBe(manifest.version);
});

test("the first section of the changelog is that of this version", () => {
  const [first] = /^## .+$/m.exec(read("CHANGELOG.md")) ?? [];
  expect(first).toMatch(/^## \[\d+\.\d+\.\d+\] - (unreleased|\d{4}-\d{2}-\d{2})$/);
  expect(first).toContain(`[${VERSION}]`);
});
