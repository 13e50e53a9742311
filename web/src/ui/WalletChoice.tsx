import { useId } from "react";
import type { Schemas } from "../api/client";
import { money } from "../i18n/format";
import { useLocale } from "../i18n/locale";

/** Which of several wallets it is about. */
export function WalletChoice({ label, wallets, chosen, onChoose }: { label: string; wallets: Schemas["Wallet"][]; chosen: string; onChoose: (walletId: string) => void }) {
  const id = useId();
  const language = useLocale();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="input" value={chosen} onChange={(event) => onChoose(event.target.value)}>
        {wallets.map((each) => (
          <option key={each.walletId} value={each.walletId}>
            ··{each.walletId.slice(-4)} · {money(each.available, each.currency, language)}
          </option>
        ))}
      </select>
    </div>
  );
}
