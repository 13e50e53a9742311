/** What the codes of problems mean. The texts are a chunk of their own for each language, fetched when the page is at rest. */

import { useEffect, useState } from "react";
import type { Locale } from "./locale";

type Texts = Record<string, [title: string, text: string]>;
const LOADERS: Record<Locale, () => Promise<{ default: Texts }>> = { en: () => import("./problems/en"), es: () => import("./problems/es") };
const loaded: Partial<Record<Locale, Texts>> = {};

export async function loadProblems(language: Locale): Promise<void> {
  loaded[language] ??= (await LOADERS[language]()).default;
}

/** Title and text of a code. One that we do not know is told as the bank's own words tell it, which are English. */
export function useProblemText(code: string, language: Locale, own: { title: string; detail: string } | null): { title: string; text: string } {
  const [, arrived] = useState(0);
  useEffect(() => void loadProblems(language).then(() => arrived((count) => count + 1), () => undefined), [language]);
  const known = loaded[language]?.[code];
  if (known) return { title: known[0], text: known[1] };
  return { title: own?.title ?? (language === "es" ? "Algo salió mal" : "Something went wrong"), text: own?.detail ?? "" };
}
