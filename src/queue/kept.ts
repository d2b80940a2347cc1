import { keepForReplies } from "./correspondents.ts";
import type { Database } from "./database.ts";
import { keepNews, keepSuccessNews } from "./news.ts";
import type { KeptByWish } from "./store_options.ts";

/** What holds where nobody says how long. */
export const defaultResumeWaitMs = 10 * 60 * 1_000;

/** Has this connection keep what is wanted from now on, and nothing else. */
export function keepFor(
  database: Database,
  { news = new Set(), successNews, replies }: KeptByWish,
): void {
  keepNews(database, news);
  keepSuccessNews(database, successNews);
  keepForReplies(database, replies);
}
