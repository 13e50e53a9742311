import { useInfiniteQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { paged } from "../../api/reads";
import { percent } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Line } from "../../ui/List";
import { Listing } from "../../ui/Listing";
import { Money } from "../../ui/Money";
import { Page } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { TONES, texts } from "./words";

export default function LoansPage() {
  const say = useWords(texts);
  const language = useLocale();
  const query = useInfiniteQuery(paged<Schemas["LoanReply"]>(["loans"], (asked) => ask(api.GET("/loans", { params: { query: asked } }))));
  return (
    <Page title={say.title} actions={<ButtonLink kinds={["primary"]} to="/loans/new">{say.apply}</ButtonLink>}>
      <Listing query={query} icon="loans" say={say}>
        {(each) => (
          <Line
            key={each.loanId}
            to={`/loans/${each.loanId}`}
            icon="loans"
            title={<Money amount={each.amount} currency={each.currency} />}
            below={`${percent(each.interestRate, language)} · ${say.months(each.termMonths)}`}
            end={each.outstanding !== null && <Money amount={each.outstanding} currency={each.currency} />}
            endBelow={<Status tone={TONES[each.status]}>{say[each.status]}</Status>}
          />
        )}
      </Listing>
    </Page>
  );
}
