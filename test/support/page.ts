/** Pages of an exact size, for bodies whose length matters and whose text does not. */

const HEAD = "<!DOCTYPE html>\n<html>\n<head><title>A page</title></head>\n<body>\n";
const FOOT = "</body>\n</html>\n";

/** HTML of `size` bytes, numbered line by line so that a missing piece can be seen; below 100 bytes plain text. */
export function page(size: number): Buffer {
  const [head, foot] = size < 100 ? ["", ""] : [HEAD, FOOT];
  const room = size - head.length - foot.length;
  let text = "";
  for (let line = 1; text.length < room; line += 1)
    text += `<p>Line ${String(line).padStart(5, "0")} of the page.</p>\n`;
  return Buffer.from(head + text.slice(0, room) + foot, "latin1");
}
