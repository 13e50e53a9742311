import { useInfiniteQuery, useMutation, useQuery } from "@tanstack/react-query";
import { Failure } from "../../api/failure";
import { currentSession } from "../../api/session";
import { useWords } from "../../i18n/words";
import { Button, ButtonLink } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { Icon, type IconName } from "../../ui/Icon";
import { Listing } from "../../ui/Listing";
import { Page } from "../../ui/Page";
import { When } from "../../ui/When";
import { inbox, type Message, read, readAll, unread } from "./inbox";
import { texts } from "./words";

const ICONS: Record<Message["category"], IconName> = { security: "security", legal: "reports", transactions: "transfer", account: "accounts", marketing: "bell" };

export default function InboxPage() {
  const say = useWords(texts);
  const session = currentSession();
  const userId = session.state === "in" ? session.userId : "";
  const left = useQuery(unread(userId)).data?.unread ?? 0;
  const one = useMutation({ mutationFn: (notificationId: string) => read(userId, notificationId) });
  const all = useMutation({ mutationFn: () => readAll(userId) });
  const failure = one.error ?? all.error;
  return (
    <Page
      title={say.title}
      actions={
        <>
          {left > 0 && (
            <Button busy={all.isPending} onClick={() => all.mutate()}>
              {say.readAll}
            </Button>
          )}
          <ButtonLink kinds={["plain"]} to="/notifications/preferences">
            {say.preferences}
          </ButtonLink>
        </>
      }
    >
      {failure instanceof Failure && <FailureNote failure={failure} focus />}
      <Listing query={useInfiniteQuery(inbox(userId))} icon="bell" say={say} at={(each) => each.createdAt}>
        {(each) => <Told key={each.notificationId} message={each} onOpen={() => !each.read && one.mutate(each.notificationId)} />}
      </Listing>
    </Page>
  );
}

/** A title; what the message says is under it, and whoever looks there has read it. */
function Told({ message, onOpen }: { message: Message; onOpen: () => void }) {
  const say = useWords(texts);
  return (
    <li>
      <details className={message.read ? "message" : "message unread"} onToggle={(event) => event.currentTarget.open && onOpen()}>
        <summary className="line">
          <span className="line-mark">
            <Icon name={ICONS[message.category]} size={20} />
          </span>
          <span className="line-text">
            <span>
              {!message.read && <span className="visually-hidden">{say.unread} </span>}
              <bdi>{message.title}</bdi>
            </span>
            <span className="soft small">
              <When at={message.createdAt} how="short" /> · {say[message.category]}
            </span>
          </span>
        </summary>
        <p className="message-text">{message.text}</p>
      </details>
    </li>
  );
}
