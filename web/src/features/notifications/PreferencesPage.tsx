import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask, type Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { queries } from "../../api/queries";
import { chooseLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { ChoiceField, useFields } from "../../ui/fields";
import { FailureNote } from "../../ui/FailureNote";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { Channels } from "./Channels";
import { Devices } from "./Devices";
import { filled, type Fields, schema, wish } from "./preferences";
import { Quiet } from "./Quiet";
import { texts } from "./words";

type Preferences = Schemas["PreferencesReply"];
const KEY = ["notifications", "preferences"];
const read = () => ask(api.GET("/api/v1/notifications/preferences"));

export default function PreferencesPage() {
  const say = useWords(texts);
  const query = useQuery({ queryKey: KEY, queryFn: read });
  return (
    <Page title={say.preferencesTitle} back="/notifications">
      <Loaded query={query} rows={6}>
        {(saved) => <Changes saved={saved} />}
      </Loaded>
      <Devices />
    </Page>
  );
}

/** The form begins with what is saved; what is saved meanwhile does not overwrite what somebody types. */
function Changes({ saved }: { saved: Preferences }) {
  const say = useWords(texts);
  const [version, setVersion] = useState(saved.version);
  const [newer, setNewer] = useState<Preferences | null>(null);
  const form = useFields(schema(say), filled(saved));
  const settle = (now: Preferences) => {
    setVersion(now.version);
    setNewer(null);
    queries.setQueryData(KEY, now);
  };
  const change = useMutation({
    mutationFn: ({ fields, on }: { fields: Fields; on: number }) => ask(api.PUT("/api/v1/notifications/preferences", { body: { version: on, ...wish(fields) } })),
    onSuccess: (now) => {
      settle(now);
      chooseLocale(now.locale);
    },
    onError: async (error) => {
      if (error instanceof Failure && error.code === "version_conflict") setNewer(await read());
    },
  });
  const save = (on: number) => form.handleSubmit((fields) => change.mutate({ fields, on }))();
  const takeTheirs = (now: Preferences) => {
    form.reset(filled(now));
    change.reset();
    settle(now);
  };
  return (
    <form
      className="stack loose"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save(version);
      }}
    >
      {saved.bounced && (
        <div className="note fire">
          <strong>{say.bounced}</strong>
          <p>{say.bouncedText(saved.bounced)}</p>
        </div>
      )}
      <Panel title={say.channels}>
        <p className="soft">{say.channelsText}</p>
        <Channels form={form} locked={saved.locked} />
      </Panel>
      <div className="halves">
        <Panel title={say.quiet}>
          <Quiet form={form} />
        </Panel>
        <Panel>
          <ChoiceField
            form={form}
            name="digest"
            label={say.digest}
            choices={[
              { value: "none", text: say.oneByOne },
              { value: "hourly", text: say.hourly },
              { value: "daily", text: say.daily },
            ]}
          />
          <ChoiceField
            form={form}
            name="locale"
            label={say.language}
            choices={[
              { value: "en", text: "English" },
              { value: "es", text: "Español" },
            ]}
          />
        </Panel>
      </div>
      {newer && <Conflict onTheirs={() => takeTheirs(newer)} onMine={() => void save(newer.version)} />}
      {!newer && change.error instanceof Failure && change.error.code !== "version_conflict" && <FailureNote failure={change.error} focus />}
      <div className="row">
        <Button type="submit" kinds={["primary"]} busy={change.isPending}>
          {change.isPending ? say.saving : say.save}
        </Button>
        <span role="status" className="good">
          {change.isSuccess ? say.saved : ""}
        </span>
      </div>
    </form>
  );
}

function Conflict({ onTheirs, onMine }: { onTheirs: () => void; onMine: () => void }) {
  const say = useWords(texts);
  return (
    <div className="note fire" role="alert">
      <strong>{say.conflict}</strong>
      <p>{say.conflictText}</p>
      <div className="row">
        <Button onClick={onTheirs}>{say.takeTheirs}</Button>
        <Button onClick={onMine}>{say.keepMine}</Button>
      </div>
    </div>
  );
}
