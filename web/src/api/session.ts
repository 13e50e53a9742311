/**
 * Who is signed in. The access token lives in this module's memory and nowhere else.
 * Renewals of all tabs go one after the other, through one lock of the browser.
 */

import { useSyncExternalStore } from "react";
import { Failure } from "./failure";
import type { components } from "./schema";

type Tokens = components["schemas"]["Tokens"];
export type Session = { state: "unknown" } | { state: "out"; ended: boolean } | { state: "in"; userId: string };

const LOCK = "inferno-session";
const listeners = new Set<() => void>();
const tabs = new BroadcastChannel(LOCK);
let session: Session = { state: "unknown" };
let token: string | null = null;
let refreshToken: string | null = null;

export const accessToken = (): string | null => token;
export const currentSession = (): Session => session;

/** The session, and with every change of it a new look. */
export function useSession(): Session {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentSession);
}

/** Finds out once, when the page opens, whether somebody is signed in. */
export async function resume(): Promise<void> {
  if (session.state === "unknown") await renew(null);
}

/** Throws a Failure: `invalid_credentials`, or that the bank does not answer. */
export async function signIn(email: string, password: string): Promise<void> {
  begin(await post("/login", { email, password }));
  tabs.postMessage("begun");
}

export async function signOut(): Promise<void> {
  try {
    if (refreshToken !== null) await post("/logout", { refreshToken });
  } finally {
    end(false);
    tabs.postMessage("ended");
  }
}

/** A new access token in place of `worn`. False when the session is over. Throws a Failure when the bank does not answer. */
export async function renew(worn: string | null): Promise<boolean> {
  return navigator.locks.request(LOCK, async () => {
    if (token !== worn) return token !== null; // another request of this tab was first
    if (refreshToken === null) {
      end(false);
      return false;
    }
    try {
      begin(await post("/refresh", { refreshToken }));
      return true;
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 401) throw error;
      end(worn !== null);
      return false;
    }
  });
}

tabs.onmessage = (message: MessageEvent<"begun" | "ended">) => {
  if (message.data === "ended") end(true);
  else if (session.state === "out") void renew(null);
};

function begin(tokens: Tokens): void {
  token = tokens.accessToken;
  refreshToken = tokens.refreshToken;
  settle({ state: "in", userId: tokens.userId });
}

function end(unasked: boolean): void {
  token = refreshToken = null;
  settle({ state: "out", ended: unasked });
}

function settle(next: Session): void {
  session = next;
  listeners.forEach((listener) => listener());
}

async function post(path: string, body: object): Promise<Tokens> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      cache: "no-store",
    });
  } catch {
    throw Failure.offline();
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw Failure.of(response, answer);
  return answer as Tokens;
}
