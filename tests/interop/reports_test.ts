/** Reports on the way that they take in a company: through a Postfix into a mailbox, and into a program that reads them. */
import assert from "node:assert/strict";
import { freePort } from "../support/free_port.ts";
import { eventually } from "./support/eventually.ts";
import { fromFileUrl, inFolder } from "./support/paths.ts";
import { postfix } from "./support/relays/postfix.ts";
import { RunningRelay } from "./support/relays/relay.ts";
import { serve } from "./support/served_appliance.ts";
import { requireTool, runTool } from "./support/tools.ts";

const number = "+919812345678";

/** What `read_reports.py` prints of a report. */
interface PythonReport {
  readonly header: Readonly<Record<string, string>>;
  /** Seconds since 1970. */
  readonly date: number;
  readonly text: string;
  readonly mail: Readonly<Record<string, string>>;
  readonly recipients: readonly Readonly<Record<string, string>>[];
  readonly returned: {
    readonly type: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly text: string;
  };
}

Deno.test("Postfix as smarthost takes reports, and Python's email package reads every field of them", async () => {
  await inFolder((mailFolder) =>
    inFolder(async (folder) => {
      const mailbox = prepareMailbox(mailFolder);
      const relay = await postfix(mailbox.options);
      await using _running = await RunningRelay.start(relay);
      await using appliance = await serve({
        folder,
        // Barred for good, and the other one delivers.
        modems: ["sim:fail=1&error=1"],
        smtp: 'hostname = "gw.example"',
        sections:
          `[mail]\nrelay = "127.0.0.1:${relay.port}"\nfrom = "cellpost@gw.example"`,
      });
      await mailByPython(appliance.port, [
        {
          subject: "Pumpe läuft",
          id: "<1@plant.example>",
          text: "Öl 80 °C",
          to: number,
          mail: ["RET=FULL", "ENVID=QQ+2B1"],
          rcpt: ["NOTIFY=FAILURE", `ORCPT=rfc822;anna@sms.example`],
        },
        {
          subject: "Nobody wants to know",
          id: "<2@plant.example>",
          text: "Never",
          to: number,
          mail: [],
          rcpt: ["NOTIFY=NEVER"],
        },
        {
          subject: "An alarm ".repeat(30).trim(),
          id: "<3@plant.example>",
          text: "Pump 3",
          to: `${number}@sms.example`,
          mail: ["RET=HDRS"],
          rcpt: ["NOTIFY=SUCCESS,FAILURE"],
        },
      ]);
      const reports = await mailbox.read(2, () => relay.log());
      checkFull(reports.find(({ mail }) => mail["Original-Envelope-Id"]));
      checkHeaders(reports.find(({ mail }) => !mail["Original-Envelope-Id"]));
      await appliance.stop();
    })
  );
});

function checkFull(report: PythonReport | undefined): void {
  assert.ok(report);
  const { header, mail, recipients, text, returned } = report;
  assert.equal(header["From"], "Cellpost <cellpost@gw.example>");
  assert.equal(header["To"], "plc@plant.example");
  // What the last server writes of the envelope.
  assert.equal(header["Return-Path"], "<>");
  assert.equal(
    header["Subject"],
    `SMS not delivered to ${number}: Pumpe läuft`,
  );
  assert.equal(header["In-Reply-To"], "<1@plant.example>");
  assert.equal(header["References"], "<1@plant.example>");
  assert.equal(header["Auto-Submitted"], "auto-replied");
  assert.equal(header["X-Cellpost"], "report");
  assert.match(
    header["Message-ID"] ?? "",
    /^<report\.[0-9A-Z]{16}\.\d+\.failed@gw\.example>$/,
  );
  assert.ok(Math.abs(Date.now() / 1000 - report.date) < 300);
  assert.match(text, /Your mail "Pumpe läuft" was taken at/);
  assert.match(text, /Nobody has this number\./);
  assert.match(text, /Check the number\./);
  const { "Arrival-Date": arrival, "X-Cellpost-Id": id, ...fields } = mail;
  assert.ok(!Number.isNaN(Date.parse(arrival ?? "")));
  assert.match(id ?? "", /^[0-9A-Z]{16}$/);
  assert.deepEqual(fields, {
    "Original-Envelope-Id": "QQ+1",
    "Reporting-MTA": "dns; gw.example",
  });
  assert.equal(recipients.length, 1);
  const { "Last-Attempt-Date": last, ...recipient } = recipients[0] ?? {};
  assert.ok(!Number.isNaN(Date.parse(last ?? "")));
  assert.deepEqual(recipient, {
    "Original-Recipient": "rfc822; anna@sms.example",
    "Final-Recipient": `rfc822; ${number}@gw.example`,
    "X-Actual-Recipient": `x-sms; ${number}`,
    "Action": "failed",
    "Status": "5.1.1",
    "Diagnostic-Code": "x-sms; +CMS ERROR 1 (unassigned number)",
  });
  assert.equal(returned.type, "message/rfc822");
  assert.equal(returned.fields["Subject"], "Pumpe läuft");
  assert.equal(returned.fields["Message-ID"], "<1@plant.example>");
  assert.match(returned.text, /Öl 80 °C/);
}

function checkHeaders(report: PythonReport | undefined): void {
  assert.ok(report);
  const { header, recipients, returned } = report;
  assert.match(header["Subject"] ?? "", /: An alarm An alarm/);
  assert.equal(
    recipients[0]?.["Final-Recipient"],
    `rfc822; ${number}@sms.example`,
  );
  assert.equal(returned.type, "text/rfc822-headers");
  assert.equal(returned.fields["Subject"], "An alarm ".repeat(30).trim());
}

Deno.test("a delay and a success are told by way of a Postfix that was killed meanwhile", async () => {
  await inFolder((mailFolder) =>
    inFolder(async (folder) => {
      const mailbox = prepareMailbox(mailFolder);
      const relay = await postfix(mailbox.options);
      await using running = await RunningRelay.start(relay);
      await running.kill();
      await using appliance = await serve({
        folder,
        modems: ["sim:latency=6s"],
        sections:
          `[mail]\nrelay = "127.0.0.1:${relay.port}"\nfrom = "cellpost@gw.example"\ndelay_after = "2s"`,
      });
      await mailByPython(appliance.port, [{
        subject: "Alarm",
        id: "<1@plant.example>",
        text: "Pump 3",
        to: number,
        mail: [],
        rcpt: ["NOTIFY=SUCCESS,DELAY"],
      }]);
      await appliance.child.line(
        /The mail relay takes nothing, so notices wait/,
      );
      await running.start();
      const reports = await mailbox.read(2, () => relay.log());
      assert.deepEqual(
        reports.map((it) => it.recipients[0]?.["Action"]).toSorted(),
        ["delayed", "delivered"],
      );
      await appliance.stop();
    })
  );
});

/** One mail for `dsn_client.py`. */
interface PythonMail {
  readonly subject: string;
  readonly id: string;
  readonly text: string;
  readonly to: string;
  readonly mail: readonly string[];
  readonly rcpt: readonly string[];
}

async function mailByPython(
  port: number,
  mails: readonly PythonMail[],
): Promise<void> {
  const script = fromFileUrl("dsn_client.py");
  await runTool("python3", [script, `${port}`, JSON.stringify(mails)]);
}

/** A Maildir for all of plant.example, and what Postfix has to be told of it. */
function prepareMailbox(folder: string) {
  requireTool("python3");
  const mail = `${folder}/mail`;
  const box = `${mail}/box`;
  Deno.mkdirSync(mail);
  const nobody = 65534;
  Deno.chownSync(mail, nobody, nobody);
  const settings = {
    relayhost: "",
    virtual_mailbox_domains: "plant.example",
    virtual_mailbox_base: mail,
    virtual_mailbox_maps: "static:box/",
    virtual_uid_maps: `static:${nobody}`,
    virtual_gid_maps: `static:${nobody}`,
  };
  return {
    options: { folder, gatewayPort: freePort(), settings },
    /** Waits for so many mails, and reads all. */
    async read(
      count: number,
      log: () => string,
    ): Promise<readonly PythonReport[]> {
      try {
        await eventually(
          () => countIn(`${box}/new`) >= count,
          `${count} mails`,
        );
      } catch (error) {
        throw new Error(`${error}\nPostfix says:\n${log()}`);
      }
      const printed = await runTool("python3", [
        fromFileUrl("read_reports.py"),
        box,
      ]);
      const reports: readonly PythonReport[] = JSON.parse(printed);
      assert.equal(reports.length, count);
      return reports;
    },
  };
}

function countIn(folder: string): number {
  try {
    return [...Deno.readDirSync(folder)].length;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
