import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { flat, paged } from "../../../api/reads";
import { useLocale } from "../../../i18n/locale";
import { useWords } from "../../../i18n/words";
import { AddressForm } from "../../../ui/AddressForm";
import { Empty } from "../../../ui/Empty";
import { Id } from "../../../ui/Id";
import { Loaded, Pager } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { When } from "../../../ui/When";
import { actOf } from "./acts";
import { texts } from "./words";

type Entry = Schemas["AuditEntry"];

export default function AuditPage() {
  const say = useWords(texts);
  const [search] = useSearchParams();
  const [who, whom, what] = ["who", "whom", "what"].map((name) => search.get(name) ?? undefined);
  const query = useInfiniteQuery(
    paged<Entry>(["office", "audit", who, whom, what], (page) => ask(api.GET("/admin/audit", { params: { query: { ...page, who, whom, what } } }))),
  );
  return (
    <Page title={say.title}>
      <p className="soft">{say.about}</p>
      <Panel>
        <AddressForm
          fields={[
            { name: "who", label: say.who, hint: say.whoHint },
            { name: "whom", label: say.whom, hint: say.whomHint },
            { name: "what", label: say.what, hint: say.whatHint },
          ]}
          submit={say.search}
        />
      </Panel>
      <Panel flush>
        <Loaded query={query} rows={6}>
          {(data) => {
            const entries = flat(data);
            return (
              <>
                {entries.length === 0 && !query.hasNextPage ? (
                  <Empty icon="reports" title={say.none}>
                    {say.noneText}
                  </Empty>
                ) : (
                  <ol className="list">
                    {entries.map((each) => (
                      <Told key={each.entryId} entry={each} />
                    ))}
                  </ol>
                )}
                <Pager query={query} />
              </>
            );
          }}
        </Loaded>
      </Panel>
    </Page>
  );
}

function Told({ entry }: { entry: Entry }) {
  const say = useWords(texts);
  const language = useLocale();
  const changed = [...new Set([...Object.keys(entry.before), ...Object.keys(entry.after)])];
  return (
    <li className="line">
      <div className="stack tight">
        <p className="row apart">
          <Link className="strong" to={`?what=${entry.what}`} title={entry.what}>
            {actOf(entry.what, language)}
          </Link>
          <span className="soft small">
            <When at={entry.at} />
          </span>
        </p>
        <p className="row apart soft small">
          <span>
            {say.by}{" "}
            <Link to={`?who=${entry.who}`}>
              <Id short>{entry.who}</Id>
            </Link>
            {entry.whom && (
              <>
                {" "}
                · {say.about_}{" "}
                <Link to={`?whom=${entry.whom}`}>
                  <Id short>{entry.whom}</Id>
                </Link>
              </>
            )}
            {entry.subject && (
              <>
                {" "}
                · {say.subject} <Id short>{entry.subject}</Id>
              </>
            )}
          </span>
          {entry.correlationId && <Link to={`/operations/traces/${entry.correlationId}?around=${entry.at}`}>{say.trace}</Link>}
        </p>
        {changed.map((name) => (
          <p key={name} className="small">
            <span className="soft">{name}:</span> <Value>{entry.before[name] || say.nothing}</Value> → <Value now>{entry.after[name] || say.nothing}</Value>
          </p>
        ))}
        {entry.why && (
          <p className="small">
            <span className="soft">{say.why}:</span> <bdi>{entry.why}</bdi>
          </p>
        )}
      </div>
    </li>
  );
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function Value({ now = false, children }: { now?: boolean; children: string }) {
  const told = UUID.test(children) ? <Id short>{children}</Id> : children;
  return now ? <ins>{told}</ins> : <del className="soft">{told}</del>;
}
