import { useWords } from "../../../i18n/words";
import { RuleLink, RuleName } from "./RuleLink";
import { texts } from "./words";

/** Why somebody is to look, as a case names it: a rule's id, a word, or a word with what it is about, such as `rule:<id>` or `blacklist:customer`.
 * `plain` within a line that leads to the case itself. */
export function Ground({ of, plain = false }: { of: string; plain?: boolean }) {
  const say: Record<string, unknown> = useWords(texts);
  const Rule = plain ? RuleName : RuleLink;
  return of.split(":").map((part, at) => (
    <span key={part}>
      {at > 0 && ": "}
      {UUID.test(part) ? <Rule ruleId={part} /> : String(say[`ground.${part}`] ?? part)}
    </span>
  ));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
