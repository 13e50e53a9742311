/** How much of a transfer goes back, and why: in its own currency, never more than is left of it. */

import * as z from "zod/mini";
import { typedAs } from "../api/money";
import { money } from "../i18n/format";
import { useLocale } from "../i18n/locale";
import { useWords, words } from "../i18n/words";
import { Continue } from "./Continue";
import { MoneyField, TextField, amountOf, required, useFields } from "./fields";

interface Wanted {
  amount: string;
  reason: string;
}

interface Told {
  left: string;
  currency: string;
  before: Wanted | undefined;
  busy: boolean;
  /** Who reads the reason. */
  hint: string;
  onContinue: (wanted: Wanted) => void;
}

export function GiveBackForm({ left, currency, before, busy, hint, onContinue }: Told) {
  const say = useWords(texts);
  const language = useLocale();
  const schema = z.object({ amount: amountOf(currency, language), reason: required(140) });
  const form = useFields(schema, { amount: typedAs(before?.amount ?? left, language), reason: before?.reason ?? "" });
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit(onContinue)(event)}>
      <MoneyField form={form} name="amount" label={say.amount} currency={currency} hint={say.left(money(left, currency, language))} />
      <TextField form={form} name="reason" label={say.why} hint={hint} />
      <div className="row">
        <Continue busy={busy} />
      </div>
    </form>
  );
}

const texts = words(
  { amount: "Amount", left: (amount: string) => `Of this payment ${amount} can go back.`, why: "Why" },
  { amount: "Importe", left: (amount: string) => `De este pago pueden volver ${amount}.`, why: "Por qué" },
);
