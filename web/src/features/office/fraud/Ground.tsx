import { useWords } from "../../../i18n/words";
import { RuleLink } from "./RuleLink";
import { texts } from "./words";

/** Why somebody is to look, as a case names it: a rule's id, a word, or a word with what it is about, such as `rule:<id>` or `blacklist:customer`. */
export function Ground({ of }: { of: string }) {
  const say: Record<string, unknown> = useWords(texts);
  return of.split(":").map((part, at) => (
    <span key={part}>
      {at > 0 && ": "}
      {UUID.test(part) ? <RuleLink ruleId={part} /> : String(say[`ground.${part}`] ?? part)}
    </span>
  ));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
