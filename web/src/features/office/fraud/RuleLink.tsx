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

const MOST = 100;

/** Those that payments are judged by: a page names most of its rules by one look at them. */
const rulesInUse = queryOptions({
  queryKey: ["office", "fraud", "rules", "in use"],
  queryFn: () => ask(api.GET("/api/v1/fraud/rules", { params: { query: { limit: MOST } } })),
});

/** A rule by its name, once that is known. One that is out of use is asked for by itself. */
export function RuleName({ ruleId }: { ruleId: string }) {
  const nameOf = useRuleName();
  const inUse = useQuery(rulesInUse);
  const among = inUse.data?.items.find((each) => each.ruleId === ruleId);
  const alone = useQuery({ ...oneRule(ruleId), enabled: !inUse.isPending && !among });
  const rule = among ?? alone.data;
  return rule ? nameOf(rule) : <Id>{ruleId}</Id>;
}

/** A rule by its name, and the way to it. */
export function RuleLink({ ruleId }: { ruleId: string }) {
  return (
    <Link to={`/office/fraud/rules/${ruleId}`}>
      <RuleName ruleId={ruleId} />
    </Link>
  );
}
