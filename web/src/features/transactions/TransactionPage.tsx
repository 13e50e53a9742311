import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask } from "../../api/client";
import { useLocale } from "../../i18n/locale";
import { useWords, words } from "../../i18n/words";
import { Reference } from "../../ui/Id";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { type Fact, Facts, Panel } from "../../ui/Panel";
import { kindOf, merchantOf, titleOf } from "../../ui/transactions";
import { When } from "../../ui/When";

const texts = words(
  { title: "Movement", kind: "Kind", at: "When", after: "Balance afterwards", reference: "Your reference", merchant: "Merchant", id: "Number", own: "Your notes" },
  { title: "Movimiento", kind: "Tipo", at: "Cuándo", after: "Saldo después", reference: "Tu referencia", merchant: "Comercio", id: "Número", own: "Tus notas" },
);

export default function TransactionPage() {
  const say = useWords(texts);
  const language = useLocale();
  const { accountId = "", transactionId = "" } = useParams();
  const path = { account_id: accountId, transaction_id: transactionId };
  const query = useQuery({
    queryKey: ["transactions", accountId, "one", transactionId],
    queryFn: () => ask(api.GET("/transactions/{account_id}/{transaction_id}", { params: { path } })),
  });
  return (
    <Page title={query.data ? titleOf(query.data, language) : say.title} back={-1}>
      <div className="columns">
        <Panel>
          <Loaded query={query}>
            {(found) => {
              const own: Fact[] = Object.entries(found.metadata ?? {}).map(([name, value]) => [name, String(value)]);
              return (
                <>
                  <p className="figure">
                    <Money amount={found.amount} currency={found.currency} direction={found.type === "credit" ? "in" : "out"} />
                  </p>
                  <Facts
                    facts={[
                      [say.kind, kindOf(found, language)],
                      [say.merchant, merchantOf(found) ?? null],
                      [say.at, <When key="at" at={found.at} />],
                      [say.after, <Money key="after" amount={found.balanceAfter} currency={found.currency} />],
                      [say.reference, found.reference],
                      [say.id, <Reference key="id" id={found.transactionId} label={say.id} />],
                    ]}
                  />
                  {own.length > 0 && (
                    <>
                      <h2>{say.own}</h2>
                      <Facts facts={own} />
                    </>
                  )}
                </>
              );
            }}
          </Loaded>
        </Panel>
      </div>
    </Page>
  );
}
