import type { ApiStatus } from "../answers.ts";
import type { FeedState } from "../live/feed.ts";
import type { Session } from "../live/session-state.ts";
import { useStore } from "../store.ts";

/** What stands between the reader and the nodes, and what to do about it; nothing while all is well. */
export function Banner({ session }: { readonly session: Session }) {
  const feed = useStore(session.feed, (state) => state);
  const status = useStore(session.status, (value) => value);
  const { text, bad } = bannerOf(feed, status);
  return (
    <p role="status" class={bad ? "banner bad" : "banner"}>
      {text}
    </p>
  );
}

interface Shown {
  readonly text: string;
  readonly bad: boolean;
}

function bannerOf(feed: FeedState, status: ApiStatus | undefined): Shown {
  if (feed === "lost") {
    return {
      bad: true,
      text: "The bridge cannot be reached: what you see is not up to date. Trying again by itself.",
    };
  }
  if (feed === "connecting" || status === undefined) return { bad: false, text: "Connecting to the bridge…" };
  const { broker, store } = status;
  if (broker.state === "connected" && store === "failing") {
    return {
      bad: true,
      text: `The database cannot be written; the bridge tries again by itself.${waitingText(status)}`,
    };
  }
  switch (broker.state) {
    case "connected":
      return { bad: false, text: "Live. Broker connected." };
    case "connecting":
      return { bad: false, text: `Connecting to the broker…${waitingText(status)}` };
    case "disconnected":
    case "error":
      return {
        bad: true,
        text: `Broker offline: ${broker.problem?.message ?? "the connection ended"}. Commands cannot be sent now.${waitingText(status)}`,
      };
  }
}

function waitingText({ waiting: { commands, messages } }: ApiStatus): string {
  const parts = [
    ...(commands > 0 ? [`${commands} ${commands === 1 ? "command" : "commands"}`] : []),
    ...(messages > 0 ? [`${messages} ${messages === 1 ? "message" : "messages"}`] : []),
  ];
  return parts.length === 0 ? "" : ` Waiting in the bridge: ${parts.join(" and ")}.`;
}
