/** Everything that is due until a time is brought on at once. */

import { useMutation } from "@tanstack/react-query";
import * as z from "zod/mini";
import { api, ask } from "../../../api/client";
import { Failure } from "../../../api/failure";
import { queries } from "../../../api/queries";
import { useWords } from "../../../i18n/words";
import { Button } from "../../../ui/Button";
import { TextField, required, useFields } from "../../../ui/fields";
import { FailureNote } from "../../../ui/FailureNote";
import { Panel } from "../../../ui/Panel";
import { texts } from "./words";

const schema = z.object({ until: required() });

export function PassTime() {
  const say = useWords(texts);
  const form = useFields(schema, { until: "" });
  const passing = useMutation({
    mutationFn: (until: string) => ask(api.POST("/api/v1/simulations/clock", { body: { at: new Date(until).toISOString() } })),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <Panel title={say.time}>
      <p className="soft">{say.timeText}</p>
      <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit(({ until }) => passing.mutate(until))(event)}>
        {passing.error instanceof Failure && <FailureNote failure={passing.error} focus />}
        <TextField form={form} name="until" label={say.until} type="datetime-local" />
        <div className="row">
          <Button type="submit" kinds={["primary"]} busy={passing.isPending}>
            {say.pass}
          </Button>
          <span role="status">{passing.data && [say.submitted(passing.data.submitted), say.completed(passing.data.completed), ...(passing.data.more ? [say.more] : [])].join(" ")}</span>
        </div>
      </form>
    </Panel>
  );
}
