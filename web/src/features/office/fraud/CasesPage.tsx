import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { paged } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import { Chips } from "../../../ui/Chips";
import { Line } from "../../../ui/List";
import { Listing } from "../../../ui/Listing";
import { Page } from "../../../ui/Page";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { Ground } from "./Ground";
import { RISK_TONES, texts } from "./words";

const STATES = ["OPEN", "INVESTIGATING", "CLOSED"] as const;

export default function CasesPage() {
  const say = useWords(texts);
  const [search] = useSearchParams();
  const status = STATES.find((each) => each === search.get("status")) ?? "OPEN";
  const query = useInfiniteQuery(
    paged<Schemas["CaseReply"]>(["office", "fraud", "cases", status], (page) => ask(api.GET("/api/v1/fraud/cases", { params: { query: { ...page, status } } }))),
  );
  return (
    <Page title={say.cases}>
      <Chips label={say.status} name="status" chosen={status} choices={STATES.map((each) => ({ value: each, text: say[each] }))} />
      <Listing query={query} icon="warning" say={{ none: say.noCase, noneText: say.noCaseText }}>
        {(each) => (
          <Line
            key={each.caseId}
            to={`/office/fraud/cases/${each.caseId}`}
            icon="warning"
            title={<Ground plain of={each.cause} />}
            below={
              <>
                {[say.payments(each.hits), ...(each.waiting ? [say.waiting(each.waiting)] : []), ""].join(" · ")}
                {each.overdue ? say.overdue : say.due} <When at={each.dueAt} how="short" />
              </>
            }
            end={<Status tone={RISK_TONES[each.riskLevel]}>{say[each.riskLevel]}</Status>}
          />
        )}
      </Listing>
    </Page>
  );
}
