/** The form of a movement: how much, and a reference of one's own. Other fields stand above them. */

import type { ReactNode } from "react";
import * as z from "zod/mini";
import { typedAs } from "../api/money";
import { useLocale } from "../i18n/locale";
import { useWords } from "../i18n/words";
import { Continue } from "./Continue";
import { MoneyField, TextField, amountOf, optional, useFields } from "./fields";
import { texts } from "./formWords";

export interface Movement {
  amount: string;
  reference?: string;
}

interface Told {
  currency: string;
  before?: Partial<Movement>;
  busy: boolean;
  hint?: ReactNode;
  onContinue: (movement: Movement) => void;
}

export function AmountForm({ currency, before, busy, hint, onContinue }: Told) {
  const say = useWords(texts);
  const language = useLocale();
  const schema = z.object({ amount: amountOf(currency, language), reference: optional(64) });
  const form = useFields(schema, { amount: before?.amount ? typedAs(before.amount, language) : "", reference: before?.reference ?? "" });
  const send = form.handleSubmit(({ amount, reference }) => onContinue({ amount, ...(reference && { reference }) }));
  return (
    <form className="stack" noValidate onSubmit={(event) => void send(event)}>
      <MoneyField form={form} name="amount" label={say.amount} currency={currency} hint={hint} />
      <TextField form={form} name="reference" label={say.note} hint={say.noteHint} />
      <div className="row">
        <Continue busy={busy} />
      </div>
    </form>
  );
}
