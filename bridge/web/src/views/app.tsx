import { useEffect, useState } from "preact/hooks";
import { openSession, type Session } from "../live/session-state.ts";
import { forgetToken, keepToken, storedToken } from "../session.ts";
import { Login } from "./login.tsx";
import { Shell } from "./shell.tsx";

/** The whole page: the login, or what its token shows. */
export function App() {
  const [token, setToken] = useState(storedToken);
  const [notice, setNotice] = useState<string | undefined>();
  const [session, setSession] = useState<Session | undefined>();

  useEffect(() => {
    if (token === undefined) return;
    const end = (reason: string | undefined): void => {
      forgetToken();
      setNotice(reason);
      setToken(undefined);
      setSession(undefined);
    };
    const opened = openSession(token, end);
    setSession(opened);
    return () => opened.close();
  }, [token]);

  if (token === undefined) {
    return (
      <Login
        notice={notice}
        onToken={(given) => {
          keepToken(given);
          setToken(given);
        }}
      />
    );
  }
  return session === undefined ? null : <Shell session={session} />;
}
