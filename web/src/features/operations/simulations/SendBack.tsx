/** The other bank sends an ACH transfer back, before it has settled or after. */

import { useMutation } from "@tanstack/react-query";
import * as z from "zod/mini";
import { api, ask } from "../../../api/client";
import { Failure } from "../../../api/failure";
import { queries } from "../../../api/queries";
import { useWords } from "../../../i18n/words";
import { Button } from "../../../ui/Button";
import { SelectField, TextField, required, useFields } from "../../../ui/fields";
import { FailureNote } from "../../../ui/FailureNote";
import { Panel } from "../../../ui/Panel";
import { CODES, codes } from "./codes";
import { texts } from "./words";

const schema = z.object({ transferId: required(64), code: z.enum(CODES) });
type Wanted = z.infer<typeof schema>;

export function SendBack() {
  const say = useWords(texts);
  const meaning = useWords(codes);
  const form = useFields(schema, { transferId: "", code: "R03" });
  const sending = useMutation({
    mutationFn: ({ transferId, code }: Wanted) => ask(api.POST("/api/v1/simulations/ach-transfers/{transaction_id}/return", { params: { path: { transaction_id: transferId } }, body: { code } })),
    onSuccess: () => queries.invalidateQueries(),
  });
  return (
    <Panel title={say.back}>
      <p className="soft">{say.backText}</p>
      <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit((wanted) => sending.mutate(wanted))(event)}>
        {sending.error instanceof Failure && <FailureNote failure={sending.error} focus />}
        <TextField form={form} name="transferId" label={say.transferId} />
        <SelectField form={form} name="code" label={say.code}>
          {CODES.map((each) => (
            <option key={each} value={each}>
              {each} · {meaning[each]}
            </option>
          ))}
        </SelectField>
        <div className="row">
          <Button type="submit" kinds={["primary"]} busy={sending.isPending}>
            {say.send}
          </Button>
          <span role="status">{sending.data && say.returned}</span>
        </div>
      </form>
    </Panel>
  );
}
