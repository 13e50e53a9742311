/** The way to the inbox, with how much of it is unread. */

import { useQuery } from "@tanstack/react-query";
import { NavLink } from "react-router";
import { untilSettled } from "../../api/queries";
import { currentSession } from "../../api/session";
import { useElected } from "../../api/elected";
import { useWords } from "../../i18n/words";
import { Icon } from "../../ui/Icon";
import { unread } from "./inbox";
import { texts } from "./words";

const MOST = 99;

/** `asks`: whether this one keeps asking; the frame has two, of which one is in sight. */
export default function Bell({ asks = false }: { asks?: boolean }) {
  const say = useWords(texts);
  const session = currentSession();
  const elected = useElected(asks);
  const count = useQuery({ ...unread(session.state === "in" ? session.userId : ""), refetchInterval: elected && untilSettled(() => false) }).data?.unread ?? 0;
  return (
    <NavLink className="bell" to="/notifications" end aria-label={say.bell(count)}>
      <Icon name="bell" />
      {count > 0 && <span className="badge">{count > MOST ? `${MOST}+` : count}</span>}
    </NavLink>
  );
}
