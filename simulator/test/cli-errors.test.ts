import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type Server } from "node:tls";
import { type Broker, startBroker } from "@homesync/broker";
import { makeCertificate } from "@homesync/broker/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { missingOpenFiles } from "../src/fleet/open-files.ts";
import { runCommandLine as run } from "./cli/command-line.ts";

let guarded: Broker;
let open: Broker;
let tls: Server;
let tlsPort: number;
let folder: string;
let caFile: string;

beforeAll(async () => {
  open = await startBroker();
  guarded = await startBroker({ credentials: { fleet: { password: "s3cret", filters: ["#"] } } });
  folder = await mkdtemp(join(tmpdir(), "homesync-cli-"));
  const certificate = await makeCertificate();
  caFile = join(folder, "ca.pem");
  await writeFile(caFile, certificate.cert);
  // TLS in front of the open broker.
  tls = createServer(certificate, (socket) => {
    const onward = connect(open.port, "127.0.0.1");
    socket.on("error", () => onward.destroy());
    onward.on("error", () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => tls.listen(0, "127.0.0.1", resolve));
  tlsPort = (tls.address() as { port: number }).port;
});

afterAll(async () => {
  tls.close();
  await Promise.all([open.close(), guarded.close(), rm(folder, { recursive: true, force: true })]);
});

test.each([
  ["", /give a command/],
  ["fly", /Unknown argument: fly/],
  ["run --wings", /Unknown argument: wings/],
  ["run --password=hunter2", /Unknown argument: password/],
  ["run --nodes 0", /--nodes: expected a whole number from 1 to 100000, not 0/],
  ["run --nodes abc", /--nodes: expected a whole number from 1 to 100000, not "abc"/],
  [
    "run --nodes 3 --homes 4 --rate 0",
    /--rate: expected .*\n.*--homes: expected at most 3, the number of nodes/,
  ],
  ["run --interval 0", /--interval: expected a whole number from 1 to 3600/],
  ["run --qos 2", /qos/],
  ["run --duration 0", /--duration: expected a number above 0/],
  ["run --home-prefix a/b", /--home-prefix: expected 1 to 57 letters/],
  ["run --phase", /Not enough arguments following: phase/],
  ["run --scale 0", /--scale: expected a number above 0/],
  ["run smokey", /smokey: there is no such file \(homesync-sim scenario list shows the ready ones\)/],
  ["scenario", /give one of validate, list or schema/],
  ["run --broker localhost", /does not lead to a broker|not a URL/],
  ["run --broker http://localhost", /http:\/\/ does not lead to a broker: write mqtts:\/\/host/],
  ["run --broker mqtt://localhost/path", /scheme, host and port only/],
  ["run --broker mqtt://me:hunter2@localhost", /holds a credential/],
  ["run --broker mqtt://localhost --ca-file /nowhere", /--ca-file is for an encrypted connection/],
  ["run --broker mqtts://localhost --ca-file /nowhere", /--ca-file \/nowhere cannot be read \(ENOENT\)/],
  ["run --broker mqtt://localhost --username me", /set HOMESYNC_MQTT_PASSWORD, or give --password-file/],
  ["run --broker mqtt://localhost --password-file /nowhere", /--password-file \/nowhere cannot be read/],
  ["run --broker mqtt://broker.invalid --yes", /not encrypted/],
  ["run --broker mqtts://broker.invalid", /not on this machine: add --yes if that is meant/],
])("%j is refused with status 2 and what to do", async (line, message) => {
  const { status, err, out } = await run(line);
  expect(status).toBe(2);
  expect(err).toMatch(message);
  expect(err).not.toMatch(/hunter2| at .*:\d+/);
  expect(err.trimEnd().split("\n").length).toBeLessThanOrEqual(3);
  expect(out).toBe("");
});

test("a password is not sent unencrypted to another machine", async () => {
  const env = { HOMESYNC_MQTT_PASSWORD: "s3cret" };
  const { status, err } = await run("run --broker mqtt://broker.invalid --yes --username me", { env });
  expect(status).toBe(2);
  expect(err).toMatch(/not encrypted.*\nUse mqtts:/);
  expect(err).not.toContain("s3cret");
});

test("a broker on another machine is used after a yes only", async () => {
  const line = "run --nodes 7 --broker mqtts://broker.invalid:1999";
  expect(await run(line, { answer: false })).toMatchObject({
    status: 2,
    questions: ["Run 7 nodes against mqtts://broker.invalid:1999, which is not on this machine?"],
  });
  // With a yes it is tried, and found not to exist.
  expect((await run(line, { answer: true })).status).toBe(3);
});

test("a host that does not exist, and a port where nobody listens, are status 3", async () => {
  const unknown = await run("run --yes --broker mqtts://broker.invalid");
  expect(unknown).toMatchObject({
    status: 3,
    err: expect.stringMatching(/host broker.invalid is not known/),
  });
  const closed = await startBroker();
  await closed.close();
  const nobody = await run(`run --broker mqtt://127.0.0.1:${closed.port}`);
  expect(nobody).toMatchObject({
    status: 3,
    err: expect.stringMatching(
      new RegExp(`no broker answers at mqtt://127.0.0.1:${closed.port} .*\n.*--broker embedded`),
    ),
  });
});

test("bad credentials are status 4, and good ones from a file work", async () => {
  const env = { HOMESYNC_MQTT_PASSWORD: "wrong-password" };
  const bad = await run(`run --broker ${guarded.url} --username fleet`, { env });
  expect(bad.status).toBe(4);
  expect(bad.err).toMatch(/authentication failed.*\ncheck --username/);
  expect(bad.err).not.toContain("wrong-password");

  const path = join(folder, "password");
  await writeFile(path, "s3cret\n");
  const good = await run(
    `run -n 2 -d 0.2 -q --json --broker ${guarded.url} --username fleet --password-file ${path}`,
  );
  expect(good).toMatchObject({ status: 0, err: "" });
  expect(JSON.parse(good.out)).toMatchObject({
    metrics: { gauges: { "nodes.most_connected": 2 } },
    fleet: { nodes: 2, endedInOrder: 2, purged: 2 },
  });
});

test("TLS is verified: the right authority works, none of the system's does", async () => {
  const url = `mqtts://localhost:${tlsPort}`;
  const wrong = await run(`run -n 1 --broker ${url}`);
  expect(wrong.status).toBe(3);
  expect(wrong.err).toMatch(/the TLS connection to mqtts:\/\/localhost:\d+ failed .*\n.*--ca-file/);

  const right = await run(`run -n 2 -d 0.2 -q --json --broker ${url} --ca-file ${caFile}`);
  expect(right).toMatchObject({ status: 0, err: "" });
  expect(JSON.parse(right.out)).toMatchObject({
    metrics: { gauges: { "nodes.most_connected": 2 } },
    fleet: { endedInOrder: 2, notPurged: 0 },
  });
});

test("a port that speaks TLS is not a plain broker", async () => {
  const { status, err } = await run(`run --broker mqtt://127.0.0.1:${tlsPort}`);
  expect(status).toBe(3);
  expect(err).toMatch(/ended the connection before a session began/);
});

test("a fleet that needs more open files than there may be is told so", () => {
  expect(missingOpenFiles(20_000, 1, 20_000)).toEqual({ needed: 20_064, limit: 20_000 });
  expect(missingOpenFiles(10_000, 2, 20_000)).toEqual({ needed: 20_064, limit: 20_000 });
  expect(missingOpenFiles(19_000, 1, 20_000)).toBeUndefined();
  expect(missingOpenFiles(19_000, 1, undefined)).toBeUndefined();
});
