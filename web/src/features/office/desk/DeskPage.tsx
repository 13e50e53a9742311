import { useQuery } from "@tanstack/react-query";
import { api, ask } from "../../../api/client";
import { me, type PageOf } from "../../../api/reads";
import { useWords } from "../../../i18n/words";
import type { IconName } from "../../../ui/Icon";
import { Line, List } from "../../../ui/List";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Facts, Panel } from "../../../ui/Panel";
import { roleNames, type StaffRole } from "../../../ui/roles";
import { Status } from "../../../ui/Status";
import { texts } from "./words";

const AT_MOST = 25;
const query = { limit: AT_MOST };

interface Queue {
  name: "cases" | "reviews" | "loans" | "approvals" | "errors";
  to: string;
  icon: IconName;
  role?: StaffRole;
  ask: () => Promise<PageOf<unknown>>;
}

/** What waits for somebody with a role to decide; who has no role for it does not see it. */
const QUEUES: Queue[] = [
  { name: "cases", to: "/office/fraud/cases", icon: "warning", role: "risk", ask: () => ask(api.GET("/api/v1/fraud/cases", { params: { query } })) },
  { name: "reviews", to: "/office/kyc", icon: "security", role: "risk", ask: () => ask(api.GET("/api/v1/kyc/reviews", { params: { query } })) },
  { name: "loans", to: "/office/loans", icon: "loans", role: "lending", ask: () => ask(api.GET("/admin/loans", { params: { query } })) },
  { name: "approvals", to: "/office/approvals", icon: "people", ask: () => ask(api.GET("/admin/approvals", { params: { query } })) },
  { name: "errors", to: "/operations/errors", icon: "warning", role: "operations", ask: () => ask(api.GET("/admin/errors", { params: { query } })) },
];

export default function DeskPage() {
  const say = useWords(texts);
  const names = useWords(roleNames);
  return (
    <Page title={say.title}>
      <Loaded query={useQuery(me)}>
        {({ email, roles }) => (
          <div className="columns">
            <Panel flush title={say.waiting}>
              <List>
                {QUEUES.filter(({ role }) => role === undefined || roles.includes(role)).map((each) => (
                  <Waiting key={each.name} queue={each} />
                ))}
              </List>
            </Panel>
            <Panel title={say.you}>
              <Facts
                facts={[
                  [say.email, email],
                  [say.roles, roles.map((role) => (role === "customer" ? role : names[role])).join(", ")],
                ]}
              />
              <p className="soft small">{say.about}</p>
            </Panel>
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Waiting({ queue }: { queue: Queue }) {
  const say = useWords(texts);
  const found = useQuery({ queryKey: ["office", "desk", queue.name], queryFn: queue.ask });
  const count = found.data?.items.length ?? 0;
  const words = found.data?.nextCursor ? say.more(count) : count ? say.waits(count) : say.nothing;
  return <Line to={queue.to} icon={queue.icon} title={say[queue.name]} end={found.data && <Status tone={count ? "wait" : "good"}>{words}</Status>} />;
}
