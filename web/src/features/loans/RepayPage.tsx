import { api, ask } from "../../api/client";
import { useWords } from "../../i18n/words";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { MovePanel } from "../../ui/MovePanel";
import { Page } from "../../ui/Page";
import { useLoan } from "./loan";
import { texts } from "./words";

export default function RepayPage() {
  const say = useWords(texts);
  const { loanId, query } = useLoan();
  const path = { loan_id: loanId };
  return (
    <Page title={say.repayTitle} back={`/loans/${loanId}`}>
      <Loaded query={query}>
        {({ currency, outstanding, amount }) => (
          <MovePanel
            key={loanId}
            name={`repay:${loanId}`}
            currency={currency}
            confirm={say.repayConfirm}
            about={[[say.loan, <Money key="loan" amount={amount} currency={currency} />]]}
            hint={<>{say.outstanding}: <Money amount={outstanding ?? "0"} currency={currency} /></>}
            means={{
              preview: (body) => ask(api.POST("/loan/{loan_id}/repay", { params: { path, query: { dryRun: true } }, body })),
              send: (body, key) => ask(api.POST("/loan/{loan_id}/repay", { params: { path, header: { "Idempotency-Key": key } }, body })),
            }}
            after={(answer) => [
              [say.owedAfter, <Money key="owed" amount={answer.outstanding} currency={currency} />],
              [say.walletAfter, <Money key="wallet" amount={answer.walletBalance} currency={currency} />],
            ]}
            on={{ to: `/loans/${loanId}`, text: say.toLoan }}
          />
        )}
      </Loaded>
    </Page>
  );
}
