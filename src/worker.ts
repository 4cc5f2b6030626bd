/** The thread that reads, as parallel.ts starts it. What it does is in reading.ts. */
import { workerData } from "node:worker_threads";
import { readFor } from "./reading.js";

await readFor(workerData.port, workerData.options);
