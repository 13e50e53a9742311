import { useWords } from "../../../i18n/words";
import { LookUp } from "../../../ui/LookUp";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { texts } from "./words";

export default function TracesPage() {
  const say = useWords(texts);
  return (
    <Page title={say.title}>
      <Panel>
        <p className="soft">{say.about}</p>
        <LookUp label={say.id} submit={say.open} to={(id) => `/operations/traces/${id}`} />
      </Panel>
    </Page>
  );
}
