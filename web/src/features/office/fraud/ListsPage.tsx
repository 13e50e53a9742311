import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { paged } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { Chips } from "../../../ui/Chips";
import { Choice } from "../../../ui/Choice";
import { Line } from "../../../ui/List";
import { Listing } from "../../../ui/Listing";
import { Page } from "../../../ui/Page";
import { When } from "../../../ui/When";
import { texts } from "./words";

type Name = "blacklist" | "whitelist";
type Kind = Schemas["EntryRequest"]["kind"];
const KINDS = ["customer", "account", "merchant"] as const;

export default function ListsPage() {
  const say = useWords(texts);
  const [search] = useSearchParams();
  const name: Name = search.get("list") === "whitelist" ? "whitelist" : "blacklist";
  const query = useInfiniteQuery(
    paged<Schemas["EntryReply"]>(["office", "fraud", name], (page) => ask(api.GET(`/api/v1/fraud/${name}`, { params: { query: page } }))),
  );
  return (
    <Page title={say.lists} actions={<Add key={name} name={name} />}>
      <Chips label={say.list} name="list" chosen={name} choices={(["blacklist", "whitelist"] as const).map((each) => ({ value: each, text: say[each] }))} />
      <p className="soft">{say[`${name}Text`]}</p>
      <Listing query={query} icon="people" say={{ none: say.noEntry, noneText: say.noEntryText }}>
        {(each) => (
          <Line
            key={each.entryId}
            icon="profile"
            title={each.value}
            below={
              <>
                {say[each.kind]} · {each.reason}
                {each.until && (
                  <>
                    {" "}
                    · {say.until} <When at={each.until} how="day" />
                  </>
                )}
              </>
            }
            end={
              <Act
                label={say.takeOff}
                title={say.takeOff}
                run={() => ask(api.DELETE(`/api/v1/fraud/${name}/{entry_id}`, { params: { path: { entry_id: each.entryId } } }))}
              >
                <p>{say.takeOffText(each.value)}</p>
              </Act>
            }
          />
        )}
      </Listing>
    </Page>
  );
}

function Add({ name }: { name: Name }) {
  const say = useWords(texts);
  const [kind, setKind] = useState<Kind>("customer");
  const [value, setValue] = useState("");
  const [until, setUntil] = useState("");
  return (
    <Act
      label={say.add}
      kinds={["primary"]}
      title={`${say.add}: ${say[name]}`}
      reason={{ label: say.reason }}
      run={async (reason, key) => {
        const body = { kind, value: value.trim(), reason, ...(until && { until: new Date(`${until}T23:59:59`).toISOString() }) };
        const made = await ask<Schemas["EntryReply"]>(api.POST(`/api/v1/fraud/${name}`, { params: { header: { "Idempotency-Key": key } }, body }));
        setValue("");
        setUntil("");
        return made;
      }}
    >
      <Choice label={say.kind} chosen={kind} choices={KINDS.map((each) => ({ value: each, text: say[each] }))} onChoose={(chosen) => setKind(chosen as Kind)} />
      <Typed label={say.value} hint={say.valueHint} value={value} onType={setValue} />
      <Typed label={say.until} hint={say.untilHint} type="date" value={until} onType={setUntil} />
    </Act>
  );
}

function Typed({ label, hint, type = "text", value, onType }: { label: string; hint: string; type?: string; value: string; onType: (typed: string) => void }) {
  return (
    <label className="field">
      <strong className="small">{label}</strong>
      <span className="hint">{hint}</span>
      <input className="input" type={type} value={value} autoComplete="off" onChange={(event) => onType(event.target.value)} />
    </label>
  );
}
