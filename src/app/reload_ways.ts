/** How a change of a setting takes effect: while cellpost runs, or with its next start. */
export type Way = "live" | "restart";

/** Settings of one section, all in the same way. */
function all(
  way: Way,
  ...keys: readonly string[]
): Readonly<Record<string, Way>> {
  return Object.fromEntries(keys.map((key) => [key, way]));
}

/**
 * How each setting takes effect, by its section. A section of which there may be several comes and goes in the way of "". Every setting
 * must be here: a test walks them all, and the config reference prints this.
 */
const ways: Readonly<Record<string, Readonly<Record<string, Way>>>> = {
  modem: all(
    "live",
    ...["", "name", "port", "baud", "pin", "smsc", "quirks"],
    ...["per_minute", "per_hour", "per_day", "daily_quota", "min_gap"],
    ...["quiet", "quiet_urgent", "balance", "reset_command", "daily_reset"],
  ),
  smtp: all(
    "live",
    ...["listen", "hostname", "allow", "lf_clients", "strict_line_endings"],
    ...["hide_starttls", "tls_cert", "tls_key", "max_size", "max_line"],
    ...["max_recipients", "max_commands", "max_connections"],
    ...["max_connections_per_client", "connections_per_minute"],
    ...["mails_per_minute", "idle_timeout", "max_errors", "min_data_rate"],
    ...["greeting_delay", "dedupe_window"],
  ),
  "smtp.listener": all(
    "live",
    ...["", "address", "tls", "auth", "auth_plaintext", "allow"],
    ...["strict_line_endings", "proxy_protocol"],
  ),
  policy: all(
    "live",
    ...["users", "senders", "recipient_domains", "allow_numbers"],
    ...["deny_numbers", "per_client", "per_user", "per_sender"],
    ...["per_recipient", "total"],
  ),
  storm: all(
    "live",
    ...["window", "first", "per_recipient", "per_sender", "when_over"],
    ...["breaker", "breaker_rest", "breaker_reminder", "urgent_passes"],
  ),
  contacts: all("live", ""),
  groups: all("live", ""),
  schedule: all("live", "", "group", "days", "from", "to", "members"),
  quiet: all("live", "", "groups", "numbers", "days", "from", "to", "urgent"),
  domains: all("live", "", "flash", "priority", "urgent"),
  // Whoever has the queue open has this file locked.
  queue: { path: "restart", keep_for: "live", keep_text_for: "live" },
  message: all(
    "live",
    ...["country", "short_codes", "bare_digits", "timezone", "template"],
    ...["max_segments", "when_too_long", "strip_signature", "strip_quotes"],
    ...["strip_patterns", "end_marker", "plain_punctuation", "transliterate"],
    ...["status_report", "reference_bits", "national_languages", "validity"],
    "replace",
  ),
  sender: all(
    "live",
    ...["", "address", "prefix", "template", "max_segments", "replace"],
    ...["priority", "expire_after"],
  ),
  pool: all(
    "live",
    ...["", "name", "modems", "failover_after", "sticky", "sticky_wait"],
    "keep_shares",
  ),
  route: all(
    "live",
    ...["", "prefix", "country", "sender", "user", "group", "priority"],
    ...["pool", "failover", "refuse"],
  ),
  delivery: all(
    "live",
    ...["expire_after", "retry_first", "retry_max", "on_uncertain"],
    ...["uncertain_wait", "report_timeout", "resume_wait", "segment_timeout"],
    ...["stale_after", "on_stale"],
  ),
  escalation: all(
    "live",
    ...["", "for", "from", "after", "until", "word", "to", "rounds", "prefix"],
  ),
  admin: all(
    "live",
    ...["numbers", "mail", "webhook", "alarms", "modem_after"],
    ...["registration_after", "sim_after", "queue_after", "disk_free"],
    ...["database_after", "remind_every", "clear_after"],
  ),
  mail: all(
    "live",
    ...["relay", "starttls", "verify_certificate", "user", "password"],
    ...["password_file", "from", "reports", "delay_after"],
    ...["reports_per_sender", "reply_window", "inbox_to", "reply_domain"],
  ),
  replies: all(
    "live",
    ...["per_number", "total", "stop_words", "start_words"],
    "stop_confirmation",
  ),
  log: all("live", "level", "format"),
  web: all(
    "restart",
    ...["enabled", "listen", "tls", "hide_text", "metrics", "session_idle"],
    "session_max",
  ),
};

/** How a setting takes effect, by its name as `config` has it; undefined where nobody has said. */
export function wayOf(setting: string): Way | undefined {
  const section = ways[setting];
  if (section !== undefined) return section[""];
  const at = setting.lastIndexOf(".");
  return ways[setting.slice(0, at)]?.[setting.slice(at + 1)];
}
