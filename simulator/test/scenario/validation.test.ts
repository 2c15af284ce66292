import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { Check } from "typebox/schema";
import { expect, onTestFinished, test } from "vitest";
import { stringify } from "yaml";
import { defaultHomePrefix } from "../../src/fleet/homes.ts";
import { FLAGS, type FlagValues } from "../../src/scenario/flags.ts";
import { inspect } from "../../src/scenario/inspect.ts";
import { problemLine, ScenarioError } from "../../src/scenario/problem.ts";
import { parseScenario, readScenario } from "../../src/scenario/read.ts";
import { SCENARIO_FORM, Scenario } from "../../src/scenario/schema.ts";
import { Source } from "../../src/scenario/source.ts";

/** What is wrong with a text, one line each. */
function problems(text: string, flags: FlagValues = {}): string[] {
  try {
    parseScenario(new Source("s.yaml", text), flags);
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems.map(problemLine);
    throw error;
  }
}

const parse = (text: string, flags: FlagValues = {}): Scenario =>
  parseScenario(new Source("s.yaml", text), flags);

test("everything that is wrong is reported, each with its place and what was expected", () => {
  const found = problems(`name: smoke
fleet:
  nodes: many
  homs: 3
phases:
  - kind: rmap
  - { kind: hold }
  - hold: 3
thresholds:
  - command.rtt.p9 < 500ms
  - comand.lost == 0
  - { check: "connect.failed = 0", abrt: true }
  - 3
commands: { rate_per_s: 3, mix: { toggle: 3 } }
faults:
  - { kind: latency, delay_ms: -1 }
`);
  expect(found).toEqual([
    's.yaml:3:10: fleet.nodes: expected a whole number from 1 to 100000, not "many"',
    's.yaml:4:3: fleet.homs: "homs" is not known here; did you mean "homes"?',
    's.yaml:6:11: phases[0].kind: expected one of ramp, hold, arrival, step, storm, not "rmap"; did you mean "ramp"?',
    's.yaml:7:5: phases[1]: "for_s" is missing: expected a number from 0 to 2000000',
    's.yaml:8:5: phases[2]: "kind" is missing: expected one of ramp, hold, arrival, step, storm',
    expect.stringMatching(
      /^s.yaml:10:5: thresholds\[0\]: command.rtt has no "p9", expected one of .*"p90"\?$/,
    ),
    's.yaml:11:5: thresholds[1]: there is no metric "comand.lost"; did you mean "command.lost"?',
    's.yaml:12:14: thresholds[2].check: "=" is no operator, expected one of <= >= == != < >',
    's.yaml:12:36: thresholds[2].abrt: "abrt" is not known here; did you mean "abort"?',
    expect.stringMatching(
      /^s.yaml:13:5: thresholds\[3\]: expected a threshold \(.*\), or a group .*, not 3$/,
    ),
    expect.stringMatching(
      /^s.yaml:14:35: commands.mix.toggle: "toggle" is not known here; known are relay.on/,
    ),
    "s.yaml:16:32: faults[0].delay_ms: expected a number from 0 to 60000, not -1",
  ]);
});

test.each([
  ["fleet: { nodes: 3, homes: 4 }", /fleet.homes: expected at most 3, the number of nodes/],
  [
    "phases: [{ kind: ramp, to: 11, over_s: 1 }]",
    /phases\[0\].to: expected at most 10, the nodes of the fleet/,
  ],
  [
    "phases: [{ kind: arrival, rate_per_s: 2, for_s: 9 }]",
    /18 nodes would arrive after 0, and the fleet has 10: give it 18 nodes/,
  ],
  [
    "phases: [{ kind: arrival, rate_per_s: 2, for_s: 60, stay_s: 9 }]",
    /phases\[0\].stay_s: about 18 nodes would be there at a time/,
  ],
  [
    "phases: [{ kind: hold, for_s: 9 }]\nthresholds: [visit.missed == 0]",
    /visit.missed is of nodes that come and go.*add an arrival/,
  ],
  ["fleet: { mqtt_version: 5 }", /fleet.mqtt_version: the embedded broker speaks MQTT 3.1.1 alone/],
  ["commands: { rate_per_s: 1, mix: { relay.on: 0 } }", /at least one command with a weight above 0/],
  ["commands: { rate_per_s: 1, mix: {} }", /commands.mix: nothing is given/],
  ["broker: { username: me }", /broker.username: is for a broker elsewhere/],
  ["broker: { url: 'mqtt://127.0.0.1', plan: hivemq-free }", /broker.plan: is for the embedded broker/],
  ["thresholds: ['command.lost == 0']", /command.lost is measured by commands, and the scenario has none/],
  ["thresholds: ['delivery.store.p99 < 1s']", /add observe.store_url/],
  ["observe: { store_url: 'http://127.0.0.1' }", /observe.store_url: needs observe.store_token_file too/],
  ["observe: { telemetry: false }\nthresholds: ['telemetry.lost == 0']", /observe.telemetry forbids/],
  [
    "broker: { url: 'mqtt://127.0.0.1' }\nfaults: [{ kind: broker_restart }]",
    /needs a broker of this process/,
  ],
  ["faults: [{ kind: crash, whom: { nodes: [3, 12] } }]", /nodes\[1\]: expected at most 9/],
  [
    "faults: [{ kind: crash, whom: { home: a-0001 } }]",
    /s.yaml:1:39: faults\[0\].whom.home: homes are named by lot.*give fleet.home_prefix/,
  ],
  [
    "fleet: { nodes: 4, homes: 2, home_prefix: a }\nfaults: [{ kind: crash, whom: { home: a-0003 } }]",
    /s.yaml:2:39: faults\[0\].whom.home: expected a home of the fleet, a-0001 to a-0002, not "a-0003"/,
  ],
  ["faults: [{ kind: crash, whom: { home: '' } }]", /expected a text that is not empty, not ""/],
  ["faults: [{ kind: crash, whom: { share: 20% } }]", /s.yaml:1:40: .*at most 1, not "20%": write 0.2/],
  [
    "faults: [{ kind: power_cut, duration_s: 1m }]",
    /s.yaml:1:41: faults\[0\].duration_s: expected a number above 0 and at most 2000000, not "1m": write the number alone/,
  ],
  ["faults: [{ kind: crash, at_s: 1e99 }]", /at_s: expected a number from 0 to 2000000, not 1e\+99/],
  ["faults: [{ kind: crash, at_s: .inf }]", /at_s: expected a number from 0 to 2000000, not Infinity/],
  ["faults: [{ kind: reset, duration_s: 3 }]", /"duration_s" is not known here; known are kind, at_s, whom/],
  ["fleet: [1]", /fleet: expected a group of keys and values, not \[1\]/],
  ["- 1", /s.yaml:1:1: expected a group of keys and values/],
  ["fleet:\n  nodes: 3\n  nodes: 4", /s.yaml:3:3: map keys must be unique/],
  ["fleet: { nodes: 3", /s.yaml:1:\d+: flow map/],
  ["name: '<b>'", /name: expected a name of up to 80 letters/],
  ["__proto__: { x: 1 }", /"__proto__" is not known here/],
])("%s is refused", (text, message) => expect(problems(text).join("\n")).toMatch(message));

test("aliases that unfold without end are refused", () => {
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]
${["b", "c", "d", "e"].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcd"[index]}`).join(", ")}]`).join("\n")}
`;
  expect(problems(bomb).join("\n")).toMatch(/[Ee]xcessive alias count/);
});

test("a fault may name a home that the fleet has, by its prefix or its seed", () => {
  const fault = (home: string) => `faults: [{ kind: crash, whom: { home: ${home} } }]`;
  expect(problems(`fleet: { nodes: 4, homes: 2, home_prefix: a }\n${fault("a-0002")}`)).toEqual([]);
  expect(problems(`fleet: { nodes: 4, seed: 5 }\n${fault(`${defaultHomePrefix(5)}-0004`)}`)).toEqual([]);
});

test("whatever stands in a fault, the answer is its place and what was expected", { timeout: 60_000 }, () => {
  const keys = ["kind", "at_s", "duration_s", "whom", "delay_ms", "rate", "to", "image", "sensor", "bytes"];
  const scalar = fc.oneof(
    fc.constantFrom("latency", "crash", "reset", "bad_update", "plan_limits", "node", "10s", "20%", "", "-"),
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.string(),
  );
  const whom = fc.dictionary(
    fc.constantFrom("home", "nodes", "share", "nods"),
    fc.oneof(scalar, fc.array(scalar)),
  );
  const fault = fc.oneof(scalar, fc.dictionary(fc.constantFrom(...keys), fc.oneof(scalar, whom)));
  fc.assert(
    fc.property(fc.array(fault, { minLength: 1, maxLength: 3 }), (faults) => {
      for (const line of problems(stringify({ faults }))) {
        expect(line).toMatch(/^s\.yaml:\d+:\d+: faults/);
        expect(line).toMatch(/expected|is not known here|needs a broker|named by lot/);
      }
    }),
    { numRuns: 200 },
  );
});

test("an empty file, JSON and YAML are all scenarios", () => {
  expect(parse("")).toEqual({});
  expect(parse('{ "fleet": { "nodes": 3 } }')).toEqual({ fleet: { nodes: 3 } });
  expect(parse("fleet: { nodes: 3 }")).toEqual({ fleet: { nodes: 3 } });
});

test("flags override the file, and a list as a whole", () => {
  const file = "fleet: { nodes: 3, seed: 5 }\nphases: [{ kind: hold, for_s: 1 }]\n";
  const flags = { nodes: 7, phase: ["{ kind: ramp, over_s: 2 }", "{ kind: hold, for_s: 3 }"] };
  expect(parse(file, flags)).toEqual({
    fleet: { nodes: 7, seed: 5 },
    phases: [
      { kind: "ramp", over_s: 2 },
      { kind: "hold", for_s: 3 },
    ],
  });
  const more = { threshold: ["connect.failed == 0", "{ check: connect.lost == 0, abort: true }"] };
  expect(parse("", { ...more, "commands-mix": "{ led.on: 1 }", "commands-rate": 2 })).toEqual({
    thresholds: ["connect.failed == 0", { check: "connect.lost == 0", abort: true }],
    commands: { mix: { "led.on": 1 }, rate_per_s: 2 },
  });
});

test("what a flag sets wrongly is told by the name of the flag", () => {
  expect(problems("fleet: { nodes: 3 }", { nodes: 0 })).toEqual([
    "--nodes: expected a whole number from 1 to 100000, not 0",
  ]);
  expect(problems("", { phase: ["{ kind: hold"] })[0]).toMatch(/^--phase: cannot be read: expected a list/);
  expect(problems("", { threshold: ["connect.failed == 0", "x == 0"] })[0]).toMatch(
    /^--threshold: \[1\]: there is no/,
  );
  expect(problems("fleet: 3", { nodes: 4 })).toEqual([
    "s.yaml:1:8: fleet: expected a group of keys and values, not 3",
  ]);
});

test("every field of the schema has a flag of its own, with a description", () => {
  expect(new Set(FLAGS.map(({ name }) => name)).size).toBe(FLAGS.length);
  expect(FLAGS.filter(({ describe }) => describe.length < 5)).toEqual([]);
  const names = FLAGS.map(({ name }) => name);
  for (const name of ["nodes", "broker", "interval", "rate", "phase", "fault", "threshold", "report-html"]) {
    expect(names).toContain(name);
  }
});

test("a file that is not there, or is a folder, says so", async () => {
  const folder = await mkdtemp(join(tmpdir(), "homesync-scenario-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await expect(readScenario(join(folder, "none.yaml"))).rejects.toThrow(
    /there is no such file .*scenario list/,
  );
  await expect(readScenario(folder)).rejects.toThrow(/cannot be read \(EISDIR\)/);
  await writeFile(join(folder, "large.yaml"), " ".repeat(1024 * 1024 + 1));
  await expect(readScenario(join(folder, "large.yaml"))).rejects.toThrow(/at most 1048576 bytes/);
});

test("the validator accepts exactly what the schema accepts", () => {
  // Values near to scenarios: their keys and words, in places right and wrong.
  const words = ["ramp", "hold", "storm", "connect.failed == 0", "embedded", "latency", "name"];
  const keys = [
    "kind",
    "for_s",
    "over_s",
    "to",
    "nodes",
    "homes",
    "check",
    "abort",
    "rate_per_s",
    "mix",
    "led.on",
  ];
  const sections = ["name", "fleet", "phases", "commands", "thresholds", "broker", "faults", "observe"];
  const leaf = fc.oneof(
    fc.constantFrom(...words),
    fc.integer({ min: -2, max: 9 }),
    fc.boolean(),
    fc.double(),
  );
  const group = fc.dictionary(fc.constantFrom(...keys), leaf, { maxKeys: 3 });
  const value = fc.oneof(leaf, group, fc.array(fc.oneof(leaf, group), { maxLength: 3 }));
  const scenario = fc.dictionary(fc.constantFrom(...sections), value, { maxKeys: 3 });
  fc.assert(
    fc.property(scenario, (candidate) => {
      expect(inspect(SCENARIO_FORM, candidate).length === 0).toBe(Check(Scenario, candidate));
    }),
    { numRuns: 2000 },
  );
});
