/** One payment of a case: what the screening knew and said of it, and what becomes of its money. */

import { useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../../api/client";
import { money } from "../../../i18n/format";
import { useMeaning } from "../../../i18n/fraud";
import { useLocale } from "../../../i18n/locale";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { ButtonLink } from "../../../ui/Button";
import { Id } from "../../../ui/Id";
import { Panel } from "../../../ui/Panel";
import { Proposed } from "../../../ui/Proposed";
import { useRole } from "../../../ui/roles";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { RuleLink } from "./RuleLink";
import { texts } from "./words";

interface Told {
  payment: Schemas["CaseHitReply"];
  caseId: string;
  /** Whether its money waits for a decision. */
  held: boolean;
  mine: boolean;
}

export function Payment({ payment, caseId, held, mine }: Told) {
  const say = useWords(texts);
  const language = useLocale();
  const { transactionId, amount, currency } = payment;
  const operations = useRole("operations");
  const params = (key: string) => ({ path: { case_id: caseId }, header: { "Idempotency-Key": key } });
  return (
    <Panel title={[...(amount ? [money(amount, currency, language)] : []), say[`kind.${payment.kind}`]].join(" · ")} actions={held && <Status tone="wait">{say.held}</Status>}>
      <p className="soft small">
        <When at={payment.at} /> · <Id>{transactionId}</Id>
      </p>
      {payment.kind === "transfer" && <Decision transactionId={transactionId} />}
      {operations && payment.kind === "transfer" && !held && (
        <div className="row">
          <ButtonLink to={`/office/transfers/give-back?transfer=${transactionId}`}>{say.giveBack}</ButtonLink>
        </div>
      )}
      {mine && held && (
        <div className="row">
          <Act
            label={say.approve}
            kinds={["primary"]}
            title={say.approve}
            reason={{ label: say.reason }}
            run={(reason, key) => ask(api.POST("/api/v1/fraud/cases/{case_id}/approve", { params: params(key), body: { transactionId, reason } }))}
            done={({ approvalId }) => <Proposed approvalId={approvalId}>{say.proposed}</Proposed>}
          >
            <p>{say.approveText}</p>
          </Act>
          <Act
            label={say.decline}
            kinds={["danger"]}
            title={say.decline}
            reason={{ label: say.reason }}
            run={(reason, key) => ask(api.POST("/api/v1/fraud/cases/{case_id}/decline", { params: params(key), body: { transactionId, reason } }))}
          >
            <p>{say.declineText}</p>
          </Act>
        </div>
      )}
    </Panel>
  );
}

function Decision({ transactionId }: { transactionId: string }) {
  const say = useWords(texts);
  const { data } = useQuery({
    queryKey: ["office", "fraud", "score", transactionId],
    queryFn: () => ask(api.GET("/api/v1/fraud/score/{transaction_id}", { params: { path: { transaction_id: transactionId } } })),
    retry: false,
  });
  if (!data) return null; // only what was screened as a transfer has one
  return (
    <>
      <p>
        {say.decision}: <strong>{say[`outcome.${data.outcome}`]}</strong> · {say.score} {data.score}
      </p>
      <ul className="small">
        {data.hits
          .filter((hit) => hit.holds)
          .map((hit) => (
            <li key={`${hit.ruleId}${hit.version}`}>
              <RuleLink ruleId={hit.ruleId} /> {say.holds} {hit.shadow && `(${say.inShadow})`}
            </li>
          ))}
      </ul>
      <Known facts={data.facts} />
    </>
  );
}

/** What the rules were asked with. What was not known is not listed. */
function Known({ facts }: { facts: Record<string, unknown> }) {
  const say = useWords(texts);
  const meaning = useMeaning();
  return (
    <details className="code">
      <summary>{say.facts_}</summary>
      <ul className="stack tight small">
        {Object.entries(facts)
          .filter(([, value]) => value !== null)
          .map(([name, value]) => (
            <li key={name}>
              <span className="mono">{name}</span>: <bdi>{String(value)}</bdi> <span className="soft">({meaning(name) ?? name})</span>
            </li>
          ))}
      </ul>
    </details>
  );
}
