import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { CommandService } from "../../commands/command-service.ts";
import type { Link } from "../../link/link.ts";
import type { SeriesStore } from "../../series/series-store.ts";
import type { StorageHealth } from "../../series/storage-health.ts";
import type { StateStore } from "../../state/state-store.ts";
import type { Clock } from "../../time/clock.ts";

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
  readonly series: SeriesStore;
  readonly storage: StorageHealth;
  readonly commands: CommandService;
  readonly link: Link;
  readonly clock: Clock;
}

export const API_PREFIX = "/api/v1";
