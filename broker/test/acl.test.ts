import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { backendSubscriptions, buildTopic, nodeSubscriptions, TOPIC_KEYS, TOPICS } from "@homesync/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { ACL_FORMATS } from "../src/acl/formats/formats.ts";
import { narrowestFilter } from "../src/acl/formats/hivemq-cloud.ts";
import { backendPrincipal, gatewayPrincipal, homePrincipal, nodePrincipal } from "../src/acl/principal.ts";
import { aclCommandLine } from "../src/cli/acl-command-line.ts";
import { SHELLY_FILTERS } from "../src/shelly-topics.ts";

const folder = await mkdtemp(join(tmpdir(), "homesync-acl-"));
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command line into a folder of its own, or `out`. */
async function run(args: readonly string[], out = join(folder, Math.random().toString(36).slice(2))) {
  let printed = "";
  let errors = "";
  const terminal = { out: (text: string) => (printed += text), err: (text: string) => (errors += text) };
  const status = await aclCommandLine([...args, "--out", out], terminal, "0.0.0");
  const read = (name: string): Promise<string> => readFile(join(out, name), "utf8");
  return { status, printed, errors, out, read };
}

describe("a principal may do what the topic table says, and nothing else", () => {
  const topic = (homeId: string, nodeId: string, key: (typeof TOPIC_KEYS)[number]): string => {
    const built = buildTopic({ homeId, nodeId, key });
    if (!built.ok) throw new Error(built.error.message);
    return built.value;
  };

  test("a node publishes all that nodes send, of its own, and subscribes as the core does", () => {
    const { publish, subscribe } = nodePrincipal("h", "n");
    const sent = TOPIC_KEYS.filter((key) => TOPICS[key].direction === "from-node");
    expect(publish).toStrictEqual(sent.map((key) => topic("h", "n", key)));
    expect(subscribe).toStrictEqual(nodeSubscriptions("h", "n").map(({ filter }) => filter));
  });

  test("a home's credential holds for each of its nodes", () => {
    const { publish, subscribe } = homePrincipal("h");
    expect(publish).toContain("homesync/h/nodes/+/telemetry/power");
    expect(publish.join()).not.toContain("/command/");
    expect(subscribe).toStrictEqual(["homesync/h/nodes/+/command/+"]);
  });

  test("the bridge commands, clears retained topics, and reads all but commands", () => {
    const { publish, subscribe } = backendPrincipal("bridge");
    expect(publish).toStrictEqual(
      TOPIC_KEYS.filter((key) => key.startsWith("command/") || TOPICS[key].retain).map(
        (key) => `homesync/+/nodes/+/${key}`,
      ),
    );
    expect(subscribe).toStrictEqual(backendSubscriptions().map(({ filter }) => filter));
  });

  test("a gateway publishes what the bridge reads, and reads what the bridge commands", () => {
    const { publish, subscribe } = gatewayPrincipal("gateway", true);
    const sent = TOPIC_KEYS.filter((key) => TOPICS[key].direction === "from-node");
    expect(publish).toStrictEqual([...sent.map((key) => `homesync/+/nodes/+/${key}`), ...SHELLY_FILTERS]);
    expect(subscribe).toStrictEqual(["homesync/+/nodes/+/command/+", "shellies/+/relay/0/command"]);
    expect(gatewayPrincipal("gateway").publish.join()).not.toContain("shellies");
  });

  test("only a bridge that has to do with Shellies may read and switch them", () => {
    expect(backendPrincipal("bridge", true).subscribe).toStrictEqual([
      ...backendPrincipal("bridge").subscribe,
      ...SHELLY_FILTERS,
    ]);
    expect(backendPrincipal("bridge", true).publish).toContain("shellies/+/relay/0/command");
    expect(JSON.stringify(backendPrincipal("bridge"))).not.toContain("shellies");
  });

  test.each([
    ["a node", nodePrincipal("h", "n"), "homesync/h/nodes/n/#"],
    ["a home", homePrincipal("h"), "homesync/h/nodes/#"],
    ["the bridge", backendPrincipal("b"), "homesync/#"],
    ["a gateway", gatewayPrincipal("g"), "homesync/#"],
    ["a bridge with Shellies", backendPrincipal("b", true), "#"],
  ])("where there is one filter a credential, %s gets the narrowest", (_who, principal, filter) => {
    expect(narrowestFilter(principal)).toBe(filter);
  });
});

describe("the command line", () => {
  test.each(Object.keys(ACL_FORMATS))(
    "%s: every file is for its owner alone and no password is printed",
    async (broker) => {
      const { status, printed, errors, out, read } = await run([broker, "--node", "h/n", "--home", "g"]);
      expect({ status, errors }).toStrictEqual({ status: 0, errors: "" });
      for (const name of await readdir(out)) expect((await stat(join(out, name))).mode & 0o077, name).toBe(0);
      const [, ...lines] = (await read("credentials.csv")).trim().split("\n");
      expect(lines.map((line) => line.split(",")[0])).toStrictEqual(["homesync-backend", "g", "h.n"]);
      for (const line of lines) expect(printed).not.toContain(line.split(",")[1]);
    },
  );

  test("a further node changes no password of the others", async () => {
    const first = await run(["hivemq-cloud", "--node", "h/n"]);
    const before = await first.read("credentials.csv");
    await run(["hivemq-cloud", "--node", "h/n", "h/m"], first.out);
    const after = await first.read("credentials.csv");
    expect(after.startsWith(before)).toBe(true);
    expect(after).toMatch(/^h[.]m,[A-Za-z0-9_-]{24}$/m);
  });

  test("Shellies: without an id for the bridge alone, with ids a credential for each", async () => {
    const bridge = await run(["mosquitto", "--shelly"]);
    expect(await bridge.read("credentials.csv")).toMatch(/^username,password\nhomesync-backend,\S+\n$/);
    expect(await bridge.read("mosquitto.acl")).toContain("topic read shellies/+/relay/0/power\n");
    const plugs = await run(["mosquitto", "--shelly", "plug-1", "plug-2"]);
    expect(await plugs.read("credentials.csv")).toMatch(/^plug-2,/m);
    expect(await plugs.read("mosquitto.acl")).toContain("user plug-2\ntopic write shellies/plug-2/#\n");
  });

  test("nodes come from a file, too", async () => {
    const list = join(folder, "nodes.txt");
    await writeFile(list, "# two homes\nhome-1/node-1\n\n home-2/node-1 \n");
    const { read } = await run(["emqx", "--nodes-file", list]);
    expect(await read("emqx.acl.conf")).toContain(
      '{allow, {username, "home-2.node-1"}, subscribe, ["homesync/home-2/nodes/node-1/command/+"]}.\n{deny, all}.\n',
    );
    expect(await read("emqx.users.csv")).toMatch(/^home-1[.]node-1,[0-9a-f]{64},[0-9a-f]{32},false$/m);
  });

  test("HiveMQ gets hashes in the form of its own generator", async () => {
    const { read } = await run(["hivemq", "--node", "h/n"]);
    expect(await read("hivemq.credentials.xml")).toMatch(
      /<name>h[.]n<\/name>\n *<password>[A-Za-z0-9+/]{32}:100:[A-Za-z0-9+/]{86}==<\/password>/,
    );
  });

  test.each([
    [["mosquitto", "--node", "h"], '"h" is not home_id/node_id'],
    [
      ["mosquitto", "--node", "h/n/x", "--home", "a b"],
      '"a b" is not a home_id\n"h/n/x" is not home_id/node_id',
    ],
    [["mosquitto", "--backend", "x:y"], '"x:y" is not a username'],
    [["mosquitto", "--home", "homesync-backend"], '"homesync-backend" is there twice'],
    [["mosquitto", "--shelly", "plug/1"], '"plug/1" is not the id of a Shelly'],
    [["mosquitto", "--gateway", "a b"], '"a b" is not a username'],
    [["mosquitto", "--nodes-file", "/no/such/file"], "/no/such/file cannot be read (ENOENT)"],
    [["rabbitmq"], "rabbitmq"],
    [[], "name the broker: mosquitto, emqx, hivemq, hivemq-cloud"],
  ])("%j is refused, and nothing is written", async (args, message) => {
    const { status, errors, out } = await run(args);
    expect(status).toBe(2);
    expect(errors).toContain(message);
    await expect(readdir(out)).rejects.toThrow("ENOENT");
  });

  test("a credentials file that is damaged is kept, and named", async () => {
    const { out, read } = await run(["mosquitto", "--home", "h"]);
    await writeFile(join(out, "credentials.csv"), "username,password\nh\n");
    const { status, errors } = await run(["mosquitto", "--home", "h"], out);
    expect(status).toBe(2);
    expect(errors).toContain("line 2 is not a username, a comma and a password");
    expect(await read("credentials.csv")).toBe("username,password\nh\n");
  });
});
