/** Where one is signed in, and the way to end it there. */

import { useMutation, useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { queries } from "../../api/queries";
import { signOut } from "../../api/session";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { Loaded } from "../../ui/Loaded";
import { Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { texts } from "./words";

type View = Schemas["SessionView"];
const KEY = ["sessions"];

export function Sessions() {
  const say = useWords(texts);
  const query = useQuery({ queryKey: KEY, queryFn: async () => (await ask(api.GET("/api/v1/auth/sessions"))).sessions });
  const end = useMutation({
    mutationFn: (sessionId: string | null) =>
      sessionId === null
        ? ask(api.DELETE("/api/v1/auth/sessions"))
        : ask(api.DELETE("/api/v1/auth/sessions/{session_id}", { params: { path: { session_id: sessionId } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  return (
    <Panel flush title={say.sessions}>
      {end.error instanceof Failure && <FailureNote failure={end.error} focus />}
      <p className="soft panel-search">{say.about}</p>
      <Loaded query={query}>
        {(sessions) => (
          <>
            <ul className="list">
              {sessions.map((each) => (
                <li key={each.sessionId} className="line">
                  <Told session={each} />
                  {each.current ? (
                    <Button onClick={() => void signOut().catch(() => undefined)}>{say.endHere}</Button>
                  ) : (
                    <Button busy={end.isPending} aria-label={`${say.end}: ${programOf(each.agent) ?? say.unknown}`} onClick={() => end.mutate(each.sessionId)}>
                      {say.end}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {sessions.some((each) => !each.current) && (
              <div className="panel-more">
                <Button kinds={["plain", "wide"]} busy={end.isPending} onClick={() => end.mutate(null)}>
                  {say.endOthers}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </Panel>
  );
}

function Told({ session }: { session: View }) {
  const say = useWords(texts);
  return (
    <span className="line-text">
      <span className="row">
        <bdi>{programOf(session.agent) ?? say.unknown}</bdi>
        {session.current && <Status tone="good">{say.current}</Status>}
      </span>
      <span className="soft small">
        {say.since} <When at={session.createdAt} /> {session.address && `${say.from} ${session.address}`} · {say.used} <When at={session.lastUsedAt} />
      </span>
    </span>
  );
}

/** The browser and the system of a user agent, as people know them. */
function programOf(agent: string | null | undefined): string | undefined {
  if (!agent) return undefined;
  const browser = (["Edg", "OPR", "Firefox", "Chrome", "Safari"] as const).find((each) => agent.includes(each));
  const system = (["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"] as const).find((each) => agent.includes(each));
  const names = { Edg: "Edge", OPR: "Opera", Firefox: "Firefox", Chrome: "Chrome", Safari: "Safari" };
  return browser ? [names[browser], system].filter(Boolean).join(" · ") : agent.slice(0, 60);
}
