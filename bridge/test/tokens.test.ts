import { chmod, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { KeyRing } from "../src/auth/key-ring.ts";
import { loadSigningKeys, rotateSigningKeys } from "../src/auth/signing-keys.ts";
import { Tokens } from "../src/auth/tokens.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

async function keyring() {
  const file = join(await temporaryDirectory(), "signing-keys.json");
  const keys = await loadSigningKeys(file);
  const clock = new ManualClock("2026-03-01T12:00:00Z");
  return { file, keys, clock, tokens: new Tokens(await KeyRing.open(file, clock), clock) };
}

describe("signing keys", () => {
  test("are made once, 256 bits, readable by their owner only", async () => {
    const { file, keys } = await keyring();
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(keys.byId.get(keys.current)).toHaveLength(32);
    expect(await loadSigningKeys(file)).toEqual(keys);
  });

  test("of two that start together are the same", async () => {
    const file = join(await temporaryDirectory(), "signing-keys.json");
    const [first, second] = await Promise.all([loadSigningKeys(file), loadSigningKeys(file)]);
    expect(first).toEqual(second);
  });

  test("that others can read are refused", async () => {
    const { file } = await keyring();
    await chmod(file, 0o644);
    await expect(loadSigningKeys(file)).rejects.toThrow(/chmod 600/);
  });

  test.each(["", "{}", "null", '{"format":1,"current":"a","keys":{"a":"c2hvcnQ"}}'])(
    "a damaged file is refused: %s",
    async (content) => {
      const { file } = await keyring();
      await writeFile(file, content);
      await expect(loadSigningKeys(file)).rejects.toThrow(/damaged/);
    },
  );

  test("rotate: the new one signs, and a token of the one before is still good", async () => {
    const { file, tokens, clock, keys } = await keyring();
    const old = await tokens.issue({ homes: ["a"], role: "viewer" });
    const rotated = await rotateSigningKeys(file, false);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect([...rotated.byId.keys()]).toEqual([keys.current, rotated.current]);
    clock.advance(1_000);
    expect(await tokens.verify(old)).toMatchObject({ homes: ["a"], role: "viewer", keyId: keys.current });
    const fresh = await tokens.issue({ homes: ["a"], role: "viewer" });
    expect(await tokens.verify(fresh)).toMatchObject({ keyId: rotated.current });
  });

  test("rotate and revoke: tokens of the ones before are refused within a second", async () => {
    const { file, tokens, clock } = await keyring();
    const old = await tokens.issue({ homes: ["a"], role: "viewer" });
    const access = await tokens.verify(old);
    expect(await tokens.stillHolds(access)).toBe(true);
    await rotateSigningKeys(file, true);
    clock.advance(1_000);
    await expect(tokens.verify(old)).rejects.toMatchObject({ reason: "invalid" });
    expect(await tokens.stillHolds(access)).toBe(false);
  });

  test("are at most five: the oldest goes first", async () => {
    const { file, keys } = await keyring();
    for (let count = 0; count < 5; count += 1) await rotateSigningKeys(file, false);
    const { byId, current } = await loadSigningKeys(file);
    expect(byId.size).toBe(5);
    expect([...byId.keys()].at(-1)).toBe(current);
    expect(byId.has(keys.current)).toBe(false);
  });

  test("that are damaged while the bridge runs leave those before in force", async () => {
    const { file, tokens, clock } = await keyring();
    const token = await tokens.issue({ homes: ["a"], role: "viewer" });
    await writeFile(file, "{");
    clock.advance(1_000);
    expect(await tokens.verify(token)).toMatchObject({ role: "viewer" });
  });
});

describe("tokens", () => {
  test("carry homes and role, and expire after an hour", async () => {
    const { tokens, clock } = await keyring();
    const token = await tokens.issue({ homes: ["a", "b"], role: "operator" });
    const access = await tokens.verify(token);
    expect(access).toMatchObject({ homes: ["a", "b"], role: "operator", expiresMs: clock.now() + 3_600_000 });
    expect(access.subject).toBe(access.tokenId);
    clock.advance(3_599_000);
    await tokens.verify(token);
    clock.advance(1_000);
    await expect(tokens.verify(token)).rejects.toMatchObject({ reason: "expired" });
  });

  test("name their subject", async () => {
    const { tokens } = await keyring();
    const token = await tokens.issue({ homes: "*", role: "viewer", subject: "alice" });
    expect(await tokens.verify(token)).toMatchObject({ subject: "alice", tokenId: expect.any(String) });
  });

  test.each([
    [{ homes: [], role: "viewer" }],
    [{ homes: ["a/b"], role: "viewer" }],
    [{ homes: "*", role: "viewer", lifetimeMs: 0 }],
    [{ homes: "*", role: "viewer", subject: "two words" }],
    [{ homes: "*", role: "viewer", subject: "line\nfeed" }],
    [{ homes: "*", role: "viewer", lifetimeMs: 366 * 86_400_000 }],
    [{ homes: Array.from({ length: 500 }, (_, i) => `a-home-with-a-long-name-${i}`), role: "viewer" }],
  ] as const)("are not issued for %o", async (request) => {
    const { tokens } = await keyring();
    await expect(tokens.issue(request)).rejects.toThrow(RangeError);
  });

  test("of another key, without a signature, without an end or with odd claims are refused", async () => {
    const { tokens, keys, clock } = await keyring();
    const seconds = Math.floor(clock.now() / 1000);
    const good = { homes: "*", role: "admin", sub: "alice", jti: "token-1" };
    const key = keys.byId.get(keys.current) ?? new Uint8Array();
    const sign = (
      claims: object,
      { kid = keys.current, secret = key, issuer = "homesync-bridge", exp = true } = {},
    ) => {
      const jwt = new SignJWT({ ...claims }).setProtectedHeader({ alg: "HS256", kid }).setIssuer(issuer);
      return (exp ? jwt.setExpirationTime(seconds + 60) : jwt).sign(secret);
    };
    expect(await tokens.verify(await sign(good))).toMatchObject({ homes: "*", role: "admin" });

    const bad = [
      await sign(good, { secret: Buffer.alloc(32) }),
      await sign(good, { kid: "other" }),
      await sign(good, { kid: "__proto__" }),
      await sign(good, { issuer: "someone" }),
      await sign(good, { exp: false }),
      await sign({ ...good, role: "root" }),
      await sign({ ...good, homes: "a" }),
      await sign({ ...good, homes: [1] }),
      await sign({ ...good, homes: undefined }),
      await sign({ ...good, sub: undefined }),
      await sign({ ...good, sub: "two words" }),
      await sign({ ...good, jti: undefined }),
      new UnsecuredJWT(good)
        .setIssuer("homesync-bridge")
        .setExpirationTime(seconds + 60)
        .encode(),
      "",
      "a.b.c",
      "x".repeat(10_000),
    ];
    for (const token of bad) await expect(tokens.verify(token)).rejects.toMatchObject({ reason: "invalid" });
  });
});
