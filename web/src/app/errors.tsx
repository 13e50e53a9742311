import { useEffect } from "react";
import { useRouteError } from "react-router";
import { Button, ButtonLink } from "../ui/Button";
import { Empty } from "../ui/Empty";
import { useWords } from "../i18n/words";
import { texts } from "./words";

export function Missing() {
  const say = useWords(texts);
  return (
    <Empty icon="search" title={say.missingTitle} action={<ButtonLink to="/">{say.toStart}</ButtonLink>}>
      {say.missingText}
    </Empty>
  );
}

/** Whoever has a role is told that the page is for another one; who has none yet, that somebody has to give it. */
export function NotAllowed({ anyRole }: { anyRole: boolean }) {
  const say = useWords(texts);
  if (!anyRole) {
    return (
      <Empty icon="clock" title={say.noRoleTitle}>
        {say.noRoleText}
      </Empty>
    );
  }
  return (
    <Empty icon="security" title={say.notAllowedTitle} action={<ButtonLink to="/">{say.toStart}</ButtonLink>}>
      {say.notAllowedText}
    </Empty>
  );
}

/** What a page that fails leaves behind; also one whose chunk is gone since a newer release. */
export function Broken() {
  const say = useWords(texts);
  const error = useRouteError();
  useEffect(() => console.error(error), [error]);
  return (
    <Empty icon="warning" title={say.brokenTitle} action={<Button onClick={() => location.reload()}>{say.reload}</Button>}>
      {say.brokenText}
    </Empty>
  );
}
