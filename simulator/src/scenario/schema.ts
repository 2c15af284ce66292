import { PLAN_NAMES } from "@homesync/broker/plans";
import { LIMITS, SETTINGS } from "@homesync/protocol";
import { type Static, Type } from "typebox";
import { COMMAND_ACTION_NAMES, COMMAND_ACTIONS } from "../commands/actions.ts";
import { FaultSchema } from "../faults/fault.ts";
import { MAX_S } from "../phases/phase-kind.ts";
import { Phase } from "../phases/phases.ts";
import { THRESHOLD_FORM } from "../thresholds/grammar.ts";
import { HOME_PROFILES } from "../world/profiles.ts";
import type { Form } from "./form.ts";

/*
 * The scenario: the one place that declares it. The JSON Schema for editors, the flags of `homesync-sim run`, the validator
 * and the reference in docs/scenarios.md are made from it. A name ends in its unit.
 */

const MAX_NODES = 100_000;
const MAX_SEED = 0xffff_ffff;
const interval = SETTINGS.telemetry_interval_s;
if (interval.kind !== "number") throw new TypeError("telemetry_interval_s must be a number");

const text = (description: string, more: object = {}) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 4096, description, ...more }));
const flag = (description: string) => Type.Optional(Type.Boolean({ description, default: false }));
const whole = (minimum: number, maximum: number, description: string, more: object = {}) =>
  Type.Optional(Type.Integer({ minimum, maximum, description, ...more }));
const section = <const Fields extends Parameters<typeof Type.Object>[0]>(
  description: string,
  fields: Fields,
) => Type.Optional(Type.Object(fields, { additionalProperties: false, description }));

const Broker = section("the broker that the nodes connect to", {
  url: text("mqtt://host:port, mqtts://host:port, ws:// or wss://, or embedded for one in this process", {
    default: "embedded",
  }),
  plan: Type.Optional(
    Type.Enum([...PLAN_NAMES], { description: "limits that the embedded broker keeps [default: none]" }),
  ),
  username: text("the password comes from HOMESYNC_MQTT_PASSWORD or password_file"),
  password_file: text("file that holds the password"),
  credentials_file: text(
    "credentials.csv of homesync-acl: each node logs in as itself or its home, and the run's own client as homesync-backend",
  ),
  ca_file: text("file with the certificates (PEM) to trust instead of the system's"),
  cert_file: text("file with the client's certificate (PEM), where the broker asks for one"),
  key_file: text("file with the private key of that certificate (PEM)"),
  insecure: flag("connect unencrypted to another machine"),
  keep: flag("leave sessions and retained messages on the broker"),
});

const Fleet = section("the nodes", {
  nodes: whole(1, MAX_NODES, "number of nodes", { default: 10 }),
  homes: whole(1, MAX_NODES, "homes that the nodes are spread over [default: one each]"),
  seed: whole(0, MAX_SEED, "the same seed gives the same fleet [default: by lot]"),
  profiles: Type.Optional(
    Type.Object(
      Object.fromEntries(
        HOME_PROFILES.map((name) => [
          name,
          Type.Optional(
            Type.Number({
              exclusiveMinimum: 0,
              maximum: 1e6,
              description: `homes of the kind ${name}, in parts`,
            }),
          ),
        ]),
      ),
      {
        additionalProperties: false,
        minProperties: 1,
        description:
          "kinds of homes, by their appliances, in parts, such as { household: 3, flat: 1 } [default: household]",
      },
    ),
  ),
  home_prefix: Type.Optional(
    Type.String({
      pattern: `^[A-Za-z0-9_-]{1,${LIMITS.maxIdentifier.value - 7}}$`,
      errorMessage: `1 to ${LIMITS.maxIdentifier.value - 7} letters, digits, "_" or "-"`,
      description: "homes are named PREFIX-0001, ... [default: sim- and the run]",
    }),
  ),
  names: flag(
    "call homes and nodes by names of people and rooms, drawn by the seed, where the log tells of them; nothing on the wire changes",
  ),
  interval_s: whole(
    interval.min,
    interval.max,
    `heartbeat of telemetry, s [default: the node's own, ${interval.default}]`,
  ),
  update_key_file: text(
    "file with the public key (PEM) that the nodes trust for updates over the air [default: that of the scenario's update; without one they refuse all]",
  ),
  qos: whole(0, 1, "QoS of telemetry [default: the node's own, 0]"),
  rate_per_s: whole(1, 10_000, "nodes switched on in a second, at most; phases decide when", {
    default: 200,
  }),
  mqtt_version: Type.Optional(
    Type.Enum(["3.1.1", "5", 5], {
      description: "3.1.1 is what the board speaks; 5 is for load [default: 3.1.1]",
    }),
  ),
  workers: whole(0, 64, "threads that run the nodes [default: none beside the main one]"),
  shard: Type.Optional(
    Type.String({
      pattern: "^[1-9][0-9]{0,4}/[1-9][0-9]{0,4}$",
      errorMessage: 'the part and the number of parts, such as "2/5"',
      description: "the part of the fleet that this process runs; others run the rest with the same seed",
    }),
  ),
  local_addresses: Type.Optional(
    Type.Array(Type.String({ pattern: "^[0-9A-Fa-f.:]{2,45}$", errorMessage: "an IP address" }), {
      minItems: 1,
      maxItems: 256,
      description: "addresses of this machine that connections leave from, in turn",
    }),
  ),
});

const Commands = section("commands, sent by an ordinary MQTT client as an app's backend would", {
  rate_per_s: Type.Number({
    exclusiveMinimum: 0,
    maximum: 10_000,
    description: "commands in a second, at fixed times, whether or not those before them were answered",
  }),
  mix: Type.Object(
    Object.fromEntries(
      COMMAND_ACTION_NAMES.map((name) => [
        name,
        Type.Optional(Type.Number({ minimum: 0, maximum: 1e6, description: COMMAND_ACTIONS[name] })),
      ]),
    ),
    {
      additionalProperties: false,
      minProperties: 1,
      description: "which commands, with their weights, such as { relay.toggle: 5, led.blink: 1 }",
    },
  ),
  timeout_s: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 600,
      description: "without an answer after so long a command is lost",
      default: LIMITS.commandTimeout.value / 1000,
    }),
  ),
});

const Update = section("an update of the firmware over the air, from an image server on this machine", {
  version: Type.String({
    pattern: "^(0|[1-9][0-9]{0,4})\\.(0|[1-9][0-9]{0,4})\\.(0|[1-9][0-9]{0,4})$",
    errorMessage: "a version such as 9.0.0",
    description: "the version that the image has; nodes refuse one that is not newer than theirs",
  }),
  share: Type.Optional(
    Type.Number({ exclusiveMinimum: 0, maximum: 1, description: "how much of the fleet [default: 1, all]" }),
  ),
  at_s: Type.Number({ minimum: 0, maximum: MAX_S, description: "when the first node is offered it, s" }),
  over_s: Type.Optional(
    Type.Number({
      minimum: 0,
      maximum: MAX_S,
      description: "time over which the nodes are offered it, s",
      default: 0,
    }),
  ),
  signing_key_file: text(
    "file with the private key (PEM) that signs the image [default: a key made for the run, which its nodes trust]",
  ),
  size_bytes: whole(1024, 1_048_576, "size of the image", { default: 65_536 }),
});

const Threshold = Type.Union(
  [
    Type.String({ description: THRESHOLD_FORM }),
    Type.Object(
      {
        check: Type.String({ description: THRESHOLD_FORM }),
        abort: flag("end the run as soon as it fails"),
        after_s: Type.Optional(
          Type.Number({
            minimum: 0,
            maximum: MAX_S,
            description: "do so only from this time of the run on, s",
          }),
        ),
      },
      { additionalProperties: false },
    ),
  ],
  { errorMessage: `a threshold (${THRESHOLD_FORM}), or a group with check, abort and after_s` },
);

const Observe = section("what an observer beside the fleet measures", {
  telemetry: Type.Optional(
    Type.Boolean({
      description:
        "subscribe to the run's homes: end-to-end latency and losses [default: when a threshold needs it]",
    }),
  ),
  store_url: text("URL of a bridge whose store is asked when readings arrive there"),
  store_token_file: text("file that holds a token for the bridge's API"),
});

const Report = section("files that the outcome is written to", {
  text: text("for people; always on stdout too"),
  json: text("for programs, and for `homesync-sim report merge`"),
  junit: text("for CI: a test case a threshold"),
  html: text("a page with plots, complete in itself"),
});

const Prometheus = section("an endpoint for Prometheus while the run lasts", {
  port: whole(0, 65_535, "port of http://.../metrics; 0 for any free one"),
  host: text("address to listen on", { default: "127.0.0.1" }),
});

const list = <Item extends Parameters<typeof Type.Array>[0]>(item: Item, description: string) =>
  Type.Optional(Type.Array(item, { minItems: 1, maxItems: 1000, description }));

/** A scenario: a whole run, from the fleet to what makes it a success. Everything in it is optional. */
export const Scenario = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        pattern: "^[A-Za-z0-9][A-Za-z0-9 ._-]{0,79}$",
        errorMessage: 'a name of up to 80 letters, digits, spaces, ".", "_" or "-"',
        description: "what the reports call the run",
      }),
    ),
    description: text("what it is for, in a sentence or two"),
    duration_s: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: MAX_S,
        description: "end after so many seconds, whatever the phases say",
      }),
    ),
    broker: Broker,
    fleet: Fleet,
    phases: list(Phase, "what happens, one after the other [default: switch all on, and run until Ctrl-C]"),
    commands: Commands,
    update: Update,
    faults: list(FaultSchema, "what goes wrong: what, whom, when and for how long"),
    thresholds: list(Threshold, "what must hold at the end for the run to have passed"),
    observe: Observe,
    report: Report,
    prometheus: Prometheus,
  },
  { additionalProperties: false },
);
export type Scenario = Static<typeof Scenario>;

/** The same, for whoever walks it. */
export const SCENARIO_FORM = Scenario as unknown as Form;
