import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { money, percent } from "../../../i18n/format";
import { useLocale } from "../../../i18n/locale";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { Id } from "../../../ui/Id";
import { Loaded } from "../../../ui/Loaded";
import { Money } from "../../../ui/Money";
import { Page } from "../../../ui/Page";
import { Facts, Panel } from "../../../ui/Panel";
import { Proposed } from "../../../ui/Proposed";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { TONES, texts } from "./words";

type Loan = Schemas["LoanReply"];

export default function LoanPage() {
  const say = useWords(texts);
  const language = useLocale();
  const { loanId = "" } = useParams();
  const query = useQuery({
    queryKey: ["office", "loans", "one", loanId],
    queryFn: () => ask(api.GET("/admin/loans/{loan_id}", { params: { path: { loan_id: loanId } } })),
  });
  return (
    <Page title={query.data ? `${say.loan} ${money(query.data.amount, query.data.currency, language)}` : say.loan} back="/office/loans">
      <Loaded query={query}>
        {(loan) => (
          <div className="columns">
            <Panel>
              <Facts
                facts={[
                  [say.status, <Status key="status" tone={TONES[loan.status]}>{say[loan.status]}</Status>],
                  [say.amount, <Money key="amount" amount={loan.amount} currency={loan.currency} />],
                  [say.rate, percent(loan.interestRate, language)],
                  [say.term, say.months(loan.termMonths)],
                  [say.asked, <When key="asked" at={loan.createdAt} />],
                  [say.paidOut, loan.disbursedAt && <When key="paid" at={loan.disbursedAt} />],
                  [say.outstanding, loan.outstanding && <Money key="owed" amount={loan.outstanding} currency={loan.currency} />],
                  [say.wallet, <Id key="wallet">{loan.walletId}</Id>],
                  ["Id", <Id key="id">{loan.loanId}</Id>],
                ]}
              />
            </Panel>
            {loan.status === "PENDING" && <Decision loan={loan} />}
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Decision({ loan }: { loan: Loan }) {
  const say = useWords(texts);
  const language = useLocale();
  const path = { loan_id: loan.loanId };
  const reason = { label: say.why, hint: say.whyHint };
  return (
    <Panel title={say.decide}>
      <p className="soft">{say.decideText}</p>
      <div className="row">
        <Act
          label={say.approve}
          kinds={["primary"]}
          title={`${say.approve}: ${money(loan.amount, loan.currency, language)}`}
          reason={{ ...reason, optional: true }}
          run={(why, key) =>
            ask<Loan | Schemas["Proposed"]>(api.POST("/loan/{loan_id}/approve", { params: { path, header: { "Idempotency-Key": key } }, body: why ? { reason: why } : {} }))
          }
          done={(answer) =>
            "approvalId" in answer ? (
              <Proposed approvalId={answer.approvalId}>{say.proposed}</Proposed>
            ) : (
              <p role="status">{say.approved}</p>
            )
          }
        >
          <p>{say.approveText(money(loan.amount, loan.currency, language))}</p>
        </Act>
        <Act
          label={say.reject}
          kinds={["danger"]}
          title={`${say.reject}: ${money(loan.amount, loan.currency, language)}`}
          run={(_, key) => ask(api.POST("/loan/{loan_id}/reject", { params: { path, header: { "Idempotency-Key": key } } }))}
        >
          <p>{say.rejectText}</p>
        </Act>
      </div>
    </Panel>
  );
}
