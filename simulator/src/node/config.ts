import { SETTINGS, type SettingName } from "@homesync/protocol";
import type { HomeWorld } from "../world/home-world.ts";

/** What makes one node different from the others. */
export interface NodeConfig {
  /** Number of the node in its fleet. */
  readonly index: number;
  readonly homeId: string;
  readonly nodeId: string;
  /** Of everything that the node draws by lot, its client id's random part included. */
  readonly seed: number;
  readonly world: HomeWorld;
  readonly settings: readonly ScaledSetting[];
}

/** Index of the setting in SETTINGS, and its value in units of 10^-decimals: as the core takes it. */
export type ScaledSetting = readonly [index: number, value: number];

/** Settings as the core takes them; a choice by its index. */
export function scaledSettings(values: Partial<Record<SettingName, number>>): ScaledSetting[] {
  const names = Object.keys(SETTINGS);
  return Object.entries(values).map(([name, value]) => {
    const setting = SETTINGS[name as SettingName];
    const decimals = setting.kind === "number" ? setting.decimals : 0;
    return [names.indexOf(name), Math.round(value * 10 ** decimals)];
  });
}
