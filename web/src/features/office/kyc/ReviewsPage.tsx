import { useInfiniteQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../../api/client";
import { paged } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import { Line } from "../../../ui/List";
import { Listing } from "../../../ui/Listing";
import { Page } from "../../../ui/Page";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { STAGES, texts } from "./words";

export default function ReviewsPage() {
  const say = useWords(texts);
  const query = useInfiniteQuery(
    paged<Schemas["Review"]>(["office", "kyc"], (page) => ask(api.GET("/api/v1/kyc/reviews", { params: { query: page } }))),
  );
  return (
    <Page title={say.title}>
      <Listing query={query} icon="security" say={say}>
        {(each) => (
          <Line
            key={each.customerId}
            to={`/office/kyc/${each.customerId}`}
            icon={each.flags.length ? "warning" : "security"}
            title={say.asks(say[each.level])}
            below={
              <>
                {say.since} <When at={each.submittedAt} how="short" />
                {each.flags.map((flag) => ` · ${say[flag]}`)}
              </>
            }
            end={<Status tone={STAGES[each.stage]}>{each.kycStatus === "SUBMITTED" ? say.SUBMITTED : say[each.stage]}</Status>}
          />
        )}
      </Listing>
    </Page>
  );
}
