/** What is in a firmware image of simulated boards. */
export interface SimulatedImage {
  /** As `status/firmware` will say it. */
  readonly version: string;
  /** bytes; 64 KB when absent */
  readonly size?: number;
  /** It fails 2 s after every boot, until the node is in safe mode. */
  readonly crashes?: boolean;
}

/** What virtual nodes call themselves to those who build images for them. */
export const SIMULATED_TARGET = "virtual";
const DEFAULT_SIZE = 65_536;

/** An image that virtual nodes run: its first line tells what it is (firmware/lib/simulated, FirmwareSlot). */
export function simulatedImage({
  version,
  size = DEFAULT_SIZE,
  crashes = false,
}: SimulatedImage): Uint8Array {
  const firstLine = Buffer.from(`homesync-image ${version}${crashes ? " crashes" : ""}\n`);
  if (size < firstLine.length)
    throw new RangeError(`a simulated image has ${firstLine.length} bytes at least`);
  const image = Buffer.alloc(size);
  // What follows means nothing, but no two pieces of it are the same: one that is missing or twice there is found.
  for (let at = 0; at + 4 <= size; at += 4) image.writeUInt32LE(at, at);
  firstLine.copy(image);
  return image;
}
