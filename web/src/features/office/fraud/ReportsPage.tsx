import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { paged } from "../../../api/reads";
import { money } from "../../../i18n/format";
import { useLocale } from "../../../i18n/locale";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { Chips } from "../../../ui/Chips";
import { Line } from "../../../ui/List";
import { Listing } from "../../../ui/Listing";
import { Page } from "../../../ui/Page";
import { When } from "../../../ui/When";
import { texts } from "./words";

type Report = Schemas["FraudReport"];
const KINDS = ["CTR", "SAR"] as const;
const STATES = ["OPEN", "FILED"] as const;

export default function ReportsPage() {
  const say = useWords(texts);
  const language = useLocale();
  const [search] = useSearchParams();
  const kind = KINDS.find((each) => each === search.get("kind")) ?? "CTR";
  const status = STATES.find((each) => each === search.get("status")) ?? "OPEN";
  const query = useInfiniteQuery(
    paged<Report>(["office", "fraud", "reports", kind, status], (page) => ask(api.GET("/api/v1/fraud/reports", { params: { query: { ...page, kind, status } } }))),
  );
  return (
    <Page title={say.reports}>
      <Chips label={say.list} name="kind" chosen={kind} choices={KINDS.map((each) => ({ value: each, text: say[each] }))} />
      <Chips label={say.status} name="status" chosen={status} choices={STATES.map((each) => ({ value: each, text: say[`report.${each}`] }))} />
      <p className="soft">{say[`${kind}Text`]}</p>
      <Listing query={query} icon="reports" say={{ none: say.noReport, noneText: say.noReportText }}>
        {(each) => (
          <Line
            key={each.reportId}
            to={each.caseId ? `/office/fraud/cases/${each.caseId}` : `/office/customers/${each.ownerId}`}
            icon="reports"
            title={[money(each.amount, each.currency, language), each.direction && say[`cash.${each.direction}`], each.day].filter(Boolean).join(" · ")}
            below={
              <>
                {each.filedAs ? `${say.filedAs} ${each.filedAs}` : each.overdue ? say.overdue : say.due} <When at={each.filedAt ?? each.dueAt} how="day" />
              </>
            }
            end={each.status === "OPEN" && <File report={each} />}
          />
        )}
      </Listing>
    </Page>
  );
}

function File({ report }: { report: Report }) {
  const say = useWords(texts);
  const [filedAs, setFiledAs] = useState("");
  return (
    <Act
      label={say.file}
      title={say.file}
      run={(_, key) =>
        ask<Report>(
          api.POST("/api/v1/fraud/reports/{report_id}/file", {
            params: { path: { report_id: report.reportId }, header: { "Idempotency-Key": key } },
            body: { filedAs: filedAs.trim() },
          }),
        )
      }
    >
      <label className="field">
        <strong className="small">{say.filedAs}</strong>
        <span className="hint">{say.filedAsHint}</span>
        <input className="input" value={filedAs} autoComplete="off" onChange={(event) => setFiledAs(event.target.value)} />
      </label>
    </Act>
  );
}
