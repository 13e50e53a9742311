import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../../api/client";

/** Every kind of message that the bank sends; it changes with a release only. */
export const templates = queryOptions({
  queryKey: ["office", "messages", "templates"],
  queryFn: () => ask(api.GET("/api/v1/notifications/templates")),
  staleTime: Infinity,
});
