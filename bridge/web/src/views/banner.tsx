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
    return { bad: true, text: "The bridge cannot be reached: what you see is not up to date. Trying again by itself." };
  }
  if (feed === "connecting" || status === undefined) return { bad: false, text: "Connecting to the bridge…" };
  const { broker, waiting } = status;
  const queued = [
    ...(waiting.commands > 0 ? [`${waiting.commands} commands`] : []),
    ...(waiting.messages > 0 ? [`${waiting.messages} messages`] : []),
  ].join(" and ");
  const tail = queued === "" ? "" : ` Waiting in the bridge: ${queued}.`;
  switch (broker.state) {
    case "connected":
      return { bad: false, text: `Live. Broker connected.${tail}` };
    case "connecting":
      return { bad: broker.problem !== null, text: `Connecting to the broker… ${broker.problem?.message ?? ""}${tail}` };
    case "disconnected":
    case "error":
      return {
        bad: true,
        text: `Broker offline: ${broker.problem?.message ?? "the connection ended"}. Commands cannot be sent now.${tail}`,
      };
  }
}
