import { beforeEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../src/api/failure";
import { Submission } from "../src/api/submission";

const refused = (code: string, status: number) => new Failure(code, status, null, null, null);
const SLOT = "submission:somebody:pay";
const command = { amount: "5.00" };
const atOnce = async () => undefined;

function form(send: (command: object, key: string) => Promise<object>, preview = async () => ({ after: "95.00" })) {
  return new Submission(SLOT, () => ({ preview, send }), atOnce);
}

beforeEach(() => sessionStorage.clear());

describe("a submission", () => {
  it("is looked at, then sent once under its key", async () => {
    const send = vi.fn(async () => ({ balance: "95.00" }));
    const pay = form(send);
    await pay.review(command);
    expect(pay.look()).toEqual({ stage: "reviewing", command, preview: { after: "95.00" } });
    await Promise.all([pay.confirm(), pay.confirm()]);
    expect(send).toHaveBeenCalledTimes(1);
    expect(send).toHaveBeenCalledWith(command, expect.stringMatching(/^[0-9a-f-]{36}$/));
    expect(pay.look()).toMatchObject({ stage: "done", result: { balance: "95.00" } });
    expect(sessionStorage.getItem(SLOT)).toBeNull();
  });

  it("makes another key when it is changed and looked at again", async () => {
    const keys: string[] = [];
    const pay = form(async (_, key) => {
      keys.push(key);
      throw refused("insufficient_funds", 422);
    });
    for (const amount of ["5.00", "6.00"]) {
      await pay.review({ amount });
      await pay.confirm();
    }
    expect(new Set(keys).size).toBe(2);
    expect(pay.look()).toMatchObject({ stage: "filling", command: { amount: "6.00" }, failure: { code: "insufficient_funds" } });
  });

  it("asks for consent where the bank does, and sends the same with it under the same key", async () => {
    const facts = { challengeId: "c", methods: ["email"], amount: "5.00", currency: "USD", payee: "*4821" };
    const sent: unknown[][] = [];
    const pay = form(async (...told: unknown[]) => {
      sent.push(told);
      if (told.length < 3) throw new Failure("step_up_required", 403, { code: "step_up_required", ...facts } as never, null, null);
      return { balance: "95.00" };
    });
    await pay.review(command);
    await pay.confirm();
    expect(pay.look()).toMatchObject({ stage: "consenting", command, challenge: facts });
    await pay.consent("c.yes");
    expect(pay.look()).toMatchObject({ stage: "done", result: { balance: "95.00" } });
    expect(sent).toEqual([[command, sent[0]?.[1]], [command, sent[0]?.[1], "c.yes"]]);
  });

  it("is taken back before consent, and asked again for the next one", async () => {
    const pay = form(async () => {
      throw new Failure("step_up_required", 403, { code: "step_up_required" } as never, null, null);
    });
    await pay.review(command);
    await pay.confirm();
    pay.change();
    expect(pay.look()).toEqual({ stage: "filling", command });
    expect(sessionStorage.getItem(SLOT)).toBeNull();
  });

  it("shows what is refused at the look, and makes no key", async () => {
    const pay = form(vi.fn(), async () => {
      throw refused("insufficient_funds", 422);
    });
    await pay.review(command);
    expect(pay.look()).toMatchObject({ stage: "filling", failure: { code: "insufficient_funds" } });
    expect(sessionStorage.getItem(SLOT)).toBeNull();
  });

  it.each([
    ["a lost answer", Failure.offline()],
    ["an outcome that the bank does not know", refused("outcome_unknown", 503)],
    ["a broken bank", refused("internal_error", 500)],
    ["too many requests", refused("too_many_requests", 429)],
    ["the same under way", refused("request_in_progress", 409)],
    ["a session that ran out", refused("unauthorized", 401)],
  ])("keeps its key after %s and asks with it again", async (_, failure) => {
    const keys: string[] = [];
    const pay = form(async (_, key) => {
      keys.push(key);
      if (keys.length < 3) throw failure;
      return { balance: "95.00" };
    });
    await pay.review(command);
    await pay.confirm();
    expect(keys).toEqual([keys[0], keys[0], keys[0]]);
    expect(pay.look()).toMatchObject({ stage: "done" });
  });

  it("stops asking by itself, keeps the key, and asks when told to", async () => {
    const send = vi.fn<(command: object, key: string) => Promise<object>>(async () => {
      throw Failure.offline();
    });
    const pay = form(send);
    await pay.review(command);
    await pay.confirm();
    expect(send).toHaveBeenCalledTimes(5);
    expect(pay.look()).toMatchObject({ stage: "unknown", asking: false });
    send.mockResolvedValueOnce({ balance: "95.00" });
    await pay.askAgain();
    expect(pay.look()).toMatchObject({ stage: "done" });
    expect(new Set(send.mock.calls.map(([, key]) => key)).size).toBe(1);
  });

  it("outlives a reload: reviewed stays reviewed, sent is asked for under the same key", async () => {
    const lost = form(async () => {
      throw Failure.offline();
    });
    await lost.review(command);
    expect(form(vi.fn()).look()).toMatchObject({ stage: "reviewing", command });
    await lost.confirm();
    const { key } = JSON.parse(sessionStorage.getItem(SLOT)!);

    const send = vi.fn(async () => ({ balance: "95.00" }));
    const after = form(send);
    expect(after.look()).toMatchObject({ stage: "unknown", command });
    await after.askAgain();
    expect(send).toHaveBeenCalledWith(command, key);
    expect(after.look()).toMatchObject({ stage: "done" });
  });

  it("cannot be changed once it was sent", async () => {
    const pay = form(async () => {
      throw Failure.offline();
    });
    await pay.review(command);
    await pay.confirm();
    pay.change();
    expect(pay.look()).toMatchObject({ stage: "unknown" });
  });
});
