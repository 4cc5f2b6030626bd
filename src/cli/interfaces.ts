/** `httpscope live --list`: the interfaces of this machine, one a line. */
import { listInterfaces } from "../capture/interfaces.js";
import { shown } from "../report/escape.js";
import { EXIT_DONE } from "./exit.js";

/** What the tools call all of them at once. */
const ANY = { name: "any", state: "", addresses: ["all of them at once"] };

export function showInterfaces(): number {
  const rows = [...listInterfaces(), ANY].map((each) => ({ ...each, name: shown(each.name) }));
  const columns = Math.max(...rows.map(({ name }) => name.length));
  for (const { name, state, addresses } of rows)
    process.stdout.write(
      `${name.padEnd(columns)}  ${state.padEnd(7)}  ${addresses.join(", ")}`.trimEnd() + "\n",
    );
  return EXIT_DONE;
}
