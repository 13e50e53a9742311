/**
 * Some requests want a password of the last five minutes. Whoever sits at the screen is asked for it once, however many
 * requests wait, and each is then sent once more.
 */

import { useSyncExternalStore } from "react";

interface Question {
  /** True when the bank has seen the password; false when nobody wanted to give it. */
  answer: (given: boolean) => void;
  answered: Promise<boolean>;
}

const screens = new Set<() => void>();
let open: Question | null = null;

/** Whether the password was given. False where no screen can ask. */
export function proven(): Promise<boolean> {
  if (screens.size === 0) return Promise.resolve(false);
  return (open ?? ask()).answered;
}

/** The question that waits for an answer, for the one part of the screen that asks it. */
export function useQuestion(): Question | null {
  return useSyncExternalStore(watch, () => open);
}

function watch(screen: () => void): () => void {
  screens.add(screen);
  return () => {
    screens.delete(screen);
    if (screens.size === 0) open?.answer(false);
  };
}

function ask(): Question {
  let settle: (given: boolean) => void = () => undefined;
  const answered = new Promise<boolean>((resolve) => (settle = resolve));
  const answer = (given: boolean) => {
    show(null);
    settle(given);
  };
  const question = { answer, answered };
  show(question);
  return question;
}

function show(question: Question | null): void {
  open = question;
  screens.forEach((screen) => screen());
}
