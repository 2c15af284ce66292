import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { resolveAccess } from "../src/reach/access.ts";
import { isLoopback, parseBrokerUrl, requireSafe } from "../src/reach/address.ts";
import { readCaFile } from "../src/reach/ca-file.ts";
import { readPassword } from "../src/reach/password.ts";
import { Secret } from "../src/reach/secret.ts";
import { makeCertificate } from "../testing/index.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homesync-reach-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("broker URL", () => {
  test.each([
    ["mqtts://abc.s1.eu.hivemq.cloud", { tls: true, host: "abc.s1.eu.hivemq.cloud", port: 8883 }],
    ["mqtt://127.0.0.1", { tls: false, host: "127.0.0.1", port: 1883 }],
    ["mqtt://[::1]:2883/", { scheme: "mqtt", tls: false, host: "::1", port: 2883, path: "" }],
    ["ws://127.0.0.1:8080", { scheme: "ws", tls: false, port: 8080, path: "/mqtt" }],
    ["wss://abc.s1.eu.hivemq.cloud:8884/mqtt", { scheme: "wss", tls: true, port: 8884, path: "/mqtt" }],
    ["wss://example.org/a/b", { tls: true, port: 443, path: "/a/b", url: "wss://example.org:443/a/b" }],
  ])("%s", (url, expected) => {
    expect(parseBrokerUrl(url)).toMatchObject(expected);
  });

  test.each([
    ["nonsense", /not a URL/],
    ["http://host", /http:\/\/ does not lead to a broker/],
    ["mqtt://host:1883/path", /scheme, host and port only/],
    ["mqtt://host:1883?x=1", /scheme, host and port only/],
    ["ws://host/mqtt?token=1", /scheme, host, port and path only/],
    [`wss://host/${"x".repeat(300)}`, /more than 255 characters/],
  ])("%s is refused", (url, message) => {
    expect(() => parseBrokerUrl(url)).toThrow(message);
  });

  test("one with a password is refused, and the message does not repeat it", () => {
    expect(() => parseBrokerUrl("mqtts://me:hunter2@host")).toThrow(/holds a credential/);
    expect(() => parseBrokerUrl("mqtts://me:hunter2@host")).not.toThrow(/hunter2/);
  });

  test("without TLS only loopback is reached, unless the user insists", () => {
    expect(() => requireSafe(parseBrokerUrl("mqtt://192.168.1.5"), false)).toThrow(/--insecure/);
    expect(() => requireSafe(parseBrokerUrl("mqtt://localhost.example.org"), false)).toThrow(/--insecure/);
    requireSafe(parseBrokerUrl("mqtt://192.168.1.5"), true);
    requireSafe(parseBrokerUrl("mqtts://192.168.1.5"), false);
    requireSafe(parseBrokerUrl("mqtt://localhost"), false);
  });

  test("loopback is an address, not a prefix of a name", () => {
    expect(["localhost", "127.0.0.1", "127.1.2.3", "::1"].every(isLoopback)).toBe(true);
    expect(["127.evil.example", "0.0.0.0", "::", "10.0.0.1"].some(isLoopback)).toBe(false);
  });
});

describe("client certificate", () => {
  async function files() {
    const [one, other] = [await makeCertificate(), await makeCertificate()];
    const paths = {
      cert: join(folder, "cert.pem"),
      key: join(folder, "key.pem"),
      other: join(folder, "other.pem"),
    };
    await writeFile(paths.cert, one.cert);
    await writeFile(paths.key, one.key);
    await writeFile(paths.other, other.key);
    return { ...paths, one };
  }
  const URL = "mqtts://localhost";

  test("is read with its key, which is never printed", async () => {
    const { cert, key, one } = await files();
    const access = await resolveAccess({ url: URL, certFile: cert, keyFile: key });
    expect(access.clientCertificate?.cert).toBe(one.cert);
    expect(access.clientCertificate?.key.reveal()).toBe(one.key);
    expect(inspect(access, { depth: 9 })).not.toContain("PRIVATE KEY");
  });

  test("what does not fit is refused, and the message says which file", async () => {
    const { cert, key, other } = await files();
    const refused = (request: object) => expect(resolveAccess({ url: URL, ...request })).rejects;
    await refused({ certFile: cert }).toThrow(/--key-file/);
    await refused({ keyFile: key }).toThrow(/--cert-file/);
    await refused({ certFile: cert, keyFile: other }).toThrow(/is not the key of the certificate/);
    await refused({ certFile: key, keyFile: key }).toThrow(/holds no certificate/);
    await refused({ certFile: cert, keyFile: cert }).toThrow(/holds no private key/);
    await refused({ certFile: cert, keyFile: join(folder, "none") }).toThrow(/cannot be read \(ENOENT\)/);
    await expect(resolveAccess({ url: "ws://127.0.0.1", certFile: cert, keyFile: key })).rejects.toThrow(
      /--cert-file is for an encrypted connection/,
    );
  });
});

describe("password", () => {
  test("from the environment, or from a file without its line end", async () => {
    const file = join(folder, "password");
    await writeFile(file, "from file \n");
    const environment = { HOMESYNC_MQTT_PASSWORD: "from environment" };
    expect((await readPassword(undefined, environment))?.reveal()).toBe("from environment");
    expect((await readPassword(file, environment))?.reveal()).toBe("from file ");
    expect(await readPassword(undefined, {})).toBeUndefined();
  });

  test("a missing or empty file is an error", async () => {
    const file = join(folder, "password");
    await expect(readPassword(file, {})).rejects.toThrow(/cannot be read \(ENOENT\)/);
    await writeFile(file, "\n");
    await expect(readPassword(file, {})).rejects.toThrow(/1 to 65535 bytes/);
  });

  test("prints as a mask", () => {
    const secret = new Secret("hunter2");
    const printed = [
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }, { showHidden: true }),
    ].join();
    expect(printed).not.toContain("hunter2");
  });
});

test("a CA file must hold a certificate", async () => {
  const file = join(folder, "ca.pem");
  await expect(readCaFile(file)).rejects.toThrow(/cannot be read/);
  await writeFile(file, "no certificate");
  await expect(readCaFile(file)).rejects.toThrow(/holds no certificate/);
  const { cert } = await makeCertificate();
  await writeFile(file, cert);
  expect(await readCaFile(file)).toBe(cert);
});

describe("access as a whole", () => {
  test("a CA file is for TLS, and user name and password go together", async () => {
    const url = "mqtt://localhost";
    await expect(resolveAccess({ url, caFile: "ca.pem" })).rejects.toThrow(/write the broker as mqtts:/);
    await expect(resolveAccess({ url, password: new Secret("x") })).rejects.toThrow(
      /give it with --username/,
    );
    await expect(resolveAccess({ url, username: "me" })).rejects.toThrow(/HOMESYNC_MQTT_PASSWORD/);
  });

  test("holds what was asked for", async () => {
    const file = join(folder, "ca.pem");
    const { cert } = await makeCertificate();
    await writeFile(file, cert);
    const access = await resolveAccess({
      url: "mqtts://host",
      username: "me",
      password: new Secret("x"),
      caFile: file,
    });
    expect(access).toMatchObject({ address: { host: "host", port: 8883 }, username: "me", ca: cert });
  });
});
