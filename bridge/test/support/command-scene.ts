import { type Broker, startBroker } from "@homesync/broker";
import { decode, type Message, type MessageContent } from "@homesync/protocol";
import { expect, onTestFinished, vi } from "vitest";
import type { AuditEntry } from "../../src/audit/audit-entry.ts";
import { Command, type CommandRequest } from "../../src/commands/command.ts";
import { CommandService } from "../../src/commands/command-service.ts";
import type { CommandKey } from "../../src/commands/compose.ts";
import type { Rejection } from "../../src/commands/outcome.ts";
import { EmbeddedLink } from "../../src/link/embedded-link.ts";
import { MemoryState } from "../../src/state/memory-state.ts";
import { capturedLog } from "./captured-log.ts";
import { ManualClock } from "./manual-clock.ts";
import { birth, HOME, NODE, wire } from "./messages.ts";

type Sent = Extract<Message, { key: `command/${string}` }>;
export const AUTHOR = { subject: "alice", tokenId: "token-1" };
export const address = { homeId: HOME, nodeId: NODE };

/** The command service on a real broker, with time moved by hand, and what nodes receive. */
export async function commandScene() {
  const broker: Broker = await startBroker();
  onTestFinished(() => broker.close());
  const clock = new ManualClock("2026-03-01T12:00:00Z");
  const link = new EmbeddedLink(broker, clock);
  const state = new MemoryState();
  let ids = 0;
  const newRequestId = (): string => `request-${++ids}`;
  const audited: AuditEntry[] = [];
  const commands = new CommandService({
    link,
    state,
    isRegistered: ({ nodeId }) => nodeId === "registered",
    audit: (entry) => audited.push(entry),
    clock,
    newRequestId,
    log: capturedLog().log,
  });
  state.onChange((change) => commands.onStateChange(change));
  const start = () =>
    link.start({
      onMessage({ topic, payload, retained }) {
        const decoded = decode(topic, payload);
        if (!decoded.ok) throw new Error(decoded.error.message);
        const message = decoded.value;
        state.observe({ message, timeMs: clock.now(), arrivalMs: clock.now(), retained });
        if (message.key === "response/command" || message.key === "response/ota")
          commands.onResponse(message);
      },
      onStatus: (status) => commands.onLinkStatus(status),
    });
  await start();

  const received: Sent[] = [];
  const raw: string[] = [];
  await broker.subscribe(["homesync/+/nodes/+/command/+"], (topic, payload) => {
    const decoded = decode(topic, payload);
    if (!decoded.ok) throw new Error(decoded.error.message);
    received.push(decoded.value as Sent);
    raw.push(Buffer.from(payload).toString());
  });
  const say = async (message: MessageContent): Promise<void> => {
    const { topic, bytes, qos, retain } = wire(message);
    await broker.publish(topic, bytes, { qos, retain });
  };
  await say(birth());

  const submit = (request: Partial<CommandRequest> = {}) =>
    commands.submit({ node: address, key: "command/relay", body: { action: "on" }, by: AUTHOR, ...request });
  /** Submits a command, and waits for its end. */
  const send = async (
    body: Record<string, unknown> = { action: "on" },
    key: CommandKey = "command/relay",
    node = address,
  ) => {
    const command = await submit({ node, key, body });
    return command instanceof Command ? command.ended : command;
  };
  const arrived = (count: number): Promise<void> =>
    vi.waitFor(() => expect(received).toHaveLength(count), { interval: 1 });
  const waitsFor = (ms: number): Promise<void> =>
    vi.waitFor(() => expect(clock.delays).toEqual([ms]), { interval: 1 });
  return {
    broker,
    clock,
    link,
    start,
    commands,
    audited,
    say,
    submit,
    send,
    received,
    raw,
    arrived,
    waitsFor,
  };
}

/** A command that was taken on. */
export async function taken(submitted: Promise<Command | Rejection>): Promise<Command> {
  const command = await submitted;
  if (!(command instanceof Command)) throw new Error(`rejected: ${command.kind}`);
  return command;
}
