import { createElement, useEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api, ask } from "../src/api/client";
import { useQuestion } from "../src/api/proof";
import { signIn, signOut } from "../src/api/session";

const problem = (code: string) => Response.json({ code }, { status: 401, headers: { "Content-Type": "application/problem+json" } });
const sent: string[] = [];
let asks: ReturnType<typeof useQuestion> = null;
let root: Root | null = null;

function Screen({ shown }: { shown: () => void }) {
  asks = useQuestion();
  useEffect(shown, [shown]);
  return null;
}

/** The bank: it wants to see the password of who signed in with "old", once. */
async function bank(input: RequestInfo | URL): Promise<Response> {
  if (String(input) === "/session") return Response.json({ userId: "ada", accessToken: `token ${sent.length}`, expiresIn: 900 });
  if (!(input instanceof Request)) return Response.json({});
  sent.push(input.headers.get("Authorization") ?? "");
  return sent.at(-1) === "Bearer token 0" ? problem("reauthentication_required") : Response.json({ status: "CHANGED" });
}

const change = () => ask(api.POST("/api/v1/auth/password", { body: { newPassword: "six cups of cold rain" } }));
const asked = () => vi.waitFor(() => expect(asks).toBeTruthy());

beforeEach(async () => {
  vi.stubGlobal("fetch", vi.fn(bank));
  sent.length = 0;
  await signIn("ada@example.com", "old");
});

afterEach(async () => {
  root?.unmount();
  root = null;
  await signOut();
  vi.unstubAllGlobals();
});

function show(): Promise<void> {
  root = createRoot(document.createElement("div"));
  return new Promise((shown) => root?.render(createElement(Screen, { shown })));
}

describe("a password that the bank wants to see again", () => {
  it("is asked for once, and what waited for it is sent once more, with the new token", async () => {
    await show();
    const both = Promise.all([change(), change()]);
    await asked();
    await signIn("ada@example.com", "again");
    asks?.answer(true);
    expect(await both).toEqual([{ status: "CHANGED" }, { status: "CHANGED" }]);
    expect(sent).toEqual(["Bearer token 0", "Bearer token 0", "Bearer token 2", "Bearer token 2"]);
    await vi.waitFor(() => expect(asks).toBeNull());
  });

  it("may be kept to oneself: then nothing is sent again", async () => {
    await show();
    const changing = change();
    await asked();
    asks?.answer(false);
    await expect(changing).rejects.toMatchObject({ code: "reauthentication_required" });
    expect(sent).toHaveLength(1);
  });

  it("is not waited for where no screen can ask, or the screen goes", async () => {
    await expect(change()).rejects.toMatchObject({ code: "reauthentication_required" });
    await show();
    const changing = change();
    await asked();
    root?.unmount();
    await expect(changing).rejects.toMatchObject({ code: "reauthentication_required" });
  });
});
