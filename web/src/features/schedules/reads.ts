import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client";

export const schedule = (scheduleId: string) =>
  queryOptions({
    queryKey: ["scheduled", scheduleId],
    queryFn: () => ask(api.GET("/api/v1/transactions/scheduled/{schedule_id}", { params: { path: { schedule_id: scheduleId } } })),
  });
