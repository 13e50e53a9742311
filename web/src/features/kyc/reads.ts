import { queryOptions } from "@tanstack/react-query";
import { api, ask } from "../../api/client";
import { untilSettled } from "../../api/queries";
import { currentSession } from "../../api/session";
import type { Document } from "./submission";

/** Whose pages these are: a customer's own id is that of their user. */
export function ownId(): string {
  const session = currentSession();
  return session.state === "in" ? session.userId : "";
}

const FORM_MS = 15 * 60_000; // as long as a place to upload to is open

/** Whether a file may still come, or is being looked through. */
export function isUnderWay({ status, createdAt }: Document, now: number): boolean {
  return status === "SCANNING" || (status === "UPLOADING" && now - Date.parse(createdAt) < FORM_MS);
}

/** Asked again while a file is on its way or being scanned. */
export const documents = (customerId: string) =>
  queryOptions({
    queryKey: ["documents", customerId],
    queryFn: async () => (await ask(api.GET("/api/v1/customers/{customer_id}/documents", { params: { path: { customer_id: customerId } } }))).items,
    refetchInterval: untilSettled<Document[]>((found) => !found.some((each) => isUnderWay(each, Date.now()))),
  });

/** How well the bank knows the customer, and what they may send to others. */
export const limits = queryOptions({ queryKey: ["limits"], queryFn: () => ask(api.GET("/api/v1/transactions/limits")) });

/** Asked again until the screening is over; a decision takes a person, and a mail tells of it. */
export const standing = (customerId: string) =>
  queryOptions({
    queryKey: ["kyc", customerId],
    queryFn: () => ask(api.GET("/api/v1/customers/{customer_id}/kyc/status", { params: { path: { customer_id: customerId } } })),
    refetchInterval: untilSettled<{ kycStatus: string }>(({ kycStatus }) => kycStatus !== "SUBMITTED"),
  });
