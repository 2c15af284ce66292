import { parentPort, workerData } from "node:worker_threads";
import { type BrokerAccess, Logins, Secret } from "@homesync/broker/reach";
import { Core } from "../core/core.ts";
import { ThreadFleet } from "../fleet/thread-fleet.ts";
import type { PlainAccess, WorkerCommand, WorkerReport, WorkerTask } from "./messages.ts";

/** How often the coordinator hears how the fleet does. */
const STATE_PERIOD_MS = 250;

const port = parentPort;
if (port === null) throw new Error("this module is the inside of a worker thread");
const tell = (report: WorkerReport): void => port.postMessage(report);

const { options, broker, maxOpening } = workerData as WorkerTask;
const fleet = new ThreadFleet(
  await Core.load(),
  { ...options, broker: revive(broker), log: (line) => tell({ kind: "log", line }) },
  maxOpening,
);
const observed = new Map<number, () => void>();
const known = new Map<number, string>();

const tellState = (): void => {
  const clientIds: [number, string][] = [];
  for (const [index, { clientId }] of fleet.nodes.entries()) {
    if (clientId === "" || known.get(index) === clientId) continue;
    known.set(index, clientId);
    clientIds.push([index, clientId]);
  }
  tell({ kind: "state", metrics: fleet.metrics(), clientIds });
};
const timer = setInterval(tellState, STATE_PERIOD_MS);

void fleet.whenConnected().then(() => {
  tellState();
  tell({ kind: "connected" });
});

port.on("message", (command: WorkerCommand) => {
  switch (command.kind) {
    case "aim":
      fleet.aim(command.nodes, command.ratePerS);
      break;
    case "pause":
      fleet.pause();
      break;
    case "resume":
      fleet.resume();
      break;
    case "act":
      fleet.act(command.nodes, command.action);
      break;
    case "observe":
      observe(command.node, command.on);
      break;
    case "inspect": {
      const { node, reply } = command;
      void fleet.inspect(node).then((state) => tell({ kind: "inspected", reply, state }));
      break;
    }
    case "stop":
      void fleet.stop().then((summary) => {
        clearInterval(timer);
        tellState();
        tell({ kind: "stopped", summary });
      });
  }
});
tell({ kind: "ready" });

function observe(node: number, on: boolean): void {
  observed.get(node)?.();
  observed.delete(node);
  if (on)
    observed.set(
      node,
      fleet.observe(node, (event) => tell({ kind: "event", node, event })),
    );
}

function revive({ access, password, logins, certificate }: PlainAccess): BrokerAccess {
  return {
    ...access,
    ...(password === undefined ? {} : { password: new Secret(password) }),
    ...(logins === undefined ? {} : { logins: new Logins(logins) }),
    ...(certificate === undefined
      ? {}
      : { clientCertificate: { cert: certificate.cert, key: new Secret(certificate.key) } }),
  };
}
