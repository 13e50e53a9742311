import { useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { api, ask } from "../../api/client";

/** The loan that the page's address names. */
export function useLoan() {
  const { loanId = "" } = useParams();
  const query = useQuery({
    queryKey: ["loans", loanId],
    queryFn: () => ask(api.GET("/loan/{loan_id}", { params: { path: { loan_id: loanId } } })),
  });
  return { loanId, query };
}

export function useSchedule(loanId: string) {
  return useQuery({
    queryKey: ["loans", loanId, "schedule"],
    queryFn: () => ask(api.GET("/loan/{loan_id}/schedule", { params: { path: { loan_id: loanId } } })),
  });
}
