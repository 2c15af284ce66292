import { APPLIANCES, type Appliance, type ApplianceName } from "./appliances.ts";
import { uniform } from "./noise.ts";

/** Mixes of appliances, by what kind of home they are in. */
const PROFILES = {
  household: [
    "standby",
    "router",
    "fridge",
    "kettle, morning",
    "kettle, afternoon",
    "lights, morning",
    "lights, evening",
    "hob",
    "television",
    "washing machine",
    "dishwasher",
    "heater, night",
  ],
  flat: ["standby", "router", "fridge", "kettle, morning", "lights, evening", "hob", "television"],
  "all-electric": [
    "standby",
    "router",
    "fridge",
    "freezer",
    "lights, evening",
    "hob",
    "washing machine",
    "dishwasher",
    "heat pump",
    "water heater",
    "car, night",
  ],
  office: ["standby", "router", "fridge", "lights, working day", "computers", "kettle, morning"],
  idle: ["standby", "router"],
} as const satisfies Record<string, readonly ApplianceName[]>;

export type HomeProfile = keyof typeof PROFILES;

export const HOME_PROFILES = Object.keys(PROFILES) as HomeProfile[];

/**
 * The appliances behind one meter. The first node of a home meters the whole home; every other one a branch of it, with
 * a few appliances of its own.
 */
export function appliancesOf(profile: HomeProfile, seed: number, nodeOfHome: number): readonly Appliance[] {
  const all = WHOLE_HOMES[profile];
  if (nodeOfHome === 0) return all;
  return all.filter((_, index) => index === nodeOfHome % all.length || uniform(seed, 100 + index) < 0.25);
}

// One list for all homes of a profile.
const WHOLE_HOMES = Object.fromEntries(
  HOME_PROFILES.map((profile) => [profile, PROFILES[profile].map((name): Appliance => APPLIANCES[name])]),
) as unknown as Record<HomeProfile, readonly Appliance[]>;

/** How many parts of a fleet's homes have each profile, such as `{ household: 3, flat: 1 }`. */
export type ProfileMix = Readonly<Partial<Record<HomeProfile, number>>>;

/** The profile of one home: the same for the same seed and home. */
export function profileOf(mix: ProfileMix | undefined, homeSeed: number): HomeProfile {
  const parts = Object.entries(mix ?? {}) as [HomeProfile, number][];
  const total = parts.reduce((sum, [, weight]) => sum + weight, 0);
  let left = uniform(homeSeed, 200) * total;
  for (const [profile, weight] of parts) {
    left -= weight;
    if (left < 0) return profile;
  }
  return parts.at(-1)?.[0] ?? "household";
}
