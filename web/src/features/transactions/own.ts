/** Everything of the customer's that money moves on. */

import { useQueries } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { accounts, cards, wallets, whole } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { products } from "../../ui/products";

export interface Own {
  id: string;
  currency: string;
  name: string;
}

const goals = {
  queryKey: ["goals", "whole"],
  queryFn: () => whole<Schemas["GoalReply"]>((query) => ask(api.GET("/savings-goals", { params: { query } }))),
};
const loans = {
  queryKey: ["loans", "whole"],
  queryFn: () => whole<Schemas["LoanReply"]>((query) => ask(api.GET("/loans", { params: { query } }))),
};

export function useOwn() {
  const say = useWords(products);
  const found = useQueries({ queries: [accounts, cards, wallets, goals, loans] });
  const [ofBank, ofCards, ofWallets, ofGoals, ofLoans] = found;
  const end = (id: string) => `··${id.slice(-4)}`;
  const data: Own[] | undefined =
    ofBank.data && ofCards.data && ofWallets.data && ofGoals.data && ofLoans.data
      ? [
          ...ofBank.data.map((each) => ({ id: each.accountId, currency: each.currency, name: `${say[each.type]} ${end(each.accountNumber)}` })),
          ...ofCards.data.map((each) => ({ id: each.cardId, currency: each.currency, name: `${each.type === "DEBIT" ? say.debit_card : say.credit_card} ··${each.last4}` })),
          ...ofWallets.data.map((each) => ({ id: each.walletId, currency: each.currency, name: `${say.wallet} ${each.currency} ${end(each.walletId)}` })),
          ...ofGoals.data.map((each) => ({ id: each.goalId, currency: each.currency, name: `${say.savings_goal}: ${each.name}` })),
          ...ofLoans.data.map((each) => ({ id: each.loanId, currency: each.currency, name: `${say.loan} ${end(each.loanId)}` })),
        ]
      : undefined;
  return { data, error: found.find((each) => each.error)?.error ?? null, refetch: (() => Promise.all(found.map((each) => each.refetch()))) as never };
}
