// house: specification table

/** `config.toml` as the executable carries it: written by `deno task sample`, and a test fails when it is not current. */
export const sampleConfig = `#:schema ./packaging/config.schema.json
# Cellpost: a mail to <mobile number>@anything leaves a GSM modem as SMS.
#
# Every option stands here at its default, behind a "#" without a space. To change one, take the "#"
# away and edit the value. "cellpost check" finds all mistakes at once, with line numbers, and
# starts nothing.
#
# This file is looked for as ./config.toml, then as /etc/cellpost/config.toml (Windows:
# %ProgramData%\\cellpost\\config.toml); --config names another one. Relative paths count from this
# file's folder.
#
# Durations: "500ms", "30s", "5m", "24h", "2d", "1h30m".
# Sizes: "64KB" (64,000 bytes), "10MB" (10,000,000); "1KiB" and "1MiB" count in steps of 1,024.

# ── Modems ────────────────────────────────────────────────────────────────────────────────────────
# One section [[modem]] for each. Several share the work, and stand in for one another. "cellpost
# modems" lists the ports of this machine and tells which of them have a modem behind them.
#
# A USB modem on Linux. The name below by-id stays the same when ttyUSB0 becomes ttyUSB1 after a
# restart; where one stick shows several ports, take the one that "cellpost modems" finds answering.
#
#   [[modem]]
#   name = "roof"           # in the log and on the command line; default: modem1, modem2, …
#   port = "/dev/serial/by-id/usb-HUAWEI_HUAWEI_Mobile-if00-port0"
#   baud = 115200           # the default; old GSM modems on RS-232 may want 9600
#   pin = "0000"            # only if the SIM asks for one; a wrong one is tried once, never again
#   smsc = "+491710760000"  # the service centre, only if the SIM has none ("+CMS ERROR: 330")
#   quirks = { init = ["AT+CNMP=14"] }  # what it needs and is not known for: docs/quirks.md
#   per_minute = 10         # at most so many SMS (parts) in any minute; default: no limit
#   per_hour = 100          # likewise; a network blocks SIMs that send like a machine
#   per_day = 500           # in any 24 hours
#   daily_quota = 400       # from midnight to midnight, for this SIM; a restart changes nothing
#   min_gap = "2s"          # pause between two SMS
#   quiet = "22:00-06:00"   # sends nothing then, by the clock of [message] timezone
#   quiet_urgent = true     # but what is urgent; default: false
#   balance = { ussd = "*100#", every = "1d", pattern = '(-?[0-9.,]+) EUR', low = 5 }
#   reset_command = ["uhubctl", "-a", "cycle", "-l", "1-1", "-p", "2"]
#   daily_reset = "04:00"   # restarts the modem once a day; default: never
#
# A limit keeps a text from being begun; one that is begun is finished. Other modems take over.
#
# balance asks a prepaid card by USSD what is left, when the modem has nothing to do: ussd is the
# code (or a list: the code, then answers to its menus), the first group of pattern (RE2) finds the
# amount in the answer, every is how often (default "24h"), and below low you are told.
#
# reset_command is what helps when nothing else does: a program and its arguments, run without a
# shell, for a minute at most. Make sure that it cuts the power of this modem and of no other one.
#
# A modem on Windows: the number is in the Device Manager, below "Ports (COM & LPT)".
#
#   [[modem]]
#   port = "COM3"
#
# By what is printed on the modem or on its SIM, in whatever socket it sits: it is found by asking,
# and found again when it moves.
#
#   [[modem]]
#   port = "imei:356938035643809"
#
#   [[modem]]
#   port = "iccid:8949020000123456789"
#
# Behind a device server (ser2net, Moxa): raw TCP; baud rate and lines are set there.
#
#   [[modem]]
#   port = "tcp://192.168.1.7:4001"
#
# Every USB modem of this machine that no other section names, also one that is plugged in later.
# Each gets a name from its model and its IMEI, such as ec25-643809. pin and smsc hold for all.
#
#   [[modem]]
#   port = "auto"
#
# No modem yet? A simulated one prints each SMS instead of sending it; this one takes 3 s and loses
# one in a hundred.
#
#   [[modem]]
#   port = "sim:latency=3s&fail=0.01"

# ── Mail in ───────────────────────────────────────────────────────────────────────────────────────
[smtp]

# Where to listen. Only programs on this machine reach 127.0.0.1; ":25" listens on every interface,
# and then [smtp] allow must name the networks that may send. A port below 1024 needs a privilege on
# Linux. This is the short form, for listeners without TLS and logins; see [[smtp.listener]] below.
#listen = ["127.0.0.1:2525"]

# The name told in the greeting. "" is the machine's own; set it when a client insists on a full
# name.
#hostname = ""

# The clients that may send SMS, as addresses or networks; all others are refused at RCPT. Every SMS
# costs money: name the hosts that need it, such as ["127.0.0.0/8", "192.168.10.0/24"].
#allow = ["127.0.0.0/8", "::1/128"]

# Clients that end a mail with bare line feeds (some PLCs, cameras and scripts; their mails never
# arrive, and the log names this option). Only for devices that you know: behind a mail relay this
# would open the door to smuggled mails.
#lf_clients = []

# true refuses a mail that contains bare LF or CR instead of mending it. Set it when a mail relay
# stands in front.
#strict_line_endings = false

# Clients that are not told of STARTTLS, as addresses or networks: old printers and panels speak
# only TLS 1.0, try it because they see it, fail, and send nothing.
#hide_starttls = []

# The certificate (with its chain) and its private key, both PEM files, for the listeners with TLS.
# "cellpost cert" makes a pair for the LAN. New files are taken without a restart.
#tls_cert = ""

# The private key that belongs to it; nobody but cellpost should be able to read the file.
#tls_key = ""

# The largest mail, attachments included. They are not sent, but scanners and monitors like to add
# them.
#max_size = "10MB"

# The longest command line in bytes. There is no limit on a line of the text.
#max_line = 2048

# The most recipients of one mail; more are told to come back with another mail.
#max_recipients = 100

# The most commands of one connection (a mail takes four), so that a client gone mad is cut off.
#max_commands = 10000

# The most connections at one time; more are told to come back later.
#max_connections = 200

# The most connections of one client network at one time, so that one device gone mad leaves room
# for the others. Networks are /24 for IPv4 and /64 for IPv6; this machine is never counted; 0 is no
# limit.
#max_connections_per_client = 0

# The most new connections of one client network in a minute; 0 is no limit.
#connections_per_minute = 0

# The most mails of one client network in a minute; 0 is no limit. [policy] limits SMS, which is
# what costs.
#mails_per_minute = 0

# How long a client may be silent. RFC 5321 asks for at least five minutes.
#idle_timeout = "5m"

# How many refused commands make a client one that is only trying; then it is cut off. Leave room
# for a mail with several wrong numbers.
#max_errors = 20

# The least bytes a second while a mail comes in, from its second minute on, so that nobody holds a
# connection by dripping; "0B" waits for any.
#min_data_rate = "100B"

# How long to wait before the greeting, such as "2s". Mail programs wait for it, spam robots talk at
# once and are sent away. "0s" greets at once, as impatient devices like it.
#greeting_delay = "0s"

# A client that did not hear our answer sends its mail again. Within this time the same text from
# the same sender to the same number is then not sent twice; an alarm that truly comes twice is.
# "0s" sends everything.
#dedupe_window = "10m"

# Listeners with TLS, logins or rules of their own; any number, beside or instead of listen.
#
#   [[smtp.listener]]
#   address = ":587"               # required; as in listen
#   tls = "starttls"               # "none", "starttls" (mostly port 587), "implicit" (port 465)
#   auth = "required"              # "off", "optional", "required", or "any", which takes every
#                                  # password, for devices that insist on a login
#   auth_plaintext = false         # true takes logins without TLS: anybody on the way can read them
#   allow = ["0.0.0.0/0"]          # default: that of [smtp]
#   strict_line_endings = true     # default: that of [smtp]
#   proxy_protocol = []            # proxies in front (HAProxy, …) that tell the client's address

# ── Who may send, to whom, how much ───────────────────────────────────────────────────────────────
[policy]

# Users that may send once they have logged in. "*" is all that "cellpost user" knows.
#users = ["*"]

# Senders (reverse-paths) that may send: addresses, domains, "<>" for mails without a sender, "*"
# for all. Anybody can write any sender: this sorts, it does not protect.
#senders = ["*"]

# Domains that recipients may have behind the "@"; "*" is any. A bare number always passes.
#recipient_domains = ["*"]

# Where SMS may go, as beginnings of numbers, such as ["+49", "+43"]; those without "+" are short
# codes. Empty is everywhere.
#allow_numbers = []

# Where SMS may not go, even if allowed above, such as premium rates: ["+49900", "+49137"].
#deny_numbers = []

# The most SMS of one client address, such as ["20/minute", "200/hour", "1000/day"]. What is beyond
# is told to come back later. Empty is no limit; so it is for the four below.
#per_client = []

# The most SMS of one logged-in user.
#per_user = []

# The most SMS of one sender.
#per_sender = []

# The most SMS to one number, so that a fault at night does not wake somebody a hundred times.
#per_recipient = []

# The most SMS altogether, such as ["500/day"]: the bill's upper bound.
#total = []

# ── Storms ────────────────────────────────────────────────────────────────────────────────────────
# What keeps a fault that shouts from costing money and sleep. Nothing is lost: what is gathered is
# told with "(+37 more)". All of it is off until it is written here.
[storm]

# How long texts that are alike are gathered, such as "5m" ("1s" to "24h"): from one sender (the
# user who logged in, else the reverse-path, else the client) to one number, the same but for
# numbers, times, capitals and blanks. When it closes, they become one SMS. "" gathers none.
#window = ""

# The first text of a window: "now" sends it at once, and the others when the window closes, after
# which the next one begins. "wait" has exactly one SMS leave for each window, when it closes; only
# an urgent first one does not wait.
#first = "now"

# The most SMS to one number, such as ["10/hour"], counted as they go out, also over a restart.
#per_recipient = []

# The most SMS of one sender, likewise.
#per_sender = []

# What happens to SMS beyond: "queue" sends them evenly spread as there is room again (those that
# would expire before, as with "merge"), "merge" makes one SMS for each number of them at that time,
# "refuse" tells the sender at RCPT to come again.
#when_over = "queue"

# The most SMS altogether, such as "200/10m". With one more the breaker opens: nothing is sent any
# more, but mails are accepted and gathered, one SMS for each number. The log tells it at once.
#breaker = ""

# How long the breaker stays open; "cellpost queue release" ends it sooner. Then what was gathered
# goes out, no faster than breaker allows.
#breaker_rest = "1h"

# How often the log tells that the breaker is open.
#breaker_reminder = "30m"

# Urgent SMS go out past the caps and past an open breaker; they are counted all the same. false
# treats them like others.
#urgent_passes = true

# ── Phone book ────────────────────────────────────────────────────────────────────────────────────
# Names that stand for numbers: a mail to anna@anything reaches Anna. Capital and small letters are
# the same; a name with dots or other letters than a to z goes in quotes. Numbers without a country
# code are of [message] country.
[contacts]
#
#   anna = "+46701234567"
#   "lars.berg" = ["+46702345678", "+46 8 765 43 21"]   # one SMS to each

# Groups: a mail to oncall@anything reaches all its members: contacts, numbers and other groups.
[groups]
#
#   oncall = ["anna", "+46703456789"]
#   everybody = ["oncall", "lars.berg"]

# While a schedule is active, its members are the group's; otherwise those of [groups] are. The
# clock is that of [message] timezone.
#
#   [[schedule]]
#   group = "oncall"           # required
#   days = ["mon-fri", "sun"]  # mon, tue, wed, thu, fri, sat, sun and ranges; default: all
#   from = "17:00"             # default: "00:00"
#   to = "08:00"               # of the next day when not after from; default: "24:00"
#   members = ["lars.berg"]    # required

# Quiet hours: what would be sent to these meanwhile waits until they end, by the clock of [message]
# timezone. A mail to a group counts for that group, not for others that its members are in; a mail
# to a number or a contact counts for each group in whose list it is. That time does not count
# towards expire_after and stale_after.
#
#   [[quiet]]
#   groups = ["everybody", "anna"]  # groups and contacts; default, with numbers: all recipients
#   numbers = ["+4670"]             # beginnings of numbers, besides
#   days = ["sun-thu"]              # on which it begins; default: all
#   from = "22:00"                  # required
#   to = "07:00"                    # required; of the next day when not after from
#   urgent = true                   # default: true; what is urgent goes out all the same

# What holds for recipients of a domain, unless the address itself says otherwise: a mail to
# +46701234567@flash.sms shows up on the screen at once.
#
#   [domains."flash.sms"]
#   flash = true         # default: false; shown at once, and on most phones not kept
#   priority = "normal"  # default: "normal"; "urgent" goes before the others, "bulk" after them
#   urgent = false       # true says the same as priority = "urgent"

# ── Queue ─────────────────────────────────────────────────────────────────────────────────────────
[queue]

# The database that holds every accepted mail until its fate is known. Put it on a local disk, never
# on a network share; a service keeps it in a folder such as /var/lib/cellpost.
#path = "cellpost.db"

# How long a message is kept after its end, with its history; also what was received. "" keeps all,
# and the database grows: some 600 bytes a message. What still waits is kept whatever its age.
#keep_for = "90d"

# How long the text, the subject and received texts are kept, if shorter than that, such as "7d": a
# log of alarms needs no names in it. "" is as long as the rest.
#keep_text_for = ""

# ── From mail to text ─────────────────────────────────────────────────────────────────────────────
[message]

# The country whose national numbers are understood, such as "IN", "DE" or "GB". With "", only
# international numbers (+91…, 0091…) are taken.
#country = ""

# true also takes short codes of 3 to 8 digits as recipients, such as an operator's balance service.
#short_codes = false

# What digits without "+" or "00" mean when they are a valid number both within the country and with
# a country code in front: "national", "international", or "refuse" to have the sender write it
# clearly. National numbers are mostly written with their leading 0, which is never in doubt.
#bare_digits = "international"

# The time zone of schedules, of quiet hours, and of times in addresses and headers that name none,
# such as "Europe/Berlin". "" is the machine's own.
#timezone = ""

# The text of the SMS, made of {subject}, {body} and {from}. Monitoring systems often put all that
# matters in the subject: "{subject}: {body}".
#template = "{body}"

# The most SMS that one mail may become for each recipient (1 to 255). Long texts are joined again
# by the phone, but the network charges each part.
#max_segments = 6

# What happens to a longer text: "truncate" cuts it and marks the cut, "refuse" tells the sender how
# many parts it needs.
#when_too_long = "truncate"

# true drops the signature: everything below a line that holds only "-- ".
#strip_signature = false

# true drops what a reply quotes: lines that begin with ">", "On … wrote:", and all below
# "-----Original Message-----".
#strip_quotes = false

# Regular expressions (RE2) whose matches are cut out, such as ['(?is)this mail is confidential.*'].
# Single quotes spare you doubled backslashes.
#strip_patterns = []

# The text ends at the first line that holds just this, such as "$$". "" is none.
#end_marker = ""

# Curly quotes and long dashes become plain ones where that is all that keeps a text from the short
# alphabet: a single one of them leaves 70 characters to an SMS instead of 160. false sends them as
# they are.
#plain_punctuation = true

# true also writes letters without their accents (é as e, ł as l), again only where that keeps a
# text from 70 characters an SMS.
#transliterate = false

# Asks the network to tell when an SMS has reached its phone. Some operators charge for reports:
# false saves that.
#status_report = true

# How the parts of a long text are numbered: 8 is understood by every phone; 16 costs a character a
# part, and helps who sends many long texts to one number.
#reference_bits = 8

# Languages whose letters a text may keep without falling to 70 characters an SMS: "turkish",
# "spanish", "portuguese". With ["turkish"], "şğıİ" leave 155 of 160 characters. Only used where it
# saves an SMS, because old phones show other letters instead; received SMS are read in any case.
#national_languages = []

# How long the network tries to reach a phone that is off or out of reach, such as "6h" ("5m" to
# "441d", rounded up to what an SMS can say). "expire": only as long as the SMS may still wait here
# (expire_after), so that nothing arrives later than that. "" leaves it to the network, mostly some
# days.
#validity = ""

# 1 to 7: on the phone, a new SMS takes the place of the last one that had the same number here, so
# that only the latest state of a plant is seen. 0 is off. Without effect on texts of several parts,
# and not all phones and networks heed it.
#replace = 0

# Texts by sender: the first that matches counts, and what it leaves out is as above.
#
#   [[sender]]
#   address = "zabbix@plant.example"  # required; as in [policy] senders
#   prefix = "ZBX "                   # in front of the text; default: ""
#   template = "{subject}: {body}"
#   max_segments = 2
#   replace = 1
#   priority = "bulk"                 # unless its mails say another; default: "normal"
#   expire_after = "2h"               # unless its mails say another; default: that of [delivery]

# ── Routes ────────────────────────────────────────────────────────────────────────────────────────
# Without routes, every modem sends everything. A pool is some of the modems, for routes to lead to.
#
#   [[pool]]
#   name = "austria"       # required; letters, digits, dots, dashes and underscores
#   modems = { roof = 3, modem2 = 1 }  # required; or ["roof", "modem2"] for equal shares
#   failover_after = "1m"  # the default; so long no modem is usable before another pool stands in
#   sticky = false         # the default; true: a recipient keeps the modem that has sent to it, so
#                          # that answers come to one number
#   sticky_wait = "2m"     # the default; so long a recipient waits for its modem when that is ill
#   keep_shares = false    # the default; see below
#
# Shares say which of the free modems is given the next SMS; when there is more than they can send,
# each sends what it can. keep_shares = true keeps to the shares even then: the faster ones wait.
# "auto" stands for the modems of port = "auto" that no pool names.
#
# Routes are looked through in the order of this file; the first that matches counts, and each
# condition that is written must match. When there are routes and none matches, the recipient is
# refused. A modem in no pool sends what is left to any modem, and nothing else.
#
#   [[route]]
#   prefix = ["+43", "+423"]       # beginnings of numbers, or of short codes
#   country = "AT"                 # ISO 3166: "AT", or ["AT", "DE"]
#   sender = "zabbix@plant.example"  # as in [policy] senders
#   user = "plc"                   # who has logged in; "*" is anybody who has
#   group = "oncall"               # the mail went to this group
#   priority = ["normal", "bulk"]
#   pool = "austria"               # or "*" for any modem
#   failover = "*"                 # pools that stand in, in their order, such as ["germany", "*"]
#   refuse = false                 # true instead of pool: the recipient is refused

# ── Delivery ──────────────────────────────────────────────────────────────────────────────────────
[delivery]

# How long to try. An alert that is a day late helps nobody; after an outage a short time spares the
# phones the backlog.
#expire_after = "24h"

# The pause before the second try; each further pause doubles …
#retry_first = "15s"

# … up to this one.
#retry_max = "15m"

# What to do when a modem took an SMS and did not answer, so that nobody knows whether it left:
# "resend" may send it twice, "hold" leaves it to the operator ("cellpost queue retry" or "cancel").
#on_uncertain = "resend"

# How long such an SMS waits for a status report, which would settle the matter.
#uncertain_wait = "5m"

# How long to wait for the status report of an SMS that was sent; after that it stays "sent". A
# phone may be off for days.
#report_timeout = "3d"

# When a modem fails in the middle of a long text: how long to wait for the same modem before
# another one starts the text again from its first part.
#resume_wait = "10m"

# When a part of a long SMS that was sent to a modem does not come: how long after the last part the
# rest goes to the inbox without it ("cellpost inbox").
#segment_timeout = "3h"

# Whether an SMS that has waited this long, such as "1h", is stale: after an outage it may say what
# is no longer so. Urgent ones never are. "" is off.
#stale_after = ""

# What becomes of stale ones: "drop" expires them, and their senders are told like of any other that
# expired; "merge" makes one SMS of all that wait for the same recipient, the newest first; "send"
# sends them.
#on_stale = "send"

# ── Escalation ────────────────────────────────────────────────────────────────────────────────────
# A message that nobody confirms goes to others too, one after the other, until somebody does. For
# each recipient the first section that matches counts. docs/operating.md tells the details.
#
#   [[escalation]]
#   for = ["oncall"]   # recipients: contacts, groups, numbers; default: ["*"], everybody
#   from = ["*"]       # senders, as in [policy] senders; this is the default
#   after = "10m"      # the default; counts from the acceptance, then from each step
#   until = "answer"   # an SMS from any of them; default: "delivered", a status report
#   word = "OK"        # with which an answer must begin; default: any answer
#   to = ["lars.berg", "+46703456789"]  # required: a contact, group or number for each step
#   rounds = 1         # the default; how often all of to are gone through
#   prefix = "[ESC] "  # the default; in front of the text that these get

# ── Alarms ────────────────────────────────────────────────────────────────────────────────────────
# Whom cellpost tells when it is out of order itself: once, again while it lasts, and once when all
# is well again. Nobody is told as long as the first three are empty.
[admin]

# Who gets an SMS, by another modem: contacts, groups and numbers.
#numbers = []

# Who gets a mail, such as ["ops@plant.example"].
#mail = []

# A URL that is posted JSON, such as "https://hooks.plant.example/cellpost".
#webhook = ""

# What is told: any of "modem" (does not work), "registration" (no network), "sim", "modems" (none
# works), "queue", "disk", "balance", "quota", "breaker" and "database"; "*" is all.
#alarms = ["*"]

# For how long a modem must have been unplugged, silent or blocked.
#modem_after = "5m"

# For how long it must have had no network.
#registration_after = "10m"

# For how long its SIM must have been missing or locked.
#sim_after = "2m"

# How long an SMS that is due may wait for a modem.
#queue_after = "30m"

# Less room than this on the queue's disk is too little.
#disk_free = "500MB"

# For how long the database must not have done what it should.
#database_after = "1m"

# How often it is told again, as long as it lasts.
#remind_every = "4h"

# For how long all must be well before that is told; longer for what comes and goes.
#clear_after = "2m"

# ── Mail out ──────────────────────────────────────────────────────────────────────────────────────
[mail]

# The mail server (smarthost) that takes cellpost's own mail, such as reports to the senders of SMS:
# "mail.example.com" (port 25), "mail.example.com:587", or with TLS from the first byte
# "smtps://mail.example.com" (port 465). "" mails nothing: what became of an SMS is then in the log
# and in "cellpost queue show" only.
#relay = ""

# Whether to encrypt by STARTTLS: "auto" where the relay offers it, "required", or "off". With a
# user "auto" means required, but for a relay on this machine. smtps:// is always encrypted.
#starttls = "auto"

# Whether the relay's certificate must be good. Where no user logs in and starttls is "auto", any
# will do.
#verify_certificate = true

# Whom to log in as at the relay. "" logs in nowhere.
#user = ""

# The password of that user …
#password = ""

# … or the file that holds it, which nobody but cellpost should be able to read.
#password_file = ""

# The address that cellpost writes as. "" is cellpost@ and the hostname of [smtp]; many relays take
# only an address of a domain that they know.
#from = ""

# What senders are told that did not ask (NOTIFY, RFC 3461): "failure" (what has failed, and once
# what is late), "success" (also what was delivered), "asked" (nothing), "off" (nobody is told, and
# the option is not offered). Never told are mails that a program or a list has sent
# (Auto-Submitted, Precedence), and senders without a full address.
#reports = "failure"

# When a sender is told that its SMS still waits, once. "0s" is never.
#delay_after = "15m"

# The most reports to one sender; what is beyond is only in the log. Empty is no limit.
#reports_per_sender = ["30/hour"]

# With a relay, an SMS that comes in goes by mail to whoever has last sent to its number by that
# modem within this time, in the thread of that mail; an answer to it goes back as SMS. "0s" mails
# it to nobody but inbox_to.
#reply_window = "7d"

# Who gets by mail the SMS that answer nobody's mail, such as "ops@example.com". "" leaves them in
# the inbox ("cellpost inbox").
#inbox_to = ""

# A domain whose mails your mail server hands to cellpost, such as "sms.example.com": SMS then come
# from +46701234567@sms.example.com. With "" they come from the address above, and only answers to
# them can go back; then the mail server must hand mails to that address to cellpost.
#reply_domain = ""

# ── Received SMS ──────────────────────────────────────────────────────────────────────────────────
[replies]

# The most mails about SMS of one number, so that two robots that answer each other stop; what is
# beyond stays in the inbox. Empty is no limit, as for the next one.
#per_number = ["20/hour"]

# The most mails about SMS altogether.
#total = ["200/hour"]

# An SMS that is just one of these words, such as ["STOP", "STOPP"], puts its number on the deny
# list: mails to it are refused, and what waits for it is cancelled. "cellpost deny" shows the list.
#stop_words = []

# An SMS that is just one of these takes its number off the list again.
#start_words = ["START"]

# The SMS that tells a number that it is on the list now, such as "No more SMS from us. START undoes
# it." "" sends none.
#stop_confirmation = ""

# ── The operator's screen ─────────────────────────────────────────────────────────────────────────
[web]

# Whether there is a screen and an API.
#enabled = true

# Where a browser finds them. On this machine alone nobody need log in, as long as no user has a
# role; beyond it cellpost starts only when one has: cellpost user add NAME --role admin
#listen = ["127.0.0.1:8525"]

# Whether it is https://, by the certificate of [smtp].
#tls = false

# Whether viewers (users and API tokens of that role) see no texts and subjects of messages.
#hide_text = false

# Who may read /metrics without login: "loopback", this machine's own, or "open", everybody; others
# need a token. /healthz and /readyz are open to all.
#metrics = "loopback"

# How long a login lasts without a request …
#session_idle = "12h"

# … and how long at most.
#session_max = "7d"

# ── Log ───────────────────────────────────────────────────────────────────────────────────────────
[log]

# "error", "warning", "info" (one line for each fate of a message) or "debug" (also each
# connection). Texts of messages are in none of them.
#level = "info"

# "text" for people, "json" for programs: one object a line.
#format = "text"
`;
