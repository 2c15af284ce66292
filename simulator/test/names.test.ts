import { expect, test, vi } from "vitest";
import { FleetNames } from "../src/names/fleet-names.ts";
import { runCommandLine } from "./cli/command-line.ts";

vi.setConfig({ testTimeout: 60_000 });

/** The names of a list in text: what follows home and node. */
const namesIn = (list: string): string[] =>
  list
    .trim()
    .split("\n")
    .map((line) => line.replace(/^\S+ +/, ""));

test("the same seed gives the same names, whatever is asked for first; another seed gives others", async () => {
  const [first, second, other] = await Promise.all([7, 7, 8].map((seed) => FleetNames.load(seed)));
  const named = Array.from({ length: 20 }, (_, home) => first?.node(home, home % 3));
  for (let home = 19; home >= 0; home--) expect(second?.node(home, home % 3)).toBe(named[home]);
  expect(Array.from({ length: 20 }, (_, home) => other?.node(home, home % 3))).not.toEqual(named);
  expect(new Set(named).size).toBe(20);
});

test("the nodes of a home share its name, and each has one of its own", async () => {
  const names = await FleetNames.load(7);
  const nodes = Array.from({ length: 30 }, (_, node) => names.node(3, node));
  expect(new Set(nodes).size).toBe(30);
  for (const node of nodes) expect(node.startsWith(`${names.home(3)}: `)).toBe(true);
  expect(names.of({ homeId: "sim-x-0004", nodeId: "node-002" })).toBe(nodes[1]);
  expect(names.of({ homeId: "kitchen", nodeId: "plug" })).toBeUndefined();
});

test("fleet list tells the ids that the nodes have on the wire, and the names of people", async () => {
  const { status, out } = await runCommandLine("fleet list -n 3 --homes 2 --seed 7 --home-prefix sim-list");
  expect(status).toBe(0);
  expect(out.split("\n").map((line) => line.split(" ")[0])).toEqual([
    "sim-list-0001/node-001",
    "sim-list-0002/node-001",
    "sim-list-0001/node-002",
    "",
  ]);
  const names = await FleetNames.load(7);
  expect(namesIn(out)).toEqual([names.node(0, 0), names.node(1, 0), names.node(0, 1)]);
});

test("fleet list as CSV and JSON says the same, of a scenario's fleet", async () => {
  const json = JSON.parse((await runCommandLine("fleet list smoke --json")).out) as Record<string, string>[];
  expect(json).toHaveLength(20);
  const [titles = "", ...lines] = (await runCommandLine("fleet list smoke --csv")).out.trim().split("\n");
  expect(titles).toBe("home_id,node_id,home_name,name");
  expect(lines).toEqual(
    json.map(({ home_id, node_id, home_name, name }) => `${home_id},${node_id},"${home_name}","${name}"`),
  );
  const { out } = await runCommandLine("fleet list smoke");
  expect(namesIn(out)).toEqual(json.map(({ name }) => name));
});

test("a fleet without a seed tells which one it drew", async () => {
  const { out, err } = await runCommandLine("fleet list -n 2");
  const seed = /^seed (\d+): give it to run too/.exec(err)?.[1];
  expect(out).toBe((await runCommandLine(`fleet list -n 2 --seed ${seed}`)).out);
});

test("the log of a run tells names where it is asked to", async () => {
  const hostile = ["--commands-rate", "20", "--commands-mix", "{ hostile: 1 }"];
  const run = "run -n 2 --seed 7 --home-prefix sim-log --duration 2 --json".split(" ");
  const named = await runCommandLine([...run, ...hostile, "--names"]);
  const names = await FleetNames.load(7);
  expect(named.err).toContain(`sim-log-0001/node-001 (${names.node(0, 0)}): `);
  expect(named.status).toBe(0);
  const plain = await runCommandLine([...run, ...hostile]);
  expect(plain.err).toContain("sim-log-0001/node-001: ");
});

test.each([
  ["fleet register -n 2 --seed 1 --bridge 127.0.0.1:8080", /--bridge expected/],
  ["fleet register -n 2 --seed 1 --bridge http://192.0.2.1", /would send the token in the clear/],
  ["fleet register -n 2 --seed 1 --bridge https://192.0.2.1", /not on this machine: add --yes/],
  ["fleet register -n 2 --seed 1 --bridge http://me:secret@127.0.0.1", /must hold no credentials/],
  ["fleet register -n 2 --seed 1 --bridge http://127.0.0.1:9", /asks for a token: give --token-file or/],
  [
    "fleet register -n 2 --seed 1 --bridge http://127.0.0.1:9 --token-file /nowhere",
    /cannot be read \(ENOENT\)/,
  ],
  ["fleet list -n 0", /--nodes: expected a whole number from 1/],
])("%s is refused, with what to do", async (line, expected) => {
  const { status, err } = await runCommandLine(line);
  expect([status, err]).toEqual([2, expect.stringMatching(expected)]);
  expect(err).not.toContain("secret");
});

test("a bridge that is not there is told", async () => {
  const line = "fleet register -n 2 --seed 1 --bridge http://127.0.0.1:65000";
  const { status, err } = await runCommandLine(line, { env: { HOMESYNC_TOKEN: "x" } });
  expect([status, err]).toEqual([3, expect.stringMatching(/no bridge answers at .*65000 \(ECONNREFUSED\)/)]);
});
