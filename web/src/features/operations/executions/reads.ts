import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../../api/client";

const DEPLOYED_MS = 5 * 60_000; // a deployment changes them, nothing else

export const flows = queryOptions({ queryKey: ["operations", "flows"], queryFn: () => ask(api.GET("/admin/flows")), staleTime: DEPLOYED_MS });

export const flow = (name: string) =>
  queryOptions({
    queryKey: ["operations", "flows", name],
    queryFn: () => ask(api.GET("/admin/flows/{name}", { params: { path: { name } } })),
    staleTime: DEPLOYED_MS,
  });
