import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../../api/client";

/** Every kind of message that the bank sends; it changes with a release only. */
export const templates = queryOptions({
  queryKey: ["office", "messages", "templates"],
  queryFn: () => ask(api.GET("/api/v1/notifications/templates")),
  staleTime: Infinity,
});

/** One of them, and what it asks for. */
export const template = (key: string) =>
  queryOptions({
    queryKey: ["office", "messages", "templates", key],
    queryFn: () => ask(api.GET("/api/v1/notifications/templates/{key}", { params: { path: { key } } })),
  });
