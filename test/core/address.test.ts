import { expect, test } from "vitest";
import { formatAddress } from "../../src/core/address.js";
import { addressBytes } from "../support/headers.js";

test("IPv4 is dotted, also with the highest bit set", () => {
  expect(formatAddress(4, [0, 0, 0, 0xc633_6409 | 0])).toBe("198.51.100.9");
});

test.each([
  "2001:db8::5",
  "::",
  "::1",
  "1::",
  "2001:db8:0:1:1:1:1:1",
  "2001:0:0:1::1",
  "2001:db8::1:0:0:1",
  "fe80::200:5eff:fe00:5301",
  "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
])("IPv6 is in the canonical form of RFC 5952: %s", (address) => {
  const bytes = addressBytes(address);
  expect(
    formatAddress(
      6,
      [0, 4, 8, 12].map((at) => bytes.readInt32BE(at)),
    ),
  ).toBe(address);
});

test("an IPv4 address inside IPv6 stays readable", () => {
  expect(formatAddress(6, [0, 0, 0xffff, 0xc000_0205 | 0])).toBe("::ffff:192.0.2.5");
});
