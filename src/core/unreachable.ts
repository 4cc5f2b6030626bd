/** Ends a switch over all kinds of something: the compiler refuses it where one is left out. */
export const unreachable = (value: never): never => {
  throw new TypeError(`unreachable: ${String(value)}`);
};
