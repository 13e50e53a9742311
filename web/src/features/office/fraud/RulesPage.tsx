import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { paged } from "../../../api/reads";
import { useRuleName } from "../../../i18n/fraud";
import { useWords } from "../../../i18n/words";
import { ButtonLink } from "../../../ui/Button";
import { Chips } from "../../../ui/Chips";
import { Line } from "../../../ui/List";
import { Listing } from "../../../ui/Listing";
import { Page } from "../../../ui/Page";
import { Status } from "../../../ui/Status";
import { RULE_TONES, texts } from "./words";

const STATES = ["ACTIVE", "SHADOW", "DRAFT", "INACTIVE"] as const;

export default function RulesPage() {
  const say = useWords(texts);
  const nameOf = useRuleName();
  const [search] = useSearchParams();
  const status = STATES.find((each) => each === search.get("status"));
  const query = useInfiniteQuery(
    paged<Schemas["RuleReply"]>(["office", "fraud", "rules", status ?? ""], (page) => ask(api.GET("/api/v1/fraud/rules", { params: { query: { ...page, status } } }))),
  );
  return (
    <Page title={say.rules} actions={<ButtonLink kinds={["primary"]} to="/office/fraud/rules/new">{say.write}</ButtonLink>}>
      <p className="soft">{say.rulesText}</p>
      <Chips label={say.status} name="status" chosen={status ?? ""} choices={[{ value: "", text: say.used }, ...STATES.map((each) => ({ value: each, text: say[each] }))]} />
      <Listing query={query} icon="flow" say={say}>
        {(each) => (
          <Line
            key={each.ruleId}
            to={`/office/fraud/rules/${each.ruleId}`}
            icon="flow"
            title={nameOf(each)}
            below={`${say[`action.${each.action}`]} · ${say.score} ${each.score} · ${say.priority} ${each.priority}`}
            end={<Status tone={RULE_TONES[each.status]}>{say[each.status]}</Status>}
          />
        )}
      </Listing>
    </Page>
  );
}
