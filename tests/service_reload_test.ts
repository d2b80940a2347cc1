import assert from "node:assert/strict";
import { Child } from "./support/child.ts";
import { NotifyReader } from "./support/notify_socket.ts";
import { addressOf, programCommand } from "./support/program.ts";
import { sendMail } from "./support/smtp_client.ts";
import { temporaryFolder } from "./support/temporary_folder.ts";

Deno.test({
  name:
    "systemctl reload is told as RELOADING and READY, also where the config has mistakes, and mail is taken before and after",
  ignore: Deno.build.os !== "linux",
  async fn() {
    using folder = temporaryFolder();
    await using systemd = new NotifyReader(folder.file("notify"));
    const write = (more: string) =>
      Deno.writeTextFileSync(
        folder.file("config.toml"),
        `[smtp]\nlisten = ["127.0.0.1:0"]\n[web]\nenabled = false\n[[modem]]\nport = "sim:"\n${more}`,
      );
    write("");
    await using served = new Child(programCommand(["serve"]), {
      cwd: folder.path,
      env: { NOTIFY_SOCKET: systemd.name },
    });
    let at = await systemd.message(/^READY=1$/) + 1;
    const address = await addressOf(served);
    const mail = { to: "+491701234567@sms" };
    for (const more of ['[log]\nlevel = "debug"\n', "wrong = 1\n"]) {
      write(more);
      served.signal("SIGHUP");
      at = await systemd.message(/^RELOADING=1\nMONOTONIC_USEC=\d+$/, at) + 1;
      at = await systemd.message(/^READY=1$/, at) + 1;
      const { reply } = await sendMail(address, { ...mail, text: more });
      assert.equal(reply.code, 250);
    }
    await served.line(/wrong/);
    await served.stop();
  },
});
