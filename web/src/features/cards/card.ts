import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask } from "../../api/client";
import { cards } from "../../api/reads";

/** The card that the page's address names. */
export function useCard() {
  const { cardId = "" } = useParams();
  const query = useQuery({
    queryKey: ["cards", cardId],
    queryFn: () => ask(api.GET("/cards/{card_id}", { params: { path: { card_id: cardId } } })),
  });
  return { cardId, query };
}

export const NEEDED = 10;

/** Purchases and top-ups on the way to the credit card's activation, at most ten: a debit card alone can have them before. */
export function useCompleted(wanted: boolean): number | undefined {
  const debit = useQuery({ ...cards, enabled: wanted }).data?.find((each) => each.type === "DEBIT")?.cardId;
  return useQuery({
    queryKey: ["transactions", debit, "completed"],
    enabled: wanted && debit !== undefined,
    queryFn: async () => {
      const found = await ask(api.GET("/transactions/{account_id}", { params: { path: { account_id: debit! }, query: { limit: NEEDED } } }));
      return found.items.filter((each) => each.kind === "card.purchase" || each.kind === "card.save").length;
    },
  }).data;
}
