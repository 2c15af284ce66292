import { useState } from "preact/hooks";
import { Client, RequestError } from "../client.ts";

interface Props {
  /** Why the last session ended, if there was one. */
  readonly notice: string | undefined;
  onToken(token: string): void;
}

/** Asks for a token, and tries it before it is used. */
export function Login({ notice, onToken }: Props) {
  const [problem, setProblem] = useState(notice);
  const [busy, setBusy] = useState(false);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const token = String(new FormData(event.currentTarget as HTMLFormElement).get("token")).trim();
    setBusy(true);
    try {
      await new Client(token).me();
      onToken(token);
    } catch (error) {
      setProblem(error instanceof RequestError ? error.message : String(error));
      setBusy(false);
    }
  };

  return (
    <main class="login">
      <h1>HomeSync</h1>
      <form onSubmit={submit}>
        <label for="token">Access token</label>
        <input
          id="token"
          name="token"
          type="password"
          required
          autocomplete="off"
          spellcheck={false}
          aria-describedby="token-help"
        />
        <p id="token-help" class="quiet">
          Whoever runs the bridge makes one: <code>homesync-bridge token --homes …</code>. It stays in this
          tab until you close it.
        </p>
        <button type="submit" disabled={busy}>
          {busy ? "Checking…" : "Show my homes"}
        </button>
        <p role="alert" class="problem">
          {problem}
        </p>
      </form>
    </main>
  );
}
