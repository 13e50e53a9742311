import { useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { identity } from "../../api/reads";
import { useWords } from "../../i18n/words";
import { Act } from "../../ui/Act";
import { ButtonLink } from "../../ui/Button";
import { Line, List } from "../../ui/List";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { Sessions } from "./Sessions";
import { texts } from "./words";

type Identity = Schemas["Identity"];

export default function SecurityPage() {
  const say = useWords(texts);
  const query = useQuery(identity);
  return (
    <Page title={say.title}>
      <div className="halves">
        <Loaded query={query} rows={5}>
          {(caller) => (
            <div className="stack">
              <SigningIn caller={caller} />
              <Factors caller={caller} />
            </div>
          )}
        </Loaded>
        <Sessions />
      </div>
    </Page>
  );
}

function SigningIn({ caller }: { caller: Identity }) {
  const say = useWords(texts);
  const isCustomer = caller.roles.includes("customer");
  return (
    <Panel flush title={say.signIn}>
      <List>
        <Address what={say.email} address={caller.email} channel="email" caller={caller} change={isCustomer ? "/security/email" : undefined} />
        {isCustomer && <Address what={say.phone} address={caller.phone} channel="phone" caller={caller} change="/profile" />}
        <Line
          title={say.password}
          below={say.passwordBelow}
          end={
            <ButtonLink to="/security/password" aria-label={say.labelOf(say.change, say.password)}>
              {say.change}
            </ButtonLink>
          }
        />
      </List>
    </Panel>
  );
}

interface AddressTold {
  what: string;
  address: string | null;
  channel: "email" | "phone";
  caller: Identity;
  /** Where it is changed. */
  change?: string;
}

function Address({ what, address, channel, caller, change }: AddressTold) {
  const say = useWords(texts);
  const isProven = caller.verified.includes(channel);
  return (
    <li className="line loose">
      <span className="line-text">
        <span className="row">
          {what}
          {address && <Status tone={isProven ? "good" : "wait"}>{isProven ? say.proven : say.unproven}</Status>}
        </span>
        <bdi className="soft small">{address ?? say.noPhone}</bdi>
      </span>
      <span className="row">
        {address && !isProven && (
          <ButtonLink kinds={["primary"]} to={`/security/confirm/${channel}`} aria-label={say.labelOf(say.confirm, what)}>
            {say.confirm}
          </ButtonLink>
        )}
        {change && (
          <ButtonLink to={change} aria-label={say.labelOf(address ? say.change : say.add, what)}>
            {address ? say.change : say.add}
          </ButtonLink>
        )}
      </span>
    </li>
  );
}

function Factors({ caller: { factors, verified } }: { caller: Identity }) {
  const say = useWords(texts);
  if (factors.length === 0) {
    return (
      <Panel title={say.factor}>
        <p className="soft">{say.factorNone}</p>
        {verified.includes("email") ? (
          <div className="row">
            <ButtonLink kinds={["primary"]} to="/security/app">
              {say.factorSetUp}
            </ButtonLink>
          </div>
        ) : (
          <p className="note">{say.factorFirst}</p>
        )}
      </Panel>
    );
  }
  return (
    <Panel flush title={say.factor} actions={<Status tone="good">{say.factorOn}</Status>}>
      <List>
        {factors.map((factorId, index) => (
          <Line key={factorId} icon="security" title={say.factorApp(index + 1)} below={say.factorAppBelow} end={<Removal factorId={factorId} />} />
        ))}
      </List>
      <div className="row panel-foot">
        <ButtonLink to="/security/recovery">{say.recoveryNew}</ButtonLink>
        <ButtonLink to="/security/app">{say.factorAnother}</ButtonLink>
      </div>
    </Panel>
  );
}

function Removal({ factorId }: { factorId: string }) {
  const say = useWords(texts);
  return (
    <Act
      label={say.remove}
      kinds={["danger"]}
      title={say.remove}
      run={() => ask(api.DELETE("/api/v1/auth/mfa/totp/{factor_id}", { params: { path: { factor_id: factorId } } }))}
    >
      <p>{say.removeText}</p>
    </Act>
  );
}
