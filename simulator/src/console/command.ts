import type { NodeAction } from "../node/node-action.ts";

/** What the user of the console asked for. */
export type ConsoleCommand =
  | { readonly kind: "act"; readonly actions: readonly NodeAction[] }
  /** Holds the button for so long. */
  | { readonly kind: "press"; readonly holdMs: number }
  /** Sends a command as an app would. */
  | { readonly kind: "send"; readonly name: string; readonly fields: object }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "status" }
  | { readonly kind: "help" }
  | { readonly kind: "quit" };

/** A short press is below 5 s (docs/protection.md: the button). */
const SHORT_PRESS_MS = 200;
const LONG_PRESS_MS = 5200;
const MAX_WAIT_S = 3600;

interface Entry {
  readonly usage: string;
  readonly does: string;
  /** Undefined when the arguments are not what it takes. */
  parse(args: readonly string[]): ConsoleCommand | undefined;
}

const act = (...actions: NodeAction[]): ConsoleCommand => ({ kind: "act", actions });

const without =
  (command: ConsoleCommand) =>
  (args: readonly string[]): ConsoleCommand | undefined =>
    args.length === 0 ? command : undefined;

/** One of these words, and what each means. */
const oneOf =
  (commands: Readonly<Record<string, ConsoleCommand>>) =>
  (args: readonly string[]): ConsoleCommand | undefined =>
    args.length === 1 && Object.hasOwn(commands, args[0] ?? "") ? commands[args[0] ?? ""] : undefined;

const number = (text: string | undefined, min: number, max: number): number | undefined => {
  const value = Number(text);
  return text !== undefined && text !== "" && value >= min && value <= max ? value : undefined;
};

/** Every command of the console, by its word. */
export const CONSOLE_COMMANDS: Readonly<Record<string, Entry>> = {
  load: {
    usage: "load <watts>|home",
    does: "what the appliance behind the relay takes; home: as the simulated home has it",
    parse: ([text, ...more]) => {
      if (more.length > 0) return undefined;
      if (text === "home") return act({ kind: "load", load: null });
      const powerW = number(text, 0, 23_000);
      return powerW === undefined ? undefined : act({ kind: "load", load: { powerW } });
    },
  },
  temperature: {
    usage: "temperature <celsius>|home",
    does: "inside the enclosure",
    parse: ([text, ...more]) => {
      if (more.length > 0) return undefined;
      if (text === "home") return act({ kind: "temperature", celsius: null });
      const celsius = number(text, -55, 125);
      return celsius === undefined ? undefined : act({ kind: "temperature", celsius });
    },
  },
  press: {
    usage: "press [long]",
    does: "the button: short toggles the relay, long (5 s) asks for provisioning",
    parse: (args) =>
      args.length === 0
        ? { kind: "press", holdMs: SHORT_PRESS_MS }
        : oneOf({
            long: { kind: "press", holdMs: LONG_PRESS_MS },
            short: { kind: "press", holdMs: SHORT_PRESS_MS },
          })(args),
  },
  power: {
    usage: "power off|on",
    does: "cut the supply, or restore it",
    parse: oneOf({ off: act({ kind: "power_cut" }), on: act({ kind: "power_on" }) }),
  },
  crash: {
    usage: "crash [watchdog]",
    does: "the firmware fails",
    parse: (args) =>
      args.length === 0
        ? act({ kind: "crash", cause: "exception" })
        : oneOf({ watchdog: act({ kind: "crash", cause: "watchdog" }) })(args),
  },
  restart: {
    usage: "restart",
    does: "announce an absence, and boot anew",
    parse: without(act({ kind: "restart" })),
  },
  meter: {
    usage: "meter out|in|noise",
    does: "pull the meter's cable, plug it in, or put noise on it",
    parse: oneOf({
      out: act({ kind: "meter", mode: "silent" }),
      in: act({ kind: "meter", mode: "good" }),
      noise: act({ kind: "meter", mode: "corrupt" }),
    }),
  },
  thermometer: {
    usage: "thermometer out|in",
    does: "the same for the thermometer",
    parse: oneOf({
      out: act({ kind: "thermometer", present: false }),
      in: act({ kind: "thermometer", present: true }),
    }),
  },
  relay: {
    usage: "relay stuck|free",
    does: "the contact stays where it is, or follows the coil again",
    parse: oneOf({ stuck: act({ kind: "relay", stuck: true }), free: act({ kind: "relay", stuck: false }) }),
  },
  flash: {
    usage: "flash worn|good",
    does: "nothing can be stored any more, or all again",
    parse: oneOf({
      worn: act({ kind: "flash", mode: "worn_out" }),
      good: act({ kind: "flash", mode: "good" }),
    }),
  },
  network: {
    usage: "network reset|cut|good",
    does: "the connection is reset, nothing gets through, or all is well",
    parse: oneOf({
      reset: act({ kind: "abort_connection" }),
      cut: act({ kind: "line", impairments: [{ kind: "half_open" }] }),
      good: act({ kind: "line", impairments: [] }),
    }),
  },
  clock: {
    usage: "clock <seconds ahead>",
    does: "the node's clock is wrong by so much",
    parse: ([text, ...more]) => {
      const seconds = number(text, -3e7, 3e7);
      if (seconds === undefined || more.length > 0) return undefined;
      return act({ kind: "clock", skewMs: seconds * 1000 });
    },
  },
  send: {
    usage: "send relay|led|config|ota <action> [json]",
    does: 'a command as an app sends it, such as: send config set {"settings":{"name":"attic"}}',
    parse: ([name, action, ...rest]) => {
      if (name === undefined || action === undefined || !["relay", "led", "config", "ota"].includes(name)) {
        return undefined;
      }
      const fields = rest.length === 0 ? {} : jsonObject(rest.join(" "));
      return fields === undefined ? undefined : { kind: "send", name, fields: { action, ...fields } };
    },
  },
  status: { usage: "status", does: "tell how the node is", parse: without({ kind: "status" }) },
  wait: {
    usage: "wait <seconds>",
    does: "for scripts: do nothing for so long",
    parse: ([text, ...more]) => {
      const seconds = number(text, 0, MAX_WAIT_S);
      return seconds === undefined || more.length > 0 ? undefined : { kind: "wait", ms: seconds * 1000 };
    },
  },
  help: { usage: "help", does: "this list", parse: without({ kind: "help" }) },
  quit: { usage: "quit", does: "the node announces its absence and ends", parse: without({ kind: "quit" }) },
};

/** What a line asks for; a text says what is wrong with it. Undefined for an empty line or a comment (#). */
export function parseConsoleLine(line: string): ConsoleCommand | string | undefined {
  const [word = "", ...args] = line.trim().split(/\s+/);
  if (word === "" || word.startsWith("#")) return undefined;
  const entry = Object.hasOwn(CONSOLE_COMMANDS, word) ? CONSOLE_COMMANDS[word] : undefined;
  if (entry === undefined) return `there is no command ${word}: help lists them`;
  return entry.parse(args) ?? `write it as: ${entry.usage}`;
}

/** The list of commands, for people. */
export const consoleHelp = (): string =>
  Object.values(CONSOLE_COMMANDS)
    .map(({ usage, does }) => `  ${usage.padEnd(42)}${does}\n`)
    .join("");

function jsonObject(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
