import { api, ask, type Schemas } from "../../api/client";
import { useSubmission } from "../../api/submission";
import { useWords } from "../../i18n/words";
import { Button, ButtonLink } from "../../ui/Button";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { type Fact, Facts, Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { texts as shared } from "../../ui/formWords";
import { useAccount } from "./account";
import { texts } from "./words";

export default function CloseAccountPage() {
  const say = useWords(texts);
  const { accountId, query } = useAccount();
  return (
    <Page title={say.closeTitle} back={`/accounts/${accountId}`}>
      <div className="columns">
        <Panel>
          <Loaded query={query}>{(account) => <Close key={accountId} account={account} />}</Loaded>
        </Panel>
      </div>
    </Page>
  );
}

function Close({ account }: { account: Schemas["BankAccountReply"] }) {
  const say = useWords(texts);
  const submission = useSubmission(`close:${account.accountId}`, {
    preview: async () => null,
    send: (accountId: string, key) =>
      ask(api.POST("/accounts/{account_id}/close", { params: { path: { account_id: accountId }, header: { "Idempotency-Key": key } } })),
  });
  const next = useWords(shared).continue;
  const failure = submission.now.stage === "filling" ? submission.now.failure : undefined;
  const blockers = (failure?.problem?.blockers ?? []) as Schemas["Blocker"][];
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.closeConfirm}
      fill={() => (
        <>
          {blockers.length > 0 && <h2>{say.blockers}</h2>}
          <Blockers blockers={blockers} currency={account.currency} />
          <p>{say.closeText}</p>
          <div className="row">
            <Button kinds={["danger"]} onClick={() => void submission.form.review(account.accountId)}>
              {next}
            </Button>
          </div>
        </>
      )}
      review={() => [
        [say.account, account.accountNumber],
        [say.posted, <Money key="posted" amount={account.posted} currency={account.currency} />],
      ]}
      done={() => (
        <>
          <p>{say.closed}</p>
          <ButtonLink to="/accounts">{say.title}</ButtonLink>
        </>
      )}
    />
  );
}

/** Each thing that stands against closing, with its figure. */
function Blockers({ blockers, currency }: { blockers: Schemas["Blocker"][]; currency: string }) {
  const say = useWords(texts);
  const figure = (amount?: string) => (amount ? <Money amount={amount} currency={currency} /> : null);
  const told = (blocker: Schemas["Blocker"]): Fact => {
    switch (blocker.code) {
      case "balance_not_zero":
        return [say.balance_not_zero, figure(blocker.balance)];
      case "held":
        return [say.blockedHeld, figure(blocker.held)];
      case "owed":
        return [say.owed, figure(blocker.owed)];
      case "pending_operations":
        return [say.pending_operations, String(blocker.operations)];
      case "scheduled_transfers":
        return [say.scheduled_transfers, String(blocker.transfers)];
    }
  };
  return blockers.length > 0 ? <Facts facts={blockers.map(told)} /> : null;
}
