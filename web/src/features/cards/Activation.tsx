import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { Meter } from "../../ui/Meter";
import { NEEDED, useCompleted } from "./card";
import { texts } from "./words";

/** How far a credit card is from its activation. */
export function Activation() {
  const say = useWords(texts);
  const language = useLocale();
  const completed = useCompleted(true);
  if (completed === undefined) return null;
  return (
    <Meter part={BigInt(completed)} whole={BigInt(NEEDED)} label={say.progressLabel}>
      <p>
        <strong>{say.progress(new Intl.NumberFormat(language).format(completed))}</strong>
      </p>
      <p className="soft small">{say.progressText}</p>
    </Meter>
  );
}
