import type { Schemas } from "../../api/client";
import { money } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { Choice } from "../../ui/Choice";
import { texts } from "./words";

/** Which of several accounts it is about. */
export function AccountChoice({ label, accounts, chosen, onChoose }: { label: string; accounts: Schemas["BankAccountReply"][]; chosen: string; onChoose: (accountId: string) => void }) {
  const say = useWords(texts);
  const language = useLocale();
  const choices = accounts.map((each) => ({
    value: each.accountId,
    text: `${say.accountName(each.type, each.accountNumber.slice(-4))} · ${money(each.available, each.currency, language)}`,
  }));
  return <Choice label={label} chosen={chosen} choices={choices} onChoose={onChoose} />;
}
