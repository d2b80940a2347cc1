import { ManualClock } from "../../tests/support/manual_clock.ts";
import { acceptLaws } from "./accept_laws_suite.ts";
import { archiveLaws } from "./archive_laws_suite.ts";
import { alarmLaws } from "./alarm_laws_suite.ts";
import { backlogLaws } from "./backlog_laws_suite.ts";
import { claimLaws } from "./claim_laws_suite.ts";
import { clockLaws } from "./clock_laws_suite.ts";
import { escalationLaws } from "./escalation_laws_suite.ts";
import {
  Ground,
  resumeWaitMs,
  type StoreUnderTest,
  type Wanted,
} from "./law_suite.ts";
import { doubtLaws } from "./doubt_laws_suite.ts";
import { entryLaws } from "./entry_laws_suite.ts";
import { togetherLaw } from "./together_law_suite.ts";
import { historyLaws } from "./history_laws_suite.ts";
import { inboundLaws } from "./inbound_laws_suite.ts";
import { modelLaw } from "./model_law_suite.ts";
import { onceLaws } from "./once_laws_suite.ts";
import { outboxLaws } from "./outbox_laws_suite.ts";
import { recentLaws } from "./recent_laws_suite.ts";
import { repeatLaws } from "./repeat_laws_suite.ts";
import { replyLaws } from "./reply_laws_suite.ts";
import { reportLaws } from "./report_laws_suite.ts";
import { searchLaws } from "./search_laws_suite.ts";
import { routeLaws } from "./route_laws_suite.ts";
import { smsUsageLaws } from "./sms_usage_laws_suite.ts";
import { timeLaws } from "./time_laws_suite.ts";
import { wishLaws } from "./wish_laws_suite.ts";

/** The law for every `Store`: registers a test for each of its sentences. `open` gives an empty store. */
export function storeSuite(
  name: string,
  open: (wanted: Wanted) => Promise<StoreUnderTest>,
): void {
  const laws = [
    ...acceptLaws,
    ...claimLaws,
    ...entryLaws,
    ...timeLaws,
    ...clockLaws,
    ...historyLaws,
    ...searchLaws,
    ...reportLaws,
    ...doubtLaws,
    ...inboundLaws,
    ...wishLaws,
    ...routeLaws,
    ...repeatLaws,
    ...onceLaws,
    ...smsUsageLaws,
    ...outboxLaws,
    ...archiveLaws,
    ...recentLaws,
    ...alarmLaws,
    ...escalationLaws,
    ...replyLaws,
    ...backlogLaws,
  ];
  const openOne = () =>
    open({
      clock: new ManualClock(),
      resumeWaitMs,
      replies: { correspondents: true, fresh: true },
    });
  for (const law of laws) {
    Deno.test(`${name}: ${law.name}`, async () => {
      const ground = new Ground(await openOne());
      try {
        await law.holds(ground);
      } finally {
        await ground.end();
      }
    });
  }
  Deno.test(
    `${name}: no sequence of commands loses a delivery or tells two stories of it`,
    () => modelLaw(openOne),
  );
  Deno.test(
    `${name}: what is recorded together is as if it had been recorded one by one`,
    () => togetherLaw(openOne),
  );
}
