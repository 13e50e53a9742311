/** The bank's API, typed by its own description. `await ask(api.GET("/cards"))` returns the answer or throws a Failure. */

import createClient from "openapi-fetch";
import { Failure } from "./failure";
import { proven } from "./proof";
import type { components, paths } from "./schema";
import { accessToken, renew } from "./session";

export type Schemas = components["schemas"];

/** What helps against a 401, by its code; the others stand, such as a wrong code, which is not to be tried twice. */
const REMEDIES: [code: string, mend: (worn: string) => Promise<boolean>][] = [
  ["unauthorized", renew],
  ["reauthentication_required", proven],
];

/** Sends with the access token, and once more where that had run out or the bank wants to see the password again. */
async function send(request: Request): Promise<Response> {
  const worn = accessToken();
  let answer = await fetch(signed(request.clone()));
  for (const [code, mend] of REMEDIES) {
    if (worn !== null && (await refusalOf(answer)) === code && (await mend(worn))) answer = await fetch(signed(request.clone()));
  }
  return answer;
}

/** The code of a 401. API Gateway's own carries none: nobody knew the token. */
async function refusalOf(answer: Response): Promise<string | null> {
  if (answer.status !== 401) return null;
  const problem = (await answer.clone().json().catch(() => null)) as { code?: string } | null;
  return problem?.code ?? "unauthorized";
}

function signed(request: Request): Request {
  const token = accessToken();
  if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send, cache: "no-store" });

type Answered<T> = { data?: T; error?: unknown; response: Response };

export async function ask<T>(asked: Promise<Answered<T>>): Promise<NonNullable<T>> {
  let answer: Answered<T>;
  try {
    answer = await asked;
  } catch (error) {
    if (error instanceof TypeError) throw Failure.offline();
    // An answer that is no JSON, such as a proxy's page.
    throw error instanceof SyntaxError ? new Failure("unreadable", 502, null, null, null) : error;
  }
  if (!answer.response.ok || answer.data === undefined) throw Failure.of(answer.response, answer.error);
  return answer.data as NonNullable<T>;
}
