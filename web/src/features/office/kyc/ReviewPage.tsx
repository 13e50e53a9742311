import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { ButtonLink } from "../../../ui/Button";
import { Id } from "../../../ui/Id";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Facts, Panel } from "../../../ui/Panel";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { Decision } from "./Decision";
import { Documents } from "./Documents";
import { texts } from "./words";

type Details = Schemas["ReviewDetails"];

export default function ReviewPage() {
  const say = useWords(texts);
  const { customerId = "" } = useParams();
  const query = useQuery({
    queryKey: ["office", "kyc", customerId],
    queryFn: () => ask(api.GET("/api/v1/kyc/reviews/{customer_id}", { params: { path: { customer_id: customerId } } })),
  });
  const details = query.data;
  return (
    <Page
      title={details ? `${details.name} ${details.lastName}` : say.review}
      back="/office/kyc"
      actions={<ButtonLink to={`/office/customers/${customerId}`}>{say.customer}</ButtonLink>}
    >
      <Loaded query={query} rows={6}>
        {(review) => (
          <div className="halves">
            <div className="stack">
              <Panel title={say.who}>
                {review.flags.length > 0 && (
                  <ul className="note bad">
                    {review.flags.map((flag) => (
                      <li key={flag}>{say[flag]}</li>
                    ))}
                  </ul>
                )}
                <Facts
                  facts={[
                    [say.name, `${review.name} ${review.lastName}`],
                    [say.born, review.dateOfBirth && <When key="born" at={review.dateOfBirth} how="day" />],
                    [say.level, say.asks(say[review.level])],
                    [say.state, say[review.kycStatus]],
                    [say.since, <When key="since" at={review.submittedAt} />],
                  ]}
                />
              </Panel>
              <Screening review={review} />
            </div>
            <div className="stack">
              <Documents documents={review.documents} />
              {review.kycStatus === "IN_REVIEW" && <Decision review={review} />}
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Screening({ review }: { review: Details }) {
  const say = useWords(texts);
  return (
    <Panel title={say.screening}>
      {review.matches.length === 0 && review.listVersion && <p>{say.noMatch}</p>}
      <Facts
        facts={[
          ...review.matches.map((each): [string, React.ReactNode] => [
            `${say.match} ${each.scorePercent} %`,
            <span key={each.entry} className="row">
              <Id>{each.entry}</Id>
              <Status tone={each.strength === "STRONG" ? "bad" : "wait"}>{say[each.strength]}</Status>
            </span>,
          ]),
          [say.list, review.listVersion],
        ]}
      />
    </Panel>
  );
}
