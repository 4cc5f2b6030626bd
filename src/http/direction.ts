/** Which of the two streams of a connection. */
export type Direction = "request" | "response";
