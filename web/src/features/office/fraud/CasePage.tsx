import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { me } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { ButtonLink } from "../../../ui/Button";
import { Choice } from "../../../ui/Choice";
import { Id } from "../../../ui/Id";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Facts, Panel } from "../../../ui/Panel";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { Ground } from "./Ground";
import { Payment } from "./Payment";
import { RISK_TONES, texts } from "./words";

type Case = Schemas["CaseReply"];
type Finding = Schemas["CloseRequest"]["finding"];
const FINDINGS = ["confirmed_risk", "valuable_alert", "false_positive"] as const;

export default function CasePage() {
  const say = useWords(texts);
  const { caseId = "" } = useParams();
  const self = useQuery(me).data?.userId;
  const query = useQuery({
    queryKey: ["office", "fraud", "cases", "one", caseId],
    queryFn: () => ask(api.GET("/api/v1/fraud/cases/{case_id}", { params: { path: { case_id: caseId } } })),
  });
  return (
    <Page title={say.case} back="/office/fraud/cases">
      <Loaded query={query} rows={6}>
        {({ case: found, payments, notes }) => (
          <div className="columns">
            <div className="stack">
              <h2>{say.thePayments}</h2>
              {payments.map((payment) => (
                <Payment
                  key={payment.transactionId}
                  payment={payment}
                  caseId={caseId}
                  held={payment.waiting}
                  mine={found.assignedTo === self && found.status !== "CLOSED"}
                />
              ))}
              <Notes caseId={caseId} notes={notes} />
            </div>
            <Standing found={found} self={self} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Standing({ found, self }: { found: Case; self?: string }) {
  const say = useWords(texts);
  const mine = found.assignedTo === self;
  return (
    <Panel>
      <Facts
        facts={[
          [say.status, say[found.status]],
          [say.risk, <Status key="risk" tone={RISK_TONES[found.riskLevel]}>{say[found.riskLevel]}</Status>],
          [found.overdue ? say.overdue : say.due, <When key="due" at={found.dueAt} />],
          [say.opened, <When key="opened" at={found.openedAt} />],
          [say.assigned, found.assignedTo === null ? say.nobody : mine ? say.you : <Id key="assigned">{found.assignedTo ?? ""}</Id>],
          [say.cause, <Ground key="cause" of={found.cause} />],
          [say.flags, found.flags.length > 0 && <Grounds key="flags" of={found.flags} />],
          [say.finding, found.finding && say[found.finding]],
          [say.reason, found.closedBecause],
          [say.owner, <Link key="owner" to={`/office/customers/${found.ownerId}`}><Id>{found.ownerId}</Id></Link>],
        ]}
      />
      <div className="row">
        {found.status !== "CLOSED" && !mine && <Take found={found} />}
        {found.status !== "CLOSED" && mine && <Close caseId={found.caseId} />}
        {found.status === "CLOSED" && <Reopen caseId={found.caseId} />}
        <ButtonLink to="/office/fraud/cases">{say.next}</ButtonLink>
      </div>
    </Panel>
  );
}

function Grounds({ of }: { of: string[] }) {
  return (
    <ul className="stack tight">
      {of.map((each) => (
        <li key={each}>
          <Ground of={each} />
        </li>
      ))}
    </ul>
  );
}

const params = (caseId: string, key: string) => ({ path: { case_id: caseId }, header: { "Idempotency-Key": key } });

function Take({ found }: { found: Case }) {
  const say = useWords(texts);
  const label = found.assignedTo ? say.takeOver : say.take;
  const body = found.assignedTo ? { insteadOf: found.assignedTo } : {};
  return (
    <Act label={label} kinds={["primary"]} title={label} run={(_, key) => ask(api.POST("/api/v1/fraud/cases/{case_id}/assign", { params: params(found.caseId, key), body }))}>
      <p>{say.takeText}</p>
    </Act>
  );
}

function Close({ caseId }: { caseId: string }) {
  const say = useWords(texts);
  const [finding, setFinding] = useState<Finding>("false_positive");
  return (
    <Act
      label={say.close}
      title={say.close}
      reason={{ label: say.reason }}
      run={(reason, key) => ask(api.POST("/api/v1/fraud/cases/{case_id}/close", { params: params(caseId, key), body: { finding, reason } }))}
    >
      <p>{say.closeText}</p>
      <Choice label={say.finding} chosen={finding} choices={FINDINGS.map((each) => ({ value: each, text: say[each] }))} onChoose={(chosen) => setFinding(chosen as Finding)} />
    </Act>
  );
}

function Reopen({ caseId }: { caseId: string }) {
  const say = useWords(texts);
  return (
    <Act
      label={say.reopen}
      title={say.reopen}
      reason={{ label: say.reason }}
      run={(reason, key) => ask(api.POST("/api/v1/fraud/cases/{case_id}/reopen", { params: params(caseId, key), body: { reason } }))}
    >
      <p>{say.reopenText}</p>
    </Act>
  );
}

function Notes({ caseId, notes }: { caseId: string; notes: Schemas["NoteReply"][] }) {
  const say = useWords(texts);
  return (
    <Panel
      title={say.notes}
      actions={
        <Act
          label={say.noteAdd}
          title={say.noteAdd}
          reason={{ label: say.note }}
          run={(text, key) => ask(api.POST("/api/v1/fraud/cases/{case_id}/notes", { params: params(caseId, key), body: { text } }))}
        />
      }
    >
      {notes.length === 0 && <p className="soft">{say.noNotes}</p>}
      <ol className="stack">
        {notes.map((note) => (
          <li key={note.noteId}>
            <p>
              <bdi>{note.text}</bdi>
            </p>
            <p className="soft small">
              <When at={note.at} /> · <Id>{note.madeBy}</Id>
            </p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
