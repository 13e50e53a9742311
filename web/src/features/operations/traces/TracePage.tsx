import { useParams, useSearchParams } from "react-router";
import { useWords } from "../../../i18n/words";
import { Id } from "../../../ui/Id";
import { Page } from "../../../ui/Page";
import { Trace } from "../../../ui/Trace";
import { texts } from "./words";

export default function TracePage() {
  const say = useWords(texts);
  const { correlation = "" } = useParams();
  const [search] = useSearchParams();
  return (
    <Page title={say.trace} back="/operations/traces">
      <p className="soft">
        <Id>{correlation}</Id>
      </p>
      <Trace correlation={correlation} around={search.get("around") ?? undefined} />
    </Page>
  );
}
