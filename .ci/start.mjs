// `npm start -- ARGS`: sets the checkout up where that is needed, then runs the program with ARGS.
import { setUp } from "./setup.mjs";

setUp();
await import("../dist/cli.js");
