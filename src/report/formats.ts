/** The formats of a report by their names. Each is loaded when it is asked for: NDJSON needs no table drawn. */
import type { Output } from "./output.js";
import type { ReportOptions } from "./options.js";
import type { Reporter } from "./reporter.js";
import { unreachable } from "../core/unreachable.js";

export const FORMATS = ["table", "ndjson", "json"] as const;
export type Format = (typeof FORMATS)[number];

export async function createReporter(
  format: Format,
  output: Output,
  options: ReportOptions,
): Promise<Reporter> {
  switch (format) {
    case "table":
      return new (await import("./table.js")).TableReporter(output, options);
    case "ndjson":
      return new (await import("./ndjson.js")).NdjsonReporter(output);
    case "json":
      return new (await import("./json.js")).JsonReporter(output);
    default:
      return unreachable(format);
  }
}
