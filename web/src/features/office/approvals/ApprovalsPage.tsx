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
import { TONES, named, texts } from "./words";

const STATES = ["PENDING", "APPROVED", "REJECTED"] as const;

export default function ApprovalsPage() {
  const say = useWords(texts);
  const [search] = useSearchParams();
  const status = STATES.find((each) => each === search.get("status")) ?? "PENDING";
  const query = useInfiniteQuery(
    paged<Schemas["ApprovalReply"]>(["office", "approvals", status], (page) => ask(api.GET("/admin/approvals", { params: { query: { ...page, status } } }))),
  );
  return (
    <Page title={say.title}>
      <p className="soft">{say.about}</p>
      <Chips label={say.status} name="status" chosen={status} choices={STATES.map((each) => ({ value: each, text: say[each] }))} />
      <Listing query={query} icon="check" say={say}>
        {(each) => (
          <Line
            key={each.approvalId}
            to={`/office/approvals/${each.approvalId}`}
            icon="check"
            title={named(each.kind, say)}
            below={
              <>
                <When at={each.proposedAt} how="short" />
                {each.reason && <bdi> · {each.reason}</bdi>}
              </>
            }
            end={<Status tone={TONES[each.status]}>{say[each.status]}</Status>}
          />
        )}
      </Listing>
    </Page>
  );
}
