import type { BrokerAccess } from "@homesync/broker/reach";
import type { Check } from "./check.ts";
import { CHECKS } from "./checks.ts";
import type { Hands } from "./hands.ts";
import { Observer } from "./observer.ts";
import { Subject } from "./subject.ts";
import { type Finding, findings } from "./suite.ts";
import { VirtualSubject } from "./virtual-node.ts";

export interface ConformanceRun {
  /** How the suite reaches the broker. */
  readonly access: BrokerAccess;
  readonly checks?: readonly Check[];
  nowMs(): number;
  onFinding(finding: Finding): void;
}

/** A node that is there already. */
export interface PresentNode {
  readonly homeId: string;
  readonly nodeId: string;
  readonly hands: Hands;
  /** Whether its energy counter and configuration may be erased. */
  readonly mayErase: boolean;
}

/**
 * Checks a node that is on the broker.
 * @throws what mqtt.js has to say when the broker does not let us in
 */
export async function conform(run: ConformanceRun, node: PresentNode): Promise<readonly Finding[]> {
  const observer = await Observer.open(run.access, node.homeId, node.nodeId);
  try {
    return await look(run, node, observer);
  } finally {
    await observer.close();
  }
}

/**
 * Makes a virtual node, checks it, and leaves nothing of it on the broker.
 * @param nodeAccess how the node reaches the broker
 */
export async function conformVirtual(
  run: ConformanceRun,
  nodeAccess: BrokerAccess,
  homePrefix: string,
): Promise<readonly Finding[]> {
  const subject = await VirtualSubject.start(nodeAccess, homePrefix);
  const { homeId, nodeId } = subject.node;
  try {
    const observer = await Observer.open(run.access, homeId, nodeId);
    try {
      await subject.restorePower();
      return await look(run, { homeId, nodeId, hands: subject, mayErase: true }, observer);
    } finally {
      await observer.close();
    }
  } finally {
    await subject.fleet.stop();
  }
}

async function look(
  run: ConformanceRun,
  { homeId, nodeId, hands, mayErase }: PresentNode,
  observer: Observer,
): Promise<Finding[]> {
  const subject = new Subject({ homeId, nodeId }, observer, hands, { mayErase });
  // Retained or live: without a word of it there is nothing to check.
  await subject.returned(0);
  const all: Finding[] = [];
  for await (const finding of findings(subject, run.nowMs, run.checks ?? CHECKS)) {
    all.push(finding);
    run.onFinding(finding);
  }
  return all;
}
