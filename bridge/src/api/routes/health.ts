import { Type } from "typebox";
import { hasRole } from "../../auth/access.ts";
import { answers } from "../answers.ts";
import { accessOf } from "../authenticate.ts";
import { Problem } from "../problem.ts";
import type { Api, ApiParts } from "./routes.ts";

const Health = Type.Object({ status: Type.Literal("ok") });
const Readiness = Type.Object({
  status: Type.Enum(["ready", "not ready"]),
  broker: Type.Enum(["connecting", "connected", "disconnected", "error"]),
  store: Type.Enum(["ok", "failing"]),
});

/**
 * `/healthz`: the process answers. `/readyz`: it also has its broker and its store. Neither tells more to anyone.
 * `/metrics`: for Prometheus, with a token for all homes, as its counters are those of all.
 */
export function healthRoutes(api: Api, { link, readings, metrics, openMetrics }: ApiParts): void {
  api.get(
    "/healthz",
    {
      config: { open: true },
      schema: {
        tags: ["observing"],
        summary: "Whether the process answers",
        security: [],
        response: answers({ 200: { description: "it does", schema: Health } }),
      },
    },
    () => ({ status: "ok" }),
  );

  api.get(
    "/readyz",
    {
      config: { open: true },
      schema: {
        tags: ["observing"],
        summary: "Whether it has its broker and its store",
        security: [],
        response: answers({
          200: { description: "it has both", schema: Readiness },
          503: { description: "it lacks one", schema: Readiness },
        }),
      },
    },
    (_request, reply) => {
      const ready = link.status.state === "connected" && !readings.failing;
      return reply.code(ready ? 200 : 503).send({
        status: ready ? "ready" : "not ready",
        broker: link.status.state,
        store: readings.failing ? "failing" : "ok",
      });
    },
  );

  api.get(
    "/metrics",
    {
      config: { open: openMetrics },
      schema: {
        tags: ["observing"],
        summary: "Counters for Prometheus; needs a token for all homes",
        response: {
          ...answers({}, "forbidden"),
          200: { description: "text format", content: { "text/plain": { schema: Type.String() } } },
        },
      },
    },
    async (request, reply) => {
      if (!openMetrics) {
        const access = accessOf(request);
        if (access.homes !== "*" || !hasRole(access, "viewer")) {
          throw new Problem("forbidden", 'this needs a token with the homes "*"');
        }
      }
      return reply.type(metrics.contentType).send(await metrics.text());
    },
  );
}
