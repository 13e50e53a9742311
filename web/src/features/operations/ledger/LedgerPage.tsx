import { useWords } from "../../../i18n/words";
import { LookUp } from "../../../ui/LookUp";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { texts } from "./words";

export default function LedgerPage() {
  const say = useWords(texts);
  return (
    <Page title={say.title}>
      <p className="soft">{say.about}</p>
      <Panel title={say.account}>
        <LookUp
          label={say.accountId}
          hint={say.accountHint}
          also={{ label: say.ownerId, hint: say.ownerHint }}
          submit={say.open}
          to={(id, owner) => `/operations/accounts/${id}${owner && `?ownerId=${owner}`}`}
        />
      </Panel>
    </Page>
  );
}
