import { type TypeBoxTypeProvider, TypeBoxValidatorCompiler } from "@fastify/type-provider-typebox";
import { fastify } from "fastify";
import type { Logger } from "pino";
import type { Tokens } from "../auth/tokens.ts";
import { authenticate } from "./authenticate.ts";
import { errorHandler, sendProblem } from "./errors.ts";
import { DOCS_PREFIX, serveOpenApi } from "./openapi.ts";
import { servePage } from "./page.ts";
import { PROBLEM_TYPE, Problem } from "./problem.ts";
import { type RateLimitSettings, rateLimits } from "./rate-limits.ts";
import { commandRoutes } from "./routes/commands.ts";
import { eventRoutes } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { historyRoutes } from "./routes/history.ts";
import { homeRoutes } from "./routes/homes.ts";
import { acceptWebSockets, type LiveSettings, liveRoutes } from "./routes/live.ts";
import { nodeRoutes } from "./routes/nodes.ts";
import { registryRoutes } from "./routes/registry.ts";
import type { Api, ApiParts } from "./routes/routes.ts";
import { statusRoutes } from "./routes/status.ts";

/** Largest body, bytes: the largest command with room for its spaces. */
const BODY_LIMIT = 4_096;
/** A request that has not arrived whole by then is given up, milliseconds. */
const REQUEST_TIMEOUT_MS = 10_000;
/** How often it is looked for requests that take too long to arrive, milliseconds. */
const CONNECTIONS_CHECK_MS = 2_000;
/** A connection without a request is closed after this, milliseconds: longer than most proxies keep theirs. */
const KEEP_ALIVE_MS = 72_000;

/** Connections besides those of live clients; beyond, new ones are closed at once. */
const OTHER_CONNECTIONS = 2_000;

export interface ApiSettings {
  readonly limits: RateLimitSettings;
  readonly live: LiveSettings;
  /** Addresses of proxies whose `x-forwarded-for` is believed. */
  readonly trustedProxies: readonly string[];
  /** Of the package, for the OpenAPI document. */
  readonly version: string;
}

/** The REST API; it does not listen yet. */
export async function createApi(
  parts: ApiParts,
  tokens: Tokens,
  settings: ApiSettings,
  log: Logger,
): Promise<Api> {
  const api: Api = fastify({
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    http: { headersTimeout: REQUEST_TIMEOUT_MS, connectionsCheckingInterval: CONNECTIONS_CHECK_MS },
    forceCloseConnections: "idle",
    return503OnClosing: false,
    trustProxy: settings.trustedProxies.length === 0 ? false : [...settings.trustedProxies],
    // Requests are not logged by fastify: its lines would hold whole URLs.
    logger: false,
    frameworkErrors: (error, request, reply) => {
      errorHandler(log)(error, request, reply);
    },
    clientErrorHandler: (error, socket) => {
      if (error.code === "ECONNRESET" || socket.destroyed || !socket.writable) return;
      socket.end(malformedHttp(error.code === "HPE_HEADER_OVERFLOW"));
    },
  }).withTypeProvider<TypeBoxTypeProvider>();

  api.server.maxConnections = settings.live.maxClients + OTHER_CONNECTIONS;
  // JSON is the only body: without this, text would reach the routes as a string.
  api.removeContentTypeParser("text/plain");
  api.setValidatorCompiler(TypeBoxValidatorCompiler);
  // The schemas of answers are for the OpenAPI document and the tests; they do not decide what is sent.
  api.setSerializerCompiler(() => (body) => JSON.stringify(body));
  api.setErrorHandler(errorHandler(log));
  api.setNotFoundHandler((_request, reply) =>
    sendProblem(
      reply,
      new Problem("not_found", `check the path and the method: ${DOCS_PREFIX} lists what there is`),
    ),
  );
  api.decorateRequest("access", null);
  api.addHook("onRequest", async (_request, reply) => {
    reply.header("cache-control", "no-store").header("x-content-type-options", "nosniff");
  });
  api.addHook("onResponse", async ({ method, routeOptions }, reply) => {
    parts.metrics.request(method, routeOptions.url ?? "none", reply.statusCode, reply.elapsedTime);
  });
  await acceptWebSockets(api);
  api.addHook("onRequest", authenticate(tokens, await rateLimits(api, settings.limits)));
  await serveOpenApi(api, settings.version);

  healthRoutes(api, parts);
  homeRoutes(api, parts);
  nodeRoutes(api, parts);
  registryRoutes(api, parts);
  historyRoutes(api, parts);
  commandRoutes(api, parts);
  eventRoutes(api, parts);
  statusRoutes(api, parts);
  liveRoutes(api, parts.hub, settings.live);
  await servePage(api);
  return api;
}

/** An answer to what is not HTTP, for which there is no request to reply to. */
function malformedHttp(headersTooLarge: boolean): string {
  const problem = headersTooLarge
    ? new Problem("request_header_fields_too_large", "send shorter headers")
    : new Problem("invalid_request", "this is not an HTTP request");
  const body = JSON.stringify(problem.details);
  const reason = headersTooLarge ? "Request Header Fields Too Large" : "Bad Request";
  return [
    `HTTP/1.1 ${problem.status} ${reason}`,
    `content-type: ${PROBLEM_TYPE}`,
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}
