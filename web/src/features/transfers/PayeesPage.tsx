import { useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { payees } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Act } from "../../ui/Act";
import { ButtonLink } from "../../ui/Button";
import { Empty } from "../../ui/Empty";
import { Line, List } from "../../ui/List";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { When } from "../../ui/When";
import { texts } from "./words";

export default function PayeesPage() {
  const say = useWords(texts);
  const send = <ButtonLink kinds={["primary"]} to="/transfers/new">{say.send}</ButtonLink>;
  return (
    <Page title={say.payees} back="/transfers" actions={send}>
      <Panel flush>
        <Loaded query={useQuery(payees)}>
          {(kept) =>
            kept.length === 0 ? (
              <Empty icon="people" title={say.noPayee}>{say.noPayeeText}</Empty>
            ) : (
              <List>
                {kept.map((payee) => (
                  <Payee key={payee.payeeId} payee={payee} />
                ))}
              </List>
            )
          }
        </Loaded>
      </Panel>
    </Page>
  );
}

function Payee({ payee }: { payee: Schemas["PayeeReply"] }) {
  const say = useWords(texts);
  return (
    <Line
      icon="profile"
      title={payee.name}
      below={
        <>
          {payee.external ? say.elsewhere(payee.last4) : say.here(payee.last4)} · <When at={payee.createdAt} how="day" />{" "}
          {payee.trusted && <Status tone="good">{say.trusted}</Status>}
        </>
      }
      end={
        <Act
          label={say.letGo}
          kinds={["danger"]}
          title={say.letGoTitle(payee.name)}
          run={() => ask(api.DELETE("/api/v1/payees/{payee_id}", { params: { path: { payee_id: payee.payeeId } } }))}
        >
          <p>{say.letGoText}</p>
        </Act>
      }
    />
  );
}
