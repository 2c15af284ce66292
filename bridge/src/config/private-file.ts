import { randomBytes } from "node:crypto";
import { link, readFile, unlink, writeFile } from "node:fs/promises";
import { StartError } from "./start-error.ts";

/**
 * The content of a file that is made once, mode 0600, and then kept. Two processes that start together agree on it:
 * the file appears whole, and for the first of them only.
 * @param make its content, called when there is none yet
 * @throws StartError when it can be neither read nor made
 */
export async function readOrCreate(file: string, make: () => string): Promise<string> {
  try {
    return (await readIfThere(file)) ?? (await create(file, make()));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartError(
      `${file} can be neither read nor made (${code}): check its owner and mode`,
      undefined,
      error,
    );
  }
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function create(file: string, content: string): Promise<string> {
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, content, { mode: 0o600, flag: "wx" });
  try {
    await link(draft, file);
    return content;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return await readFile(file, "utf8");
  } finally {
    await unlink(draft);
  }
}
