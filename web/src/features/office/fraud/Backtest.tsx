/** Tries a rule on transfers that were screened before, and shows what it finds while it is counted. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask, type Schemas } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { Loaded } from "../../../ui/Loaded";
import { Facts, Panel } from "../../../ui/Panel";
import { Status } from "../../../ui/Status";
import { texts } from "./words";

type Tried = Schemas["BacktestReply"];
const DAY = 24 * 60 * 60 * 1000;

export function Backtest({ ruleId }: { ruleId: string }) {
  const say = useWords(texts);
  const [days, setDays] = useState("30");
  const [tried, setTried] = useState<string>();
  const run = async (_: string, key: string) => {
    const now = Date.now();
    const body = { since: new Date(now - Number(days) * DAY).toISOString(), until: new Date(now).toISOString() };
    const begun = await ask<Tried>(api.POST("/api/v1/fraud/rules/{rule_id}/backtest", { params: { path: { rule_id: ruleId }, header: { "Idempotency-Key": key } }, body }));
    setTried(begun.backtestId);
    return begun;
  };
  return (
    <Panel
      title={say.backtest}
      actions={
        <Act label={say.try} title={say.backtest} run={run}>
          <label className="field">
            <strong className="small">{say.days}</strong>
            <span className="hint">{say.daysHint}</span>
            <input className="input" type="number" min={1} max={366} value={days} onChange={(event) => setDays(event.target.value)} />
          </label>
        </Act>
      }
    >
      {tried ? <Found ruleId={ruleId} backtestId={tried} /> : <p className="soft">{say.backtestText}</p>}
    </Panel>
  );
}

function Found({ ruleId, backtestId }: { ruleId: string; backtestId: string }) {
  const say = useWords(texts);
  const query = useQuery({
    queryKey: ["office", "fraud", "backtests", backtestId],
    queryFn: () => ask(api.GET("/api/v1/fraud/rules/{rule_id}/backtests/{backtest_id}", { params: { path: { rule_id: ruleId, backtest_id: backtestId } } })),
    refetchInterval: (current) => (current.state.data?.status === "DONE" ? false : 2000),
  });
  return (
    <Loaded query={query} rows={4}>
      {(found) => (
        <Facts
          facts={[
            [say.status, <Status key="status" tone={found.status === "DONE" ? "good" : "wait"}>{say[`backtest.${found.status}`]}</Status>],
            [say.judged, `${found.judged} / ${found.looked}`],
            [say.hits, String(found.hits)],
            ...(found.unjudged ? [[say.unjudged, String(found.unjudged)] as [string, string]] : []),
            ...found.changes.map((each): [string, string] => [`${say[`outcome.${each.before}`]} → ${say[`outcome.${each.after}`]}`, String(each.payments)]),
            [say.confirmedHits, `${found.confirmed} / ${found.confirmedInAll}`],
            [say.falseAlarms, String(found.falseAlarms)],
          ]}
        />
      )}
    </Loaded>
  );
}
