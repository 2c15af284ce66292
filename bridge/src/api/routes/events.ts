import { parseTimestamp } from "@homesync/protocol";
import { Type } from "typebox";
import { type Access, mayEnter } from "../../auth/access.ts";
import { AuditAnswer, answers, EventAnswer, named } from "../answers.ts";
import { accessOf, requireRole } from "../authenticate.ts";
import { presentEvent, time } from "../present.ts";
import { Problem } from "../problem.ts";
import { AuditQuery, EventQuery } from "../schemas.ts";
import { API_PREFIX, type Api, type ApiParts } from "./routes.ts";

const EventPage = Type.Object({
  events: Type.Array(named(EventAnswer), { description: "oldest first" }),
  cursor: Type.String({ description: "pass it as `after` to go on from here" }),
  missed: Type.Boolean({ description: "whether events since the cursor are forgotten" }),
});
const AuditPage = Type.Object({ entries: Type.Array(named(AuditAnswer), { description: "newest first" }) });

const mayRead = (access: Access, homeId: string | undefined): boolean =>
  homeId === undefined || mayEnter(access, homeId);

/** `GET /events`: what happened lately; `GET /audit`: who did what. */
export function eventRoutes(api: Api, { events, audit }: ApiParts): void {
  api.get(
    `${API_PREFIX}/events`,
    {
      schema: {
        tags: ["observing"],
        summary: "What happened lately: broker, nodes, registry",
        querystring: EventQuery,
        response: answers({ 200: { description: "events", schema: EventPage } }),
      },
      preHandler: requireRole("viewer"),
    },
    (request) => {
      const access = accessOf(request);
      const { after, limit = 100 } = request.query;
      const mine = ({ homeId }: { readonly homeId?: string | undefined }) => mayRead(access, homeId);
      const [epoch, seq] = (after ?? "").split(".");
      const known = epoch === events.epoch;
      const page =
        after === undefined
          ? { events: events.latest(mine, limit), missed: false, next: events.seq }
          : events.after(known ? Number(seq) : 0, mine, limit);
      return {
        events: page.events.map((event) => presentEvent(event, events.epoch)),
        cursor: `${events.epoch}.${page.next}`,
        missed: page.missed || (after !== undefined && !known),
      };
    },
  );

  api.get(
    `${API_PREFIX}/audit`,
    {
      schema: {
        tags: ["observing"],
        summary: "Who commanded and changed what, newest first",
        querystring: AuditQuery,
        response: answers({ 200: { description: "entries", schema: AuditPage } }, "forbidden"),
      },
      preHandler: requireRole("admin"),
    },
    async (request) => {
      const access = accessOf(request);
      const { before, limit = 100 } = request.query;
      const beforeMs = before === undefined ? Number.POSITIVE_INFINITY : parseTimestamp(before);
      if (beforeMs === undefined) throw new Problem("invalid_request", "before is not a day of the calendar");
      const entries = await audit.read({
        mayRead: ({ homeId }) => mayEnter(access, homeId),
        beforeMs,
        limit,
      });
      return {
        entries: entries.map(({ timeMs, by, tokenId, homeId, nodeId, event, outcome, details }) => ({
          timestamp: time(timeMs),
          by,
          token_id: tokenId,
          home_id: homeId,
          node_id: nodeId,
          event,
          outcome,
          details,
        })),
      };
    },
  );
}
