import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask } from "../../api/client";

/** The wallet that the page's address names. */
export function useWallet() {
  const { walletId = "" } = useParams();
  const query = useQuery({
    queryKey: ["wallets", walletId],
    queryFn: () => ask(api.GET("/wallet/{wallet_id}", { params: { path: { wallet_id: walletId } } })),
  });
  return { walletId, query };
}
