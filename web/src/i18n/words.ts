/**
 * Texts of a page lie beside it, in both languages, and arrive with its chunk:
 *
 *     const texts = words({ title: "Cards", left: (n: number) => plural("en", n, { one: "# left", other: "# left" }) }, { … });
 *     const say = useWords(texts);   say.title   say.left(3)
 *
 * The compiler sees that the second language says everything that the first does.
 */

import { type Locale, useLocale } from "./locale";

type Text = string | ((...given: never[]) => string); // whatever a text takes: each keeps its own arguments
type Same<T> = { [K in keyof T]: T[K] extends string ? string : T[K] };
export type Words<T> = Record<Locale, Same<T>>;

export function words<T extends Record<string, Text>>(en: T, es: Same<T>): Words<T> {
  return { en: en as Same<T>, es };
}

export function useWords<T>(texts: Words<T>): Same<T> {
  return texts[useLocale()];
}

/** The form of a text for a count; `#` stands for the count as the language writes it. */
export function plural(language: Locale, count: number, forms: { one: string; other: string }): string {
  const rule = new Intl.PluralRules(language).select(count);
  return (rule === "one" ? forms.one : forms.other).replace("#", new Intl.NumberFormat(language).format(count));
}
