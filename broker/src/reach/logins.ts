import { readFile } from "node:fs/promises";
import { parseCredentials } from "../acl/passwords.ts";
import { homeUsername, nodeUsername } from "../acl/usernames.ts";
import { ReachError } from "./error.ts";
import { Secret } from "./secret.ts";

/** Who a client is to a broker. */
export interface Login {
  readonly username?: string | undefined;
  readonly password?: Secret | undefined;
}

/** The logins of many nodes, by the usernames that homesync-acl gives them. */
export class Logins {
  readonly #passwords: ReadonlyMap<string, Secret>;

  /** @param passwords by username, in the clear */
  constructor(passwords: Iterable<readonly [string, string]>) {
    this.#passwords = new Map([...passwords].map(([name, password]) => [name, new Secret(password)]));
  }

  /** Of this username, when it is among them. */
  of(username: string): Login | undefined {
    const password = this.#passwords.get(username);
    return password === undefined ? undefined : { username, password };
  }

  /** A node's own, else its home's. */
  ofNode(homeId: string, nodeId: string): Login | undefined {
    return this.of(nodeUsername(homeId, nodeId)) ?? this.of(homeUsername(homeId));
  }

  /** In the clear, for another thread of this process: a `Secret` does not cross. */
  reveal(): [string, string][] {
    return [...this.#passwords].map(([username, password]) => [username, password.reveal()]);
  }
}

/**
 * The logins in the `credentials.csv` that homesync-acl wrote.
 * @throws ReachError when the file cannot be read, or is another
 */
export async function readLogins(file: string): Promise<Logins> {
  try {
    return new Logins(parseCredentials(await readFile(file, "utf8")));
  } catch (error) {
    const what = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new ReachError(
      `${file} cannot be read as credentials (${what}): give the credentials.csv of homesync-acl`,
    );
  }
}
