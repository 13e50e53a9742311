import { useSearchParams } from "react-router";
import { useSubmission } from "../../api/submission";
import { money } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Choice } from "../../ui/Choice";
import { Empty } from "../../ui/Empty";
import { Loaded } from "../../ui/Loaded";
import { MerchantForm, type ToMerchant } from "../../ui/MerchantForm";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { type Payer, usePayers } from "./payers";
import { texts } from "./words";

export default function PayPage() {
  const say = useWords(texts);
  return (
    <Page title={say.pay} back="/payments">
      <div className="columns">
        <Panel>
          <Loaded query={usePayers()}>{(all) => <From all={all} />}</Loaded>
        </Panel>
      </div>
    </Page>
  );
}

/** The address says from what, so that a reload finds what was under way with it. */
function From({ all }: { all: Payer[] }) {
  const say = useWords(texts);
  const language = useLocale();
  const [search, setSearch] = useSearchParams();
  const payer = all.find((each) => each.id === search.get("from")) ?? all[0];
  if (!payer) return <Empty icon="accounts" title={say.noPayer} action={<ButtonLink kinds={["primary"]} to="/accounts/new">{say.openAccount}</ButtonLink>} />;
  const choices = all.map(({ id, name, available, currency }) => ({ value: id, text: `${name} · ${money(available, currency, language)}` }));
  return (
    <>
      {all.length > 1 && <Choice label={say.from} chosen={payer.id} choices={choices} onChoose={(id) => setSearch({ from: id }, { replace: true })} />}
      <Pay key={payer.id} payer={payer} />
    </>
  );
}

function Pay({ payer: { id, name, currency, available, ask } }: { payer: Payer }) {
  const say = useWords(texts);
  const submission = useSubmission(`pay:${id}`, {
    preview: (payment: ToMerchant) => ask(payment, { query: { dryRun: true } }),
    send: (payment: ToMerchant, key) => ask(payment, { header: { "Idempotency-Key": key } }),
  });
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.confirm}
      fill={(command, busy) => (
        <MerchantForm currency={currency} label={say.merchant} before={command} busy={busy} onContinue={(payment) => void submission.form.review(payment)}
          hint={<>{say.available}: <Money amount={available} currency={currency} /></>} />
      )}
      review={(command) => [
        [say.from, name],
        [say.merchant, command.merchant],
        [say.amount, <Money key="amount" amount={command.amount} currency={currency} />],
        [say.reference, command.reference],
      ]}
      done={(accepted) => (
        <ButtonLink kinds={["primary"]} to={`/payments/${accepted.transactionId}`}>
          {say.follow}
        </ButtonLink>
      )}
    />
  );
}
