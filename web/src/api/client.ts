/** The bank's API, typed by its own description. `await ask(api.GET("/cards"))` returns the answer or throws a Failure. */

import createClient from "openapi-fetch";
import { Failure } from "./failure";
import type { components, paths } from "./schema";
import { accessToken, renew } from "./session";

export type Schemas = components["schemas"];

/** Sends with the access token; when that has run out, once more with a new one. */
async function send(request: Request): Promise<Response> {
  const again = request.clone();
  const first = await fetch(signed(request));
  if (accessToken() === null || !(await isStranger(first))) return first;
  return (await renew(accessToken())) ? fetch(signed(again)) : first;
}

/** Whether the token is the trouble: a 401 is also what a wrong code is answered, which is not to be tried twice. */
async function isStranger(answer: Response): Promise<boolean> {
  if (answer.status !== 401) return false;
  const problem = (await answer.clone().json().catch(() => null)) as { code?: string } | null;
  return (problem?.code ?? "unauthorized") === "unauthorized";
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
