import { answers, Status } from "../answers.ts";
import { requireRole } from "../authenticate.ts";
import { time } from "../present.ts";
import { API_PREFIX, type Api, type ApiParts } from "./routes.ts";

/** `GET /status`: how the bridge is, for those who wonder why nothing moves (REQ-002, REQ-006). */
export function statusRoutes(api: Api, { link, storage, commands }: ApiParts): void {
  api.get(
    `${API_PREFIX}/status`,
    {
      schema: {
        tags: ["observing"],
        summary: "The broker link, what is wrong with it and what to do, and what waits in the bridge",
        response: answers({ 200: { description: "status", schema: Status } }),
      },
      preHandler: requireRole("viewer"),
    },
    () => {
      const { state, sinceMs, problem } = link.status;
      return {
        broker: {
          state,
          since: time(sinceMs),
          problem: problem === undefined ? null : { code: problem.code, message: problem.message },
        },
        store: storage.failing ? ("failing" as const) : ("ok" as const),
        waiting: { commands: commands.waiting, messages: storage.waiting },
      };
    },
  );
}
