/** The file of what the list is narrowed to: its pages one after the other, written here. */

import { useEffect, useRef, useState } from "react";
import type { Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { queries } from "../../api/queries";
import { type Locale, useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { FailureNote } from "../../ui/FailureNote";
import { kindOf, type Narrowed, pageOf } from "../../ui/transactions";
import { type Cell, csv, save } from "./csv";
import { texts } from "./words";

const AT_ONCE = 100;
type State = { is: "idle" } | { is: "reading"; count: number } | { is: "written"; count: number } | { is: "failed"; failure: Failure };

export function Export({ accountId, narrowed }: { accountId: string; narrowed: Narrowed }) {
  const say = useWords(texts);
  const language = useLocale();
  const [state, setState] = useState<State>({ is: "idle" });
  const wanted = useRef(0); // which export the answers are for: another, or none, when it is stopped or left
  useEffect(() => () => void (wanted.current += 1), []);

  const write = async () => {
    const mine = (wanted.current += 1);
    const found: Schemas["AccountTransaction"][] = [];
    let cursor: string | undefined;
    setState({ is: "reading", count: 0 });
    try {
      do {
        const asked = { limit: AT_ONCE, cursor };
        const page = await queries.fetchQuery({
          queryKey: ["export", accountId, narrowed, asked],
          queryFn: () => pageOf(accountId, narrowed)(asked),
          staleTime: 0,
          gcTime: 0,
        });
        if (wanted.current !== mine) return;
        found.push(...page.items);
        cursor = page.nextCursor ?? undefined;
        setState({ is: "reading", count: found.length });
      } while (cursor);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (wanted.current === mine) setState({ is: "failed", failure: error });
      return;
    }
    const columns = [say.at, say.amount, say.currency, say.balance, say.what, say.who, say.note, say.reference, say.id];
    save(csv(columns, found.map((each) => rowOf(each, language))), `${say.file}-${accountId.slice(-4)}.csv`);
    setState({ is: "written", count: found.length });
  };
  const stop = () => {
    wanted.current += 1;
    setState({ is: "idle" });
  };

  return (
    <div className="stack">
      <div className="row">
        {state.is === "reading" ? <Button onClick={stop}>{say.stop}</Button> : <Button onClick={() => void write()}>{say.download}</Button>}
        <span role="status" className="soft small">
          {state.is === "reading" && say.soFar(state.count)}
          {state.is === "written" && say.written(state.count)}
        </span>
      </div>
      {state.is === "failed" && <FailureNote failure={state.failure} focus />}
    </div>
  );
}

/** Amounts with the sign that they have for the account, as plain decimals; the time as the bank writes it. */
function rowOf(each: Schemas["AccountTransaction"], language: Locale): Cell[] {
  const details = each.details as Record<string, unknown>;
  const text = (...names: string[]) => names.map((name) => details[name]).find((value) => typeof value === "string") ?? "";
  return [
    each.at,
    { number: each.type === "debit" ? `-${each.amount}` : each.amount },
    each.currency,
    { number: each.balanceAfter },
    kindOf(each, language),
    text("merchant", "counterpartyName", "counterparty") as string,
    text("description", "messageToPayee") as string,
    each.reference ?? "",
    each.transactionId,
  ];
}
