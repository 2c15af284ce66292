import { type Static, Type } from "@fastify/type-provider-typebox";
import { LIMITS, METRIC_NAMES } from "@homesync/protocol";
import { COMMANDS } from "../commands/compose.ts";
import { DURATION_PATTERN } from "../time/duration.ts";

/** Anchored: a pattern without ends would let anything through that contains an identifier. */
const identifier = (description: string) =>
  Type.String({ pattern: `^[A-Za-z0-9_-]{1,${LIMITS.maxIdentifier.value}}$`, description });

export const HomeParams = Type.Object({ home: identifier("home_id") });

export const NodeParams = Type.Object({ home: identifier("home_id"), node: identifier("node_id") });

export const CommandParams = Type.Object({
  home: identifier("home_id"),
  node: identifier("node_id"),
  command: Type.Enum([...COMMANDS.keys()], { description: "last level of the command's topic" }),
});

/** The fields of each action are the protocol's and are checked against its schema. */
export const CommandBody = Type.Object({ action: Type.String({ maxLength: 32, description: "such as on" }) });

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

export type HistoryQuery = Static<typeof HistoryQuery>;
