import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AclError } from "./error.ts";
import type { AclFile, AclFormat } from "./formats/acl-format.ts";
import { formatCredentials, parseCredentials, withPasswords } from "./passwords.ts";
import type { Principal } from "./principal.ts";

/** Passwords stand here in plain text, to be given to nodes and bridge. */
const CREDENTIALS = "credentials.csv";

/**
 * Writes a broker's files, and the credentials, into a folder. A principal that has a password there keeps it, so that
 * adding a node changes no other; one that is no longer named loses its credential.
 * @returns the names of the files
 * @throws AclError when the folder cannot be used
 */
export async function writeAcl(
  folder: string,
  format: AclFormat,
  principals: readonly Principal[],
  random: (bytes: number) => Buffer,
): Promise<string[]> {
  const credentials = join(folder, CREDENTIALS);
  const accounts = withPasswords(principals, await knownPasswords(credentials), random);
  // The credentials first: without them the rest is of no use, and would name passwords that nobody knows.
  const files: AclFile[] = [
    { name: CREDENTIALS, content: formatCredentials(accounts) },
    ...format.files(accounts, random),
  ];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const { name, content } of files) await replace(join(folder, name), content);
  } catch (error) {
    throw new AclError(
      `${folder} cannot be written (${(error as NodeJS.ErrnoException).code}): check its owner, mode and disk space`,
    );
  }
  return files.map(({ name }) => name);
}

async function knownPasswords(file: string): Promise<Map<string, string>> {
  try {
    return parseCredentials(await readFile(file, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return new Map();
    throw new AclError(
      `${file} cannot be read as credentials (${(error as Error).message}): mend it or move it away; nothing was changed`,
    );
  }
}

/** Whole or not at all, and never readable by others. */
async function replace(file: string, content: string): Promise<void> {
  const draft = `${file}.new`;
  await writeFile(draft, content, { mode: 0o600 });
  await rename(draft, file);
}
