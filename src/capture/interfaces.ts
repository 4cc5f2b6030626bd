/** The network interfaces of this machine: what they are called, whether they are up, their addresses. No privilege. */
import { readdirSync, readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join } from "node:path";

export interface NetworkInterface {
  readonly name: string;
  /** `no link`: switched on, but nothing at the other end. */
  readonly state: "up" | "down" | "no link";
  readonly addresses: readonly string[];
}

/** Where Linux tells of all of them; elsewhere only those with an address are known. */
const SYSTEM_FOLDER = "/sys/class/net";
const IFF_UP = 1;

/** In order of their names. */
export function listInterfaces(folder = SYSTEM_FOLDER): NetworkInterface[] {
  const withAddress = networkInterfaces();
  const names = new Set([...Object.keys(withAddress), ...namesIn(folder)]);
  return [...names].toSorted().map((name) => ({
    name,
    state: stateOf(folder, name),
    addresses: (withAddress[name] ?? []).map(({ address }) => address),
  }));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isFile())
      .map(({ name }) => name);
  } catch {
    // No Linux: the others are all that is known.
    return [];
  }
}

function stateOf(folder: string, name: string): NetworkInterface["state"] {
  const read = (file: string): string | null => {
    try {
      return readFileSync(join(folder, name, file), "latin1").trim();
    } catch {
      // No Linux, or it went away just now.
      return null;
    }
  };
  const flags = read("flags");
  if (flags !== null && (Number(flags) & IFF_UP) === 0) return "down";
  const link = read("operstate") ?? "up";
  // The loopback's is unknown, for it has no link that could fail.
  return link === "up" || link === "unknown" ? "up" : "no link";
}
