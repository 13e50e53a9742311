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

export default function PaymentsPage() {
  const say = useWords(texts);
  const query = useInfiniteQuery(paged<Schemas["PaymentReply"]>(["payments"], (asked) => ask(api.GET("/payments", { params: { query: asked } }))));
  const pay = (
    <ButtonLink kinds={["primary"]} to="/payments/new">
      {say.pay}
    </ButtonLink>
  );
  return (
    <Page title={say.title} actions={pay}>
      <Listing query={query} icon="pay" say={say} at={(each) => each.createdAt}>
        {(each) => (
          <Line
            key={each.transactionId}
            to={`/payments/${each.transactionId}`}
            icon="pay"
            title={each.merchant}
            below={<When at={each.createdAt} how="short" />}
            end={<Money amount={each.amount} currency={each.currency} direction={each.status === "FAILED" ? undefined : "out"} />}
            endBelow={<Status tone={TONES[each.status]}>{say[each.status]}</Status>}
          />
        )}
      </Listing>
    </Page>
  );
}
