import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, ask } from "../../../api/client";
import { useRuleName } from "../../../i18n/fraud";
import { Id } from "../../../ui/Id";

export const oneRule = (ruleId: string) =>
  queryOptions({
    queryKey: ["office", "fraud", "rules", "one", ruleId],
    queryFn: () => ask(api.GET("/api/v1/fraud/rules/{rule_id}", { params: { path: { rule_id: ruleId } } })),
  });

/** A rule by its name, once that is known, and the way to it. */
export function RuleLink({ ruleId }: { ruleId: string }) {
  const nameOf = useRuleName();
  const { data } = useQuery(oneRule(ruleId));
  return <Link to={`/office/fraud/rules/${ruleId}`}>{data ? nameOf(data) : <Id>{ruleId}</Id>}</Link>;
}
