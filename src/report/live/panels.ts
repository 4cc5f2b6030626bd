/** The panels, in the order of their keys. */
import { COOKIES } from "./cookie-panel.js";
import { FINDING_KINDS } from "./finding-panel.js";
import { HOSTS } from "./host-panel.js";
import type { Panel } from "./listing.js";
import { SESSIONS } from "./session-panel.js";
import { NEWEST, SLOWEST } from "./transaction-panels.js";

export const PANELS: readonly [Panel, ...Panel[]] = [
  NEWEST,
  SLOWEST,
  HOSTS,
  COOKIES,
  FINDING_KINDS,
  SESSIONS,
];
