import { Box, Text, useInput } from "ink";
import { useRef, useState } from "react";
import type { ScreenModel } from "./model.ts";
import { sparkline } from "./sparkline.ts";

const SPARK_WIDTH = 30;

/** What the keys do. */
interface ScreenActions {
  togglePause(): void;
  inject(index: number): void;
  quit(): void;
  /** Ctrl-C: in raw mode the terminal sends no signal. */
  interrupt(): void;
  /** After any key: what it did is to be seen at once. */
  redraw(): void;
}

export interface AppProps {
  readonly model: ScreenModel;
  readonly actions: ScreenActions;
  /** Faults to choose from, after `f`. */
  readonly faults: readonly string[];
}

/** The live screen of a run at one moment. */
export function App({ model, actions, faults }: AppProps) {
  const [choosing, setChoosing] = useState(false);
  // Beside the state, which a key sees only after the next drawing: two keys may come between two drawings.
  const isChoosing = useRef(false);
  const choose = (wanted: boolean): void => {
    isChoosing.current = wanted;
    setChoosing(wanted);
  };
  useInput((input, key) => {
    if (key.ctrl && input === "c") actions.interrupt();
    else if (isChoosing.current) {
      choose(false);
      const index = faults.findIndex((_, at) => keyOf(at) === input);
      if (index >= 0) actions.inject(index);
    } else if (input === "q") actions.quit();
    else if (input === "f") choose(true);
    else if (input === "p") actions.togglePause();
    if (!key.ctrl) actions.redraw();
  });
  return (
    <Box flexDirection="column">
      <Header model={model} />
      <Rates model={model} />
      <Latencies model={model} />
      <Lines title="faults" lines={model.faults} empty="none" />
      <Lines title="errors" lines={model.errors} empty="none" />
      <Thresholds rows={model.thresholds} />
      <Lines title="log" lines={model.log} empty="nothing" />
      {choosing ? (
        <Choice faults={faults} />
      ) : (
        <Text dimColor>
          {model.paused ? "p go on" : "p pause"} · f inject a fault · q quit in order · Ctrl-C too
        </Text>
      )}
    </Box>
  );
}

/** 1 to 9, then a, b, ... */
const keyOf = (index: number): string => (index + 1).toString(36);

function Header({ model }: { readonly model: ScreenModel }) {
  return (
    <Text>
      <Text bold>{model.title}</Text> {model.time} · {model.phase} · {model.connected}
      {model.paused ? (
        <Text color="yellow" bold>
          {" "}
          PAUSED
        </Text>
      ) : null}
    </Text>
  );
}

function Rates({ model }: { readonly model: ScreenModel }) {
  return model.rates.map(({ name, now, history }) => (
    <Text key={name} wrap="truncate">
      {"  "}
      {name.padEnd(12)}
      {now.padStart(9)} <Text color="cyan">{sparkline(history, SPARK_WIDTH)}</Text>
    </Text>
  ));
}

function Latencies({ model }: { readonly model: ScreenModel }) {
  return model.latencies.map(({ name, text }) => (
    <Text key={name} wrap="truncate">
      {"  "}
      {name.padEnd(13)}
      {text}
    </Text>
  ));
}

const STATES: Readonly<
  Record<ScreenModel["thresholds"][number]["state"], { readonly mark: string; readonly color: string }>
> = {
  holds: { mark: "✓", color: "green" },
  fails: { mark: "✗", color: "red" },
  waits: { mark: "·", color: "gray" },
};

function Thresholds({ rows }: { readonly rows: ScreenModel["thresholds"] }) {
  const widest = Math.max(0, ...rows.map(({ text }) => text.length));
  return rows.map(({ text, actual, state }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: thresholds neither move nor change, and two may be the same
    <Text key={index} wrap="truncate">
      {"  "}
      <Text color={STATES[state].color}>{STATES[state].mark}</Text> {text.padEnd(widest)}{" "}
      <Text dimColor>{actual}</Text>
    </Text>
  ));
}

function Lines(props: { readonly title: string; readonly lines: readonly string[]; readonly empty: string }) {
  const { title, lines, empty } = props;
  if (lines.length === 0) {
    return (
      <Text dimColor>
        {"  "}
        {title.padEnd(13)}
        {empty}
      </Text>
    );
  }
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the place on the screen is what a line is
    <Text key={index} wrap="truncate">
      {"  "}
      {(index === 0 ? title : "").padEnd(13)}
      {line}
    </Text>
  ));
}

function Choice({ faults }: { readonly faults: readonly string[] }) {
  return (
    <Box flexDirection="column">
      <Text bold>inject which fault? (any other key: none)</Text>
      <Text>{faults.map((name, index) => `${keyOf(index)} ${name}`).join(" · ")}</Text>
    </Box>
  );
}
