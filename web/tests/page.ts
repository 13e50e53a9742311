/** A place to draw parts of the web in, anew for each test. */

import { QueryClientProvider } from "@tanstack/react-query";
import { act, createElement, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, vi } from "vitest";
import { queries } from "../src/api/queries";
import { type Locale, speak } from "../src/i18n/locale";

export const place = document.createElement("div");
let root: Root;

/** Before each test nothing is drawn and nothing is known. What the browser lacks here is stubbed by the test itself. */
export function beginAnew(language: Locale): void {
  beforeEach(() => {
    vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
    queries.clear();
    speak(language);
    document.body.append(place);
    root = createRoot(place);
  });
  afterEach(() => {
    act(() => root.unmount());
    vi.unstubAllGlobals();
  });
}

export const draw = (part: ReactNode) => act(async () => root.render(createElement(QueryClientProvider, { client: queries }, part)));

export const until = (seen: () => void) =>
  vi.waitFor(
    async () => {
      await act(async () => undefined);
      seen();
    },
    { timeout: 10_000 },
  );

export const button = (name: string) => [...place.querySelectorAll("button")].find((each) => each.textContent === name);

export function type(field: HTMLInputElement, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!.call(field, text); // as the browser does, past React's own look at it
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
