import { type Check, demand, shown } from "../check.ts";

export const duplicate: Check = {
  name: "duplicate",
  title: "answers a repeated request_id again, without acting again",
  source: "REQ-005 Command retry; design: commands",
  async run(subject) {
    const { observer } = subject;
    await subject.switchRelay("on");
    const requestId = subject.newRequestId();
    const command = { action: "toggle", request_id: requestId, timestamp: new Date().toISOString() };
    // The relay has just switched: a toggle is answered with too_soon until it may again, and that would be remembered.
    await subject.switchRelay("off");
    await subject.switchRelay("on");
    const first = await once(subject, command);
    const from = observer.now;
    await observer.publish("command/relay", command);
    const again = await subject.response(from, requestId, "relay");
    demand(
      shown([again["status"], again["result"], again["error"]]) ===
        shown([first["status"], first["result"], first["error"]]),
      `the first answer was ${shown(first)}, the second ${shown(again)}`,
    );
    // A command behind it shows that nothing is to come.
    await subject.obeyed("led", { action: "off" });
    const answers = observer
      .since(from, "response/command")
      .filter((said) => said["request_id"] === requestId);
    demand(answers.length === 1, `the second was answered ${answers.length} times`);
    const switches = observer.since(from, "status/relay");
    demand(switches.length === 0, `the relay has switched again: ${shown(switches[0])}`);
  },
};

async function once(
  subject: Parameters<Check["run"]>[0],
  command: { request_id: string },
): Promise<Record<string, unknown>> {
  const from = subject.observer.now;
  await subject.observer.publish("command/relay", command);
  return subject.response(from, command.request_id, "relay");
}
