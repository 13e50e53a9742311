/** Movements of any account: of the bank, a card, a wallet, a goal. Each kind in words, with the sign it has for the account. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { memo } from "react";
import { api, ask, type Schemas } from "../api/client";
import { flat, paged } from "../api/reads";
import type { operations } from "../api/schema";
import type { Locale } from "../i18n/locale";
import { useLocale } from "../i18n/locale";
import { useWords, words } from "../i18n/words";
import { ButtonLink } from "./Button";
import { Empty } from "./Empty";
import { Line, Months } from "./List";
import { Loaded, Pager } from "./Loaded";
import { Money } from "./Money";
import { Panel } from "./Panel";
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
  {
    title: "Movements",
    none: "No movements yet",
    noneText: "What comes in and goes out will be listed here.",
    noneFound: "Nothing fits",
    noneFoundText: "Look at more: take a filter away.",
    further: "Looking further back…",
    search: "Search, export",
    after: "Balance",
  },
  {
    title: "Movimientos",
    none: "Sin movimientos todavía",
    noneText: "Lo que entra y sale se verá aquí.",
    noneFound: "Nada coincide",
    noneFoundText: "Mira más: quita un filtro.",
    further: "Buscando más atrás…",
    search: "Buscar, exportar",
    after: "Saldo",
  },
);

/** Every kind that is known, with its name, in the order of the names. */
export function kinds(language: Locale): { value: string; text: string }[] {
  const all = Object.entries(KINDS).map(([value, names]) => ({ value, text: names[language] }));
  return all.sort((one, other) => one.text.localeCompare(other.text, language));
}

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

/** What a list is narrowed to, as the API takes it. */
export type Narrowed = Omit<NonNullable<operations["list_transactions"]["parameters"]["query"]>, "limit" | "cursor">;

export function pageOf(accountId: string, narrowed: Narrowed = {}) {
  return (page: { limit: number; cursor?: string }) =>
    ask(api.GET("/transactions/{account_id}", { params: { path: { account_id: accountId }, query: { ...narrowed, ...page } } }));
}

export function useTransactions(accountId: string, narrowed: Narrowed = {}) {
  return useInfiniteQuery({
    ...paged<Transaction>(["transactions", accountId, narrowed], pageOf(accountId, narrowed)),
    enabled: accountId !== "",
  });
}

/** All of an account, with the way to look for some of them. */
export function Movements({ accountId }: { accountId: string }) {
  const say = useWords(texts);
  const search = (
    <ButtonLink kinds={["plain"]} to={`/transactions?account=${accountId}`}>
      {say.search}
    </ButtonLink>
  );
  return (
    <Panel flush title={say.title} actions={search}>
      <Transactions key={accountId} accountId={accountId} />
    </Panel>
  );
}

/** Those that are wanted by month, a page at a time. A page may be empty and yet be followed by another. */
export function Transactions({ accountId, narrowed = {} }: { accountId: string; narrowed?: Narrowed }) {
  const say = useWords(texts);
  const query = useTransactions(accountId, narrowed);
  const some = Object.values(narrowed).some((each) => each !== undefined);
  return (
    <Loaded query={query} rows={5}>
      {(data) => {
        const items = flat(data);
        if (items.length === 0 && !query.hasNextPage) return <Empty icon="clock" title={some ? say.noneFound : say.none}>{some ? say.noneFoundText : say.noneText}</Empty>;
        return (
          <>
            {items.length === 0 && <p className="panel-more soft" role="status">{say.further}</p>}
            <Months items={items} at={(each) => each.at}>
              {(each) => <Movement key={each.transactionId} transaction={each} to={`/transactions/${accountId}/${each.transactionId}`} />}
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
