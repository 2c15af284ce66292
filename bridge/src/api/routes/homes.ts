import { mayEnter } from "../../auth/access.ts";
import { accessOf, requireRole, unknownHome } from "../authenticate.ts";
import { presentHome, presentNode } from "../present.ts";
import { HomeParams } from "../schemas.ts";
import { API_PREFIX, type Api, type ApiParts } from "./routes.ts";

/** `GET /homes` and `GET /homes/{home}/nodes`. */
export function homeRoutes(api: Api, { state, clock }: ApiParts): void {
  api.get(`${API_PREFIX}/homes`, { preHandler: requireRole("viewer") }, async (request) => {
    const access = accessOf(request);
    const homes = await state.homes();
    return { homes: homes.filter(({ homeId }) => mayEnter(access, homeId)).map(presentHome) };
  });

  api.get(
    `${API_PREFIX}/homes/:home/nodes`,
    { schema: { params: HomeParams }, preHandler: requireRole("viewer") },
    async ({ params: { home } }) => {
      const nodes = await state.nodes(home);
      if (nodes.length === 0) throw unknownHome();
      const now = clock.now();
      return { home_id: home, nodes: nodes.map((node) => presentNode(node, now)) };
    },
  );
}
