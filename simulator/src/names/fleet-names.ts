import type { Faker } from "@faker-js/faker";
import { placeOfNode } from "../fleet/homes.ts";
import { hash } from "../world/noise.ts";

const NAME_SALT = 0x6e61_6d65;

/** What people have a node for; a home gives each once before it gives any twice. */
const PLACES = [
  "kitchen",
  "living room",
  "bedroom",
  "bathroom",
  "hall",
  "cellar",
  "attic",
  "garage",
  "garden shed",
  "workshop",
  "study",
  "laundry",
];

/**
 * What people call the homes and nodes of a fleet: names for those who read, which no node knows and none sends. The same
 * seed gives the same names, whatever is asked for first.
 */
export class FleetNames {
  readonly #faker: Faker;
  readonly #seed: number;

  /** Loads one language of faker, a quarter of a second of CPU: only where names are asked for. */
  static async load(seed: number): Promise<FleetNames> {
    const { faker } = await import("@faker-js/faker/locale/en");
    return new FleetNames(faker, seed);
  }

  private constructor(faker: Faker, seed: number) {
    this.#faker = faker;
    this.#seed = hash(seed, NAME_SALT);
  }

  /** @param place of the home in the fleet, from 0 */
  home(place: number): string {
    this.#faker.seed(hash(this.#seed, place));
    return `${this.#faker.person.lastName()}, ${this.#faker.location.street()}`;
  }

  /** @param nodeOfHome from 0 */
  node(home: number, nodeOfHome: number): string {
    const name = this.home(home);
    // Drawn after the home's name: the generator goes on from there.
    const places = this.#faker.helpers.shuffle(PLACES);
    const place = places[nodeOfHome % places.length] as string;
    const round = Math.floor(nodeOfHome / places.length);
    return round === 0 ? `${name}: ${place}` : `${name}: ${place} ${round + 1}`;
  }

  /** By the names on the wire; undefined for a node that is no fleet's. */
  of({ homeId, nodeId }: { readonly homeId: string; readonly nodeId: string }): string | undefined {
    const at = placeOfNode(homeId, nodeId);
    return at === undefined ? undefined : this.node(at.home, at.nodeOfHome);
  }
}
