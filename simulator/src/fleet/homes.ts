import type { NodeConfig, ScaledSetting } from "../node/config.ts";
import { HomeWorld } from "../world/home-world.ts";
import { hash } from "../world/noise.ts";
import { type ProfileMix, profileOf } from "../world/profiles.ts";

const NODE_SALT = 0x6e6f_6465;

/** The seed of a run that was not given one. */
export const drawSeed = (): number => Math.floor(Math.random() * 0x1_0000_0000);

/** The home prefix of a run that was not given one: it differs from run to run as the seed does. */
export function defaultHomePrefix(seed: number): string {
  return `sim-${hash(seed, 1).toString(36).padStart(6, "0").slice(-6)}`;
}

/** What makes the nodes of a fleet. */
export interface FleetPlan {
  readonly seed: number;
  readonly homes: number;
  readonly homePrefix: string;
  readonly settings: readonly ScaledSetting[];
  readonly profiles: ProfileMix | undefined;
}

/** Names of a node: the first `homes` nodes are the first of each home, and so on. */
export function identityOf(
  index: number,
  plan: Pick<FleetPlan, "homes" | "homePrefix">,
): { homeId: string; nodeId: string } {
  const home = index % plan.homes;
  const nodeOfHome = Math.floor(index / plan.homes);
  return {
    homeId: `${plan.homePrefix}-${String(home + 1).padStart(4, "0")}`,
    nodeId: `node-${String(nodeOfHome + 1).padStart(3, "0")}`,
  };
}

/** All that makes a node. */
export function planNode(index: number, plan: FleetPlan): NodeConfig {
  const home = index % plan.homes;
  const nodeOfHome = Math.floor(index / plan.homes);
  return {
    index,
    ...identityOf(index, plan),
    seed: hash(hash(plan.seed, NODE_SALT), index),
    world: new HomeWorld(plan.seed, home, nodeOfHome, profileOf(plan.profiles, hash(plan.seed, home + 1))),
    settings: plan.settings,
  };
}
