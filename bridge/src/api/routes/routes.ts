import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { AuditLog } from "../../audit/audit-log.ts";
import type { CommandService } from "../../commands/command-service.ts";
import type { Link } from "../../link/link.ts";
import type { Events } from "../../live/events.ts";
import type { LiveHub } from "../../live/live-hub.ts";
import type { Directory } from "../../registry/directory.ts";
import type { Registry } from "../../registry/registry.ts";
import type { ReadingBatch } from "../../series/reading-batch.ts";
import type { SeriesStore } from "../../series/series-store.ts";
import type { NodeAddress } from "../../state/node-state.ts";
import type { StateStore } from "../../state/state-store.ts";
import type { Clock } from "../../time/clock.ts";
import type { Idempotency } from "../idempotency.ts";
import type { Metrics } from "../metrics.ts";

/** The HTTP server, with its requests typed by their schemas. */
export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

/** What the routes answer from. */
export interface ApiParts {
  readonly state: StateStore;
  readonly registry: Registry;
  readonly directory: Directory;
  readonly series: SeriesStore;
  readonly readings: ReadingBatch;
  readonly commands: CommandService;
  readonly idempotency: Idempotency;
  readonly audit: AuditLog;
  readonly events: Events;
  readonly hub: LiveHub;
  readonly link: Link;
  readonly metrics: Metrics;
  /** Whether /metrics needs no token. */
  readonly openMetrics: boolean;
  /** Told of each node that was removed. */
  readonly onRemoved: (node: NodeAddress) => void;
  readonly clock: Clock;
}

export const API_PREFIX = "/api/v1";
