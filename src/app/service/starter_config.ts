/** The config of a service that has none yet: it takes mail from this machine alone, and uses every USB modem. */
export function starterConfig(name: string): string {
  return `# cellpost: a mail to <mobile number>@anything leaves a modem as SMS.
# "cellpost init" writes a longer one by five questions, "cellpost check" finds mistakes,
# "cellpost doctor" looks whether all is well; "cellpost service restart" takes a change over.

[smtp]
# Programs on this machine only; ":2525" or ":25" for others, and then name them in allow.
listen = ["127.0.0.1:2525"]

[queue]
# The service may write nowhere else.
path = "${statePath(name)}/cellpost.db"

# Every USB modem of this machine.
[[modem]]
port = "auto"
`;
}

/** The folder that StateDirectory= of the unit makes. */
export function statePath(name: string): string {
  return `/var/lib/${name}`;
}
