/** What options are worth: one value of a few, numbers within bounds, times, addresses. What is wrong is one line. */
import { UsageError } from "../core/errors.js";
import { parseTimePoint } from "../core/time-point.js";
import { parseAddressPrefix, parsePort } from "../decode/address-prefix.js";
import type { PacketSelection } from "../decode/packet-filter.js";
import type { OptionName, Values } from "./arguments.js";

/** The value of an option that may be given once; null where it is not. */
export function single(values: Values, name: SingleOption): string | null {
  const given = values.get(name) ?? [];
  if (given.length > 1) throw new UsageError(`--${name} is given ${given.length} times; once is enough`);
  return given[0] ?? null;
}

type SingleOption =
  | "format"
  | "output"
  | "fail-on"
  | "limit"
  | "from"
  | "to"
  | "jobs"
  | "lang"
  | "raw"
  | "interface"
  | "bpf"
  | "write"
  | "ring";

export function oneOf<Choice extends string>(
  choices: readonly Choice[],
  values: Values,
  name: SingleOption,
): Choice | null {
  const given = single(values, name);
  if (given === null) return null;
  const chosen = choices.find((choice) => choice === given);
  if (chosen === undefined) throw new UsageError(`--${name}: "${given}" is not one of ${choices.join(", ")}`);
  return chosen;
}

/** More rows than anybody reads, and few enough to be counted exactly. */
const MOST_ROWS = 1_000_000_000;

export function rows(given: string): number {
  const count = /^[0-9]{1,10}$/.test(given) ? Number(given) : 0;
  if (count < 1 || count > MOST_ROWS)
    throw new UsageError(`--limit: "${given}" is not a number from 1 to ${MOST_ROWS}`);
  return count;
}

const MOST_JOBS = 16;

export function jobs(given: string | null): number | null {
  if (given === null) return null;
  const count = /^[0-9]{1,2}$/.test(given) ? Number(given) : 0;
  if (count < 1 || count > MOST_JOBS)
    throw new UsageError(`--jobs: "${given}" is not a number from 1 to ${MOST_JOBS}`);
  return count;
}

const RING = /^([1-9][0-9]{0,3}):([1-9][0-9]{0,8})([kMG]?)$/;
const UNITS: Readonly<Record<string, number>> = { "": 1, k: 1e3, M: 1e6, G: 1e9 };
/** Room for a packet of the largest size. */
const SMALLEST_FILE_BYTES = 1e6;

/** `10:100M`: so many files of so many bytes. */
export function ring(given: string): { readonly files: number; readonly fileBytes: number } {
  const [, files, size, unit = ""] = RING.exec(given) ?? [];
  const fileBytes = Number(size) * (UNITS[unit] ?? 1);
  if (files === undefined || fileBytes < SMALLEST_FILE_BYTES)
    throw new UsageError(
      `--ring: "${given}" is no number of files and their size, 1M or more, such as 10:100M`,
    );
  return { files: Number(files), fileBytes };
}

/** What is wrong with a time, an address or a port is told before any capture is opened. */
export function readSelection(values: Values): PacketSelection | null {
  const [from, to] = [single(values, "from"), single(values, "to")];
  const [hosts, ports] = [listed(values, "host"), listed(values, "port")];
  if (from === null && to === null && hosts.length === 0 && ports.length === 0) return null;
  if (from !== null) named("from", () => parseTimePoint(from));
  if (to !== null) named("to", () => parseTimePoint(to));
  for (const host of hosts) named("host", () => parseAddressPrefix(host));
  return { from, to, hosts, ports: ports.map((port) => named("port", () => parsePort(port))) };
}

/** An option that may repeat and whose values may be lists with commas. */
function listed(values: Values, name: "host" | "port"): string[] {
  return (values.get(name) ?? []).flatMap((value) => value.split(",")).map((value) => value.trim());
}

/** Says which option it was that could not be understood. */
function named<Value>(name: OptionName, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`--${name}: ${error.message}`) : error;
  }
}
