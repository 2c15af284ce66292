import { Type } from "typebox";
import { Command } from "../../commands/command.ts";
import { COMMANDS, type CommandKey, commandBodySchema } from "../../commands/compose.ts";
import { parseDuration } from "../../time/duration.ts";
import { answers, CommandAnswer, named } from "../answers.ts";
import { authorOf, requireRole } from "../authenticate.ts";
import type { Answer, Result } from "../idempotency.ts";
import { type Preference, parsePrefer } from "../preference.ts";
import { presentCommand, problemOfEnd, problemOfRejection } from "../present-command.ts";
import { PROBLEM_TYPE, Problem } from "../problem.ts";
import {
  CommandBody,
  CommandHeaders,
  CommandListQuery,
  CommandParams,
  CommandQuery,
  NodeParams,
} from "../schemas.ts";
import { API_PREFIX, type Api, type ApiParts } from "./routes.ts";

const NODE_PATH = `${API_PREFIX}/homes/:home/nodes/:node`;
const DESCRIPTION = `Publishes the command at QoS 1 and waits for the node's answer: 5 s, then up to three more times.

- \`Prefer: respond-async\` answers 202 at once, \`Prefer: wait=10\` after 10 s; the URL in \`location\` shows how it goes on.
- \`?queue=5m\` lets it wait in memory that long for the broker and the node, where it would be refused otherwise.
- \`Idempotency-Key\` makes it safe to repeat the request: the second is answered as the first was, and sends nothing.`;

const PROBLEMS = [
  "unknown_home",
  "unknown_node",
  "forbidden",
  "invalid_command",
  "node_offline",
  "refused_by_node",
  "not_accepted_by_node",
  "idempotency_key_reused",
  "too_large",
  "unsupported_media_type",
  "too_many_commands",
  "broker_offline",
  "stopping",
  "command_timed_out",
  "command_expired",
] as const;

const CommandList = Type.Object({ commands: Type.Array(named(CommandAnswer)) });
/** Longest time that a command may wait for broker and node. */
const MAX_QUEUE_MS = 24 * 3_600_000;

/**
 * `POST /homes/{home}/nodes/{node}/commands/{relay|led|config|ota}`: sends the command and answers with what the node
 * said (REQ-005, REQ-007 "Handle device commands"): at most four attempts of 5 s and the waits between them, 27 s.
 * Who does not want to wait that long prefers `respond-async` or `wait` and looks at the command later.
 */
export function commandRoutes(api: Api, parts: ApiParts): void {
  for (const [name, key] of COMMANDS) commandRoute(api, parts, name, key);

  api.get(
    `${NODE_PATH}/commands`,
    {
      schema: {
        tags: ["commands"],
        summary: "The latest commands of a node, newest first",
        params: NodeParams,
        querystring: CommandListQuery,
        response: answers({ 200: { description: "commands", schema: CommandList } }, "unknown_home"),
      },
      preHandler: requireRole("viewer"),
    },
    ({ params, query }) => ({
      commands: parts.commands.book
        .latest({ homeId: params.home, nodeId: params.node }, query.limit ?? 20)
        .map(presentCommand),
    }),
  );

  api.get(
    `${NODE_PATH}/commands/:request_id`,
    {
      schema: {
        tags: ["commands"],
        summary: "What a command is at, or how it ended",
        description: "Commands are remembered for a day after their end, by this run of the bridge.",
        params: CommandParams,
        response: answers(
          { 200: { description: "the command", schema: named(CommandAnswer) } },
          "unknown_home",
          "unknown_command",
        ),
      },
      preHandler: requireRole("viewer"),
    },
    ({ params }) => {
      const command = parts.commands.book.find(
        { homeId: params.home, nodeId: params.node },
        params.request_id,
      );
      if (command === undefined) throw unknownCommand();
      return presentCommand(command);
    },
  );
}

function commandRoute(
  api: Api,
  { commands, idempotency, clock }: ApiParts,
  name: string,
  key: CommandKey,
): void {
  api.post(
    `${NODE_PATH}/commands/${name}`,
    {
      config: { documentedBody: commandBodySchema(key) },
      schema: {
        tags: ["commands"],
        summary: `Tell a node: ${name}`,
        description: DESCRIPTION,
        params: NodeParams,
        querystring: CommandQuery,
        headers: CommandHeaders,
        body: CommandBody,
        response: answers(
          {
            200: { description: "the node did it", schema: named(CommandAnswer) },
            202: {
              description: "it goes on; its URL is in the header location",
              schema: named(CommandAnswer),
            },
          },
          ...PROBLEMS,
        ),
      },
      preHandler: requireRole("operator"),
    },
    async (request, reply) => {
      const { params, body, query, headers } = request;
      const node = { homeId: params.home, nodeId: params.node };
      const preference = parsePrefer(headers.prefer);
      const by = authorOf(request);
      const ask = { node, key, body, by, queueMs: queueOf(query.queue) };
      const run = async (): Promise<Result> => {
        const command = await commands.submit(ask);
        if (!(command instanceof Command))
          return { answer: failed(problemOfRejection(command)), acted: false };
        await within(command, preference);
        return { answer: answerOf(command, preference), acted: true };
      };
      const idempotencyKey = headers["idempotency-key"];
      const { answer, replayed } =
        idempotencyKey === undefined
          ? { ...(await run()), replayed: false }
          : await idempotency.run(by.subject, idempotencyKey, `${request.url}\n${JSON.stringify(body)}`, run);
      if (replayed) reply.header("idempotency-replayed", "true");
      return reply.code(answer.status).headers(answer.headers).send(answer.body);
    },
  );

  /** Waits for the node's first answer, for as long as the caller wants to. */
  function within(command: Command, { waitMs }: Preference): Promise<void> {
    // What has to wait for the broker or the node may do so for long.
    const boundMs = waitMs ?? (command.phase === "queued" ? 0 : undefined);
    if (boundMs === undefined) return command.answered;
    return new Promise((resolve) => {
      const cancel = clock.after(boundMs, resolve);
      void command.answered.then(() => {
        cancel();
        resolve();
      });
    });
  }
}

function answerOf(command: Command, { applied }: Preference): Answer {
  const preference: Record<string, string> = applied === undefined ? {} : { "preference-applied": applied };
  const { node } = command.request;
  const location = `${API_PREFIX}/homes/${node.homeId}/nodes/${node.nodeId}/commands/${command.requestId}`;
  if (command.end === undefined) {
    return { status: 202, headers: { ...preference, location }, body: presentCommand(command) };
  }
  const problem = problemOfEnd(command.end);
  if (problem !== undefined) return failed(problem, preference);
  return {
    status: 200,
    headers: { ...preference, "content-location": location },
    body: presentCommand(command),
  };
}

const failed = (problem: Problem, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: problem.status,
  headers: { ...headers, ...problem.headers, "content-type": PROBLEM_TYPE },
  body: problem.details,
});

function queueOf(queue: string | undefined): number | undefined {
  if (queue === undefined) return undefined;
  const ms = parseDuration(queue);
  if (ms !== undefined && ms <= MAX_QUEUE_MS) return ms;
  throw new Problem("invalid_request", "queue must be a duration of at most 24h, such as 5m");
}

const unknownCommand = (): Problem =>
  new Problem(
    "unknown_command",
    "check its request_id; commands of an earlier run of the bridge are not known",
  );
