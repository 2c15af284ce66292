import { requireRole } from "../authenticate.ts";
import { presentNode } from "../present.ts";
import { Problem } from "../problem.ts";
import { NodeParams } from "../schemas.ts";
import { API_PREFIX, type Api, type ApiParts } from "./routes.ts";

/** `GET /homes/{home}/nodes/{node}`: its latest state. */
export function nodeRoutes(api: Api, { state, clock }: ApiParts): void {
  api.get(
    `${API_PREFIX}/homes/:home/nodes/:node`,
    { schema: { params: NodeParams }, preHandler: requireRole("viewer") },
    async ({ params: { home, node } }) => {
      const found = await state.node({ homeId: home, nodeId: node });
      if (found === undefined) throw unknownNode();
      return presentNode(found, clock.now());
    },
  );
}

export const unknownNode = (): Problem =>
  new Problem("unknown_node", "nothing was ever heard of such a node in this home: check its id");
