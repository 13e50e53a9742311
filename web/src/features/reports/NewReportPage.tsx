import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearchParams } from "react-router";
import * as z from "zod/mini";
import { api, ask, type Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { queries } from "../../api/queries";
import { cards } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Button } from "../../ui/Button";
import { ChoiceField, SelectField, TextField, useFields } from "../../ui/fields";
import { FailureNote } from "../../ui/FailureNote";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { texts } from "./words";

export default function NewReportPage() {
  const say = useWords(texts);
  return (
    <Page title={say.new} back="/reports">
      <div className="columns">
        <Panel>
          <Loaded query={useQuery(cards)}>{(all) => (all.length > 0 ? <NewReport cards={all} /> : <p>{say.making}</p>)}</Loaded>
        </Panel>
      </div>
    </Page>
  );
}

interface Asked {
  card: string;
  format: "csv" | "xlsx";
  start: string;
  end: string;
}

function NewReport({ cards: all }: { cards: Schemas["CardView"][] }) {
  const say = useWords(texts);
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const schema = z
    .object({ card: z.string(), format: z.enum(["csv", "xlsx"]), start: z.string(), end: z.string() })
    .check(z.refine(({ start, end }) => !start || !end || start <= end, { message: say.order, path: ["end"] }));
  const asked = search.get("card");
  const form = useFields(schema, {
    card: all.find((each) => each.cardId === asked)?.cardId ?? all[0]?.cardId ?? "",
    format: "xlsx" as const,
    start: "",
    end: "",
  });
  const make = useMutation({
    mutationFn: ({ card, format, start, end }: Asked) =>
      ask(api.GET("/card/{card_id}", { params: { path: { card_id: card }, query: { format, ...(start && { start }), ...(end && { end }) } } })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["reports"] });
      await navigate("/reports");
    },
  });
  return (
    <form className="stack" noValidate onSubmit={(event) => void form.handleSubmit((wanted) => make.mutate(wanted))(event)}>
      {make.error instanceof Failure && <FailureNote failure={make.error} focus />}
      <SelectField form={form} name="card" label={say.card}>
        {all.map((each) => (
          <option key={each.cardId} value={each.cardId}>
            {say[each.type]} ··{each.last4}
          </option>
        ))}
      </SelectField>
      <ChoiceField form={form} name="format" label={say.format} choices={(["xlsx", "csv"] as const).map((value) => ({ value, text: say[value] }))} />
      <div className="grid">
        <TextField form={form} name="start" label={say.start} type="date" />
        <TextField form={form} name="end" label={say.end} type="date" />
      </div>
      <div className="row">
        <Button type="submit" kinds={["primary"]} busy={make.isPending}>
          {make.isPending ? say.looking : say.confirm}
        </Button>
      </div>
    </form>
  );
}
