import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask } from "../../api/client";

/** The hold that the page's address names. */
export function useHold() {
  const { holdId = "" } = useParams();
  const query = useQuery({
    queryKey: ["holds", holdId],
    queryFn: () => ask(api.GET("/holds/{hold_id}", { params: { path: { hold_id: holdId } } })),
  });
  return { holdId, query };
}
