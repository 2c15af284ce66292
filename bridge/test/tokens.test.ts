import { chmod, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { loadSigningKeys } from "../src/auth/signing-keys.ts";
import { Tokens } from "../src/auth/tokens.ts";
import { ManualClock } from "./support/manual-clock.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

async function keyring() {
  const file = join(await temporaryDirectory(), "signing-keys.json");
  const keys = await loadSigningKeys(file);
  const clock = new ManualClock("2026-03-01T12:00:00Z");
  return { file, keys, clock, tokens: new Tokens(keys, clock) };
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

  test("rotate: a token of the key before is still good", async () => {
    const { file, tokens, clock } = await keyring();
    const old = await tokens.issue({ homes: ["a"], role: "viewer" });
    const content = JSON.parse(await readFile(file, "utf8"));
    content.keys.next = Buffer.alloc(32, 7).toString("base64url");
    content.current = "next";
    await writeFile(file, JSON.stringify(content));
    const rotated = new Tokens(await loadSigningKeys(file), clock);
    expect(await rotated.verify(old)).toEqual({ homes: ["a"], role: "viewer" });
    const fresh = await rotated.issue({ homes: ["a"], role: "viewer" });
    await expect(tokens.verify(fresh)).rejects.toThrow("invalid");
  });
});

describe("tokens", () => {
  test("carry homes and role, and expire after an hour", async () => {
    const { tokens, clock } = await keyring();
    const token = await tokens.issue({ homes: ["a", "b"], role: "operator" });
    expect(await tokens.verify(token)).toEqual({ homes: ["a", "b"], role: "operator" });
    clock.advance(3_599_000);
    await tokens.verify(token);
    clock.advance(1_000);
    await expect(tokens.verify(token)).rejects.toMatchObject({ reason: "expired" });
  });

  test.each([
    [{ homes: [], role: "viewer" }],
    [{ homes: ["a/b"], role: "viewer" }],
    [{ homes: "*", role: "viewer", lifetimeMs: 0 }],
    [{ homes: "*", role: "viewer", lifetimeMs: 366 * 86_400_000 }],
    [{ homes: Array.from({ length: 500 }, (_, i) => `a-home-with-a-long-name-${i}`), role: "viewer" }],
  ] as const)("are not issued for %o", async (request) => {
    const { tokens } = await keyring();
    await expect(tokens.issue(request)).rejects.toThrow(RangeError);
  });

  test("of another key, without a signature, without an end or with odd claims are refused", async () => {
    const { tokens, keys, clock } = await keyring();
    const seconds = Math.floor(clock.now() / 1000);
    const good = { homes: "*", role: "admin" };
    const key = keys.byId.get(keys.current) ?? new Uint8Array();
    const sign = (
      claims: object,
      { kid = keys.current, secret = key, issuer = "homesync-bridge", exp = true } = {},
    ) => {
      const jwt = new SignJWT({ ...claims }).setProtectedHeader({ alg: "HS256", kid }).setIssuer(issuer);
      return (exp ? jwt.setExpirationTime(seconds + 60) : jwt).sign(secret);
    };
    expect(await tokens.verify(await sign(good))).toEqual(good);

    const bad = [
      await sign(good, { secret: Buffer.alloc(32) }),
      await sign(good, { kid: "other" }),
      await sign(good, { kid: "__proto__" }),
      await sign(good, { issuer: "someone" }),
      await sign(good, { exp: false }),
      await sign({ homes: "*", role: "root" }),
      await sign({ homes: "a", role: "admin" }),
      await sign({ homes: [1], role: "admin" }),
      await sign({ role: "admin" }),
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
