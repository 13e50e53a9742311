/** Deposit and withdrawal: the same form on two routes of the API. Both are commands: the outcome follows a moment later. */

import { useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { queries, untilSettled } from "../../api/queries";
import { useSubmission } from "../../api/submission";
import { useWords } from "../../i18n/words";
import { AmountForm } from "../../ui/AmountForm";
import { ButtonLink } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Facts, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { Failure } from "../../api/failure";
import { useAccount } from "./account";
import { texts } from "./words";

type Path = "/deposit" | "/withdraw";

export function MovePage({ path }: { path: Path }) {
  const say = useWords(texts);
  const { accountId, query } = useAccount();
  return (
    <Page title={path === "/deposit" ? say.depositTitle : say.withdrawTitle} back={`/accounts/${accountId}`}>
      <div className="columns">
        <Panel>
          <Loaded query={query}>{(account) => <Move key={accountId} path={path} account={account} />}</Loaded>
        </Panel>
      </div>
    </Page>
  );
}

function Move({ path, account }: { path: Path; account: Schemas["BankAccountReply"] }) {
  const say = useWords(texts);
  const { accountId, accountNumber, currency } = account;
  const submission = useSubmission(`${path}:${accountId}`, {
    preview: (body: Schemas["MoveMoneyRequest"]) => ask(api.POST(path, { params: { query: { dryRun: true } }, body })),
    send: (body, key) => ask(api.POST(path, { params: { header: { "Idempotency-Key": key } }, body })),
  });
  return (
    <SubmissionFlow
      submission={submission}
      confirm={path === "/deposit" ? say.depositConfirm : say.withdrawConfirm}
      fill={(command, busy) => (
        <AmountForm currency={currency} before={command} busy={busy} onContinue={(movement) => void submission.form.review({ accountId, ...movement })}
          hint={<>{say.available}: <Money amount={account.available} currency={currency} /></>} />
      )}
      review={(command) => [
        [say.account, `··${accountNumber.slice(-4)}`],
        [say.amount, <Money key="amount" amount={command.amount} currency={currency} />],
        [say.reference, command.reference],
      ]}
      done={(begun) => <Outcome operationId={begun.operationId} accountId={accountId} />}
    />
  );
}

function Outcome({ operationId, accountId }: { operationId: string; accountId: string }) {
  const say = useWords(texts);
  const query = useQuery({
    queryKey: ["operations", operationId],
    queryFn: async () => {
      const found = await ask(api.GET("/operation-status/{operation_id}", { params: { path: { operation_id: operationId } } }));
      if (found.status !== "PENDING") void queries.invalidateQueries({ predicate: (each) => each.queryKey[0] !== "operations" });
      return found;
    },
    refetchInterval: untilSettled((operation) => operation.status !== "PENDING"),
  });
  return (
    <Loaded query={query}>
      {(operation) => (
        <>
          {operation.status === "PENDING" && <p>{say.underWay}</p>}
          {operation.reason && <FailureNote failure={new Failure(operation.reason.code, 422, null, null, null)} />}
          <Facts
            facts={[
              [say.amount, <Money key="amount" amount={operation.amount} currency={operation.currency} />],
              [say.result, <Status key="status" tone={operation.status === "SUCCESSFUL" ? "good" : operation.status === "FAILED" ? "bad" : "wait"}>{say[operation.status]}</Status>],
            ]}
          />
          <ButtonLink kinds={["primary"]} to={`/accounts/${accountId}`}>
            {say.toAccount}
          </ButtonLink>
        </>
      )}
    </Loaded>
  );
}
