import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask, type Schemas } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { ButtonLink } from "../../../ui/Button";
import { Empty } from "../../../ui/Empty";
import { Id } from "../../../ui/Id";
import { Line, List } from "../../../ui/List";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Facts, Panel } from "../../../ui/Panel";
import { ACCOUNT_TONES, products } from "../../../ui/products";
import { useRole } from "../../../ui/roles";
import { Status } from "../../../ui/Status";
import { When } from "../../../ui/When";
import { texts } from "./words";

type Customer = Schemas["CustomerReply"];
type Account = Schemas["FrozenAccount"];

export default function CustomerPage() {
  const say = useWords(texts);
  const { customerId = "" } = useParams();
  const support = useRole("support");
  const operations = useRole("operations");
  const query = useQuery({
    queryKey: ["office", "customers", customerId],
    queryFn: () => ask(api.GET("/admin/customers/{customer_id}", { params: { path: { customer_id: customerId } } })),
  });
  const person = query.data?.customer;
  return (
    <Page
      title={person ? `${person.firstName} ${person.lastName}` : say.title}
      back="/office/customers"
      actions={operations && <ButtonLink to={`/office/audit?whom=${customerId}`}>{say.audit}</ButtonLink>}
    >
      <Loaded query={query} rows={6}>
        {({ customer, accounts }) => (
          <div className="columns">
            <div className="stack">
              {support && <Freeze customerId={customerId} />}
              <Panel flush title={say.accounts}>
                {accounts.length === 0 ? (
                  <Empty icon="accounts" title={say.nothingOwned}>
                    {say.nothingOwnedText}
                  </Empty>
                ) : (
                  <List>
                    {accounts.map((each) => (
                      <Owned key={each.accountId} account={each} to={operations ? `/operations/accounts/${each.accountId}?ownerId=${customerId}` : undefined} />
                    ))}
                  </List>
                )}
              </Panel>
            </div>
            <Person customer={customer} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Owned({ account, to }: { account: Account; to?: string }) {
  const say = useWords(texts);
  const names = useWords(products) as Record<string, string>;
  const { freeze } = account;
  return (
    <Line
      to={to}
      title={names[account.product] ?? account.product}
      below={
        <>
          <Id>{account.accountId}</Id>
          {freeze && ` · ${freeze.whole ? say.frozenWhole : say.frozenAlone}: ${freeze.reason}`}
        </>
      }
      end={<Status tone={ACCOUNT_TONES[account.status]}>{names[account.status] as string}</Status>}
    />
  );
}

/** The freeze over everything: whether there is one, by whom and why, and the way in and out. */
function Freeze({ customerId }: { customerId: string }) {
  const say = useWords(texts);
  const path = { customer_id: customerId };
  const query = useQuery({
    queryKey: ["office", "customers", customerId, "freeze"],
    queryFn: () => ask(api.GET("/admin/customers/{customer_id}/freeze", { params: { path } })),
  });
  const reason = { label: say.reason, hint: say.reasonHint };
  return (
    <Loaded query={query} rows={1}>
      {({ freeze }) => (
        <Panel>
          {freeze && (
            <div className="note bad">
              <strong>{say.frozenTitle}</strong>
              <p>{freeze.reason}</p>
              <p className="soft small">
                <When at={freeze.at} /> · {say.frozenBy} <Id>{freeze.by}</Id>
              </p>
            </div>
          )}
          <div className="row">
            {freeze ? (
              <Act
                label={say.unfreeze}
                title={say.unfreeze}
                reason={reason}
                run={(why) => ask(api.POST("/admin/customers/{customer_id}/unfreeze", { params: { path }, body: { reason: why } }))}
              >
                <p>{say.unfreezeText}</p>
              </Act>
            ) : (
              <Act
                label={say.freeze}
                kinds={["danger"]}
                title={say.freeze}
                reason={reason}
                run={(why) => ask(api.POST("/admin/customers/{customer_id}/freeze", { params: { path }, body: { reason: why } }))}
              >
                <p>{say.freezeText}</p>
              </Act>
            )}
            <Act
              label={say.unlock}
              title={say.unlock}
              run={() => ask(api.POST("/admin/customers/{customer_id}/unlock", { params: { path } }))}
              done={() => <p role="status">{say.unlocked}</p>}
            >
              <p>{say.unlockText}</p>
            </Act>
            <Act
              label={say.endSessions}
              title={say.endSessions}
              run={() => ask(api.DELETE("/admin/customers/{customer_id}/sessions", { params: { path } }))}
              done={() => <p role="status">{say.sessionsEnded}</p>}
            >
              <p>{say.endSessionsText}</p>
            </Act>
          </div>
        </Panel>
      )}
    </Loaded>
  );
}

function Person({ customer }: { customer: Customer }) {
  const say = useWords(texts);
  const risk = useRole("risk");
  const { address } = customer;
  const last = (four: string | null | undefined) => four && `··${four}`;
  return (
    <Panel title={say.person}>
      <Facts
        facts={[
          [say.fullName, `${customer.firstName} ${customer.lastName}`],
          [say.email, customer.email],
          [say.phone, customer.phone],
          [say.born, customer.dateOfBirth && <When key="born" at={customer.dateOfBirth} how="day" />],
          [say.address, address && [address.line1, address.line2, `${address.postalCode} ${address.city}`, address.state, address.country].filter(Boolean).join(", ")],
          [say.ssn, last(customer.ssnLast4)],
          [say.document, last(customer.documentLast4)],
          [say.language, say[customer.locale]],
          [say.since, <When key="since" at={customer.createdAt} how="day" />],
          [say.profile, customer.profiledAt ? <When key="profile" at={customer.profiledAt} how="day" /> : say.noProfile],
          ["Id", <Id key="id">{customer.customerId}</Id>],
        ]}
      />
      {risk && (
        <div className="row">
          {customer.ssnLast4 && <Whole customerId={customer.customerId} field="ssn" label={say.showSsn} />}
          {customer.documentLast4 && <Whole customerId={customer.customerId} field="documentNumber" label={say.showDocument} />}
        </div>
      )}
    </Panel>
  );
}

/** A number in full, for who asks for it; it is gone with the question. */
function Whole({ customerId, field, label }: { customerId: string; field: "ssn" | "documentNumber"; label: string }) {
  const say = useWords(texts);
  return (
    <Act
      label={label}
      title={label}
      run={() => ask(api.GET("/admin/customers/{customer_id}/personal-number/{field}", { params: { path: { customer_id: customerId, field } } }))}
      done={({ number }) => <p className="figure medium mono">{number}</p>}
    >
      <p>{say.showText}</p>
    </Act>
  );
}
