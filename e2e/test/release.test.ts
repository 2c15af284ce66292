import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startBroker } from "@homesync/broker";
import { parseBrokerUrl } from "@homesync/broker/reach";
import { ImageServer, simulatedImage, startFleet } from "@homesync/simulator";
import { connectAsync } from "mqtt";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { makeKeyFiles } from "../../firmware/signing/keys.ts";
import { cutRelease, latestRelease, notesOf } from "../release/changelog.ts";
import { releaseFirmware } from "../release/firmware.ts";
import { disagreements, versionOf, writeVersion } from "../release/versions.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const EVENTUALLY = { timeout: 60_000, interval: 50 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "homesync-release-"));
  onTestFinished(() => rm(folder, { recursive: true }));
});

/** The files that name a version, in a folder of their own. */
async function copyOfManifests(): Promise<string> {
  const { stdout } = await promisify(execFile)(
    "git",
    ["ls-files", "*package.json", "package-lock.json", "*library.json", "CHANGELOG.md"],
    { cwd: ROOT },
  );
  for (const path of stdout.trim().split("\n")) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await cp(join(ROOT, path), join(folder, path));
  }
  return folder;
}

describe("the version", () => {
  test("is the same everywhere", () => expect(disagreements(ROOT)).toEqual([]));

  test("that one place has alone is found, and so is another tag", async () => {
    const root = await copyOfManifests();
    const path = join(root, "bridge/package.json");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace(/("@homesync\/broker": )"[^"]+"/, '$1"9.9.9"'));
    const says = `and package.json says ${versionOf(root)}`;
    expect(disagreements(root)).toEqual([`@homesync/broker in bridge/package.json: 9.9.9, ${says}`]);
    expect(disagreements(root, "v9.9.8")).toContain(`the tag v9.9.8: 9.9.8, ${says}`);
  });

  test("is cut in every manifest, the lock and the changelog", async () => {
    const root = await copyOfManifests();
    writeVersion(root, "7.8.9");
    const path = join(root, "CHANGELOG.md");
    await writeFile(path, cutRelease(await readFile(path, "utf8"), "7.8.9", "2026-01-02"));
    expect(versionOf(root)).toBe("7.8.9");
    expect(disagreements(root, "v7.8.9")).toEqual([]);
    // What npm would write: nothing but versions is changed.
    const lock = await readFile(join(ROOT, "package-lock.json"), "utf8");
    const lines = lock.split("\n");
    const changed = (await readFile(join(root, "package-lock.json"), "utf8")).split("\n");
    expect(changed.filter((line, at) => line !== lines[at] && !line.includes('"7.8.9"'))).toEqual([]);
  });
});

test("the changelog's unreleased entries become a release, with its notes", () => {
  const before = "# Changelog\n\n## Unreleased\n\n### Added\n\n- one\n\n## 0.1.0 - 2025-01-01\n\n- zero\n";
  const after = cutRelease(before, "0.2.0", "2026-01-02");
  expect(latestRelease(before)).toBe("0.1.0");
  expect(latestRelease(after)).toBe("0.2.0");
  expect(notesOf(after, "0.2.0")).toBe("### Added\n\n- one\n");
  expect(() => cutRelease(after, "0.3.0", "2026-01-03")).toThrow("nothing under Unreleased");
  expect(() => notesOf(after, "9.0.0")).toThrow("no release 9.0.0");
});

describe("firmware in a release", () => {
  /** Images as the workflow hands them over: a board's, by its outer form, and one that virtual nodes run. */
  async function built(version: string) {
    const images = join(folder, "images");
    await mkdir(images);
    const board = Buffer.from(`\xe9 stands for an image: nodemcuv2 ${version}`, "latin1");
    await writeFile(join(images, "nodemcuv2.bin"), board);
    await writeFile(join(images, "virtual.bin"), simulatedImage({ version }));
    const keys = await makeKeyFiles(join(folder, "keys"));
    return {
      images,
      version,
      privateKey: keys.privateFile,
      publicKey: keys.publicFile,
      out: join(folder, "out"),
    };
  }

  test("is taken by a node that holds the key, from its signed manifest; by none when it was changed", {
    timeout: 120_000,
  }, async () => {
    const release = await built("9.0.0");
    const names = await releaseFirmware(release);
    expect(names).toEqual([
      "homesync-firmware-nodemcuv2-9.0.0.bin",
      "homesync-firmware-nodemcuv2-9.0.0.json",
      "homesync-firmware-virtual-9.0.0.bin",
      "homesync-firmware-virtual-9.0.0.json",
    ]);
    const manifest = async (target: string): Promise<object> =>
      JSON.parse(await readFile(join(release.out, `homesync-firmware-${target}-9.0.0.json`), "utf8"));
    const broker = await startBroker();
    onTestFinished(() => broker.close());
    const server = await ImageServer.start();
    onTestFinished(() => server.close());
    const image = await readFile(join(release.out, "homesync-firmware-virtual-9.0.0.bin"));
    const url = server.serve("firmware.bin", image);
    const fleet = await startFleet({
      broker: { address: parseBrokerUrl(broker.url) },
      nodes: 1,
      updates: { publicKey: await readFile(release.publicKey, "utf8") },
    });
    onTestFinished(() => fleet.kill());
    await fleet.whenConnected();
    const [node] = fleet.nodes;
    const topic = `homesync/${node?.homeId}/nodes/${node?.nodeId}`;
    const backend = await connectAsync(broker.url);
    onTestFinished(() => backend.endAsync(true));
    const answers = new Map<string, unknown>();
    backend.on("message", (_topic, payload) => {
      const { request_id, status, error, result } = JSON.parse(payload.toString()) as Record<string, string>;
      if (status !== "in_progress") answers.set(String(request_id), error ?? result);
    });
    await backend.subscribeAsync(`${topic}/response/ota`, { qos: 1 });
    const offer = async (request_id: string, signed: object): Promise<unknown> => {
      const command = { action: "update", request_id, url, ...signed };
      await backend.publishAsync(`${topic}/command/ota`, JSON.stringify(command), { qos: 1 });
      await vi.waitFor(() => expect(answers.has(request_id)).toBe(true), EVENTUALLY);
      return answers.get(request_id);
    };
    // The core verifies the signature first: of a board's image it then says that it is for another board.
    expect(await offer("board", await manifest("nodemcuv2"))).toBe("wrong_target");
    expect(await offer("changed", { ...(await manifest("virtual")), version: "9.0.1" })).toBe(
      "bad_signature",
    );
    expect(await offer("good", await manifest("virtual"))).toBe("9.0.0");
  });

  test("that is not what it is said to be, or signed by another key than nodes hold, is none", async () => {
    const release = await built("9.0.0");
    await expect(releaseFirmware({ ...release, version: "9.0.1" })).rejects.toThrow("9.0.1");
    const others = await makeKeyFiles(join(folder, "others"));
    await expect(releaseFirmware({ ...release, publicKey: others.publicFile })).rejects.toThrow(
      /not signed with/,
    );
    await expect(releaseFirmware({ ...release, images: release.out, out: folder })).rejects.toThrow();
    await mkdir(join(folder, "empty"));
    await expect(releaseFirmware({ ...release, images: join(folder, "empty") })).rejects.toThrow(
      "holds no image",
    );
  });
});
