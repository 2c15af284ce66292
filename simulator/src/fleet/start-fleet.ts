import { Core } from "../core/core.ts";
import type { Fleet } from "./fleet.ts";
import { checkFleetOptions, type FleetOptions } from "./options.ts";
import { ThreadFleet } from "./thread-fleet.ts";

/**
 * Builds a fleet and begins to switch its nodes on. A broker that cannot be reached is not an error: the nodes try again,
 * as nodes do, and `metrics` counts why.
 * @throws FleetOptionsError
 * @throws CoreLoadError
 */
export async function startFleet(options: FleetOptions): Promise<Fleet> {
  checkFleetOptions(options);
  return new ThreadFleet(await Core.load(), options);
}
