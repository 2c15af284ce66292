import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

/** The value of a constant in a source. */
function constant(file: string, name: string): number {
  const [, digits] = new RegExp(`\\b${name} = ([\\d']+);`).exec(read(`firmware/src/${file}`)) ?? [];
  if (digits === undefined) throw new Error(`no ${name} in firmware/src/${file}`);
  return Number(digits.replaceAll("'", ""));
}

const page = read("docs/board-timing.md").replaceAll(/\s+/g, " ");

test.each([
  ["esp8266_connection.h", "kOpenLimit", (ms: number) => `kOpenLimit\`) | ${ms} ms |`],
  ["esp8266_connection.cpp", "kNameLimit", (ms: number) => `name ${ms} ms (\`kNameLimit\`)`],
  ["esp8266_connection.cpp", "kTcpLimit", (ms: number) => `TCP ${ms} ms (\`kTcpLimit\`)`],
  ["loop_watch.h", "kLimit", (ms: number) => `for ${ms} ms (\`LoopWatch::kLimit\`)`],
  ["meanwhile.h", "kEvery", (ms: number) => `every ${ms} ms (\`Meanwhile::kEvery\`)`],
  [
    "esp8266_clock.h",
    "kSntpPatience",
    (ms: number) => `within ${ms / 1000} s of joining the network (\`kSntpPatience\`)`,
  ],
])("docs/board-timing.md says what %s has for %s", (file, name, sentence) => {
  expect(page).toContain(sentence(constant(file, name)));
});

test("a turn of loop() ends well before the watchdog, and name and TCP leave the handshake its time", () => {
  const open = constant("esp8266_connection.h", "kOpenLimit");
  expect(2 * open).toBeLessThan(constant("loop_watch.h", "kLimit"));
  const before =
    constant("esp8266_connection.cpp", "kNameLimit") + constant("esp8266_connection.cpp", "kTcpLimit");
  expect(before).toBeLessThan(open);
});

test("docs/flashing.md says how long the console listens", () => {
  const text = read("docs/flashing.md").replaceAll(/\s+/g, " ");
  expect(text).toContain(
    `for ${constant("esp8266_console.h", "kQuiet") / 1000} s on a node that has an account`,
  );
  expect(constant("esp8266_console.h", "kQuietWithoutAccount")).toBe(60_000);
  expect(constant("esp8266_console.h", "kQuietWhileTyping")).toBe(60_000);
});
