import { Core } from "../core/core.ts";
import type { Fleet } from "./fleet.ts";
import { checkFleetOptions, type FleetOptions } from "./options.ts";
import { countIn, WHOLE } from "./shard.ts";
import { ThreadFleet } from "./thread-fleet.ts";

/**
 * Builds a fleet and begins to switch its nodes on. A broker that cannot be reached is not an error: the nodes try again,
 * as nodes do, and `metrics` counts why.
 * @throws FleetOptionsError
 * @throws CoreLoadError
 */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  checkFleetOptions(options);
  const { workers = 0 } = options;
  if (workers === 0) return new ThreadFleet(await Core.load(), options);
  // Loaded when it is needed, as few need it.
  const { WorkerFleet } = await import("../workers/worker-fleet.ts");
  return WorkerFleet.start(options, Math.min(workers, countIn(options.shard ?? WHOLE, options.nodes)));
}
