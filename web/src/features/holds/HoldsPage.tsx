import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { accounts, paged } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Line } from "../../ui/List";
import { Listing } from "../../ui/Listing";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { TONES, texts } from "./words";

export default function HoldsPage() {
  const say = useWords(texts);
  const query = useInfiniteQuery(paged<Schemas["HoldReply"]>(["holds"], (asked) => ask(api.GET("/holds", { params: { query: asked } }))));
  const { data: own = [] } = useQuery(accounts);
  const nameOf = (accountId: string, holdId: string) => {
    const on = own.find((each) => each.accountId === accountId);
    return on ? `${say[on.type]} ··${on.accountNumber.slice(-4)}` : `${say.hold} ··${holdId.slice(-4)}`;
  };
  return (
    <Page title={say.title} actions={<ButtonLink kinds={["primary"]} to="/holds/new">{say.place}</ButtonLink>}>
      <Listing query={query} icon="holds" say={say}>
        {(each) => (
          <Line
            key={each.holdId}
            to={`/holds/${each.holdId}`}
            icon="holds"
            title={each.reference || nameOf(each.accountId, each.holdId)}
            below={
              <>
                {say.until} <When at={each.expiresAt} />
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
