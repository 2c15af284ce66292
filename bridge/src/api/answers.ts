import { METRIC_NAMES, METRICS, OFFLINE_REASONS, RELAY_CAUSES, RELAY_STATES } from "@homesync/protocol";
import { type TSchema, Type } from "typebox";
import { ROLES } from "../auth/access.ts";
import { EVENT_TYPES } from "../live/events.ts";
import { REGISTRY_MODES } from "../registry/registry-mode.ts";
import { PROBLEM_CODES, type ProblemCode, statusOf, titleOf } from "./problem.ts";

/** The bodies of the API's answers: what the OpenAPI document says of them, and what the tests hold them to. */

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const time = (description: string) => Type.String({ format: "date-time", description });
const maybeTime = (description: string) => nullable(time(description));
const homeId = Type.String({ description: "home_id" });
const nodeId = Type.String({ description: "node_id" });
const nodeFields = { home_id: homeId, node_id: nodeId };

export const Problem = Type.Object(
  {
    type: Type.String({ description: "urn:homesync:problem:{code}" }),
    title: Type.String({ description: "the same for each problem of this code" }),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: "what is wrong and what to do, for people" }),
    code: Type.Enum(PROBLEM_CODES, { description: "for programs" }),
  },
  { $id: "Problem", description: "Problem details (RFC 9457); some codes add fields of their own" },
);

export const Home = Type.Object({
  home_id: homeId,
  nodes: Type.Integer({ minimum: 0 }),
  online: Type.Integer({ minimum: 0, description: "nodes of it that are online" }),
});

const Metric = Type.Object({
  value: Type.Number(),
  unit: Type.String(),
  quality: Type.Integer({ minimum: 0, maximum: 100, description: "percent of good samples" }),
  timestamp: time("when it was measured"),
});

export const Node = Type.Object(
  {
    ...nodeFields,
    name: Type.String({ description: "what people call it; empty unless someone named it" }),
    registered: Type.Boolean({ description: "whether someone added it" }),
    online: nullable(Type.Boolean()),
    online_since: maybeTime("null where only a copy that the broker kept tells"),
    offline_since: maybeTime("null where only a copy that the broker kept tells"),
    offline_reason: nullable(Type.Enum([...OFFLINE_REASONS])),
    stale: Type.Boolean({ description: "silent for three of its signs of life, although not offline" }),
    last_seen: maybeTime("last message of the node itself"),
    relay: nullable(
      Type.Object({
        state: Type.Enum([...RELAY_STATES]),
        cause: Type.Enum([...RELAY_CAUSES]),
        timestamp: time("when it was reported"),
      }),
    ),
    metrics: Type.Object(
      Object.fromEntries(
        METRIC_NAMES.map((name) => [name, Type.Optional({ ...Metric, description: METRICS[name].unit })]),
      ),
      { description: "the latest value of each metric that was heard of" },
    ),
    rssi: nullable(Type.Object({ value: Type.Integer(), unit: Type.Literal("dBm"), timestamp: time("") })),
    firmware: nullable(
      Type.Object({
        version: Type.String(),
        protocol: Type.String(),
        compatible: Type.Boolean({ description: "whether the bridge understands its protocol version" }),
        target: Type.String(),
        build: Type.Optional(Type.String()),
        chip: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: "Node", description: "A node's latest state; null is not known" },
);

const Point = Type.Object({
  timestamp: time("of the reading"),
  value: Type.Number(),
  quality: Type.Integer({ minimum: 0, maximum: 100 }),
});
const WindowOfTime = Type.Object({
  timestamp: time("start of the window"),
  count: Type.Integer({ minimum: 1 }),
  mean: Type.Number(),
  min: Type.Number(),
  max: Type.Number(),
});

export const History = Type.Object(
  {
    ...nodeFields,
    metric: Type.Enum([...METRIC_NAMES]),
    unit: Type.String(),
    from: time("inclusive"),
    to: time("exclusive"),
    points: Type.Union([Type.Array(Point), Type.Array(WindowOfTime)], {
      description: "readings; with `every` windows",
    }),
    more: Type.Boolean({ description: "whether there are more than the limit" }),
  },
  { $id: "History" },
);

/** What a command can be at. */
const COMMAND_STATUSES = [
  "queued",
  "sent",
  "in_progress",
  "confirmed",
  "refused",
  "timed_out",
  "broker_offline",
  "expired",
  "stopped",
] as const;

export const CommandAnswer = Type.Object(
  {
    ...nodeFields,
    request_id: Type.String(),
    command: Type.String({ description: "relay, led, config or ota" }),
    action: Type.String(),
    status: Type.Enum([...COMMAND_STATUSES], {
      description:
        "queued, sent and in_progress go on; timed_out and broker_offline: whether the node acted is not known; expired: never sent",
    }),
    attempts: Type.Integer({ minimum: 0, description: "how often it was published" }),
    progress: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, description: "percent (ota)" })),
    result: Type.Optional(
      Type.Union(
        [
          Type.String(),
          Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
        ],
        {
          description: "what the node says that it did",
        },
      ),
    ),
    reason: Type.Optional(Type.String({ description: "the node's error code" })),
    detail: Type.Optional(Type.String({ description: "the node's words for it" })),
    created: time("when the bridge took it on"),
    ended: Type.Optional(time("when it ended")),
    queued_until: Type.Optional(time("it expires when it could not be sent by then")),
    timestamp: Type.Optional(maybeTime("the node's own time of its answer")),
  },
  { $id: "Command" },
);

export const EventAnswer = Type.Object(
  {
    cursor: Type.String(),
    timestamp: time("when it happened"),
    type: Type.Enum([...EVENT_TYPES]),
    home_id: nullable(homeId),
    node_id: nullable(nodeId),
    message: Type.String(),
  },
  { $id: "Event" },
);

export const AuditAnswer = Type.Object(
  {
    timestamp: time("when it happened"),
    by: Type.String({ description: "subject of the token" }),
    token_id: Type.String(),
    ...nodeFields,
    event: Type.String(),
    outcome: Type.String(),
    details: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  },
  { $id: "AuditEntry" },
);

export const RemovedNode = Type.Object({
  ...nodeFields,
  cleared_topics: Type.Array(Type.String(), { description: "of which the broker keeps no message any more" }),
  session: Type.Object({
    client_id: Type.String({
      description: "the node's client id; its random part is known to the node only",
    }),
    how_to_end: Type.String(),
  }),
  comes_back: Type.Boolean({ description: "whether it is listed again as soon as it publishes" }),
});

export const UnknownNodes = Type.Object({
  mode: Type.Enum([...REGISTRY_MODES]),
  nodes: Type.Array(
    Type.Object({
      ...nodeFields,
      first_heard: time(""),
      last_heard: time(""),
      messages: Type.Integer({ minimum: 1, description: "that were not taken in" }),
    }),
  ),
});

export const Me = Type.Object({
  subject: Type.String(),
  token_id: Type.String(),
  role: Type.Enum([...ROLES]),
  homes: Type.Union([Type.Literal("*"), Type.Array(homeId)]),
  expires: time("when the token ends"),
});

export const Status = Type.Object({
  broker: Type.Object({
    state: Type.Enum(["connecting", "connected", "disconnected", "error"]),
    since: time("of this state"),
    problem: nullable(
      Type.Object({
        code: Type.String({ description: "for programs, such as authentication_failed or limit_reached" }),
        message: Type.String({ description: "what is wrong and what to do, for people" }),
      }),
    ),
  }),
  store: Type.Enum(["ok", "failing"], { description: "where readings are kept" }),
  waiting: Type.Object(
    {
      commands: Type.Integer({ minimum: 0, description: "commands that have not ended" }),
      messages: Type.Integer({ minimum: 0, description: "readings that are not stored yet" }),
    },
    { description: "what waits in the bridge" },
  ),
});

/** The schemas that have a name in the OpenAPI document. */
export const NAMED = [Problem, Node, History, CommandAnswer, EventAnswer, AuditAnswer] as const;

/** A reference to a schema with a name. */
export const named = (schema: (typeof NAMED)[number]): TSchema =>
  Type.Unsafe({ $ref: `${(schema as { readonly $id?: string }).$id}#` });

interface Said {
  readonly description: string;
  readonly schema: TSchema;
}

/** Problems that any route may answer with. */
const ALWAYS: readonly ProblemCode[] = ["invalid_request", "unauthorized", "too_many_requests", "internal"];

/** What a route answers, for the OpenAPI document: its good answers by status, and the problems that it knows. */
export function answers(
  good: Readonly<Record<number, Said>>,
  ...problems: readonly ProblemCode[]
): Record<string, object> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of [...problems, ...ALWAYS]) {
    byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  }
  const bad = [...byStatus].map(([status, codes]) => [
    status,
    {
      description: codes.map((code) => `\`${code}\`: ${titleOf(code)}`).join("; "),
      content: { "application/problem+json": { schema: named(Problem) } },
    },
  ]);
  const fine = Object.entries(good).map(([status, { description, schema }]) => [
    status,
    { description, content: { "application/json": { schema } } },
  ]);
  return Object.fromEntries([...fine, ...bad]) as Record<string, object>;
}
