/** What a customer may pay a merchant from, and how each asks for it. */

import { useQueries } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { accounts, wallets } from "../../api/reads";
import { useWords } from "../../i18n/words";
import type { ToMerchant } from "../../ui/MerchantForm";
import { products } from "../../ui/products";

export interface Payer {
  id: string;
  name: string;
  currency: string;
  available: string;
  ask: (payment: ToMerchant, how: How) => Promise<Schemas["PaymentAccepted"]>;
}

/** A look first, or the payment itself under its key. */
type How = { query: { dryRun: true } } | { header: { "Idempotency-Key": string } };

export function usePayers() {
  const say = useWords(products);
  const found = useQueries({ queries: [accounts, wallets] });
  const [ofBank, ofWallets] = found;
  const data: Payer[] | undefined = ofBank.data &&
    ofWallets.data && [
      ...ofBank.data
        .filter((each) => each.status === "OPEN")
        .map(({ accountId, accountNumber, type, currency, available }) => ({
          id: accountId,
          name: `${say[type]} ··${accountNumber.slice(-4)}`,
          currency,
          available,
          ask: (payment: ToMerchant, params: How) => ask(api.POST("/api/v1/transactions/payment", { params, body: { fromAccountId: accountId, ...payment } })),
        })),
      ...ofWallets.data.map(({ walletId, currency, available }) => ({
        id: walletId,
        name: `${say.wallet} ··${walletId.slice(-4)}`,
        currency,
        available,
        ask: (payment: ToMerchant, params: How) => ask(api.POST("/payment", { params, body: { walletId, ...payment } })),
      })),
    ];
  return { data, error: found.find((each) => each.error)?.error ?? null, refetch: (() => Promise.all(found.map((each) => each.refetch()))) as never };
}
