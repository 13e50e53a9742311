/** The button of a form whose command is looked at before it is sent. */

import { useWords } from "../i18n/words";
import { Button } from "./Button";
import { texts } from "./formWords";

export function Continue({ busy }: { busy: boolean }) {
  const say = useWords(texts);
  return (
    <Button type="submit" kinds={["primary"]} busy={busy}>
      {busy ? say.looking : say.continue}
    </Button>
  );
}
