/** The telephones whose app takes push messages: each registers itself, and is removed here. */

import { useQuery } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { useWords } from "../../i18n/words";
import { Act } from "../../ui/Act";
import { Empty } from "../../ui/Empty";
import { Line, List } from "../../ui/List";
import { Loaded } from "../../ui/Loaded";
import { Panel } from "../../ui/Panel";
import { When } from "../../ui/When";
import { texts } from "./words";

const read = async () => (await ask(api.GET("/api/v1/notifications/devices"))).items;

export function Devices() {
  const say = useWords(texts);
  const query = useQuery({ queryKey: ["notifications", "devices"], queryFn: read });
  return (
    <Panel flush title={say.devices}>
      <p className="soft panel-search">{say.devicesText}</p>
      <Loaded query={query} rows={2}>
        {(devices) =>
          devices.length === 0 ? (
            <Empty icon="phone" title={say.noDevice}>
              {say.noDeviceText}
            </Empty>
          ) : (
            <List>
              {devices.map((device) => (
                <Device key={device.deviceId} device={device} />
              ))}
            </List>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Device({ device: { deviceId, platform, active, createdAt } }: { device: Schemas["DeviceReply"] }) {
  const say = useWords(texts);
  const remove = () => ask(api.DELETE("/api/v1/notifications/devices/{device_id}", { params: { path: { device_id: deviceId } } }));
  return (
    <Line
      icon="phone"
      title={say[platform]}
      below={
        <>
          {say.since} <When at={createdAt} />
          {!active && ` · ${say.notReached}`}
        </>
      }
      end={
        <Act label={say.remove} kinds={["danger"]} title={say.removeTitle(say[platform])} run={remove}>
          <p>{say.removeText}</p>
        </Act>
      }
    />
  );
}
