/** Movements of any account: of the bank, a card, a wallet, a goal. Each kind in words, with the sign it has for the account. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { memo } from "react";
import { api, ask, type Schemas } from "../api/client";
import { flat, paged } from "../api/reads";
import type { Locale } from "../i18n/locale";
import { useLocale } from "../i18n/locale";
import { useWords, words } from "../i18n/words";
import { Empty } from "./Empty";
import { Line, Months } from "./List";
import { Loaded, Pager } from "./Loaded";
import { Money } from "./Money";
import { When } from "./When";

type Transaction = Schemas["AccountTransaction"];

const KINDS: Record<string, Record<Locale, string>> = {
  DEPOSIT_EVENT: { en: "Deposit", es: "Depósito" },
  WITHDRAW_EVENT: { en: "Withdrawal", es: "Retiro" },
  "card.purchase": { en: "Purchase", es: "Compra" },
  "card.save": { en: "Top-up", es: "Recarga" },
  "card.paid": { en: "Card payment", es: "Pago de tarjeta" },
  "goal.contributed": { en: "To a savings goal", es: "A una meta de ahorro" },
  "goal.withdrawn": { en: "From a savings goal", es: "De una meta de ahorro" },
  "balance.opened": { en: "Opening balance", es: "Saldo inicial" },
  "goal.opened": { en: "Savings goal opened", es: "Meta de ahorro abierta" },
  "goal.closed": { en: "Savings goal closed", es: "Meta de ahorro cerrada" },
  "hold.captured": { en: "Captured hold", es: "Retención cobrada" },
  "loan.disbursed": { en: "Loan paid out", es: "Abono de préstamo" },
  "loan.repaid": { en: "Loan repayment", es: "Pago de préstamo" },
  "loan.interest": { en: "Loan interest", es: "Interés de préstamo" },
  "payment.debited": { en: "Payment", es: "Pago" },
  "wallet.credited": { en: "Added to the wallet", es: "Añadido al monedero" },
  "wallet.debited": { en: "Taken from the wallet", es: "Retirado del monedero" },
  "transfer.completed": { en: "Transfer", es: "Transferencia" },
  "transfer.submitted": { en: "Transfer to another bank", es: "Transferencia a otro banco" },
  "transfer.returned": { en: "Transfer came back", es: "Transferencia devuelta por el otro banco" },
  "transfer.received": { en: "Transfer from another bank", es: "Transferencia de otro banco" },
  "transfer.reversed": { en: "Transfer given back", es: "Transferencia devuelta" },
  reversal: { en: "Reversal", es: "Anulación" },
};

const texts = words(
  { none: "No movements yet", noneText: "What comes in and goes out will be listed here.", noneFound: "Nothing with this reference", after: "Balance" },
  { none: "Sin movimientos todavía", noneText: "Lo que entra y sale se verá aquí.", noneFound: "Nada con esta referencia", after: "Saldo" },
);

export function kindOf(transaction: Transaction, language: Locale): string {
  const known = KINDS[transaction.kind]?.[language];
  return known ?? transaction.kind.replace(/_EVENT$/, "").replace(/[._]/g, " ").toLowerCase();
}

/** What it was, in a few words: the merchant, or whom it went to or came from, where there is one. */
export function titleOf(transaction: Transaction, language: Locale): string {
  const details = transaction.details as Details;
  return merchantIn(details) || otherSide(transaction.type, details, language) || kindOf(transaction, language);
}

export const merchantOf = (transaction: Transaction) => merchantIn(transaction.details as Details);

type Details = Record<string, unknown>;

const SIDES = { debit: { en: "To", es: "Para" }, credit: { en: "From", es: "De" } } as const;

function merchantIn({ merchant }: Details): string | undefined {
  return typeof merchant === "string" ? merchant : undefined;
}

/** By name, or by the end of the account's number. */
function otherSide(type: Transaction["type"], { counterparty, counterpartyName }: Details, language: Locale): string | undefined {
  const who = counterpartyName ?? (counterparty && `··${String(counterparty)}`);
  return typeof who === "string" ? `${SIDES[type][language]} ${who}` : undefined;
}

export function useTransactions(accountId: string, reference?: string) {
  return useInfiniteQuery({
    ...paged<Transaction>(["transactions", accountId, reference ?? ""], (query) =>
      ask(api.GET("/transactions/{account_id}", { params: { path: { account_id: accountId }, query: { ...query, reference: reference || undefined } } })),
    ),
    enabled: accountId !== "",
  });
}

/** All of them by month, a page at a time. `to` makes the address of one. */
export function Transactions({ accountId, reference, to }: { accountId: string; reference?: string; to?: (id: string) => string }) {
  const say = useWords(texts);
  const query = useTransactions(accountId, reference);
  return (
    <Loaded query={query} rows={5}>
      {(data) => {
        const items = flat(data);
        if (items.length === 0) return <Empty icon="clock" title={reference ? say.noneFound : say.none}>{reference ? undefined : say.noneText}</Empty>;
        return (
          <>
            <Months items={items} at={(each) => each.at}>
              {(each) => <Movement key={each.transactionId} transaction={each} to={to?.(each.transactionId)} />}
            </Months>
            <Pager query={query} onSight />
          </>
        );
      }}
    </Loaded>
  );
}

/** One line. A list has ten thousand of them: those that are there already are not made anew when a page is added. */
const Movement = memo(function Movement({ transaction, to }: { transaction: Transaction; to?: string }) {
  const say = useWords(texts);
  const language = useLocale();
  const direction = transaction.type === "credit" ? "in" : "out";
  return (
    <Line
      to={to}
      icon={direction}
      incoming={direction === "in"}
      title={titleOf(transaction, language)}
      below={
        <>
          <When at={transaction.at} how="short" />
          {transaction.reference && <bdi> · {transaction.reference}</bdi>}
        </>
      }
      end={<Money amount={transaction.amount} currency={transaction.currency} direction={direction} />}
      endBelow={
        <span className="spare">
          {say.after} <Money amount={transaction.balanceAfter} currency={transaction.currency} />
        </span>
      }
    />
  );
});
