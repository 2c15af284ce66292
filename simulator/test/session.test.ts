import fc from "fast-check";
import { generate } from "mqtt-packet";
import { expect, test } from "vitest";
import { Session } from "../src/mqtt/session.ts";

const publish = (messageId: number, dup = false): string =>
  generate({
    cmd: "publish",
    topic: "a/b",
    payload: `message ${messageId}`,
    qos: 1,
    retain: false,
    dup,
    messageId,
  }).toString("latin1");
const OTHERS = generate({ cmd: "puback", messageId: 7 }).toString("latin1");

/** Lets a session send so many in one write, among other frames; answers their ids. */
function write(session: Session, count: number, nowMs = 0): number[] {
  const ids = Array.from({ length: count }, () => {
    const id = session.nextPacketId();
    session.collected(id);
    return id;
  });
  session.wrote(OTHERS + ids.map((id) => publish(id)).join("") + OTHERS, nowMs);
  return ids;
}

test("what was not acknowledged is sent again in its order, whatever the order of the answers", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }),
      fc.infiniteStream(fc.boolean()),
      fc.boolean(),
      (writes, coin, asDuplicates) => {
        const session = new Session();
        const sent = writes.flatMap((count, at) => write(session, count, at).map((id) => ({ id, at })));
        const answered = sent.filter(() => coin.next().value);
        const scrambled = [...answered].sort((a, b) => ((a.id * 7) % 11) - ((b.id * 7) % 11));
        for (const { id, at } of scrambled) expect(session.acknowledged(id)).toBe(at);
        for (const { id } of answered) expect(session.acknowledged(id)).toBe(-1);
        const left = sent.filter((one) => !answered.includes(one)).map(({ id }) => id);
        expect(session.inFlight).toBe(left.length);
        expect([...session.again(asDuplicates)]).toEqual(left.map((id) => publish(id, asDuplicates)));
      },
    ),
  );
});

test("no packet id is given out while it is in use, also after all were given out [MQTT-2.3.1-2]", () => {
  const session = new Session();
  const old = [...write(session, 3), ...write(session, 2)];
  expect(old).toEqual([1, 2, 3, 4, 5]);
  session.acknowledged(2);
  for (let id = 6; id <= 65_535; id++) expect(session.nextPacketId()).toBe(id);
  expect(session.nextPacketId()).toBe(2);
  expect(session.nextPacketId()).toBe(6);
});

test("a session that is forgotten sends nothing again, and counts nothing", () => {
  const session = new Session();
  write(session, 3);
  session.collected(session.nextPacketId());
  session.forget();
  expect(session.inFlight).toBe(0);
  expect([...session.again(true)]).toEqual([]);
  expect(session.acknowledged(1)).toBe(-1);
});
