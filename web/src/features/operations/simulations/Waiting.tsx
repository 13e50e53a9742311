/** The transfers that wait for a network, each with what would happen to it next. */

import { useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../../api/client";
import { money } from "../../../i18n/format";
import { useLocale } from "../../../i18n/locale";
import { useWords } from "../../../i18n/words";
import { Act } from "../../../ui/Act";
import { Empty } from "../../../ui/Empty";
import { Reference } from "../../../ui/Id";
import { Line, List } from "../../../ui/List";
import { Loaded } from "../../../ui/Loaded";
import { Panel } from "../../../ui/Panel";
import { When } from "../../../ui/When";
import { texts } from "./words";

type Transfer = Schemas["Waiting"];

const read = async () => (await ask(api.GET("/api/v1/simulations/transfers"))).items;

const handOver = ({ transactionId, network }: Transfer) => {
  const params = { path: { transaction_id: transactionId } };
  return ask(network === "ach" ? api.POST("/api/v1/simulations/ach-transfers/{transaction_id}/submit", { params }) : api.POST("/api/v1/simulations/wire-transfers/{transaction_id}/submit", { params }));
};

const settle = ({ transactionId, network }: Transfer) => {
  const params = { path: { transaction_id: transactionId } };
  return ask(network === "ach" ? api.POST("/api/v1/simulations/ach-transfers/{transaction_id}/settle", { params }) : api.POST("/api/v1/simulations/wire-transfers/{transaction_id}/complete", { params }));
};

export function Waiting() {
  const say = useWords(texts);
  const query = useQuery({ queryKey: ["operations", "simulations", "waiting"], queryFn: read });
  return (
    <Panel flush title={say.waiting}>
      <Loaded query={query}>
        {(transfers) =>
          transfers.length === 0 ? (
            <Empty icon="transfer" title={say.none}>
              {say.noneText}
            </Empty>
          ) : (
            <List>
              {transfers.map((each) => (
                <One key={each.transactionId} transfer={each} />
              ))}
            </List>
          )
        }
      </Loaded>
    </Panel>
  );
}

function One({ transfer }: { transfer: Transfer }) {
  const say = useWords(texts);
  const language = useLocale();
  const { network, sameDay, amount, currency, status, transactionId, dueAt } = transfer;
  const what = [money(amount, currency, language), say[sameDay ? "sameDay" : network]].join(" · ");
  const taken = status === "SUBMITTED";
  return (
    <Line
      icon="transfer"
      title={what}
      below={
        <>
          {taken ? say.taken : say.reserved} <When at={dueAt} /> <Reference id={transactionId} label={say.transferId} />
        </>
      }
      end={
        taken ? (
          <Act label={say.settle} title={`${say.settle}: ${what}`} run={() => settle(transfer)}>
            <p>{network === "ach" ? say.settleText : say.completeText}</p>
          </Act>
        ) : (
          <Act label={say.handOver} title={`${say.handOver}: ${what}`} run={() => handOver(transfer)}>
            <p>{say.handOverText}</p>
          </Act>
        )
      }
    />
  );
}
