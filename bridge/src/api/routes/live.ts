import websocket from "@fastify/websocket";
import type { FastifyRequest } from "fastify";
import { Type } from "typebox";
import { type Access, mayEnter } from "../../auth/access.ts";
import { CLOSE, LiveClient } from "../../live/live-client.ts";
import type { LiveHub } from "../../live/live-hub.ts";
import { answers } from "../answers.ts";
import { accessOf, requireRole } from "../authenticate.ts";
import { Problem } from "../problem.ts";
import { LiveQuery } from "../schemas.ts";
import { LIVE_PROTOCOL } from "../token-protocol.ts";
import { unknownHome } from "../unknown.ts";
import { API_PREFIX, type Api } from "./routes.ts";

export interface LiveSettings {
  /** Clients in all. */
  readonly maxClients: number;
  /** Clients with one token. */
  readonly maxClientsPerToken: number;
  /** Origins of pages that may connect besides the bridge's own. */
  readonly origins: readonly string[];
}

/** Largest message of a client, bytes: it has nothing to say. */
const MAX_MESSAGE_BYTES = 1_024;

const DESCRIPTION = `A WebSocket: a snapshot of each home, then what changes (docs/api.md has the messages).

A browser sends the token as a protocol: \`new WebSocket(url, ["${LIVE_PROTOCOL}", "bearer." + token])\`.`;

/**
 * Lets routes take WebSockets. Comes before the check of tokens: what that refuses must end the connection, too.
 */
export async function acceptWebSockets(api: Api): Promise<void> {
  await api.register(websocket, {
    options: {
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
      // Never the one that holds the token.
      handleProtocols: (offered) => (offered.has(LIVE_PROTOCOL) ? LIVE_PROTOCOL : false),
    },
    // What a client sends that is no WebSocket is its own fault; the connection is gone then.
    errorHandler: (_error, socket) => socket.terminate(),
  });
}

/** `GET /live`: live updates of the homes that the token allows (REQ-007, "Broadcast state changes"; REQ-009). */
export function liveRoutes(api: Api, hub: LiveHub, settings: LiveSettings): void {
  api.route({
    method: "GET",
    url: `${API_PREFIX}/live`,
    config: { tokenAsProtocol: true },
    schema: {
      tags: ["observing"],
      summary: "Live updates, over a WebSocket",
      description: DESCRIPTION,
      querystring: LiveQuery,
      response: answers(
        { 101: { description: "the WebSocket is open", schema: Type.Unknown() } },
        "unknown_home",
        "origin_not_allowed",
        "upgrade_required",
        "too_many_clients",
      ),
    },
    preHandler: [requireRole("viewer"), checkHomes, checkOrigin(settings.origins), checkRoom(hub, settings)],
    handler: () => {
      throw new Problem("upgrade_required", "connect with a WebSocket client", {}, { upgrade: "websocket" });
    },
    wsHandler: async (socket, request) => {
      const access = accessOf(request);
      const { home, since } = request.query as LiveQuery;
      // Others may have come since it was looked for room.
      const lack = lackOfRoom(hub, settings, access);
      if (lack !== undefined) return socket.close(CLOSE.tooMany, lack);
      const client = new LiveClient(socket, access);
      socket.on("close", () => hub.leave(client));
      const [epoch = "", seq] = (since ?? "").split(".");
      const cursor = since === undefined ? undefined : { epoch, seq: Number(seq) };
      await hub.join(client, homesOf(home) ?? access.homes, cursor);
    },
  });
}

/** The homes that a client wants of those that it may see; undefined for all of them. */
const homesOf = (home: LiveQuery["home"]): readonly string[] | undefined =>
  home === undefined ? undefined : [...new Set([home].flat())];

async function checkHomes(request: FastifyRequest): Promise<void> {
  const access = accessOf(request);
  const homes = homesOf((request.query as LiveQuery).home) ?? [];
  if (!homes.every((home) => mayEnter(access, home))) throw unknownHome();
}

/** A page of another origin is refused, unless it was allowed; programs send no origin. */
function checkOrigin(allowed: readonly string[]) {
  return async ({ headers }: FastifyRequest): Promise<void> => {
    const { origin, host } = headers;
    if (origin === undefined || allowed.includes(origin)) return;
    if (URL.canParse(origin) && new URL(origin).host === host) return;
    throw new Problem("origin_not_allowed", "allow the origin of the page in the setting http.origins");
  };
}

function checkRoom(hub: LiveHub, settings: LiveSettings) {
  return async (request: FastifyRequest): Promise<void> => {
    const lack = request.ws ? lackOfRoom(hub, settings, accessOf(request)) : undefined;
    if (lack !== undefined) throw new Problem("too_many_clients", lack, {}, { "retry-after": "30" });
  };
}

/** Why one more client is too many; undefined when it is not. */
function lackOfRoom(hub: LiveHub, settings: LiveSettings, { tokenId }: Access): string | undefined {
  if (hub.clients >= settings.maxClients) return "as many as may are connected: try again later";
  if (hub.clientsOf(tokenId) < settings.maxClientsPerToken) return undefined;
  return "this token has as many connections as it may";
}
