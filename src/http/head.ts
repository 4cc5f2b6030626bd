/** The head of a message: one exact copy of its bytes, cut into spans in one pass; text is made on demand. */
export {};
