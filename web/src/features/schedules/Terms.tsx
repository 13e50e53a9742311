/** What a series is: how much, when, until when. The same for a new one and for one that is changed. */

import type { ReactNode } from "react";
import * as z from "zod/mini";
import type { Schemas } from "../../api/client";
import { typedAs } from "../../api/money";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { MoneyField, SelectField, TextField, amountOf, optional, useFields } from "../../ui/fields";
import { Continue } from "../../ui/Continue";
import type { Fact } from "../../ui/Panel";
import { Money } from "../../ui/Money";
import { When } from "../../ui/When";
import { FREQUENCIES, IN_MONTHS, MOVES, texts } from "./words";

export type Terms = Omit<Schemas["ChangeScheduleRequest"], "version">;
type Frequency = Terms["frequency"];

interface Told {
  currency: string;
  before?: Terms;
  /** The first day that can be chosen. */
  from?: string;
  busy: boolean;
  /** What is asked before the terms. */
  children?: ReactNode;
  onContinue: (terms: Terms) => void;
}

export const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

export function TermsForm({ currency, before, from, busy, children, onContinue }: Told) {
  const say = useWords(texts);
  const language = useLocale();
  const schema = z.object({
    amount: amountOf(currency, language),
    startOn: z.string().check(z.refine((day) => day !== "" && (from === undefined || day >= from), "day")),
    frequency: z.enum(FREQUENCIES),
    last: z.boolean(),
    endOn: z.string(),
    moves: z.enum(MOVES),
    message: optional(140),
    description: optional(140),
  });
  const form = useFields(schema, {
    amount: before ? typedAs(before.amount, language) : "",
    startOn: before?.startOn ?? today(),
    frequency: before?.frequency ?? "monthly",
    last: before?.dayOfMonth === -1,
    endOn: before?.endOn ?? "",
    moves: before?.ifNotBusinessDay ?? "same",
    message: before?.messageToPayee ?? "",
    description: before?.description ?? "",
  });
  const inMonths = IN_MONTHS.has(form.watch("frequency") as Frequency);
  const send = form.handleSubmit(({ amount, startOn, frequency, last, endOn, moves, message, description }) => {
    // A day of the month that was chosen elsewhere stays, as long as it means something.
    const kept = before?.dayOfMonth && before.dayOfMonth > 0 ? before.dayOfMonth : undefined;
    const dayOfMonth = IN_MONTHS.has(frequency) ? (last ? -1 : kept) : undefined;
    onContinue({
      amount,
      startOn,
      frequency,
      timezone: before?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      ifNotBusinessDay: moves,
      ...(dayOfMonth && { dayOfMonth }),
      ...(endOn ? { endOn } : before?.count && { count: before.count }),
      ...(message && { messageToPayee: message }),
      ...(description && { description }),
    });
  });
  return (
    <form className="stack" noValidate onSubmit={(event) => void send(event)}>
      {children}
      <MoneyField form={form} name="amount" label={say.amount} currency={currency} />
      <TextField form={form} name="startOn" label={say.startOn} type="date" min={from} />
      <SelectField form={form} name="frequency" label={say.frequency}>
        {FREQUENCIES.map((each) => (
          <option key={each} value={each}>
            {say[each]}
          </option>
        ))}
      </SelectField>
      {inMonths && (
        <label className="row">
          <input type="checkbox" {...form.register("last")} />
          {say.lastDay}
        </label>
      )}
      <TextField form={form} name="endOn" label={say.endOn} hint={say.endOnHint} type="date" min={from} />
      <SelectField form={form} name="moves" label={say.moves}>
        {MOVES.map((each) => (
          <option key={each} value={each}>
            {say[each]}
          </option>
        ))}
      </SelectField>
      <TextField form={form} name="message" label={say.message} hint={say.messageHint} />
      <TextField form={form} name="description" label={say.description} hint={say.descriptionHint} />
      <div className="row">
        <Continue busy={busy} />
      </div>
    </form>
  );
}

/** The terms, line by line. */
export function useTermsTold(): (terms: Terms, currency: string) => Fact[] {
  const say = useWords(texts);
  return (terms, currency) => [
    [say.amount, <Money key="amount" amount={terms.amount} currency={currency} />],
    [say.frequency, say[terms.frequency]],
    [say.startOn, <When key="start" at={terms.startOn} how="day" />],
    [say.endOn, terms.endOn && <When key="end" at={terms.endOn} how="day" />],
    [say.hour, say.atSix(terms.timezone)],
    [say.message, terms.messageToPayee],
    [say.description, terms.description],
  ];
}
