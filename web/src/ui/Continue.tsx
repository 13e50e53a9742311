/** The button that leads to the look at what is about to happen: of a form, or `onClick` where there is nothing to fill in. */

import { useWords } from "../i18n/words";
import { Button } from "./Button";
import { texts } from "./formWords";

export function Continue({ busy = false, danger = false, onClick }: { busy?: boolean; danger?: boolean; onClick?: () => void }) {
  const say = useWords(texts);
  return (
    <Button type={onClick ? "button" : "submit"} kinds={[danger ? "danger" : "primary"]} busy={busy} onClick={onClick}>
      {busy ? say.looking : say.continue}
    </Button>
  );
}
