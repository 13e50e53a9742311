import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { typedAs } from "../../api/money";
import { useSubmission } from "../../api/submission";
import { percent } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { MoneyField, TextField, amountOf, rateOf, useFields, wholeOf } from "../../ui/fields";
import { Continue } from "../../ui/Continue";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { SubmissionFlow } from "../../ui/SubmissionFlow";
import { WithWallet } from "../../ui/WithWallet";
import { texts } from "./words";

type Command = Schemas["LoanRequest"];
const LONGEST_MONTHS = 480;

export default function ApplyPage() {
  const say = useWords(texts);
  return (
    <Page title={say.apply} back="/loans">
      <div className="columns">
        <Panel>
          <WithWallet label={say.wallet} none={say.noWallet}>
            {(wallet) => <Apply key={wallet.walletId} wallet={wallet} />}
          </WithWallet>
        </Panel>
      </div>
    </Page>
  );
}

function Apply({ wallet: { walletId, currency } }: { wallet: Schemas["Wallet"] }) {
  const say = useWords(texts);
  const language = useLocale();
  const submission = useSubmission(`loan:${walletId}`, {
    preview: async () => null,
    send: (body: Command, key) => ask(api.POST("/loan", { params: { header: { "Idempotency-Key": key } }, body })),
  });
  return (
    <SubmissionFlow
      submission={submission}
      confirm={say.confirm}
      fill={(command) => <Form currency={currency} before={command} onContinue={(asked) => void submission.form.review({ walletId, ...asked })} />}
      review={(command) => [
        [say.amount, <Money key="amount" amount={command.amount} currency={currency} />],
        [say.rate, percent(command.interestRate, language)],
        [say.term, say.months(command.termMonths)],
        [say.wallet, say.walletName(currency, walletId.slice(-4))],
      ]}
      done={(loan) => (
        <>
          <p>{say.asked}</p>
          <ButtonLink kinds={["primary"]} to={`/loans/${loan.loanId}`}>
            {say.toLoan}
          </ButtonLink>
        </>
      )}
    />
  );
}

function Form({ currency, before, onContinue }: { currency: string; before?: Command; onContinue: (asked: Omit<Command, "walletId">) => void }) {
  const say = useWords(texts);
  const language = useLocale();
  const schema = z.object({ amount: amountOf(currency, language), interestRate: rateOf(language), termMonths: wholeOf(1, LONGEST_MONTHS) });
  const form = useFields(schema, {
    amount: before ? typedAs(before.amount, language) : "",
    interestRate: before ? typedAs(before.interestRate, language) : "",
    termMonths: before ? String(before.termMonths) : "12",
  });
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit(onContinue)(event)}>
      <MoneyField form={form} name="amount" label={say.amount} currency={currency} />
      <TextField form={form} name="interestRate" label={say.rate} hint={say.rateHint} inputMode="decimal" />
      <TextField form={form} name="termMonths" label={say.term} hint={say.termHint} inputMode="numeric" />
      <div className="row">
        <Continue />
      </div>
    </form>
  );
}
