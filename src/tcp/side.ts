/** Which end of a flow: 0 the lower address and port, 1 the higher. */
export type Side = 0 | 1;
