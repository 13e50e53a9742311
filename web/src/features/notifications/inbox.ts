/** The customer's inbox: its messages, and how many of them are unread, which one tab finds out for all. */

import { queryOptions } from "@tanstack/react-query";
import { api, ask, type Schemas } from "../../api/client";
import { Failure } from "../../api/failure";
import { queries } from "../../api/queries";
import { paged } from "../../api/reads";

export type Message = Schemas["NotificationReply"];
type Count = { unread: number; etag: string | null };
type Told = { userId: string } & Count;

const tabs = new BroadcastChannel("inferno-unread");
tabs.onmessage = ({ data: { userId, ...count } }: MessageEvent<Told>) => {
  freshen(userId, count);
  queries.setQueryData(unread(userId).queryKey, count);
};

export const inbox = (userId: string) =>
  paged<Message>(["notifications", userId, "inbox"], (query) =>
    ask(api.GET("/api/v1/notifications/user/{user_id}", { params: { path: { user_id: userId }, query } })),
  );

export const unread = (userId: string) => queryOptions({ queryKey: ["notifications", userId, "unread"], queryFn: () => look(userId) });

/** Asks how many there are; where nothing has changed since the last time, the bank says no more than that. */
async function look(userId: string): Promise<Count> {
  const known = queries.getQueryData(unread(userId).queryKey);
  const asked = api.GET("/api/v1/notifications/user/{user_id}", {
    params: { path: { user_id: userId }, query: { limit: 1 } },
    headers: known?.etag ? { "If-None-Match": known.etag } : {},
  });
  try {
    const page = await ask(asked);
    const count = { unread: page.unread, etag: (await asked).response.headers.get("ETag") };
    freshen(userId, count);
    tabs.postMessage({ userId, ...count } satisfies Told);
    return count;
  } catch (error) {
    if (known && error instanceof Failure && error.status === 304) return known;
    throw error;
  }
}

/** Where more are unread than were, something came: the list that is on the screen is asked for again. */
function freshen(userId: string, { unread: now }: Count): void {
  const before = queries.getQueryData(unread(userId).queryKey);
  if (before && now > before.unread) void queries.invalidateQueries({ queryKey: inbox(userId).queryKey });
}

/** After a reading: how many are left, in every tab. */
function leave(userId: string, left: number): void {
  const count = { unread: left, etag: null };
  queries.setQueryData(unread(userId).queryKey, count);
  tabs.postMessage({ userId, ...count } satisfies Told);
}

export async function read(userId: string, notificationId: string): Promise<void> {
  const { unread: left } = await ask(api.POST("/api/v1/notifications/{notification_id}/read", { params: { path: { notification_id: notificationId } } }));
  mark(userId, (each) => each.notificationId === notificationId);
  leave(userId, left);
}

export async function readAll(userId: string): Promise<void> {
  const { unread: left } = await ask(api.POST("/api/v1/notifications/read-all"));
  mark(userId, () => true);
  leave(userId, left);
}

/** What was read is shown so without asking for the pages again. */
function mark(userId: string, which: (message: Message) => boolean): void {
  queries.setQueryData(inbox(userId).queryKey, (seen) =>
    seen && { ...seen, pages: seen.pages.map((page) => ({ ...page, items: page.items.map((each) => (which(each) ? { ...each, read: true } : each)) })) },
  );
}
