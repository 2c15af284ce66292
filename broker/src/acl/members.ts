import { AclError } from "./error.ts";
import {
  backendPrincipal,
  gatewayPrincipal,
  homePrincipal,
  nodePrincipal,
  type Principal,
  shellyPrincipal,
} from "./principal.ts";

/** Who gets a credential. */
export interface Members {
  /** `home_id/node_id`, each a credential of its own. */
  readonly nodes: readonly string[];
  /** `home_id`: one credential for all nodes of the home. */
  readonly homes: readonly string[];
  /** Usernames of bridges. */
  readonly backends: readonly string[];
  /** Usernames of brokers that hand on what the nodes behind them say. */
  readonly gateways: readonly string[];
  /** Ids of Shelly Gen1 plugs that get a credential. Without it bridges and gateways have nothing to do with such plugs. */
  readonly shellies: readonly string[] | undefined;
}

const USERNAME = "a username: letters, digits, _ or -";

/** @throws AclError that names every member that is not valid, or is there twice */
export function principalsOf({ nodes, homes, backends, gateways, shellies }: Members): Principal[] {
  const wrong: string[] = [];
  const attempt = (text: string, expected: string, make: () => Principal | undefined): Principal[] => {
    try {
      const principal = make();
      if (principal !== undefined) return [principal];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    wrong.push(`"${text}" is not ${expected}`);
    return [];
  };
  const withShellies = shellies !== undefined;
  const principals = [
    ...backends.flatMap((name) => attempt(name, USERNAME, () => backendPrincipal(name, withShellies))),
    ...gateways.flatMap((name) => attempt(name, USERNAME, () => gatewayPrincipal(name, withShellies))),
    ...homes.flatMap((home) => attempt(home, "a home_id", () => homePrincipal(home))),
    ...nodes.flatMap((node) => attempt(node, "home_id/node_id", () => nodeOf(node))),
    ...(shellies ?? []).flatMap((id) =>
      attempt(id, "the id of a Shelly: letters, digits, _ or -", () => shellyPrincipal(id)),
    ),
  ];
  const seen = new Set<string>();
  for (const { username } of principals) {
    if (seen.has(username))
      wrong.push(`"${username}" is there twice: homes, backends, gateways and Shellies need different names`);
    seen.add(username);
  }
  if (wrong.length > 0) throw new AclError(wrong.join("\n"));
  if (principals.length === 0)
    throw new AclError("nobody to give a credential: name nodes, homes or a backend");
  return principals;
}

function nodeOf(text: string): Principal | undefined {
  const [homeId, nodeId, ...rest] = text.split("/");
  return homeId === undefined || nodeId === undefined || rest.length > 0
    ? undefined
    : nodePrincipal(homeId, nodeId);
}

/** One member a line; blank lines and those that begin with # are passed over. */
export const parseList = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
