import { useRef } from "react";
import { Link } from "react-router";
import { api, ask } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { KnownFacts, RuleForm } from "./RuleForm";
import { texts } from "./words";

export default function NewRulePage() {
  const say = useWords(texts);
  const kept = useRef<{ key: string; of: string } | null>(null);
  return (
    <Page title={say.write} back="/office/fraud/rules">
      <div className="columns">
        <Panel>
          <RuleForm
            submit={say.saveNew}
            send={(written) => {
              // The same rule goes under the same key, however often it is sent.
              const of = JSON.stringify(written);
              if (kept.current?.of !== of) kept.current = { key: crypto.randomUUID(), of };
              return ask(api.POST("/api/v1/fraud/rules", { params: { header: { "Idempotency-Key": kept.current.key } }, body: written }));
            }}
            done={(rule) => <Link to={`/office/fraud/rules/${rule.ruleId}`}>{say.saved}</Link>}
          />
        </Panel>
        <KnownFacts />
      </div>
    </Page>
  );
}
