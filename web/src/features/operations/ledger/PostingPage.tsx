import { useQuery } from "@tanstack/react-query";
import { useParams, useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Id } from "../../../ui/Id";
import { Loaded } from "../../../ui/Loaded";
import { Money } from "../../../ui/Money";
import { Page } from "../../../ui/Page";
import { Facts, Panel } from "../../../ui/Panel";
import { Trace } from "../../../ui/Trace";
import { When } from "../../../ui/When";
import { texts } from "./words";

/** A posting with its legs, and at once the trace that it belongs to: its request, executions and mails. */
export default function PostingPage() {
  const say = useWords(texts);
  const { postingId = "" } = useParams();
  const [search] = useSearchParams();
  const accountId = search.get("accountId") ?? "";
  const query = useQuery({
    queryKey: ["operations", "journal", postingId, accountId],
    queryFn: () => ask(api.GET("/admin/journal/{posting_id}", { params: { path: { posting_id: postingId }, query: { accountId } } })),
  });
  return (
    <Page title={query.data ? `${say.posting} ${query.data.kind}` : say.posting} back={-1}>
      <Loaded query={query} rows={5}>
        {(posting) => (
          <div className="stack">
            <Panel>
              <Facts
                facts={[
                  [say.at, <When key="at" at={posting.at} />],
                  ["Id", <Id key="id">{posting.postingId}</Id>],
                ]}
              />
            </Panel>
            <Legs legs={posting.legs} />
            <h2>{say.caused}</h2>
            <Trace correlation={posting.correlationId} around={posting.at} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Legs({ legs }: { legs: Schemas["LegReply"][] }) {
  const say = useWords(texts);
  return (
    <Panel flush title={say.legs}>
      <p className="soft panel-search">{say.legsText}</p>
      <div className="table-scroll" tabIndex={0} role="group" aria-label={say.legs}>
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{say.account}</th>
              <th scope="col" className="end">
                {say.moved}
              </th>
            </tr>
          </thead>
          <tbody>
            {legs.map((leg, index) => (
              <tr key={index}>
                <td>
                  <Id>{leg.account}</Id>
                </td>
                <td className="end">
                  <Money amount={leg.moved} currency={leg.currency} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
