import type { PrometheusEndpoint } from "../report/prometheus.ts";
import type { ScenarioRun } from "../run/scenario-run.ts";
import type { Scenario } from "../scenario/schema.ts";
import { CliError, EXIT } from "./exit-status.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Starts the endpoint where the scenario asks for one.
 * @throws CliError when it cannot listen there
 */
export async function openPrometheus(
  wanted: Scenario["prometheus"],
  run: ScenarioRun,
  terminal: Terminal,
  quiet: boolean,
): Promise<PrometheusEndpoint | undefined> {
  if (wanted?.port === undefined) return undefined;
  const { startPrometheus } = await import("../report/prometheus.ts");
  const { port, host = "127.0.0.1" } = wanted;
  try {
    const endpoint = await startPrometheus(() => run.measure(), { port, host });
    if (!quiet) terminal.err(`Prometheus metrics: ${endpoint.url}\n`);
    return endpoint;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new CliError(
      EXIT.machine,
      `no Prometheus endpoint on ${host}:${port} (${code ?? message})\nchoose another --prometheus-port, or 0 for any free one`,
    );
  }
}
