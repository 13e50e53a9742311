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

/** A rule by its name, once that is known. */
export function RuleName({ ruleId }: { ruleId: string }) {
  const nameOf = useRuleName();
  const { data } = useQuery(oneRule(ruleId));
  return data ? nameOf(data) : <Id>{ruleId}</Id>;
}

/** A rule by its name, and the way to it. */
export function RuleLink({ ruleId }: { ruleId: string }) {
  return (
    <Link to={`/office/fraud/rules/${ruleId}`}>
      <RuleName ruleId={ruleId} />
    </Link>
  );
}
