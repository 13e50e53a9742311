// A customer's day through a generated client: what compiles under --strict is what the bank takes and answers.
// node journey.mjs <url> <email> prints what was seen as JSON.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { argv: string[] };
type Problem = components["schemas"]["Problem"];

const [, , baseUrl = "", email = ""] = process.argv;
const password = "correct horse battery staple";
const open = createClient<paths>({ baseUrl });

function got<T>(answer: { data?: T; error?: Problem }): T {
  if (answer.data === undefined) throw new Error(JSON.stringify(answer.error));
  return answer.data;
}

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 120; tries++) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error("not in time");
}

const registered = got(await open.POST("/register", {
  body: { name: "Grace", lastName: "Hopper", email, password, documentNumber: `TS-${Date.now()}` },
}));
const tokens = got(await open.POST("/login", { body: { email, password } }));
if (!("accessToken" in tokens)) throw new Error("asked for a second factor that nobody has enrolled");
const bank = createClient<paths>({ baseUrl, headers: { Authorization: `Bearer ${tokens.accessToken}` } });

const cards = await until(async () => {
  const { items } = got(await bank.GET("/cards"));
  return items.length === 2 ? items : undefined;
});
const debit = cards.find((card) => card.type === "DEBIT")!;
const credit = cards.find((card) => card.type === "CREDIT")!;

const toppedUp = got(await bank.POST("/transactions/save/{card_id}", {
  params: { path: { card_id: debit.cardId }, header: { "Idempotency-Key": "first-top-up" } },
  body: { amount: "100.00" },
}));
const purchase = got(await bank.POST("/transactions/purchase", {
  body: { cardId: debit.cardId, merchant: "Bakery", amount: "7.50" },
}));
const rehearsed = got(await bank.POST("/transactions/purchase", {
  params: { query: { dryRun: true } },
  body: { cardId: debit.cardId, merchant: "Bakery", amount: "2.50" },
}));

const refused = await bank.POST("/transactions/purchase", {
  body: { cardId: debit.cardId, merchant: "Yacht", amount: "9999" },
});
let refusal = "";
switch (refused.error?.code) {
  case "insufficient_funds":
  case "credit_limit_exceeded":
    refusal = refused.error.code;
    break;
  // @ts-expect-error no purchase is refused for this
  case "email_taken":
    break;
}
const early = await bank.POST("/card/activate", { body: { cardId: credit.cardId } });
const missing = early.error && "required" in early.error ? (early.error.required ?? 0) - (early.error.completed ?? 0) : null;

const account = got(await bank.POST("/accounts", { body: { type: "checking" } })); // the currency may be left out
const deposit = got(await bank.POST("/deposit", { body: { accountId: account.accountId, amount: "25.00" } }));
const operation = await until(async () => {
  const found = got(await bank.GET("/operation-status/{operation_id}", { params: { path: { operation_id: deposit.operationId } } }));
  return found.status === "PENDING" ? undefined : found;
});

console.log(JSON.stringify({
  userId: registered.userId,
  topUp: toppedUp.balance,
  purchase: purchase.balance,
  rehearsed: [rehearsed.balance, rehearsed.dryRun],
  status: refused.response.status,
  refusal,
  type: refused.error?.type,
  missing,
  account: account.currency,
  operation: operation.status,
  amount: operation.amount,
}));
