import { LinkOfflineError } from "../../link/link.ts";
import { clearRetained } from "../../registry/removal.ts";
import type { NodeAddress } from "../../state/node-state.ts";
import { answers, Node, named, RemovedNode } from "../answers.ts";
import { authorOf, requireRole } from "../authenticate.ts";
import { presentNode } from "../present.ts";
import { Problem } from "../problem.ts";
import { NodeBody, NodeParams } from "../schemas.ts";
import { unknownNode } from "../unknown.ts";
import { API_PREFIX, type Api, type ApiParts } from "./routes.ts";

const NODE_PATH = `${API_PREFIX}/homes/:home/nodes/:node`;

/** `/homes/{home}/nodes/{node}`: its latest state; adding, renaming and removing it. */
export function nodeRoutes(api: Api, parts: ApiParts): void {
  const { directory, clock } = parts;
  api.get(
    NODE_PATH,
    {
      schema: {
        tags: ["homes"],
        summary: "The latest state of a node",
        params: NodeParams,
        response: answers(
          { 200: { description: "the node", schema: named(Node) } },
          "unknown_home",
          "unknown_node",
        ),
      },
      preHandler: requireRole("viewer"),
    },
    async ({ params: { home, node } }) => {
      const found = await directory.node({ homeId: home, nodeId: node });
      if (found === undefined) throw unknownNode();
      return presentNode(found, clock.now());
    },
  );
  putRoute(api, parts);
  deleteRoute(api, parts);
}

function putRoute(api: Api, { directory, registry, audit, clock }: ApiParts): void {
  api.put(
    NODE_PATH,
    {
      schema: {
        tags: ["registry"],
        summary: "Add a node to a home, or rename it",
        params: NodeParams,
        body: NodeBody,
        response: answers(
          {
            200: { description: "it was there and has this name now", schema: named(Node) },
            201: { description: "it was added", schema: named(Node) },
          },
          "unknown_home",
          "forbidden",
          "too_large",
          "unsupported_media_type",
        ),
      },
      preHandler: requireRole("admin"),
    },
    async (request, reply) => {
      const node = { homeId: request.params.home, nodeId: request.params.node };
      const name = request.body.name ?? registry.node(node)?.name ?? "";
      const { kind } = registry.put(node, name);
      const { subject: by, tokenId } = authorOf(request);
      const entry = { timeMs: clock.now(), by, tokenId, ...node, details: { name } };
      audit.add({ ...entry, event: "registry/put", outcome: kind });
      const known = await directory.node(node);
      if (known === undefined) throw unknownNode();
      return reply.code(kind === "added" ? 201 : 200).send(presentNode(known, clock.now()));
    },
  );
}

function deleteRoute(api: Api, parts: ApiParts): void {
  const { directory, registry, state, link, audit, clock } = parts;
  api.delete(
    NODE_PATH,
    {
      schema: {
        tags: ["registry"],
        summary: "Remove a node: its registration, its state and what the broker keeps of it",
        description:
          "Its stored readings stay. Its session on the broker ends by other means, which the answer names.",
        params: NodeParams,
        response: answers(
          { 200: { description: "it is removed", schema: RemovedNode } },
          "unknown_home",
          "unknown_node",
          "forbidden",
          "broker_offline",
        ),
      },
      preHandler: requireRole("admin"),
    },
    async (request) => {
      const node = { homeId: request.params.home, nodeId: request.params.node };
      if ((await directory.node(node)) === undefined) throw unknownNode();
      const cleared = await clear(node);
      registry.remove(node);
      await state.forget(node);
      parts.onRemoved(node);
      const { subject: by, tokenId } = authorOf(request);
      const entry = { timeMs: clock.now(), by, tokenId, ...node, details: {} };
      audit.add({ ...entry, event: "registry/remove", outcome: "removed" });
      return {
        home_id: node.homeId,
        node_id: node.nodeId,
        cleared_topics: cleared,
        session: {
          client_id: `homesync_${node.homeId}_${node.nodeId}_{random}`,
          how_to_end: HOW_TO_END,
        },
        comes_back: registry.mode === "open",
      };
    },
  );

  async function clear(node: NodeAddress): Promise<readonly string[]> {
    try {
      return await clearRetained(link, node);
    } catch (error) {
      if (!(error instanceof LinkOfflineError)) throw error;
      throw new Problem(
        "broker_offline",
        "the broker keeps messages of the node and cannot be told to forget them now: nothing was removed, try again",
        {},
        { "retry-after": "5" },
      );
    }
  }
}

const HOW_TO_END =
  "Switch the node off or give it another broker. Its session on the broker then expires, or ends when a client " +
  "connects once with this client id and a clean session. The node tells the random part on its serial port.";
