/** The language of the screen: what was chosen here, else what the customer's profile says, else what the browser asks for. */

import { useSyncExternalStore } from "react";

export type Locale = "en" | "es";
export const LOCALES: readonly Locale[] = ["en", "es"];
const KEPT = "locale"; // for this tab only

const listeners = new Set<() => void>();
let current: Locale = first();

function first(): Locale {
  const asked = [sessionStorage.getItem(KEPT), ...navigator.languages].map((each) => each?.slice(0, 2));
  return LOCALES.find((each) => each === asked.find((one) => one === "en" || one === "es")) ?? "en";
}

export function locale(): Locale {
  return current;
}

/** What somebody chose on this screen: it stays chosen in this tab. */
export function chooseLocale(chosen: Locale): void {
  sessionStorage.setItem(KEPT, chosen);
  speak(chosen);
}

/** What the profile says: it rules unless another was chosen here. */
export function suggestLocale(suggested: Locale): void {
  if (sessionStorage.getItem(KEPT) === null) speak(suggested);
}

export function speak(language: Locale): void {
  current = language;
  document.documentElement.lang = language;
  listeners.forEach((listener) => listener());
}

export function useLocale(): Locale {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, locale);
}
