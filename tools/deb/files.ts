/**
 * The texts of the Debian package: pure functions of what the tree says.
 *
 * @module
 */
import { makers } from "../../src/modem/usb_kinds.ts";

/** What the package says of itself. */
export interface Package {
  /** cellpost's own: it has no other packager, so no revision. */
  readonly version: string;
  /** As dpkg calls it: amd64, arm64. */
  readonly architecture: string;
  /** Of the commit. */
  readonly date: Date;
  /** Of all files, KiB. */
  readonly installedSize: number;
}

const maintainer = "The cellpost authors <cellpost@packages.invalid>";

/** DEBIAN/control; deb-control(5). What is asked for is what the executable's loader asks for, and what the scripts call. */
export function controlFile(
  { version, architecture, installedSize }: Package,
): string {
  return `Package: cellpost
Version: ${version}
Architecture: ${architecture}
Maintainer: ${maintainer}
Installed-Size: ${installedSize}
Depends: adduser, libc6 (>= 2.31), libgcc-s1
Suggests: usb-modeswitch
Section: mail
Priority: optional
Description: e-mail to SMS gateway over GSM modems
 A mail to a phone number leaves a GSM modem as SMS. cellpost listens for mail
 by SMTP, keeps it in a durable queue, and drives modems on serial ports; what
 comes in by SMS goes out by mail.
 .
 The service starts with the package, takes mail from this machine alone, and
 uses every USB modem that it finds: /etc/cellpost/config.toml says otherwise.
`;
}

/** debian/changelog, whose only entry refers to the project's own. */
export function changelog({ version, date }: Package): string {
  return `cellpost (${version}) unstable; urgency=medium

  * What is new stands in /usr/share/doc/cellpost/CHANGELOG.md.

 -- ${maintainer}  ${rfc2822(date)}
`;
}

function rfc2822(date: Date): string {
  return date.toUTCString().replace("GMT", "+0000");
}

/** The machine-readable copyright file, with the text of the licence. */
export function copyright(license: string): string {
  const [, holder = "", ...text] = license.trim().split(/\n\n/);
  const lines = text.join("\n\n").split("\n")
    .map((line) => ` ${line === "" ? "." : line}`);
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: cellpost

Files: *
${holder.replace("(c) ", "")}
License: Expat

License: Expat
${lines.join("\n")}
`.replace(/^Copyright (?=\d)/m, "Copyright: ");
}

/** Finds `#path = "cellpost.db"` of the sample, and the end of its text about modems. */
const queuePath = /^#path = "cellpost\.db"$/m;
const mailIn = /^# ── Mail in /m;

/** /etc/cellpost/config.toml: the sample, with a queue where the service may write, and every USB modem. */
export function packagedConfig(sample: string): string {
  if (!queuePath.test(sample) || !mailIn.test(sample)) {
    throw new Error("config.toml has no [queue] path or no chapter on mail");
  }
  return sample
    .replace(queuePath, 'path = "/var/lib/cellpost/cellpost.db"')
    .replace(
      mailIn,
      (heading) => `[[modem]]\nport = "auto"\n\n${heading}`,
    );
}

/** udev rules by which ModemManager leaves alone what cellpost takes for modems; udev(7). */
export function udevRules(): string {
  const rules = makers.map(({ usb, name }) => {
    const [vendor, product] = usb.split(":");
    const which = product === undefined
      ? `ATTRS{idVendor}=="${vendor}"`
      : `ATTRS{idVendor}=="${vendor}", ATTRS{idProduct}=="${product}"`;
    return `# ${name}\n${which}, ENV{ID_MM_DEVICE_IGNORE}="1"`;
  });
  return `# ModemManager speaks to every modem that is plugged in, and then an SMS gateway cannot. These are the makers of
# modems that cellpost knows. Where one connects this machine to the Internet, copy this file to /etc/udev/rules.d
# and take its maker out there: a file of the same name in /etc counts instead of this one.
ACTION!="add|change|move|bind", GOTO="cellpost_end"
SUBSYSTEM!="tty|usb|usbmisc|net", GOTO="cellpost_end"

${rules.join("\n")}

LABEL="cellpost_end"
`;
}

/** What lintian says and is left so, each with its reason. */
export const lintianOverrides =
  `# V8 and SQLite are inside the executable, and its program is behind the ELF image, which strip would cut off.
cellpost: embedded-library
cellpost: unstripped-binary-or-object
cellpost: hardening-no-pie
# It goes to no archive of Debian's, so there is no bug that asks for it.
cellpost: initial-upload-closes-no-bugs
# For the service alone: a PIN may stand in it.
cellpost: non-standard-dir-perm 0750 != 0755 [etc/cellpost/]
cellpost: non-standard-file-perm 0640 != 0644 [etc/cellpost/config.toml]
`;
