/** An email or a phone is proved to be one's own: a code goes there and comes back. */

import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { identity } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Confirm } from "./Confirm";
import { Done } from "./Done";
import { texts } from "./words";

export default function ConfirmPage() {
  const say = useWords(texts);
  const channel = useParams().channel === "phone" ? "phone" : "email";
  const query = useQuery(identity);
  return (
    <Page title={channel === "phone" ? say.verifyPhone : say.verifyEmail} back="/security">
      <Loaded query={query} rows={2}>
        {(caller) => (caller.verified.includes(channel) ? <Done>{say.verified}</Done> : <Confirm channel={channel} address={caller[channel] ?? say.noPhone} />)}
      </Loaded>
    </Page>
  );
}
