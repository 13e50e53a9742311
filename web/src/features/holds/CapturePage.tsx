import { api, ask } from "../../api/client";
import { money } from "../../i18n/format";
import { useLocale } from "../../i18n/locale";
import { useWords } from "../../i18n/words";
import { Loaded } from "../../ui/Loaded";
import { Money } from "../../ui/Money";
import { MovePanel } from "../../ui/MovePanel";
import { Page } from "../../ui/Page";
import { useHold } from "./hold";
import { texts } from "./words";

export default function CapturePage() {
  const say = useWords(texts);
  const language = useLocale();
  const { holdId, query } = useHold();
  const path = { hold_id: holdId };
  return (
    <Page title={say.captureTitle} back={`/holds/${holdId}`}>
      <Loaded query={query}>
        {({ currency, remaining }) => (
          <MovePanel
            key={holdId}
            name={`capture:${holdId}`}
            currency={currency}
            confirm={say.captureConfirm}
            about={[[say.hold, `··${holdId.slice(-4)}`]]}
            hint={say.captureHint(money(remaining, currency, language))}
            means={{
              preview: (body) => ask(api.POST("/holds/{hold_id}/capture", { params: { path, query: { dryRun: true } }, body })),
              send: (body, key) => ask(api.POST("/holds/{hold_id}/capture", { params: { path, header: { "Idempotency-Key": key } }, body })),
            }}
            after={(answer) => [[say.remaining, <Money key="after" amount={answer.remaining} currency={currency} />]]}
            on={{ to: `/holds/${holdId}`, text: say.toHold }}
          />
        )}
      </Loaded>
    </Page>
  );
}
