/** Fields of forms. React Hook Form keeps what is typed; a schema says what is wrong, by the name of a text in words.ts. */

import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import type { HTMLInputTypeAttribute, ReactNode } from "react";
import { useId } from "react";
import { type FieldValues, type Path, type UseFormReturn, useForm, type DefaultValues } from "react-hook-form";
import * as z from "zod/mini";
import { EXPONENTS, exponentOf, readAmount, typedAs } from "../api/money";
import { type Locale, useLocale } from "../i18n/locale";
import { useWords } from "../i18n/words";
import { texts } from "./formWords";

z.config({ jitless: true }); // the policy lets no code be made from text

/** The form of a schema. Its fields are checked when it is sent, and from then on as they change. */
export function useFields<In extends FieldValues, Out extends FieldValues>(schema: z.ZodMiniType<Out, In>, values: In) {
  return useForm<In, unknown, Out>({
    resolver: standardSchemaResolver(schema),
    defaultValues: values as DefaultValues<In>,
    reValidateMode: "onChange",
  });
}

export const required = (maximum = 200) => z.string().check(z.trim(), z.minLength(1, "required"), z.maxLength(maximum, "tooLong"));
export const optional = (maximum = 200) => z.string().check(z.trim(), z.maxLength(maximum, "tooLong"));

/** What a person types as an amount; comes out as the decimal string that the API takes. `orNone`: empty stays empty. */
export const amountOf = (currency: string, language: Locale, { orNone = false } = {}) =>
  z.pipe(
    z.string(),
    z.transform((typed: string, context) => {
      if (orNone && !typed.trim()) return "";
      const reading = readAmount(typed, currency, language);
      if ("decimal" in reading) return reading.decimal;
      context.issues.push({ code: "custom", message: reading.misread, input: typed });
      return z.NEVER;
    }),
  );

/** A percentage as a person types it, from 0 to 100 with four decimals at most; comes out as the API takes it. */
export const rateOf = (language: Locale) =>
  z.pipe(
    z.string(),
    z.transform((typed: string, context) => {
      const text = typed.trim().replace(/\s?%$/, "");
      const match = (language === "es" ? /^(\d{1,3})(?:,(\d{1,4}))?$/ : /^(\d{1,3})(?:\.(\d{1,4}))?$/).exec(text);
      const rate = match && String(Number(match[1])) + (match[2] ? `.${match[2]}` : "");
      if (rate && Number(rate) <= 100) return rate;
      context.issues.push({ code: "custom", message: text ? "percentage" : "required", input: typed });
      return z.NEVER;
    }),
  );

/** A whole number within bounds. */
export const wholeOf = (lowest: number, highest: number) =>
  z.pipe(
    z.string(),
    z.transform((typed: string, context) => {
      const text = typed.trim();
      if (/^-?\d{1,9}$/.test(text) && Number(text) >= lowest && Number(text) <= highest) return Number(text);
      context.issues.push({ code: "custom", message: text ? "wholeNumber" : "required", input: typed });
      return z.NEVER;
    }),
  );

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what comes out of the form is no matter to a field
type Form<T extends FieldValues> = UseFormReturn<T, unknown, any>;

interface Told<T extends FieldValues> {
  form: Form<T>;
  name: Path<T>;
  label: string;
  hint?: ReactNode;
}

/** Label, hint and error around one control, tied together for screen readers. */
function useField<T extends FieldValues>({ form, name, hint }: Told<T>) {
  const id = useId();
  const wrong = form.getFieldState(name, form.formState).error?.message;
  const described = [wrong && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return { id, wrong, attributes: { id, "aria-invalid": wrong ? true : undefined, "aria-describedby": described || undefined } };
}

function Around({ id, label, hint, wrong, children }: { id: string; label: string; hint?: ReactNode; wrong?: string; children: ReactNode }) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {children}
      {wrong && (
        <span className="error" id={`${id}-error`}>
          {wrong}
        </span>
      )}
    </div>
  );
}

/** The text of a schema's message; what the bank itself said of a field is shown as it is. */
function useWrong(message: string | undefined): string | undefined {
  const say = useWords(texts) as Record<string, unknown>;
  const text = message && say[message];
  return typeof text === "string" ? text : message;
}

type TextTold<T extends FieldValues> = Told<T> & { type?: HTMLInputTypeAttribute; autoComplete?: string; min?: string; inputMode?: "decimal" | "numeric" };

export function TextField<T extends FieldValues>({ type = "text", autoComplete = "off", min, inputMode, ...told }: TextTold<T>) {
  const { id, wrong, attributes } = useField(told);
  return (
    <Around id={id} label={told.label} hint={told.hint} wrong={useWrong(wrong)}>
      <input className="input" type={type} autoComplete={autoComplete} min={min} inputMode={inputMode} {...attributes} {...told.form.register(told.name)} />
    </Around>
  );
}

export function SelectField<T extends FieldValues>({ children, ...told }: Told<T> & { children: ReactNode }) {
  const { id, wrong, attributes } = useField(told);
  return (
    <Around id={id} label={told.label} hint={told.hint} wrong={useWrong(wrong)}>
      <select className="input" {...attributes} {...told.form.register(told.name)}>
        {children}
      </select>
    </Around>
  );
}

/** One of the currencies that the bank keeps accounts in. */
export function CurrencyField<T extends FieldValues>(told: Told<T>) {
  return (
    <SelectField {...told}>
      {Object.keys(EXPONENTS).map((each) => (
        <option key={each}>{each}</option>
      ))}
    </SelectField>
  );
}

/** Typed as text and read by the reader's language, so that no digit is lost and nothing is guessed. */
export function MoneyField<T extends FieldValues>({ currency, ...told }: Told<T> & { currency: string }) {
  const say = useWords(texts);
  const language = useLocale();
  const { id, wrong, attributes } = useField(told);
  const exponent = exponentOf(currency);
  const says: Record<string, string> = {
    empty: say.amountEmpty,
    unclear: say.amountUnclear(typedAs(exponent ? `1234.${"50".padEnd(exponent, "0")}` : "1234", language)),
    decimals: say.amountDecimals(currency, exponent),
    zero: say.amountZero,
    tooLarge: say.amountTooLarge,
  };
  return (
    <Around id={id} label={told.label} hint={told.hint} wrong={wrong && (says[wrong] ?? wrong)}>
      <span className="money-input">
        <input className="input" type="text" inputMode="decimal" autoComplete="off" {...attributes} {...told.form.register(told.name)} />
        <span className="unit" aria-hidden="true">
          {currency}
        </span>
      </span>
    </Around>
  );
}

/** One of a few, all in sight. */
export function ChoiceField<T extends FieldValues>({ form, name, label, choices }: Told<T> & { choices: { value: string; text: ReactNode }[] }) {
  const wrong = useWrong(form.getFieldState(name, form.formState).error?.message);
  return (
    <fieldset className="field">
      <legend>{label}</legend>
      <div className="choices">
        {choices.map(({ value, text }) => (
          <label className="choice" key={value}>
            <input type="radio" value={value} {...form.register(name)} />
            <span>{text}</span>
          </label>
        ))}
      </div>
      {wrong && <span className="error">{wrong}</span>}
    </fieldset>
  );
}
