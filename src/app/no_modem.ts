/** What is wrong with a config that has none. */
export const noModemText =
  "No modem configured: add [[modem]] to config.toml, or try --modem sim:";
