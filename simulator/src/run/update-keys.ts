import type { Scenario } from "../scenario/schema.ts";
import type { UpdateSigner } from "../update/key-files.ts";

/** Who signs the updates of a run, and whom its nodes trust. */
export interface UpdateKeys {
  /** There is one when the scenario has an update, good or bad. */
  readonly signer: UpdateSigner | undefined;
  /** PEM; undefined where nodes refuse every update. */
  readonly publicKey: string | undefined;
}

/**
 * Reads the keys that a scenario names, or makes them for an update that names none. Whoever names the key that nodes trust
 * and another one that signs wants to see the update refused.
 * @throws KeyFileError
 */
export async function updateKeys({ fleet = {}, update, faults = [] }: Scenario): Promise<UpdateKeys> {
  const hasUpdate = update !== undefined || faults.some(({ kind }) => kind === "bad_update");
  if (!hasUpdate && fleet.update_key_file === undefined) {
    return { signer: undefined, publicKey: undefined };
  }
  const { makeUpdateSigner, readUpdateKey, readUpdateSigner } = await import("../update/key-files.ts");
  const { signing_key_file } = update ?? {};
  const signer = !hasUpdate
    ? undefined
    : signing_key_file === undefined
      ? makeUpdateSigner()
      : await readUpdateSigner(signing_key_file);
  const publicKey =
    fleet.update_key_file === undefined ? signer?.publicKey : await readUpdateKey(fleet.update_key_file);
  return { signer, publicKey };
}
