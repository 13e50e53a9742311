import { useId } from "react";
import type { Schemas } from "../../api/client";
import { money } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { texts } from "./words";

/** Which of several accounts it is about. */
export function AccountChoice({ label, accounts, chosen, onChoose }: { label: string; accounts: Schemas["BankAccountReply"][]; chosen: string; onChoose: (accountId: string) => void }) {
  const id = useId();
  const say = useWords(texts);
  const language = useLocale();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {accounts.map((each) => (
          <option key={each.accountId} value={each.accountId}>
            {say.accountName(each.type, each.accountNumber.slice(-4))} · {money(each.available, each.currency, language)}
          </option>
        ))}
      </select>
    </div>
  );
}
