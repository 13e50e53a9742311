import { createElement, useEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { api, ask } from "../src/api/client";
import { useQuestion } from "../src/api/proof";
import { signIn, signOut } from "../src/api/session";
import { openBank, refuse, type Asked, type Tells } from "./bank";
import { stubLocks } from "./locks";

let sent: Asked[] = [];
let asks: ReturnType<typeof useQuestion> = null;
let root: Root | null = null;

function Screen({ shown }: { shown: () => void }) {
  asks = useQuestion();
  useEffect(shown, [shown]);
  return null;
}

/** It wants to see the password of who signed in first, once. */
const tells: Tells = {
  "POST /session": () => ({ accessToken: `token ${tokens().length}` }),
  "POST /api/v1/auth/password": ({ headers }) => (headers.get("Authorization") === "Bearer token 0" ? refuse("reauthentication_required") : {}),
};
/** With which token each change was asked for. */
const tokens = () => sent.filter(({ to }) => to === "/api/v1/auth/password").map(({ headers }) => headers.get("Authorization"));

const change = () => ask(api.POST("/api/v1/auth/password", { body: { newPassword: "six cups of cold rain" } }));
const asked = () => vi.waitFor(() => expect(asks).toBeTruthy());

beforeEach(async () => {
  stubLocks();
  sent = openBank(tells).sent;
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
    expect(tokens()).toEqual(["Bearer token 0", "Bearer token 0", "Bearer token 2", "Bearer token 2"]);
    await vi.waitFor(() => expect(asks).toBeNull());
  });

  it("may be kept to oneself: then nothing is sent again", async () => {
    await show();
    const changing = change();
    await asked();
    asks?.answer(false);
    await expect(changing).rejects.toMatchObject({ code: "reauthentication_required" });
    expect(tokens()).toHaveLength(1);
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
