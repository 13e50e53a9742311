// @vitest-environment-options { "url": "http://127.0.0.1/" }
import { act, createElement } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import type { Schemas } from "../src/api/client";
import { queries } from "../src/api/queries";
import { profile } from "../src/api/reads";
import { Picture } from "../src/features/profile/Picture";
import { example, openBank, type Asked } from "./bank";
import { beginAnew, draw, place, until } from "./page";

const PERSON = example<Schemas["Profile"]>("GET /profile/{user_id}", { name: "Ada", lastName: "Lovelace", avatarUrl: null });
vi.setConfig({ testTimeout: 30_000 });
let sent: Asked[] = [];
let answers: (() => object | Promise<never>)[] = [];

beginAnew("es");
beforeEach(async () => {
  vi.stubGlobal("createImageBitmap", async (file: Blob) => {
    if ((await file.text()) !== "a picture") throw new DOMException("not a picture");
    return { width: 10, height: 10, close: () => undefined };
  });
  sent = openBank({ "POST /profile/{user_id}/avatar": () => answers.shift()!() }).sent;
  answers = [];
  await draw(createElement(Picture, { person: PERSON }));
});

const choose = async (content: string) => {
  const field = place.querySelector<HTMLInputElement>("input[type=file]")!;
  Object.defineProperty(field, "files", { configurable: true, value: [new File([content], "me.png", { type: "image/png" })] });
  await act(async () => void field.dispatchEvent(new Event("change", { bubbles: true })));
};
const send = () => act(async () => [...place.querySelectorAll("button")].find((each) => each.textContent === "Usar esta foto")!.click());

test("until there is a picture, the letters of the name stand for it", () => {
  expect(place.querySelector(".face")!.textContent).toBe("AL");
});

test("a file that is no picture is told and not sent", async () => {
  await choose("a text");
  await until(() => expect(place.textContent).toContain("No es una foto que podamos abrir"));
  expect(place.querySelectorAll("button")).toHaveLength(0);
});

test("a lost answer is asked for again under the same key, and the profile shows what was kept", async () => {
  queries.setQueryData(profile(PERSON.userId).queryKey, PERSON);
  answers = [() => Promise.reject(new TypeError("lost")), () => ({ avatarUrl: "https://files.example/me" })];
  await choose("a picture");
  await until(() => expect(place.querySelector("img")!.src).toMatch(/^data:image\/png;base64,/));
  await send();
  await until(() => expect(place.querySelector("[role=alert]")).not.toBeNull());
  await send();
  await until(() => expect(place.textContent).toContain("Esta es ahora tu foto."));
  expect(sent).toHaveLength(2);
  const [first, again] = sent.map(({ headers, body }) => [headers.get("Idempotency-Key"), body]);
  expect(first).toEqual(again);
  expect(first).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), { image: `data:image/png;base64,${btoa("a picture")}` }]);
  expect(queries.getQueryData(profile(PERSON.userId).queryKey)?.avatarUrl).toBe("https://files.example/me");
});
