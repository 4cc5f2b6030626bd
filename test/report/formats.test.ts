import { expect, it } from "vitest";
import { createReporter } from "../../src/report/formats.js";
import { JsonReporter } from "../../src/report/json.js";
import { NdjsonReporter } from "../../src/report/ndjson.js";
import { TableReporter } from "../../src/report/table.js";
import { TextOutput } from "../support/text-output.js";

const options = { columns: 80, color: false, unicode: true, all: false, limit: null, hints: true };

it("gives each format its reporter", async () => {
  const output = new TextOutput();
  expect(await createReporter("table", output, options)).toBeInstanceOf(TableReporter);
  expect(await createReporter("ndjson", output, options)).toBeInstanceOf(NdjsonReporter);
  expect(await createReporter("json", output, options)).toBeInstanceOf(JsonReporter);
});

it("waits for its reader in drain() alone, and hears that it went away", async () => {
  const gone = Object.assign(new Error("write EPIPE"), { code: "EPIPE" });
  for (const format of ["table", "ndjson", "json"] as const) {
    const reporter = await createReporter(
      format,
      { write: () => false, drained: () => Promise.reject(gone) },
      options,
    );
    await expect(reporter.drain()).rejects.toMatchObject({ code: "EPIPE" });
  }
});
