import { METRICS, parseTimestamp } from "@homesync/protocol";
import type { Point, SeriesRange, Window } from "../../series/series-store.ts";
import { parseDuration } from "../../time/duration.ts";
import { answers, History, named } from "../answers.ts";
import { requireRole } from "../authenticate.ts";
import { time } from "../present.ts";
import { Problem } from "../problem.ts";
import { HistoryQuery, NodeParams } from "../schemas.ts";
import { unknownNode } from "../unknown.ts";
import { API_PREFIX, type Api, type ApiParts } from "./routes.ts";

const DEFAULT_RANGE_MS = 3_600_000;
const DEFAULT_LIMIT = 1_000;
/** Every reading of the range is looked at to make windows, and nothing else is done meanwhile. */
const MAX_WINDOWED_RANGE_MS = 92 * 86_400_000;

/** `GET /homes/{home}/nodes/{node}/history`: stored readings of one metric, each or by windows of time. */
export function historyRoutes(api: Api, { directory, series, clock }: ApiParts): void {
  api.get(
    `${API_PREFIX}/homes/:home/nodes/:node/history`,
    {
      schema: {
        tags: ["history"],
        summary: "Stored readings of one metric, each or by windows of time",
        params: NodeParams,
        querystring: HistoryQuery,
        response: answers(
          { 200: { description: "readings", schema: named(History) } },
          "unknown_home",
          "store_unavailable",
          "unknown_node",
        ),
      },
      preHandler: requireRole("viewer"),
    },
    async ({ params, query }) => {
      const node = { homeId: params.home, nodeId: params.node };
      const { metric } = query;
      const range = { ...node, metric, ...rangeOf(query, clock.now()) };
      const { limit } = range;
      // One more than asked for tells whether there is more.
      const rows = await rowsOf({ ...range, limit: limit + 1 }, query.every);
      if (rows.length === 0 && (await directory.node(node)) === undefined) throw unknownNode();
      return {
        home_id: params.home,
        node_id: params.node,
        metric,
        unit: METRICS[metric].unit,
        from: time(range.fromMs),
        to: time(range.toMs),
        points: rows.slice(0, limit),
        more: rows.length > limit,
      };
    },
  );

  async function rowsOf(range: SeriesRange, every: string | undefined) {
    if (every === undefined) return (await series.history(range)).map(presentPoint);
    const everyMs = parseDuration(every);
    if (everyMs === undefined) throw new Problem("invalid_request", "every must be a duration such as 15m");
    if (range.toMs - range.fromMs > MAX_WINDOWED_RANGE_MS) {
      throw new Problem("invalid_request", "with `every`, from and to may lie at most 92 days apart");
    }
    return (await series.windows(range, everyMs)).map(presentWindow);
  }
}

function rangeOf(
  query: HistoryQuery,
  nowMs: number,
): Pick<SeriesRange, "fromMs" | "toMs" | "order" | "limit"> {
  const toMs = timeOf("to", query.to) ?? nowMs;
  const fromMs = timeOf("from", query.from) ?? Math.max(0, toMs - DEFAULT_RANGE_MS);
  if (fromMs >= toMs) throw new Problem("invalid_request", "from must lie before to");
  return { fromMs, toMs, order: query.order ?? "asc", limit: query.limit ?? DEFAULT_LIMIT };
}

function timeOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseTimestamp(text);
  if (ms === undefined) throw new Problem("invalid_request", `${name} is not a day of the calendar`);
  return ms;
}

const presentPoint = ({ timeMs, value, quality }: Point) => ({ timestamp: time(timeMs), value, quality });
const presentWindow = ({ timeMs, ...window }: Window) => ({ timestamp: time(timeMs), ...window });
