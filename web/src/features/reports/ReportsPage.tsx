import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { untilSettled } from "../../api/queries";
import { cards, paged } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Line } from "../../ui/List";
import { Listing } from "../../ui/Listing";
import { Page } from "../../ui/Page";
import { Status } from "../../ui/Status";
import { texts } from "./words";

const TONES = { PENDING: "wait", READY: "good", FAILED: "bad" } as const;
type Report = Schemas["ReportState"];

export default function ReportsPage() {
  const say = useWords(texts);
  const own = useQuery(cards).data ?? [];
  const query = useInfiniteQuery({
    ...paged<Report>(["reports"], (asked) => ask(api.GET("/reports", { params: { query: asked } }))),
    refetchInterval: untilSettled((data: { pages: { items: Report[] }[] }) => data.pages.every((page) => page.items.every((each) => each.status !== "PENDING"))),
  });
  const cardName = (cardId: string) => {
    const card = own.find((each) => each.cardId === cardId);
    return card ? `${say[card.type]} ··${card.last4}` : "";
  };
  return (
    <Page title={say.title} actions={<ButtonLink kinds={["primary"]} to="/reports/new">{say.new}</ButtonLink>}>
      <Listing query={query} icon="reports" say={say}>
        {(each) => (
          <Line
            key={each.reportId}
            icon="reports"
            title={say.report(each.format.toUpperCase())}
            below={[cardName(each.cardId), each.rows !== null && say.rows(each.rows)].filter(Boolean).join(" · ")}
            end={
              each.link ? (
                <a className="button" href={each.link} download aria-label={`${say.download}: ${say.report(each.format.toUpperCase())}, ${cardName(each.cardId)}`}>
                  {say.download}
                </a>
              ) : (
                <Status tone={TONES[each.status]}>{say[each.status]}</Status>
              )
            }
          />
        )}
      </Listing>
    </Page>
  );
}
