import { type Static, Type } from "@fastify/type-provider-typebox";
import { LIMITS, METRIC_NAMES } from "@homesync/protocol";
import { DURATION_PATTERN } from "../time/duration.ts";
import { KEY_PATTERN } from "./idempotency.ts";

/** Anchored: a pattern without ends would let anything through that contains an identifier. */
const identifier = (description: string) =>
  Type.String({ pattern: `^[A-Za-z0-9_-]{1,${LIMITS.maxIdentifier.value}}$`, description });

export const HomeParams = Type.Object({ home: identifier("home_id") });

export const NodeParams = Type.Object({ home: identifier("home_id"), node: identifier("node_id") });

export const CommandParams = Type.Object({
  home: identifier("home_id"),
  node: identifier("node_id"),
  request_id: identifier("request_id of the command"),
});

/** The fields of each action are the protocol's and are checked against its schema. */
export const CommandBody = Type.Object({ action: Type.String({ maxLength: 32, description: "such as on" }) });

export const CommandQuery = Type.Object(
  {
    queue: Type.Optional(
      Type.String({
        pattern: DURATION_PATTERN,
        description: "wait at most so long for the broker and the node, such as 5m; 24h at most",
      }),
    ),
  },
  { additionalProperties: false },
);

export const CommandHeaders = Type.Object({
  prefer: Type.Optional(
    Type.String({
      maxLength: 256,
      description: "respond-async, wait=10 (RFC 7240); other preferences are ignored",
    }),
  ),
  "idempotency-key": Type.Optional(
    Type.String({ pattern: KEY_PATTERN, description: "a new one, such as a UUID, for each command" }),
  ),
});

const count = (max: number, absent: number) =>
  Type.Optional(Type.Integer({ minimum: 1, maximum: max, description: `${absent} when absent` }));

export const CommandListQuery = Type.Object({ limit: count(100, 20) }, { additionalProperties: false });

const cursor = (description: string) =>
  Type.Optional(Type.String({ pattern: "^[0-9a-f]{8}[.][0-9]{1,15}$", description }));

const oneHome = identifier("home_id");

export const LiveQuery = Type.Object(
  {
    home: Type.Optional(
      Type.Union([oneHome, Type.Array(oneHome, { maxItems: 256 })], {
        description: "only this home; may be given more than once; all that the token allows when absent",
      }),
    ),
    since: cursor("of the last message before the connection was lost: only what changed since then"),
  },
  { additionalProperties: false },
);

export type LiveQuery = Static<typeof LiveQuery>;

export const EventQuery = Type.Object(
  {
    after: cursor("from an earlier answer: what happened since; the latest events when absent"),
    limit: count(1_000, 100),
  },
  { additionalProperties: false },
);

export const NodeBody = Type.Object(
  {
    name: Type.Optional(
      Type.String({
        maxLength: 64,
        pattern: "^[^\\u0000-\\u001f\\u007f]*$",
        description: "what people call it",
      }),
    ),
  },
  { additionalProperties: false },
);

const time = (description: string) =>
  Type.Optional(
    Type.String({
      pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{3})?Z$",
      description: `${description}, ISO 8601 UTC such as 2025-02-06T14:30:00Z`,
    }),
  );

/** Most points in one answer. */
const MAX_POINTS = 10_000;

export const HistoryQuery = Type.Object(
  {
    metric: Type.Enum([...METRIC_NAMES]),
    from: time("start, inclusive; an hour before `to` when absent"),
    to: time("end, exclusive; now when absent"),
    order: Type.Optional(Type.Enum(["asc", "desc"], { description: "by time; asc when absent" })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_POINTS, description: "1000 when absent" })),
    every: Type.Optional(
      Type.String({
        pattern: DURATION_PATTERN,
        description: "length of a window such as 15m: one point a window, with its mean, min and max",
      }),
    ),
  },
  { additionalProperties: false },
);

export const AuditQuery = Type.Object(
  { before: time("only entries before this moment; all when absent"), limit: count(1_000, 100) },
  { additionalProperties: false },
);

export type HistoryQuery = Static<typeof HistoryQuery>;
