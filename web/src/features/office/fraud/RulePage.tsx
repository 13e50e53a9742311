import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { useRuleName } from "../../../i18n/fraud";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { Code } from "../../../ui/Code";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Facts, Panel } from "../../../ui/Panel";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { Backtest } from "./Backtest";
import { KnownFacts, RuleForm } from "./RuleForm";
import { oneRule } from "./RuleLink";
import { RULE_TONES, texts } from "./words";

type Rule = Schemas["RuleReply"];
const ACTS = { activate: ["DRAFT", "SHADOW", "INACTIVE"], shadow: ["DRAFT", "ACTIVE", "INACTIVE"], deactivate: ["ACTIVE", "SHADOW"] } as const;

export default function RulePage() {
  const say = useWords(texts);
  const nameOf = useRuleName();
  const { ruleId = "" } = useParams();
  const path = { rule_id: ruleId };
  const query = useQuery(oneRule(ruleId));
  return (
    <Page title={query.data ? nameOf(query.data) : say.rule} back="/office/fraud/rules">
      <Loaded query={query} rows={6}>
        {(rule) => (
          <div className="columns">
            <Panel>
              {rule.status === "DELETED" ? (
                <Code label={say.conditions} value={rule.conditions} open />
              ) : (
                <RuleForm
                  key={rule.version}
                  rule={rule}
                  submit={say.saveDraft}
                  send={(written) => ask(api.PUT("/api/v1/fraud/rules/{rule_id}", { params: { path }, body: written }))}
                  done={() => say.saved}
                />
              )}
            </Panel>
            <div className="stack">
              <Standing rule={rule} />
              <Backtest ruleId={rule.ruleId} />
              <KnownFacts />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Standing({ rule }: { rule: Rule }) {
  const say = useWords(texts);
  const path = { rule_id: rule.ruleId };
  return (
    <Panel>
      <Facts
        facts={[
          [say.status, <Status key="status" tone={RULE_TONES[rule.status]}>{say[rule.status]}</Status>],
          [say.version, String(rule.version)],
          [say.madeBy, rule.madeBy],
          [say.madeAt, <When key="at" at={rule.madeAt} />],
        ]}
      />
      {rule.status !== "DELETED" && (
        <div className="row">
          {(["activate", "shadow", "deactivate"] as const)
            .filter((act) => (ACTS[act] as readonly string[]).includes(rule.status))
            .map((act) => (
              <Act key={act} label={say[act]} title={say[act]} run={() => ask<Rule>(api.POST(`/api/v1/fraud/rules/{rule_id}/${act}`, { params: { path } }))}>
                <p>{say[`${act}Text`]}</p>
              </Act>
            ))}
          <Act label={say.remove} kinds={["danger"]} title={say.remove} run={() => ask(api.DELETE("/api/v1/fraud/rules/{rule_id}", { params: { path } }))}>
            <p>{say.removeText}</p>
          </Act>
        </div>
      )}
    </Panel>
  );
}
