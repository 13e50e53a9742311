import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { paged } from "../../../api/reads";
import { percent } from "../../../i18n/format";
import { useLocale } from "../../../i18n/locale";
import { useWords } from "../../../i18n/words";
import { Chips } from "../../../ui/Chips";
import { Line } from "../../../ui/List";
import { Listing } from "../../../ui/Listing";
import { Money } from "../../../ui/Money";
import { Page } from "../../../ui/Page";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { TONES, texts } from "./words";

const STATES = ["PENDING", "APPROVED", "PAID_OFF", "REJECTED"] as const;

export default function LoansPage() {
  const say = useWords(texts);
  const language = useLocale();
  const [search] = useSearchParams();
  const status = STATES.find((each) => each === search.get("status")) ?? "PENDING";
  const query = useInfiniteQuery(
    paged<Schemas["LoanReply"]>(["office", "loans", status], (page) => ask(api.GET("/admin/loans", { params: { query: { ...page, status } } }))),
  );
  return (
    <Page title={say.title}>
      <Chips label={say.status} name="status" chosen={status} choices={STATES.map((each) => ({ value: each, text: say[each] }))} />
      <Listing query={query} icon="loans" say={say}>
        {(each) => (
          <Line
            key={each.loanId}
            to={`/office/loans/${each.loanId}`}
            icon="loans"
            title={<Money amount={each.amount} currency={each.currency} />}
            below={
              <>
                {percent(each.interestRate, language)} · {say.months(each.termMonths)} · {say.asked} <When at={each.createdAt} how="short" />
              </>
            }
            end={<Status tone={TONES[each.status]}>{say[each.status]}</Status>}
          />
        )}
      </Listing>
    </Page>
  );
}
