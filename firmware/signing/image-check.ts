/** The first byte of an image for an ESP8266 (esptool's image format, version 1). */
const ESP_MAGIC = 0xe9;
const SIMULATED_TARGET = "virtual";
const SIMULATED_FIRST_WORD = "homesync-image ";

/**
 * What makes an image unlikely to be what the manifest will say of it; undefined when nothing does. A node can only tell
 * once it runs it, and then there is no way back.
 */
export function doubtAbout(image: Buffer, target: string, version: string): string | undefined {
  if (image.length === 0) return "is empty";
  if (target === SIMULATED_TARGET) {
    // The version that its first line tells is the one that it will say.
    const firstLine = `${SIMULATED_FIRST_WORD}${version}`;
    const begins = image.subarray(0, firstLine.length).equals(Buffer.from(firstLine));
    return begins
      ? undefined
      : `is no image of a virtual node in that version: it begins with "${firstLine}"`;
  }
  if (image[0] !== ESP_MAGIC) {
    return "is no image of an ESP8266: take firmware.bin of .pio/build, not firmware.elf";
  }
  if (!image.includes(version)) return `holds the version ${version} nowhere: it was built as another`;
  if (!image.includes(target)) return `holds the target ${target} nowhere: it was built for another board`;
  return undefined;
}
