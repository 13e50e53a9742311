/** The form of a payment to a merchant: to whom, how much, a reference of one's own. */

import type { ReactNode } from "react";
import * as z from "zod/mini";
import { typedAs } from "../api/money";
import { useLocale } from "../i18n/locale";
import { useWords } from "../i18n/words";
import { Continue } from "./Continue";
import { MoneyField, TextField, amountOf, optional, required, useFields } from "./fields";
import { texts } from "./formWords";

export interface ToMerchant {
  merchant: string;
  amount: string;
  reference?: string;
}

interface Told {
  currency: string;
  label: string;
  before?: ToMerchant;
  busy: boolean;
  hint?: ReactNode;
  onContinue: (payment: ToMerchant) => void;
}

export function MerchantForm({ currency, label, before, busy, hint, onContinue }: Told) {
  const say = useWords(texts);
  const language = useLocale();
  const schema = z.object({ merchant: required(100), amount: amountOf(currency, language), reference: optional(64) });
  const form = useFields(schema, { merchant: before?.merchant ?? "", amount: before ? typedAs(before.amount, language) : "", reference: before?.reference ?? "" });
  const send = form.handleSubmit(({ reference, ...payment }) => onContinue({ ...payment, ...(reference && { reference }) }));
  return (
    <form className="stack" noValidate onSubmit={(event) => void send(event)}>
      <TextField form={form} name="merchant" label={label} />
      <MoneyField form={form} name="amount" label={say.amount} currency={currency} hint={hint} />
      <TextField form={form} name="reference" label={say.note} hint={say.noteHint} />
      <div className="row">
        <Continue busy={busy} />
      </div>
    </form>
  );
}
