import type { NodeConfig, ScaledSetting } from "../node/config.ts";
import { HomeWorld } from "../world/home-world.ts";
import { hash } from "../world/noise.ts";
import { type ProfileMix, profileOf } from "../world/profiles.ts";

const NODE_SALT = 0x6e6f_6465;

/** The seed of a run that was not given one. */
export const drawSeed = (): number => Math.floor(Math.random() * 0x1_0000_0000);

const PREFIX = "sim-";
/** Values of two characters of base 36. */
const CHECKS = 36 * 36;

/**
 * The home prefix of a run that was not given one. It holds the seed, so that what a run left on a broker tells whose it
 * was, and two check characters, so that a name that somebody chose is not taken for one.
 */
export function defaultHomePrefix(seed: number): string {
  const check = (hash(seed, 1) % CHECKS).toString(36).padStart(2, "0");
  return `${PREFIX}${seed.toString(36)}${check}`;
}

/** The seed of a run by its home prefix; undefined when somebody else chose that. */
export function seedOfHomePrefix(homePrefix: string): number | undefined {
  const seed = Number.parseInt(homePrefix.slice(PREFIX.length, -2), 36);
  return seed <= 0xffff_ffff && homePrefix === defaultHomePrefix(seed) ? seed : undefined;
}

/** Which home and which of its nodes, from 0, these names stand for; undefined when they are not a fleet's. */
export function placeOfNode(
  homeId: string,
  nodeId: string,
): { readonly home: number; readonly nodeOfHome: number } | undefined {
  const home = /-(\d{4,})$/.exec(homeId)?.[1];
  const node = /^node-(\d{3,})$/.exec(nodeId)?.[1];
  if (home === undefined || node === undefined) return undefined;
  return { home: Number(home) - 1, nodeOfHome: Number(node) - 1 };
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
