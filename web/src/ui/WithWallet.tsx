import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useSearchParams } from "react-router";
import type { Schemas } from "../api/client";
import { wallets } from "../api/reads";
import { money } from "../i18n/format";
import { useLocale } from "../i18n/locale";
import { useWords } from "../i18n/words";
import { ButtonLink } from "./Button";
import { Choice } from "./Choice";
import { Empty } from "./Empty";
import { Loaded } from "./Loaded";
import { texts } from "./formWords";

interface Told {
  label: string;
  /** What a wallet is needed for, to who has none. */
  none: string;
  children: (wallet: Schemas["Wallet"]) => ReactNode;
}

/** What is done with one wallet of the customer's. The address says which, so that a reload finds what was under way with it. */
export function WithWallet({ label, none, children }: Told) {
  const say = useWords(texts);
  const language = useLocale();
  const [search, setSearch] = useSearchParams();
  return (
    <Loaded query={useQuery(wallets)}>
      {(all) => {
        const wallet = all.find((each) => each.walletId === search.get("wallet")) ?? all[0];
        if (!wallet) return <Empty icon="wallets" title={none} action={<ButtonLink kinds={["primary"]} to="/wallets/new">{say.openWallet}</ButtonLink>} />;
        const choices = all.map((each) => ({ value: each.walletId, text: `··${each.walletId.slice(-4)} · ${money(each.available, each.currency, language)}` }));
        return (
          <>
            {all.length > 1 && <Choice label={label} chosen={wallet.walletId} choices={choices} onChoose={(id) => setSearch({ wallet: id }, { replace: true })} />}
            {children(wallet)}
          </>
        );
      }}
    </Loaded>
  );
}
