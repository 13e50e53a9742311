/** Into a wallet and out of it: the same form on two routes of the API. */

import { api, ask } from "../../api/client";
import { useWords } from "../../i18n/words";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { MovePanel } from "../../ui/MovePanel";
import { Page } from "../../ui/Page";
import { useWallet } from "./wallet";
import { texts } from "./words";

const ROUTES = { add: "/wallet/{wallet_id}/credit", take: "/wallet/{wallet_id}/debit" } as const;

export function MovePage({ way }: { way: keyof typeof ROUTES }) {
  const say = useWords(texts);
  const { walletId, query } = useWallet();
  const path = { wallet_id: walletId };
  return (
    <Page title={say[way]} back={`/wallets/${walletId}`}>
      <Loaded query={query}>
        {({ currency, available }) => (
          <MovePanel
            key={walletId}
            name={`${way}:${walletId}`}
            currency={currency}
            confirm={say[`${way}Confirm`]}
            about={[[say.wallet, `··${walletId.slice(-4)}`]]}
            hint={<>{say.available}: <Money amount={available} currency={currency} /></>}
            means={{
              preview: (body) => ask(api.POST(ROUTES[way], { params: { path, query: { dryRun: true } }, body })),
              send: (body, key) => ask(api.POST(ROUTES[way], { params: { path, header: { "Idempotency-Key": key } }, body })),
            }}
            after={(answer) => [[say.after, <Money key="after" amount={answer.available} currency={currency} />]]}
            on={{ to: `/wallets/${walletId}`, text: say.toWallet }}
          />
        )}
      </Loaded>
    </Page>
  );
}
