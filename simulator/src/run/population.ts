import { selectNodes } from "../faults/whom.ts";
import type { Fleet } from "../fleet/fleet.ts";
import type { Cut } from "../phases/phase-kind.ts";

/** How many nodes of a fleet are to be on, as the phases of a run will have it, and whose connections they cut. */
export class Population {
  readonly #fleet: Fleet;
  readonly #total: number;
  #target = 0;
  #cuts = 0;

  /** @param total nodes of the whole fleet, of which this process may run a part */
  constructor(fleet: Fleet, total: number) {
    this.#fleet = fleet;
    this.#total = total;
  }

  /** Nodes of this process that are to be on. */
  get target(): number {
    return this.#target;
  }

  /** @param target nodes of the whole fleet */
  aim(target: number): void {
    const own = Math.round((target * this.#fleet.nodes.length) / this.#total);
    if (own === this.#target) return;
    this.#target = own;
    this.#fleet.aim(own);
  }

  /** Cuts the connections of a share of those that are on, another share each time. */
  cut({ share }: Cut): void {
    const shape = {
      seed: this.#fleet.seed,
      nodes: this.#fleet.nodes.length,
      homeIdOf: (index: number) => this.#fleet.nodes[index]?.homeId ?? "",
    };
    const drawn = [...selectNodes({ share }, shape, this.#cuts++)].filter((index) => index < this.#target);
    this.#fleet.act(drawn, { kind: "abort_connection" });
  }
}
