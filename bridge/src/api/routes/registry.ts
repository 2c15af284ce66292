import { mayEnter } from "../../auth/access.ts";
import { answers, UnknownNodes } from "../answers.ts";
import { accessOf, requireRole } from "../authenticate.ts";
import { time } from "../present.ts";
import { API_PREFIX, type Api, type ApiParts } from "./routes.ts";

/** `GET /unknown-nodes`: who publishes and was not added, so that someone can add them. */
export function registryRoutes(api: Api, { registry }: ApiParts): void {
  api.get(
    `${API_PREFIX}/unknown-nodes`,
    {
      schema: {
        tags: ["registry"],
        summary: "Nodes whose messages are not taken in, as nobody added them",
        description: "In the mode `open` there are none: every node is taken in.",
        response: answers({ 200: { description: "nodes", schema: UnknownNodes } }, "forbidden"),
      },
      preHandler: requireRole("admin"),
    },
    (request) => {
      const access = accessOf(request);
      const nodes = registry.unknown
        .list()
        .filter(({ homeId }) => mayEnter(access, homeId))
        .map(({ homeId, nodeId, firstHeardMs, lastHeardMs, messages }) => ({
          home_id: homeId,
          node_id: nodeId,
          first_heard: time(firstHeardMs),
          last_heard: time(lastHeardMs),
          messages,
        }));
      return { mode: registry.mode, nodes };
    },
  );
}
