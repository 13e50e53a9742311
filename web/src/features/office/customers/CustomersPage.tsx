import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../../api/client";
import { queries } from "../../../api/queries";
import { paged } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import { Button } from "../../../ui/Button";
import { Empty } from "../../../ui/Empty";
import { SelectField, TextField, required, useFields } from "../../../ui/fields";
import { Line } from "../../../ui/List";
import { Listing } from "../../../ui/Listing";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { When } from "../../../ui/When";
import { texts } from "./words";

const WAYS = ["name", "email", "phone", "ssn", "documentNumber"] as const;
interface Asked {
  by: (typeof WAYS)[number];
  value: string;
}
const schema = z.object({ by: z.enum(WAYS), value: required(100) });

const ASKED = ["office", "asked"];

/** What is looked for stays in memory for the way back, never in the address or the history: it may be a number that is nobody else's business. */
export default function CustomersPage() {
  const say = useWords(texts);
  const [asked, setAsked] = useState(() => queries.getQueryData<Asked>(ASKED));
  const form = useFields(schema, { by: asked?.by ?? "name", value: asked?.value ?? "" });
  const by = form.watch("by");
  const search = (wanted: Asked) => setAsked(queries.setQueryData<Asked>(ASKED, wanted));
  return (
    <Page title={say.title}>
      <Panel>
        <form className="address-form" noValidate onSubmit={(event) => void form.handleSubmit(search)(event)}>
          <SelectField form={form} name="by" label={say.by}>
            {WAYS.map((way) => (
              <option key={way} value={way}>
                {say[way]}
              </option>
            ))}
          </SelectField>
          <TextField form={form} name="value" label={say.value} hint={by === "name" ? say.nameHint : say.wholeHint} />
          <Button type="submit" kinds={["primary"]}>
            {say.search}
          </Button>
        </form>
      </Panel>
      {asked ? (
        <Found asked={asked} />
      ) : (
        <Panel>
          <Empty icon="search" title={say.begin}>
            {say.beginText}
          </Empty>
        </Panel>
      )}
    </Page>
  );
}

function Found({ asked: { by, value } }: { asked: Asked }) {
  const say = useWords(texts);
  const query = useInfiniteQuery(
    paged<Schemas["CustomerReply"]>(["office", "customers", by, value], (page) => ask(api.GET("/admin/customers", { params: { query: { ...page, [by]: value } } }))),
  );
  return (
    <Listing query={query} icon="people" say={say}>
      {(each) => (
        <Line
          key={each.customerId}
          to={`/office/customers/${each.customerId}`}
          icon="profile"
          title={`${each.firstName} ${each.lastName}`}
          below={
            <>
              <bdi>{each.email}</bdi> · {say.since} <When at={each.createdAt} how="day" />
            </>
          }
        />
      )}
    </Listing>
  );
}
