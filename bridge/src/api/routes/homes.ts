import { Type } from "typebox";
import { mayEnter } from "../../auth/access.ts";
import { answers, Home, Me, Node, named } from "../answers.ts";
import { accessOf, requireRole } from "../authenticate.ts";
import { presentHome, presentNode, time } from "../present.ts";
import { HomeParams } from "../schemas.ts";
import { unknownHome } from "../unknown.ts";
import { API_PREFIX, type Api, type ApiParts } from "./routes.ts";

const Homes = Type.Object({ homes: Type.Array(Home) });
const NodesOfHome = Type.Object({ home_id: Type.String(), nodes: Type.Array(named(Node)) });

/** `GET /homes`, `GET /homes/{home}/nodes` and `GET /me`. */
export function homeRoutes(api: Api, { directory, clock }: ApiParts): void {
  api.get(
    `${API_PREFIX}/homes`,
    {
      schema: {
        tags: ["homes"],
        summary: "The homes that the token allows",
        response: answers({ 200: { description: "homes", schema: Homes } }),
      },
      preHandler: requireRole("viewer"),
    },
    async (request) => {
      const access = accessOf(request);
      const homes = await directory.homes();
      return { homes: homes.filter(({ homeId }) => mayEnter(access, homeId)).map(presentHome) };
    },
  );

  api.get(
    `${API_PREFIX}/homes/:home/nodes`,
    {
      schema: {
        tags: ["homes"],
        summary: "The nodes of a home with their latest state",
        params: HomeParams,
        response: answers({ 200: { description: "nodes", schema: NodesOfHome } }, "unknown_home"),
      },
      preHandler: requireRole("viewer"),
    },
    async ({ params: { home } }) => {
      const nodes = await directory.nodes(home);
      if (nodes.length === 0) throw unknownHome();
      const now = clock.now();
      return { home_id: home, nodes: nodes.map((node) => presentNode(node, now)) };
    },
  );

  api.get(
    `${API_PREFIX}/me`,
    {
      schema: {
        tags: ["homes"],
        summary: "What the token allows, and until when",
        response: answers({ 200: { description: "the token's bearer", schema: Me } }),
      },
      preHandler: requireRole("viewer"),
    },
    (request) => {
      const { subject, tokenId, role, homes, expiresMs } = accessOf(request);
      return { subject, token_id: tokenId, role, homes, expires: time(expiresMs) };
    },
  );
}
