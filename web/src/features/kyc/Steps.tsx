import { useWords } from "../../i18n/words";
import { ButtonLink } from "../../ui/Button";
import { Line, List } from "../../ui/List";
import { Panel } from "../../ui/Panel";
import { texts } from "./words";

/** What the bank wants to know beside documents, and where it is told. */
export function Steps({ verified, isComplete }: { verified: readonly string[]; isComplete: boolean }) {
  const say = useWords(texts);
  const areProven = verified.includes("email") && verified.includes("phone");
  return (
    <Panel flush title={say.steps}>
      <List>
        <Line
          icon={isComplete ? "check" : "profile"}
          incoming={isComplete}
          title={say.about}
          below={isComplete ? say.done : say.aboutText}
          end={<Way to="/verification/profile" act={isComplete ? say.change : say.fillIn} what={say.about} isNext={!isComplete} />}
        />
        <Line
          icon={areProven ? "check" : "security"}
          incoming={areProven}
          title={say.addresses}
          below={areProven ? say.done : say.addressesText}
          end={!areProven && <Way to="/security" act={say.confirm} what={say.addresses} isNext={isComplete} />}
        />
      </List>
    </Panel>
  );
}

function Way({ to, act, what, isNext }: { to: string; act: string; what: string; isNext: boolean }) {
  const say = useWords(texts);
  return (
    <ButtonLink to={to} kinds={isNext ? ["primary"] : []} aria-label={say.labelOf(act, what)}>
      {act}
    </ButtonLink>
  );
}
