import { withServers } from "@homesync/broker/testing";
import { describe, expect, test } from "vitest";
import { PAGES } from "../documentation/pages.ts";
import { hasProgram } from "../documentation/programs.ts";
import { runSession, sessionOf } from "../documentation/session.ts";

/** What the sessions use beside this project's own programs and the servers. */
const NEEDED = ["curl", "mosquitto_sub", "openssl"];
const LIMIT_MS = 150_000;

const sessions = PAGES.map((page) => ({ page, script: sessionOf(page) })).filter(
  ({ script }) => script !== "",
);

test("there are sessions to try", () => expect(sessions.length).toBeGreaterThan(0));

withServers("what a reader types into one terminal", () => {
  describe.skipIf(!NEEDED.every(hasProgram))("works from its first line to its last", () => {
    test.each(sessions)("$page", { timeout: LIMIT_MS + 30_000 }, async ({ script }) => {
      const { status, output } = await runSession(script, LIMIT_MS);
      expect(status, output).toBe(0);
    });
  });
});
