/** Schedule a transfer to an own account or to somebody who is kept as a payee. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../api/client";
import { accounts, payees } from "../../api/reads";
import { useSubmission } from "../../api/submission";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Choice } from "../../ui/Choice";
import { Empty } from "../../ui/Empty";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { TermsForm, today, useTermsTold } from "./Terms";
import { texts } from "./words";

type Account = Schemas["BankAccountReply"];
type Command = Schemas["ScheduleRequest"];
/** Somebody who may be paid: what the request says of them, and how they are called. */
type Target = { value: string; text: string; whom: Pick<Command, "toAccountId" | "payeeId"> };

export default function NewSchedulePage() {
  const say = useWords(texts);
  const [search, setSearch] = useSearchParams();
  const kept = useQuery(payees).data;
  return (
    <Page title={say.new} back="/scheduled">
      <div className="columns">
        <Panel>
          <Loaded query={useQuery(accounts)}>
            {(all) => {
              const open = all.filter((each) => each.status !== "CLOSED");
              const account = open.find((each) => each.accountId === search.get("account")) ?? open[0];
              if (!account || !kept) {
                return (
                  <Empty icon="accounts" title={say.noAccount} action={<ButtonLink kinds={["primary"]} to="/accounts/new">{say.openAccount}</ButtonLink>}>
                    {say.noAccountText}
                  </Empty>
                );
              }
              const nameOf = (each: Account) => say.accountName(each.type, each.accountNumber.slice(-4));
              const own = open.filter((each) => each.accountId !== account.accountId && each.currency === account.currency);
              const targets: Target[] = [
                ...own.map((each) => ({ value: each.accountId, text: nameOf(each), whom: { toAccountId: each.accountId } })),
                ...kept.map((each) => ({ value: each.payeeId, text: `${each.name} ··${each.last4}`, whom: { payeeId: each.payeeId } })),
              ];
              const choices = open.map((each) => ({ value: each.accountId, text: nameOf(each) }));
              return (
                <>
                  {open.length > 1 && <Choice label={say.from} chosen={account.accountId} choices={choices} onChoose={(id) => setSearch({ account: id }, { replace: true })} />}
                  {targets.length > 0 ? (
                    <NewSchedule key={account.accountId} account={account} from={nameOf(account)} targets={targets} />
                  ) : (
                    <Empty icon="transfer" title={say.nobody} action={<ButtonLink kinds={["primary"]} to="/transfers/new">{say.send}</ButtonLink>}>
                      {say.nobodyText}
                    </Empty>
                  )}
                </>
              );
            }}
          </Loaded>
        </Panel>
      </div>
    </Page>
  );
}

function NewSchedule({ account, from, targets }: { account: Account; from: string; targets: Target[] }) {
  const say = useWords(texts);
  const told = useTermsTold();
  const [chosen, setChosen] = useState(targets[0]?.value ?? "");
  const submission = useSubmission(`schedule:${account.accountId}`, {
    preview: async () => null,
    send: (body: Command, key, consent) =>
      ask(api.POST("/api/v1/transactions/scheduled", { params: { header: { "Idempotency-Key": key, "Payment-Authorization": consent } }, body })),
  });
  const nameOf = ({ toAccountId, payeeId }: Command) => targets.find((each) => each.value === (toAccountId ?? payeeId))?.text;
  const whom = targets.find((each) => each.value === chosen)?.whom;
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.confirm}
      fill={(command, busy) => (
        <TermsForm
          currency={account.currency}
          before={command}
          from={today()}
          busy={busy}
          onContinue={(terms) => void submission.form.review({ fromAccountId: account.accountId, ...whom, ...terms })}
        >
          <Choice label={say.to} chosen={chosen} choices={targets} onChoose={setChosen} />
        </TermsForm>
      )}
      review={(command) => [[say.from, from], [say.to, nameOf(command)], ...told(command, account.currency)]}
      done={(made) => (
        <>
          <p>{say.made}</p>
          <ButtonLink kinds={["primary"]} to={`/scheduled/${made.scheduleId}`}>
            {say.see}
          </ButtonLink>
        </>
      )}
    />
  );
}
