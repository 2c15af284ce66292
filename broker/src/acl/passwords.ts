import type { Account } from "./formats/acl-format.ts";
import type { Principal } from "./principal.ts";

/** 144 bits: never guessed, whatever hash a broker keeps of it. */
const PASSWORD_BYTES = 18;

const HEADER = "username,password";

/** The password of each principal: the one that it has already, else a new one. */
export function withPasswords(
  principals: readonly Principal[],
  known: ReadonlyMap<string, string>,
  random: (bytes: number) => Buffer,
): Account[] {
  return principals.map((principal) => ({
    ...principal,
    password: known.get(principal.username) ?? random(PASSWORD_BYTES).toString("base64url"),
  }));
}

/** `credentials.csv`: what nodes and bridge are given. Neither field can hold a comma. */
export const formatCredentials = (accounts: readonly Account[]): string =>
  [HEADER, ...accounts.map(({ username, password }) => `${username},${password}`), ""].join("\n");

/** The passwords of a file that `formatCredentials` made. @throws RangeError when it is another file */
export function parseCredentials(text: string): Map<string, string> {
  const [header, ...lines] = text.split("\n");
  if (header !== HEADER) throw new RangeError(`its first line is not ${HEADER}`);
  const known = new Map<string, string>();
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const comma = line.indexOf(",");
    if (comma < 1 || comma === line.length - 1) {
      throw new RangeError(`line ${index + 2} is not a username, a comma and a password`);
    }
    known.set(line.slice(0, comma), line.slice(comma + 1));
  }
  return known;
}
