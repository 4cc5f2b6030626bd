#!/usr/bin/env node
/** The program. What it does is in cli/main.ts. */
import { main } from "./cli/main.js";

process.exitCode = await main(process.argv.slice(2));
