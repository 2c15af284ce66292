import { chmod, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stableClientId } from "../src/config/client-id.ts";
import { openDataDirectory } from "../src/config/data-directory.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";

describe("data directory", () => {
  test("is made for its owner alone", async () => {
    const path = join(await temporaryDirectory(), "deep", "data");
    await openDataDirectory(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
  });

  test("that is a file says so", async () => {
    const path = join(await temporaryDirectory(), "file");
    await writeFile(path, "");
    await expect(openDataDirectory(path)).rejects.toThrow(/cannot be used .*--data/);
  });

  test("keeps one client id, also for two that start together", async () => {
    const file = join(await temporaryDirectory(), "client-id");
    const ids = await Promise.all([stableClientId(file), stableClientId(file)]);
    expect(new Set([...ids, await stableClientId(file)]).size).toBe(1);
    expect(ids[0]).toMatch(/^[a-z0-9-]{1,23}$/);
    await chmod(file, 0o600);
    await writeFile(file, "homesync/+");
    await expect(stableClientId(file)).rejects.toThrow(/damaged/);
  });
});
