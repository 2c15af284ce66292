import { spawnSync } from "node:child_process";

/** An image takes about a second; one that hangs must end as well. */
const RUN_LIMIT_MS = 120_000;

const TOOLS = "xtensa-lx106-elf-";

/** Runs an image to its end and answers what it wrote, and what QEMU had to say if it failed to. */
export function runImage(image: string): string {
  const machine = ["-M", "sim", "-cpu", "lx106", "-semihosting", "-nographic"];
  const silent = ["-monitor", "none", "-serial", "none"];
  const result = spawnSync("qemu-system-xtensa", [...machine, ...silent, "-kernel", image], {
    encoding: "utf8",
    timeout: RUN_LIMIT_MS,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.error !== undefined) return `${result.stdout ?? ""}\n${image}: ${result.error.message}\n`;
  return `${result.stdout}${result.stderr}`;
}

/** The sizes of an image's sections, bytes. */
export function sectionSizes(image: string): ReadonlyMap<string, number> {
  const lines = tool("size", ["-A", image]).matchAll(/^(\.\S+)\s+(\d+)\s+\d+$/gm);
  return new Map([...lines].map((line) => [line[1] ?? "", Number(line[2])]));
}

/** The objects that hold the most code and constants, largest first, as `name bytes`. */
export function largestObjects(objects: readonly string[], count: number): string[] {
  const lines = tool("size", [...objects]).matchAll(
    /^\s*(\d+)\s+\d+\s+\d+\s+\d+\s+[0-9a-f]+\s+(.*)\.cpp\.o$/gm,
  );
  return [...lines]
    .map((line) => ({ bytes: Number(line[1]), name: (line[2] ?? "").replace(/^.*\//, "") }))
    .sort((left, right) => right.bytes - left.bytes)
    .slice(0, count)
    .map(({ bytes, name }) => `${name} ${bytes}`);
}

/** The functions of the core and of the probe that hold the addresses, each once, without arguments. */
export function functionsAt(image: string, addresses: readonly number[]): string[] {
  if (addresses.length === 0) return [];
  const hexadecimal = addresses.map((address) => address.toString(16));
  const lines = tool("addr2line", ["-f", "-C", "-e", image, ...hexadecimal]).split("\n");
  const names = lines
    .filter((_, index) => index % 2 === 0)
    .map((name) => name.replace("(anonymous namespace)::", "").replace(/\(.*$/, ""));
  return [...new Set(names)].filter((name) => /^homesync::(?!lx106)/.test(name));
}

function tool(name: string, parameters: readonly string[]): string {
  const result = spawnSync(`${TOOLS}${name}`, parameters, { encoding: "utf8" });
  if (result.error !== undefined) throw result.error;
  if (result.status !== 0) throw new Error(`${TOOLS}${name}: ${result.stderr}`);
  return result.stdout;
}
