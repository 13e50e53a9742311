/** One kind of message: seen with some words in it, and sent with the same. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import type { Schemas } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { ButtonLink } from "../../../ui/Button";
import { Empty } from "../../../ui/Empty";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { Preview } from "./Preview";
import { Send } from "./Send";
import { templates } from "./templates";
import { texts } from "./words";

export default function MessagePage() {
  const say = useWords(texts);
  const { key = "" } = useParams();
  return (
    <Page title={key} back="/office/messages">
      <Loaded query={useQuery(templates)} rows={4}>
        {({ items }) => {
          const kind = items.find((each) => each.key === key);
          if (kind) return <Message key={key} kind={kind} />;
          return (
            <Empty icon="bell" title={say.unknown} action={<ButtonLink to="/office/messages">{say.toList}</ButtonLink>}>
              {say.unknownText}
            </Empty>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Message({ kind }: { kind: Schemas["TemplateReply"] }) {
  const say = useWords(texts);
  const [data, setData] = useState<Record<string, string>>();
  return (
    <div className="columns">
      <Preview kind={kind} onSeen={setData} />
      <Panel title={say.send}>{!kind.sendable ? <p className="soft">{say.notSendable}</p> : <Send kind={kind} data={data} />}</Panel>
    </div>
  );
}
