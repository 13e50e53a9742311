/** One shape for everything that can go wrong with a request. */

import type { components } from "./schema";

export type Problem = components["schemas"]["Problem"] & Record<string, unknown>;

/** Codes of our own, beside those of the bank: no answer came, none that can be read, or S3 did not take a file. */
export type Code = string | "offline" | "unreadable" | "upload_refused";

export class Failure extends Error {
  constructor(
    readonly code: Code,
    readonly status: number, // 0 when no answer came
    readonly problem: Problem | null,
    readonly correlationId: string | null,
    readonly retryAfterSeconds: number | null,
  ) {
    super(problem?.detail ?? code);
  }

  static offline(): Failure {
    return new Failure("offline", 0, null, null, null);
  }

  static of(response: Response, body: unknown): Failure {
    const problem = isProblem(body) ? body : null;
    const wait = Number(response.headers.get("Retry-After"));
    return new Failure(
      problem?.code ?? (response.status === 404 ? "not_found" : "unreadable"),
      response.status,
      problem,
      response.headers.get("X-Correlation-Id"),
      Number.isFinite(wait) && wait > 0 ? wait : null,
    );
  }

  /** Whether a later answer to the same request may differ, or the first answer got lost: nobody knows yet what was done. */
  get undecided(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429 || this.status === 401 || this.code === "request_in_progress";
  }

  /** Messages for fields, by the name of the field. */
  get fields(): { field: string; message: string }[] {
    return this.problem?.errors ?? [];
  }
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && typeof (body as Problem).code === "string";
}
