import { Failure } from "../../api/failure";
import { duration } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { FailureNote } from "../../ui/FailureNote";
import { texts } from "./words";

/** Why no code was sent, or why the one that was typed does not do. */
export function CodeFailure({ error }: { error: Error | null }) {
  const say = useWords(texts);
  const language = useLocale();
  if (!(error instanceof Failure)) return null;
  if (error.code !== "too_many_requests" || !error.retryAfterSeconds) return <FailureNote failure={error} focus />;
  return (
    <p role="alert" className="note">
      {say.codeWait(duration(error.retryAfterSeconds * 1000, language))}
    </p>
  );
}
