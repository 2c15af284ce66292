import { useEffect, useState } from "preact/hooks";
import type { ApiHistory } from "../answers.ts";
import { type NodeId, RequestError } from "../client.ts";
import { formatMetric, formatTime, formatValue } from "../format.ts";
import type { Session } from "../live/session-state.ts";
import { type ChartWindow, Plot } from "./plot.tsx";
import { RANGE_NAMES, RANGES, type RangeName } from "./ranges.ts";

interface Props {
  readonly session: Session;
  readonly node: NodeId;
  readonly metrics: readonly string[];
}

/** Asked for again this often, so that the chart goes on to the right. */
const REFRESH_MS = 30_000;
/** Rows of the table that says the same as the picture. */
const TABLE_ROWS = 24;

/** One metric of one node over time: a picture, and the same as a table for those who do not see it. */
export function HistoryChart({ session, node, metrics }: Props) {
  const [metric, setMetric] = useState(metrics.includes("power") ? "power" : (metrics[0] ?? "power"));
  const [range, setRange] = useState<RangeName>("1 hour");
  const { history, problem } = useHistory(session, node, metric, range);
  const windows = windowsOf(history);
  const unit = history?.unit ?? "";
  return (
    <section aria-labelledby="history">
      <h2 id="history">History</h2>
      <div class="controls">
        <label>
          Metric{" "}
          <select value={metric} onChange={(event) => setMetric(event.currentTarget.value)}>
            {metrics.map((name) => (
              <option key={name} value={name}>
                {formatMetric(name)}
              </option>
            ))}
          </select>
        </label>
        <fieldset class="ranges">
          <legend class="unseen">Range</legend>
          {RANGE_NAMES.map((name) => (
            <label key={name}>
              <input type="radio" name="range" checked={name === range} onChange={() => setRange(name)} />
              <span>{name}</span>
            </label>
          ))}
        </fieldset>
      </div>
      {problem && (
        <p role="alert" class="problem">
          {problem}
        </p>
      )}
      {windows.length > 0 && (
        <Plot label={`${formatMetric(metric)}, ${range}`} unit={unit} windows={windows} />
      )}
      {history && windows.length === 0 && (
        <p class="quiet">There is nothing of {formatMetric(metric)} in this time.</p>
      )}
      {windows.length > 0 && (
        <details>
          <summary>As a table</summary>
          <table>
            <thead>
              <tr>
                <th scope="col">from</th>
                <th scope="col">mean</th>
                <th scope="col">least</th>
                <th scope="col">most</th>
              </tr>
            </thead>
            <tbody>
              {windows.slice(-TABLE_ROWS).map(({ timestamp, mean, min, max }) => (
                <tr key={timestamp}>
                  <th scope="row">{formatTime(timestamp)}</th>
                  <td>{formatValue(mean, unit)}</td>
                  <td>{formatValue(min, unit)}</td>
                  <td>{formatValue(max, unit)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      )}
    </section>
  );
}

const windowsOf = (history: ApiHistory | undefined): readonly ChartWindow[] =>
  (history?.points ?? []).filter((point) => "mean" in point);

function useHistory(session: Session, { home_id, node_id }: NodeId, metric: string, range: RangeName) {
  const [history, setHistory] = useState<ApiHistory | undefined>();
  const [problem, setProblem] = useState<string | undefined>();
  useEffect(() => {
    let current = true;
    const load = async (): Promise<void> => {
      const { ms, every } = RANGES[range];
      try {
        const answer = await session.client.history(
          { home_id, node_id },
          metric,
          new Date(Date.now() - ms),
          every,
        );
        if (!current) return;
        setHistory(answer);
        setProblem(undefined);
      } catch (error) {
        if (current) setProblem(error instanceof RequestError ? error.message : String(error));
      }
    };
    void load();
    const timer = setInterval(() => void load(), REFRESH_MS);
    return () => {
      current = false;
      clearInterval(timer);
    };
  }, [session, home_id, node_id, metric, range]);
  return { history, problem };
}
