import assert from "node:assert/strict";
import { folderDescriptor, ownAccount, serviceSid } from "./windows_account.ts";

Deno.test("a service's identifier is the one that Windows gives it", () => {
  // As documented for Windows' own installer.
  const known =
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464";
  assert.equal(serviceSid("TrustedInstaller"), known);
  assert.equal(serviceSid("TRUSTEDINSTALLER"), known);
});

Deno.test("the folder is for administrators, Windows and the service alone", () => {
  const own = folderDescriptor("cellpost", ownAccount("cellpost"));
  assert.equal(
    own,
    "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)" +
      `(A;OICI;0x1301bf;;;${serviceSid("cellpost")})`,
  );
  const local = folderDescriptor("cellpost", "nt authority\\LocalService");
  assert.match(local ?? "", /\(A;OICI;0x1301bf;;;LS\)$/);
  // Of a person only Windows knows the identifier.
  assert.equal(folderDescriptor("cellpost", "OFFICE\\anna"), undefined);
});
