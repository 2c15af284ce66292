import { expect, test } from "vitest";
import {
  clientId,
  isCompatible,
  isIdentifier,
  PROTOCOL_VERSION,
  parseProtocolVersion,
} from "../src/index.ts";

test("a client id has the specification's form", () => {
  expect(clientId("abc123", "node-001", "x7Kq")).toBe("homesync_abc123_node-001_x7Kq");
});

test.each([
  ["a+b", "node-001", "x"],
  ["abc123", "", "x"],
  ["abc123", "node-001", "x y"],
])("a client id of %j, %j and %j is refused", (homeId, nodeId, random) => {
  expect(() => clientId(homeId, nodeId, random)).toThrow(RangeError);
});

test("exactly 64 ASCII characters can stand in an identifier", () => {
  const allowed = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).filter(
    isIdentifier,
  );
  expect(allowed.join("")).toBe("-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz");
});

test("protocol versions are compatible when their major versions are equal", () => {
  const ours = parseProtocolVersion(PROTOCOL_VERSION);
  const [major, minor] = [ours?.major ?? Number.NaN, ours?.minor ?? Number.NaN];
  expect(isCompatible(PROTOCOL_VERSION)).toBe(true);
  expect(isCompatible(`${major}.${minor + 1}`)).toBe(true);
  expect(isCompatible(`${major + 1}.${minor}`)).toBe(false);
});

test.each(["", "1", "1.", "1.0.0", "v1.0", "01.0", "1.00", "1.0 ", "1,0", "-1.0", "123456.0"])(
  "%j is no protocol version",
  (version) => {
    expect(parseProtocolVersion(version)).toBeUndefined();
    expect(isCompatible(version)).toBe(false);
  },
);
