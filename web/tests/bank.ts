/** A bank made of the API's description: each operation answers with its example, or with what a test lays over it.
 * What is asked and answered is held to the description, so no test draws what the API cannot say. */

import { expect, vi } from "vitest";
import * as z from "zod";
import description from "../src/api/description.json";

export interface Asked {
  /** As the description writes it, such as `GET /accounts/{account_id}`. */
  route: string;
  /** As it was asked for: the path and what stands behind it. */
  to: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}
/** What an answer is beside its example: members, or lists of them, of another success or a refusal; nothing for the example itself. A whole Response is
 * taken as it is. */
type Told = object | Other | Refusal | Response | undefined;
export type Tells = Record<string, (asked: Asked) => Told | Promise<Told>>;

interface Content {
  schema: object;
  example?: unknown;
  examples?: Record<string, Ref>;
}
type Ref = { $ref: string };
type Reply = { content?: Record<string, Content> };
interface Operation {
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, Reply | Ref>;
}

class Refusal {
  constructor(readonly code: string) {}
}
class Other {
  constructor(
    readonly status: number,
    readonly told: object,
  ) {}
}

/** One of the problems that the description has for this operation, under the status that it says. */
export const refuse = (code: string) => new Refusal(code);
/** Another of its successes than the first, such as a proposal's 202. */
export const answer = (status: number, told: object = {}) => new Other(status, told);

/** The bank takes the place of the network until the test is over. Everything that is asked, in the order it came, but for GETs: those are in `looks`. */
export function openBank(tells: Tells = {}): { sent: Asked[]; looks: Asked[] } {
  const sent: Asked[] = [];
  const looks: Asked[] = [];
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request = new Request(new URL(String(input instanceof Request ? input.url : input), "http://127.0.0.1/"), input instanceof Request ? input : init);
    const { pathname, search, searchParams: query } = new URL(request.url);
    const { route, operation } = found(request.method, pathname);
    const text = await request.text();
    const asked: Asked = { route, to: pathname + search, query, headers: request.headers, body: text && JSON.parse(text) };
    (request.method === "GET" ? looks : sent).push(asked);
    if (operation.requestBody && text) hold(route, only(operation.requestBody).schema, asked.body);
    const told = await tells[route]?.(asked);
    if (told instanceof Response) return told;
    const [status, content, body] = 
      told instanceof Refusal ? refusal(operation, told.code) : told instanceof Other ? success(operation, told.told, told.status) : success(operation, told);
    if (content) hold(route, content.schema, body);
    return content ? Response.json(body, { status }) : new Response(null, { status });
  });
  return { sent, looks };
}

/** The example of an operation's answer with something laid over it: what a test says of a thing, and what goes without saying. */
export function example<T>(route: string, told: object = {}): T {
  const [method = "", path = ""] = route.split(" ");
  const [, content, body] = success(found(method, path).operation, told);
  if (content) hold(route, content.schema, body);
  return body as T;
}

const ROUTES = Object.entries(description.paths as unknown as Record<string, Record<string, Operation>>)
  .flatMap(([path, operations]) => Object.entries(operations).map(([method, operation]) => ({ path, route: `${method.toUpperCase()} ${path}`, operation })))
  .sort((one, other) => variables(one.path) - variables(other.path)) // what is written out goes before what varies
  .map((each) => ({ ...each, pattern: new RegExp(`^${each.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`) }));

function variables(path: string): number {
  return path.split("{").length;
}

function found(method: string, path: string) {
  const route = ROUTES.find((each) => each.route.startsWith(`${method} `) && each.pattern.test(path));
  if (!route) throw new Error(`The API has no ${method} ${path}`);
  return route;
}

function success({ responses }: Operation, told: object | undefined, wanted?: number): [number, Content | undefined, unknown] {
  const [status = "", reply] = Object.entries(responses).find(([code]) => (wanted ? code === String(wanted) : code.startsWith("2"))) ?? [];
  const content = reply && only(at(reply));
  return [Number(status), content, content && over(content.example, told)];
}

function refusal({ responses }: Operation, code: string): [number, Content, unknown] {
  for (const [status, reply] of Object.entries(responses)) {
    const content = only(at(reply));
    const named = content?.examples?.[code];
    if (content && named) return [Number(status), content, at<{ value: unknown }>(named as Ref & { value: unknown }).value];
  }
  throw new Error(`This operation is never refused by ${code}`);
}

const only = ({ content = {} }: Reply) => Object.values(content)[0]!;

function at<T>(given: T | Ref): T {
  if (!(given && typeof given === "object" && "$ref" in given)) return given as T;
  return given.$ref.slice(2).split("/").reduce<unknown>((within, name) => (within as Record<string, unknown>)[name], description) as T;
}

/** Members of objects one by one; of a list each is laid over the example's first. */
function over(shown: unknown, told: unknown): unknown {
  if (told === undefined) return shown;
  if (Array.isArray(told)) return told.map((each) => over(Array.isArray(shown) ? shown[0] : undefined, each));
  if (!isPlain(told) || !isPlain(shown)) return told;
  return { ...shown, ...Object.fromEntries(Object.entries(told).map(([name, value]) => [name, over(shown[name], value)])) };
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

const $defs = within(description.components.schemas);
const known = new Map<object, z.ZodType>();

function hold(route: string, schema: object, value: unknown): void {
  const type = known.get(schema) ?? z.fromJSONSchema({ ...within(schema), $defs } as Parameters<typeof z.fromJSONSchema>[0]);
  known.set(schema, type);
  const judged = type.safeParse(value);
  if (judged.success) return;
  const told = `${route}, by the API's description: ${z.prettifyError(judged.error)}`;
  if (!expect.getState().currentTestName) throw new Error(told);
  expect.soft(told).toBe(""); // whoever asked might take an exception for a lost answer
}

function within<T extends object>(schemas: T): T {
  const text = JSON.stringify(schemas).replaceAll("#/components/schemas/", "#/$defs/");
  return JSON.parse(text.replaceAll('"format":"uri-reference",', "")) as T; // which zod takes for a whole address
}
