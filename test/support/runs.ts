/**
 * How often a property is tried. In a whole run few times, always with the same inputs, so that a run that fails fails
 * again; by hand as often as PROPERTY_RUNS says, with other inputs each time.
 */
const told = process.env["PROPERTY_RUNS"];

export const runs = (usual: number): { readonly numRuns: number; readonly seed?: number } =>
  told === undefined ? { numRuns: usual, seed: 1 } : { numRuns: Number(told) };
