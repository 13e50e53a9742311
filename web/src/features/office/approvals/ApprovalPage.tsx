import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { me } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { Id } from "../../../ui/Id";
import { Loaded } from "../../../ui/Loaded";
import { Money } from "../../../ui/Money";
import { Page } from "../../../ui/Page";
import { type Fact, Facts, Panel } from "../../../ui/Panel";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { TONES, named, texts } from "./words";

type Approval = Schemas["ApprovalReply"];

export default function ApprovalPage() {
  const say = useWords(texts);
  const { approvalId = "" } = useParams();
  const query = useQuery({
    queryKey: ["office", "approvals", "one", approvalId],
    queryFn: () => ask(api.GET("/admin/approvals/{approval_id}", { params: { path: { approval_id: approvalId } } })),
  });
  return (
    <Page title={query.data ? named(query.data.kind, say) : say.title} back="/office/approvals">
      <Loaded query={query}>{(approval) => <Proposal approval={approval} />}</Loaded>
    </Page>
  );
}

function Proposal({ approval }: { approval: Approval }) {
  const say = useWords(texts);
  const mine = useQuery(me).data?.userId === approval.proposedBy;
  return (
    <div className="columns">
      <div className="stack">
        <Panel title={say.facts}>
          <Facts facts={toldOf(approval.facts, say)} />
        </Panel>
        {approval.status === "PENDING" && <Decision approval={approval} mine={mine} />}
      </div>
      <Panel>
        <Facts
          facts={[
            [say.status, <Status key="status" tone={TONES[approval.status]}>{say[approval.status]}</Status>],
            [say.reason, approval.reason],
            [say.proposedBy, mine ? say.you : <Id key="by">{approval.proposedBy}</Id>],
            [say.proposedAt, <When key="at" at={approval.proposedAt} />],
            [say.openUntil, approval.status === "PENDING" ? <When key="until" at={approval.openUntil} /> : null],
            [say.decidedBy, approval.decidedBy && <Id key="decided">{approval.decidedBy}</Id>],
            [say.decidedAt, approval.decidedAt && <When key="when" at={approval.decidedAt} />],
            [say.because, approval.decidedBecause],
            [say.subject, <Id key="subject">{approval.subject}</Id>],
          ]}
        />
      </Panel>
    </div>
  );
}

/** What would be done: an amount and its currency are one fact. */
function toldOf(facts: Approval["facts"], say: Record<string, string>): Fact[] {
  const { amount, currency, ...others } = facts;
  const plain = (all: Approval["facts"]) => Object.entries(all).map(([name, value]): Fact => [named(name, say), value || say.nobody]);
  return amount && currency ? [[named("amount", say), <Money key="amount" amount={amount} currency={currency} />], ...plain(others)] : plain(facts);
}

function Decision({ approval, mine }: { approval: Approval; mine: boolean }) {
  const say = useWords(texts);
  const reason = { label: say.why, hint: say.whyHint, optional: true };
  const decide = (path: "/admin/approvals/{approval_id}/approve" | "/admin/approvals/{approval_id}/reject") => (why: string, key: string) =>
    ask<Approval>(api.POST(path, { params: { path: { approval_id: approval.approvalId }, header: { "Idempotency-Key": key } }, body: why ? { reason: why } : {} }));
  return (
    <Panel title={say.decide}>
      {mine && <p className="note">{say.own}</p>}
      <div className="row">
        {!mine && (
          <Act label={say.approve} kinds={["primary"]} title={`${say.approve}: ${named(approval.kind, say)}`} reason={reason} run={decide("/admin/approvals/{approval_id}/approve")}>
            <p>{say.approveText}</p>
          </Act>
        )}
        <Act
          label={mine ? say.takeBack : say.reject}
          kinds={["danger"]}
          title={`${mine ? say.takeBack : say.reject}: ${named(approval.kind, say)}`}
          reason={reason}
          run={decide("/admin/approvals/{approval_id}/reject")}
        >
          <p>{say.rejectText}</p>
        </Act>
      </div>
    </Panel>
  );
}
