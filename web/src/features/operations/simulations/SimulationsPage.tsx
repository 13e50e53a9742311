/** What networks and other banks would do by themselves, done by hand. */

import { useWords } from "../../../i18n/words";
import { Page } from "../../../ui/Page";
import { PassTime } from "./PassTime";
import { Receive } from "./Receive";
import { SendBack } from "./SendBack";
import { Waiting } from "./Waiting";
import { texts } from "./words";

export default function SimulationsPage() {
  const say = useWords(texts);
  return (
    <Page title={say.title}>
      <p className="soft">{say.about}</p>
      <Waiting />
      <div className="halves">
        <div className="stack">
          <PassTime />
          <SendBack />
        </div>
        <Receive />
      </div>
    </Page>
  );
}
