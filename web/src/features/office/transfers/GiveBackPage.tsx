/** A transfer goes back to who paid it: proposed here, and decided by somebody else. */

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { useSubmission } from "../../../api/submission";
import { useWords } from "../../../i18n/words";
import { GiveBackForm } from "../../../ui/GiveBackForm";
import { Id } from "../../../ui/Id";
import { Loaded } from "../../../ui/Loaded";
import { LookUp } from "../../../ui/LookUp";
import { Money } from "../../../ui/Money";
import { Page } from "../../../ui/Page";
import { Facts, Panel } from "../../../ui/Panel";
import { Proposed } from "../../../ui/Proposed";
import { SubmissionFlow } from "../../../ui/SubmissionFlow";
import { texts } from "./words";

type Command = Schemas["ReverseRequest"] & { amount: string };
/** What would be given back, when it is only asked; then the proposal. */
type Answer = Schemas["Reversed"] | Schemas["Proposed"];

const PAGE = "/office/transfers/give-back";
const ROUTE = "/api/v1/transactions/{transaction_id}/reverse";
const ANY_REASON = "-"; // a dry run asks for one too, and nobody reads it

const wouldGiveBack = (transaction_id: string, body: Schemas["ReverseRequest"]) =>
  ask(api.POST(ROUTE, { params: { path: { transaction_id }, query: { dryRun: true } }, body })) as Promise<Schemas["Reversed"]>;

export default function GiveBackPage() {
  const say = useWords(texts);
  const [search] = useSearchParams();
  const transferId = search.get("transfer");
  return (
    <Page title={say.title} back={transferId ? PAGE : undefined}>
      <p className="soft">{say.about}</p>
      {transferId ? (
        <div className="columns">
          <Panel>
            <GiveBack key={transferId} transferId={transferId} />
          </Panel>
        </div>
      ) : (
        <Panel>
          <LookUp label={say.transfer} hint={say.transferHint} submit={say.open} to={(id) => `${PAGE}?transfer=${id}`} />
        </Panel>
      )}
    </Page>
  );
}

function GiveBack({ transferId }: { transferId: string }) {
  const say = useWords(texts);
  const submission = useSubmission(`office:give-back:${transferId}`, {
    preview: (body: Command) => wouldGiveBack(transferId, body),
    send: (body: Command, key) => ask<Answer>(api.POST(ROUTE, { params: { path: { transaction_id: transferId }, header: { "Idempotency-Key": key } }, body })),
  });
  const transfer: [string, ReactNode] = [say.transfer, <Id key="transfer">{transferId}</Id>];
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.confirm}
      fill={(command, busy) => (
        <>
          <Facts facts={[transfer]} />
          <Form transferId={transferId} before={command} busy={busy} onContinue={(wanted) => void submission.form.review(wanted)} />
        </>
      )}
      review={({ reason }, { amount, currency }) => [transfer, [say.amount, <Money key="amount" amount={amount} currency={currency} />], [say.reason, reason]]}
      done={(answer) => "approvalId" in answer && <Proposed approvalId={answer.approvalId}>{say.proposed}</Proposed>}
    />
  );
}

/** What all that is left of it comes to tells the currency too. */
function Form({ transferId, ...told }: { transferId: string; before: Command | undefined; busy: boolean; onContinue: (command: Command) => void }) {
  const say = useWords(texts);
  const left = useQuery({ queryKey: ["office", "transfers", "left", transferId], queryFn: () => wouldGiveBack(transferId, { reason: ANY_REASON }) });
  return <Loaded query={left}>{({ amount, currency }) => <GiveBackForm left={amount} currency={currency} hint={say.reasonHint} {...told} />}</Loaded>;
}
