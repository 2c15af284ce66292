import type { Check } from "../check.ts";
import { demand, shown } from "../violation.ts";

const LIMIT_MS = 20_000;

export const plannedAbsence: Check = {
  name: "planned-absence",
  title: "announces a planned absence with its reason, retained, and leaves no will behind",
  source: "REQ-002 Graceful disconnect; REQ-008 Graceful disconnect; design: planned absence",
  async run(subject) {
    const { observer, hands } = subject;
    const from = observer.now;
    await hands.shutDown();
    try {
      await observer.next(
        from,
        "announcement of its absence on status/online",
        LIMIT_MS,
        ({ key }, said) => key === "status/online" && said["online"] === false,
      );
      const kept = (await observer.retained()).get("status/online")?.payload.toString() ?? "{}";
      demand(JSON.parse(kept).reason === "shutdown", `the broker keeps ${kept}`);
    } finally {
      await hands.restorePower();
      await subject.returned(from);
    }
    const absences = observer.since(from, "status/online").filter(({ online }) => online === false);
    demand(
      absences.length === 1 && absences[0]?.["reason"] === "shutdown",
      `one announcement with reason shutdown was expected, not ${shown(absences)}`,
    );
  },
};
