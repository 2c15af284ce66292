import type { Api, ApiParts } from "./routes.ts";

/** `/healthz`: the process answers. `/readyz`: it also has its broker and its store. Neither tells more to anyone. */
export function healthRoutes(api: Api, { link, storage }: ApiParts): void {
  api.get("/healthz", { config: { open: true } }, () => ({ status: "ok" }));

  api.get("/readyz", { config: { open: true } }, (_request, reply) => {
    const ready = link.status.state === "connected" && !storage.failing;
    return reply.code(ready ? 200 : 503).send({
      status: ready ? "ready" : "not ready",
      broker: link.status.state,
      store: storage.storeFailing ? "failing" : "ok",
      log: storage.logFailing ? "failing" : "ok",
    });
  });
}
