import { useWords } from "../../i18n/words";
import { Page } from "../../ui/Page";
import { RecoveryCodes } from "./RecoveryCodes";
import { texts } from "./words";

export default function RecoveryPage() {
  const say = useWords(texts);
  return (
    <Page title={say.recoveryNew} back="/security">
      <RecoveryCodes />
    </Page>
  );
}
