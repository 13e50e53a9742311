import { useInfiniteQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { paged } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Line } from "../../ui/List";
import { Listing } from "../../ui/Listing";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { TONES, texts } from "./words";

export default function SchedulesPage() {
  const say = useWords(texts);
  const query = useInfiniteQuery(
    paged<Schemas["ScheduledTransferReply"]>(["scheduled"], (asked) => ask(api.GET("/api/v1/transactions/scheduled", { params: { query: asked } }))),
  );
  const make = (
    <ButtonLink kinds={["primary"]} to="/scheduled/new">
      {say.new}
    </ButtonLink>
  );
  return (
    <Page title={say.title} actions={make}>
      <Listing query={query} icon="clock" say={say}>
        {(each) => (
          <Line
            key={each.scheduleId}
            to={`/scheduled/${each.scheduleId}`}
            icon="clock"
            title={each.description ?? say.sentTo(each.counterpartyName ?? "", each.counterparty)}
            below={
              <>
                {say[each.frequency]}
                {each.nextRuns[0] && <> · {say.next} <When at={each.nextRuns[0].dueOn} how="day" /></>}
              </>
            }
            end={<Money amount={each.amount} currency={each.currency} />}
            endBelow={<Status tone={TONES[each.status]}>{say[each.status]}</Status>}
          />
        )}
      </Listing>
    </Page>
  );
}
