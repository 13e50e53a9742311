import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask } from "../../api/client";

/** The account that the page's address names. */
export function useAccount() {
  const { accountId = "" } = useParams();
  const query = useQuery({
    queryKey: ["accounts", accountId],
    queryFn: () => ask(api.GET("/accounts/{account_id}", { params: { path: { account_id: accountId } } })),
  });
  return { accountId, query };
}
