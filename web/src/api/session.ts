/**
 * Who is signed in. The access token lives in this module's memory and nowhere else; the refresh token is in a cookie that
 * no script reads. What changes either goes one after the other, in all tabs, through one lock of the browser: an answer that
 * came late would put out whoever came in meanwhile.
 */

import { useSyncExternalStore } from "react";
import { Failure } from "./failure";
import type { components } from "./schema";

type Tokens = components["schemas"]["WebSession"];
/** What a right password is answered with where a second factor is enrolled. */
export type SecondFactor = components["schemas"]["MfaRequired"];
export type Session = { state: "unknown" } | { state: "out"; ended: boolean } | { state: "in"; userId: string };

const LOCK = "inferno-session";
const listeners = new Set<() => void>();
const tabs = new BroadcastChannel(LOCK);
let session: Session = { state: "unknown" };
let token: string | null = null;

export const accessToken = (): string | null => token;
export const currentSession = (): Session => session;

/** The session, and with every change of it a new look. */
export function useSession(): Session {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentSession);
}

/** Finds out once, when the page opens, whether somebody is signed in. Throws a Failure when the bank does not answer. */
export async function resume(): Promise<void> {
  try {
    await renew(null);
  } catch (error) {
    if (session.state === "unknown") end(false);
    throw error;
  }
}

/** The second factor that is asked for, or null when one is in. Throws a Failure: `invalid_credentials`, or that the bank does not answer. */
export async function signIn(email: string, password: string): Promise<SecondFactor | null> {
  return inTurn(async () => {
    const answer = await post<Tokens | SecondFactor>("/session", { email, password });
    if ("challengeId" in answer) return answer;
    comeIn(answer);
    return null;
  });
}

/** With a code of the app, which is six digits, or a recovery code. Throws a Failure: `invalid_code`, or that the bank does not answer. */
export async function passSecondFactor({ challengeId }: SecondFactor, typed: string): Promise<void> {
  await inTurn(async () => comeIn(await post<Tokens>("/session/mfa/verify", { challengeId, ...factorAnswer(typed) })));
}

/** Six digits are an app's code; anything else is a recovery code. */
export function factorAnswer(typed: string): components["schemas"]["SecondFactorGiven"] {
  const digits = typed.replaceAll(" ", "");
  return /^\d{6}$/.test(digits) ? { method: "totp", code: digits } : { method: "recovery", code: typed.trim() };
}

export async function signOut(): Promise<void> {
  try {
    await inTurn(() => post("/session/end"));
  } finally {
    end(false);
    tabs.postMessage("ended");
  }
}

/** A new access token in place of `worn`. False when the session is over. Throws a Failure when the bank does not answer. */
export async function renew(worn: string | null): Promise<boolean> {
  return inTurn(async () => {
    if (token !== worn) return token !== null; // another request of this tab was first
    try {
      const tokens = await post<Tokens | null>("/session/renew");
      if (!tokens) {
        end(worn !== null); // the cookie went with a sign-out
        return false;
      }
      // Somebody else came in through another tab: what this one was about to send is not theirs to send.
      const another = session.state === "in" && session.userId !== tokens.userId;
      if (another) end(true);
      else begin(tokens);
      return !another;
    } catch (error) {
      if (!(error instanceof Failure) || error.status !== 401) throw error;
      end(worn !== null);
      return false;
    }
  });
}

tabs.onmessage = (message: MessageEvent<"begun" | "ended">) => {
  if (message.data === "ended") end(true);
  else if (session.state === "out") renew(null).catch(() => undefined); // the door stays open to try by hand
};

const inTurn = async <T>(change: () => Promise<T>): Promise<T> => navigator.locks.request(LOCK, change);

function comeIn(tokens: Tokens): void {
  begin(tokens);
  tabs.postMessage("begun");
}

function begin(tokens: Tokens): void {
  token = tokens.accessToken;
  settle({ state: "in", userId: tokens.userId });
}

function end(unasked: boolean): void {
  token = null;
  settle({ state: "out", ended: unasked });
}

function settle(next: Session): void {
  session = next;
  listeners.forEach((listener) => listener());
}

async function post<T>(path: string, body?: object): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "X-Inferno-Web": "1", ...(body && { "Content-Type": "application/json" }) },
      body: body && JSON.stringify(body),
      cache: "no-store",
    });
  } catch {
    throw Failure.offline();
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw Failure.of(response, answer);
  return answer as T;
}
