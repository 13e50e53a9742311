import { useQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { api, ask } from "../../../api/client";
import { Failure } from "../../../api/failure";
import { useWords } from "../../../i18n/words";
import { AddressForm } from "../../../ui/AddressForm";
import { Empty } from "../../../ui/Empty";
import { Loaded } from "../../../ui/Loaded";
import { Money } from "../../../ui/Money";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { When } from "../../../ui/When";
import { texts } from "./words";

export default function TrialBalancePage() {
  const say = useWords(texts);
  const [search] = useSearchParams();
  const typed = Date.parse(search.get("at") ?? "");
  const at = Number.isNaN(typed) ? undefined : new Date(typed).toISOString();
  const query = useQuery({
    queryKey: ["operations", "trial-balance", at ?? ""],
    queryFn: () => ask(api.GET("/admin/trial-balance", { params: { query: { at } } })),
  });
  const noProof = query.error instanceof Failure && query.error.status === 404;
  return (
    <Page title={say.trial}>
      <Panel>
        <p className="soft">{say.trialText}</p>
        <AddressForm fields={[{ name: "at", label: say.moment, type: "datetime-local" }]} submit={say.show} />
      </Panel>
      {noProof ? (
        <Panel>
          <Empty icon="clock" title={at ? say.noneBefore : say.noProof}>
            {!at && say.noProofText}
          </Empty>
        </Panel>
      ) : (
      <Loaded query={query} rows={6}>
        {(balance) => (
          <>
            <p className="soft">
              {say.read} <When at={balance.at} />
            </p>
            <div className="stack">
              {Object.entries(balance.currencies).map(([currency, accounts]) => (
                <Books key={currency} currency={currency} accounts={accounts} />
              ))}
            </div>
          </>
        )}
      </Loaded>
      )}
    </Page>
  );
}

function Books({ currency, accounts }: { currency: string; accounts: Record<string, string> }) {
  const say = useWords(texts);
  const names: Record<string, string> = { customers: say.customers, total: say.sum };
  return (
    <Panel flush title={currency}>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={currency}>
        <table className="table">
          <tbody>
            {Object.entries(accounts).map(([account, amount]) => (
              <tr key={account}>
                <th scope="row">{names[account] ?? account}</th>
                <td className="end">
                  <Money amount={amount} currency={currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
