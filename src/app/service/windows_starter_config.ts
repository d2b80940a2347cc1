/** The config of a service of Windows that has none yet: mail from this machine alone, and every USB modem. The queue lies beside it. */
export const starterConfig = `
# cellpost: a mail to <mobile number>@anything leaves a modem as SMS.
# "cellpost check" finds mistakes in this file, "cellpost service restart" takes a change over.

[smtp]
# Programs on this machine only; ":2525" or ":25" for others, and then name them in allow.
listen = ["127.0.0.1:2525"]

# Every USB modem of this machine; "COM5" for a certain one.
[[modem]]
port = "auto"
`.trimStart().replaceAll("\n", "\r\n"); // for Notepad of Windows Server 2016, which knows no other line ends
