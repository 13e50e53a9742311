/** A rule as it is written: its tree as JSON, and what the bank finds wrong with a node shown where the tree is. */

import { useMutation, useQuery } from "@tanstack/react-query";
import { type ReactNode, useId } from "react";
import { api, ask, type Schemas } from "../../../api/client";
import { Failure } from "../../../api/failure";
import { queries } from "../../../api/queries";
import { useMeaning } from "../../../i18n/fraud";
import { useWords } from "../../../i18n/words";
import { Button } from "../../../ui/Button";
import { FailureNote } from "../../../ui/FailureNote";
import { SelectField, TextField, required, useFields, wholeOf } from "../../../ui/fields";
import { Loaded } from "../../../ui/Loaded";
import { Panel } from "../../../ui/Panel";
import * as z from "zod/mini";
import { texts } from "./words";

type Rule = Schemas["RuleReply"];
type Written = Schemas["RuleRequest"];
const ACTIONS = ["score", "review", "block"] as const;
const [LOWEST_SCORE, HIGHEST_SCORE, LAST] = [-100, 100, 1000];

interface Told {
  rule?: Rule;
  submit: string;
  send: (written: Written) => Promise<Rule>;
  done: (rule: Rule) => ReactNode;
}

export function RuleForm({ rule, submit, send, done }: Told) {
  const say = useWords(texts);
  const id = useId();
  const schema = z.object({
    name: required(100),
    conditions: z.pipe(
      required(20_000),
      z.transform((typed: string, context) => {
        try {
          return JSON.parse(typed) as Record<string, unknown>;
        } catch {
          context.issues.push({ code: "custom", message: say.notJson, input: typed });
          return z.NEVER;
        }
      }),
    ),
    action: z.enum(ACTIONS),
    score: wholeOf(LOWEST_SCORE, HIGHEST_SCORE),
    priority: wholeOf(0, LAST),
  });
  const form = useFields(schema, {
    name: rule?.name ?? "",
    conditions: JSON.stringify(rule?.conditions ?? { all: [{ eq: ["currency", "USD"] }, { gte: ["amountMinor", 100_000] }] }, null, 2),
    action: rule?.action ?? "score",
    score: String(rule?.score ?? 50),
    priority: String(rule?.priority ?? 100),
  });
  const keeping = useMutation({ mutationFn: (written: Written) => send(written), onSuccess: () => void queries.invalidateQueries() });
  const wrong = form.getFieldState("conditions", form.formState).error?.message;
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit((written) => keeping.mutate(written as Written))(event)}>
      {keeping.error instanceof Failure && <FailureNote failure={keeping.error} focus />}
      <TextField form={form} name="name" label={say.name} />
      <div className="field">
        <label htmlFor={id}>{say.conditions}</label>
        <span className="hint" id={`${id}-hint`}>
          {say.conditionsHint}
        </span>
        <textarea
          id={id}
          className="input mono"
          rows={12}
          spellCheck={false}
          aria-invalid={wrong ? true : undefined}
          aria-describedby={[wrong && `${id}-error`, `${id}-hint`].filter(Boolean).join(" ")}
          {...form.register("conditions")}
        />
        {wrong && (
          <span className="error" id={`${id}-error`}>
            {wrong === "required" ? say.notJson : wrong}
          </span>
        )}
      </div>
      <SelectField form={form} name="action" label={say.action}>
        {ACTIONS.map((action) => (
          <option key={action} value={action}>
            {say[`action.${action}`]}
          </option>
        ))}
      </SelectField>
      <TextField form={form} name="score" label={say.score} hint={say.scoreHint} />
      <TextField form={form} name="priority" label={say.priority} hint={say.priorityHint} inputMode="numeric" />
      <div className="row">
        <Button type="submit" kinds={["primary"]} busy={keeping.isPending}>
          {keeping.isPending ? say.saving : submit}
        </Button>
        <span role="status" className="good">
          {keeping.data && done(keeping.data)}
        </span>
      </div>
    </form>
  );
}

/** What a rule may ask about, by name. */
export function KnownFacts() {
  const say = useWords(texts);
  const meaning = useMeaning();
  const query = useQuery({ queryKey: ["office", "fraud", "facts"], queryFn: () => ask(api.GET("/api/v1/fraud/facts")), staleTime: Infinity });
  return (
    <Panel title={say.facts}>
      <Loaded query={query} rows={6}>
        {({ items }) => (
          <ul className="stack tight small">
            {items.map((fact) => (
              <li key={fact.name}>
                <span className="mono">{fact.name}</span> <span className="soft">({say[`type.${fact.type}`]}): {meaning(fact.name) ?? fact.meaning}</span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}
