/**
 * A form that does something once: filled in, reviewed, sent, and sent again with the same key until its outcome is known.
 *
 * The key is made when the customer goes on to the review, and kept with the command in sessionStorage until a final
 * answer. So a reload, Back, a double click or a lost answer never do the thing twice.
 */

import { useEffect, useMemo, useSyncExternalStore } from "react";
import { Failure } from "./failure";
import { currentSession } from "./session";

/** What the bank asks before it moves this money: to be answered by one of the methods. */
export type Challenge = { challengeId: string; methods: string[]; amount: string; currency: string; payee: string };

export type Stage<C, P, R> =
  | { stage: "filling"; command?: C; failure?: Failure }
  | { stage: "looking"; command: C }
  | { stage: "reviewing"; command: C; preview: P }
  | { stage: "sending"; command: C }
  | { stage: "consenting"; command: C; challenge: Challenge }
  | { stage: "unknown"; command: C; failure: Failure; asking: boolean }
  | { stage: "done"; command: C; result: R };

export interface Means<C, P, R> {
  /** What would happen: the API's `dryRun`. Nothing is done. */
  preview: (command: C) => Promise<P>;
  /** `consent` is what answering the challenge gave, if the bank has asked for it. */
  send: (command: C, key: string, consent?: string) => Promise<R>;
}

type Kept<C, P> = { command: C; key: string; preview: P; sent: boolean };
const PREFIX = "submission:";
const WAITS_MS = [1000, 2000, 4000, 8000];

export class Submission<C, P, R> {
  private listeners = new Set<() => void>();
  private now: Stage<C, P, R> = { stage: "filling" };
  private key: string | null = null;
  private given?: string;

  constructor(
    private readonly slot: string,
    private readonly means: () => Means<C, P, R>,
    private readonly wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
  ) {
    const kept = this.kept();
    if (!kept) return;
    this.key = kept.key;
    if (kept.sent) this.now = { stage: "unknown", command: kept.command, failure: Failure.offline(), asking: false };
    else this.now = { stage: "reviewing", command: kept.command, preview: kept.preview };
  }

  look = (): Stage<C, P, R> => this.now;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** To the review: the key of this command is made here. */
  review = async (command: C): Promise<void> => {
    if (this.now.stage !== "filling") return;
    this.become({ stage: "looking", command });
    try {
      const preview = await this.means().preview(command);
      this.key = crypto.randomUUID();
      this.keep({ command, key: this.key, preview, sent: false });
      this.become({ stage: "reviewing", command, preview });
    } catch (error) {
      this.become({ stage: "filling", command, failure: failureOf(error) });
    }
  };

  /** Back to the form. A command that may have been done cannot be taken back. */
  change = (): void => {
    if (this.now.stage !== "reviewing" && this.now.stage !== "consenting") return;
    this.become({ stage: "filling", command: this.now.command });
    this.forget();
  };

  confirm = async (): Promise<void> => {
    if (this.now.stage !== "reviewing" || this.key === null) return;
    const { command, preview } = this.now;
    this.keep({ command, key: this.key, preview, sent: true });
    this.become({ stage: "sending", command });
    await this.attempt(command, this.key);
  };

  /** The same once more, with the consent that the challenge gave. */
  consent = async (given: string): Promise<void> => {
    if (this.now.stage !== "consenting" || this.key === null) return;
    const { command } = this.now;
    this.given = given;
    this.become({ stage: "sending", command });
    await this.attempt(command, this.key);
  };

  /** Asks what became of it: the same request under the same key, with growing pauses. */
  askAgain = async (): Promise<void> => {
    if (this.now.stage !== "unknown" || this.now.asking) return;
    for (const pause of WAITS_MS) {
      if (this.now.stage !== "unknown" || this.key === null) return;
      const { command, failure } = this.now;
      this.become({ stage: "unknown", command, failure, asking: true });
      await this.wait((failure.retryAfterSeconds ?? 0) * 1000 || pause);
      await this.attempt(command, this.key, true);
    }
    if (this.now.stage === "unknown") this.become({ ...this.now, asking: false });
  };

  /** For one more of the same kind. */
  startOver = (): void => {
    this.forget();
    this.become({ stage: "filling" });
  };

  private async attempt(command: C, key: string, again = false): Promise<void> {
    try {
      const { send } = this.means();
      const result = await (this.given === undefined ? send(command, key) : send(command, key, this.given));
      this.forget();
      this.become({ stage: "done", command, result });
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code === "step_up_required") {
        this.become({ stage: "consenting", command, challenge: failure.problem as unknown as Challenge });
        return;
      }
      if (!failure.undecided) {
        this.forget();
        this.become({ stage: "filling", command, failure });
        return;
      }
      this.become({ stage: "unknown", command, failure, asking: again });
      if (!again) await this.askAgain();
    }
  }

  private become(next: Stage<C, P, R>): void {
    this.now = next;
    this.listeners.forEach((listener) => listener());
  }

  private kept(): Kept<C, P> | null {
    const text = sessionStorage.getItem(this.slot);
    return text === null ? null : (JSON.parse(text) as Kept<C, P>);
  }

  private keep(what: Kept<C, P>): void {
    sessionStorage.setItem(this.slot, JSON.stringify(what));
  }

  private forget(): void {
    this.key = null;
    this.given = undefined;
    sessionStorage.removeItem(this.slot);
  }
}

/** `name` is the form's own, such as `pay-card:<card id>`; what is kept belongs to the customer who is signed in. */
export function useSubmission<C, P, R>(name: string, means: Means<C, P, R>): { form: Submission<C, P, R>; now: Stage<C, P, R> } {
  const session = currentSession();
  const slot = `${PREFIX}${session.state === "in" ? session.userId : ""}:${name}`;
  // The latest means of one form never differ in what they do: a submission keeps those it was made with.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const form = useMemo(() => new Submission<C, P, R>(slot, () => means), [slot]);
  useEffect(() => void form.askAgain(), [form]); // after a reload in the middle
  return { form, now: useSyncExternalStore(form.subscribe, form.look) };
}

function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  throw error;
}
