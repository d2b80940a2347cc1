/** Each kind of trouble that is watched for. */
export const conditions = [
  "modem",
  "registration",
  "sim",
  "modems",
  "queue",
  "disk",
  "balance",
  "quota",
  "breaker",
  "database",
] as const;

/** A kind of trouble: what the owner chooses, and what a webhook is told. */
export type Condition = typeof conditions[number];
