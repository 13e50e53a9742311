import { useQuery } from "@tanstack/react-query";
import { api, ask } from "../../../api/client";
import { useWords } from "../../../i18n/words";
import { Empty } from "../../../ui/Empty";
import { Loaded } from "../../../ui/Loaded";
import { Page } from "../../../ui/Page";
import { Panel } from "../../../ui/Panel";
import { Status } from "../../../ui/Status";
import { date } from "../../../i18n/format";
import { useLocale } from "../../../i18n/locale";
import { texts } from "./words";

const NIGHTS = 14;

export default function ProofsPage() {
  const say = useWords(texts);
  const language = useLocale();
  const query = useQuery({
    queryKey: ["operations", "proofs"],
    queryFn: () => ask(api.GET("/admin/proofs", { params: { query: { limit: NIGHTS } } })),
  });
  return (
    <Page title={say.proofs}>
      <p className="soft">{say.proofsText}</p>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Panel>
              <Empty icon="clock" title={say.noProof}>
                {say.noProofText}
              </Empty>
            </Panel>
          ) : (
            <div className="stack">
              {items.map((proof) => (
                <Panel
                  key={proof.at}
                  title={date(proof.at, "moment", language)}
                  actions={<Status tone={proof.outcome === "CLEAN" ? "good" : "bad"}>{proof.outcome === "CLEAN" ? say.CLEAN : say.findings(proof.findings)}</Status>}
                >
                  {proof.first.length > 0 && (
                    <ul className="note bad">
                      {proof.first.map((finding, index) => (
                        <li key={index}>
                          {finding.check} · {finding.subject}: {finding.detail}
                        </li>
                      ))}
                    </ul>
                  )}
                  <p className="soft small">
                    {say.read}: {Object.entries(proof.read).map(([kind, count]) => `${kind} ${count}`).join(" · ")}
                  </p>
                </Panel>
              ))}
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}
