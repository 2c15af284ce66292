import type { InferredOptionTypes, Options } from "yargs";
import { settingsOf } from "./settings-options.ts";
import type { Terminal } from "./terminal.ts";

export const keysOptions = {
  revoke: {
    type: "boolean",
    default: false,
    describe: "with rotate: refuse every token of the keys before, at once",
  },
} as const satisfies Record<string, Options>;

type KeysArguments = InferredOptionTypes<typeof keysOptions> & { readonly action: string };

/** `homesync-bridge keys list|rotate`: the keys that sign tokens. A bridge that runs follows within a second. */
export async function keys(argv: KeysArguments, terminal: Terminal): Promise<void> {
  const settings = await settingsOf(argv, terminal);
  const [{ openDataDirectory }, { loadSigningKeys, rotateSigningKeys }] = await Promise.all([
    import("../config/data-directory.ts"),
    import("../auth/signing-keys.ts"),
  ]);
  const { signingKeys } = await openDataDirectory(String(settings.get("data")?.value));
  const { current, byId } =
    argv.action === "rotate"
      ? await rotateSigningKeys(signingKeys, argv.revoke)
      : await loadSigningKeys(signingKeys);
  for (const kid of byId.keys()) {
    terminal.out(
      `${kid}  ${kid === current ? "signs new tokens" : "still accepted, until its tokens expire"}\n`,
    );
  }
}
