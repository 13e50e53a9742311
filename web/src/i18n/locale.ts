/** The language of the screen: what the customer's profile says, else what the browser asks for. */

import { useSyncExternalStore } from "react";

export type Locale = "en" | "es";
export const LOCALES: readonly Locale[] = ["en", "es"];
const KEPT = "locale"; // for this tab only, before anybody has signed in

const listeners = new Set<() => void>();
let current: Locale = first();

function first(): Locale {
  const asked = [sessionStorage.getItem(KEPT), ...navigator.languages].map((each) => each?.slice(0, 2));
  return LOCALES.find((each) => each === asked.find((one) => one === "en" || one === "es")) ?? "en";
}

export function locale(): Locale {
  return current;
}

export function setLocale(chosen: Locale): void {
  current = chosen;
  sessionStorage.setItem(KEPT, chosen);
  document.documentElement.lang = chosen;
  listeners.forEach((listener) => listener());
}

export function useLocale(): Locale {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, locale);
}
