import { type Check, demand, shown } from "../check.ts";

export const duplicate: Check = {
  name: "duplicate",
  title: "answers a repeated request_id again, without acting again",
  source: "REQ-005 Command retry; design: commands",
  async run(subject) {
    const { observer } = subject;
    const before = observer.now;
    const first = await subject.switchRelay("toggle");
    demand(first["status"] === "success", `toggle was answered with ${shown(first)}`);
    await observer.next(
      before,
      "status/relay after a toggle",
      10_000,
      ({ key }, said) => key === "status/relay" && said["state"] === first["result"],
    );

    const requestId = String(first["request_id"]);
    const from = observer.now;
    await observer.publish("command/relay", {
      action: "toggle",
      request_id: requestId,
      timestamp: new Date().toISOString(),
    });
    const again = await subject.response(from, requestId, "relay");
    demand(
      outcome(again) === outcome(first),
      `the first answer was ${shown(first)}, the second ${shown(again)}`,
    );
    // A command behind it shows that nothing is to come.
    await subject.obeyed("led", { action: "off" });
    const answers = observer
      .since(from, "response/command")
      .filter((said) => said["request_id"] === requestId);
    demand(answers.length === 1, `the repetition was answered ${answers.length} times`);
    const switches = observer.since(from, "status/relay");
    demand(switches.length === 0, `the relay has switched again: ${shown(switches[0])}`);
    await subject.switchRelay("on");
  },
};

const outcome = ({ status, result, error }: Record<string, unknown>): string =>
  shown([status, result, error]);
