/** One kind of message: seen with some words in it, and sent with the same. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import type { Schemas } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { kinds, nameOf } from "./kinds";
import { Preview } from "./Preview";
import { Send } from "./Send";
import { template } from "./templates";
import { texts } from "./words";

export default function MessagePage() {
  const { key = "" } = useParams();
  const name = useWords(kinds);
  return (
    <Page title={nameOf(key, name)} back="/office/messages">
      <Loaded query={useQuery(template(key))} rows={4}>
        {(kind) => <Message key={key} kind={kind} />}
      </Loaded>
    </Page>
  );
}

function Message({ kind }: { kind: Schemas["DescribedTemplate"] }) {
  const say = useWords(texts);
  const [data, setData] = useState<Record<string, string>>();
  return (
    <div className="columns">
      <Preview kind={kind} onSeen={setData} />
      <Panel title={say.send}>{!kind.sendable ? <p className="soft">{say.notSendable}</p> : <Send kind={kind} data={data} />}</Panel>
    </div>
  );
}
