/**
 * The maintainer scripts of the Debian package; Debian Policy §6. systemd is spoken to as debhelper's snippets do
 * (deb-systemd-helper, deb-systemd-invoke), so that an administrator's choices and chroots are respected.
 *
 * @module
 */

const head = "#!/bin/sh\nset -e\n";

/** Makes the user, gives it its files, and starts the service. */
export const postinst = `${head}
case "$1" in
configure)
  if ! getent passwd cellpost >/dev/null; then
    adduser --system --group --quiet --home /var/lib/cellpost --no-create-home \\
      --gecos "cellpost, mail to SMS" cellpost
  fi
  if getent group dialout >/dev/null; then
    adduser --quiet cellpost dialout >/dev/null
  fi
  # What the administrator has set by dpkg-statoverride stays.
  if ! dpkg-statoverride --list /etc/cellpost >/dev/null 2>&1; then
    chgrp cellpost /etc/cellpost
  fi
  if [ -e /etc/cellpost/config.toml ] &&
    ! dpkg-statoverride --list /etc/cellpost/config.toml >/dev/null 2>&1; then
    chgrp cellpost /etc/cellpost/config.toml
  fi
  ;;
esac

case "$1" in
configure | abort-upgrade | abort-deconfigure | abort-remove)
  deb-systemd-helper unmask cellpost.service >/dev/null || true
  if deb-systemd-helper --quiet was-enabled cellpost.service; then
    deb-systemd-helper enable cellpost.service >/dev/null || true
  else
    deb-systemd-helper update-state cellpost.service >/dev/null || true
  fi
  if [ -d /run/systemd/system ]; then
    systemctl --system daemon-reload >/dev/null || true
    if [ -n "$2" ]; then action=restart; else action=start; fi
    deb-systemd-invoke $action cellpost.service >/dev/null || true
  fi
  if [ -d /run/udev ]; then
    udevadm control --reload >/dev/null 2>&1 || true
  fi
  ;;
esac
`;

/** Stops the service before its files go; an upgrade restarts it in the end, so that mail is refused for seconds only. */
export const prerm = `${head}
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  deb-systemd-invoke stop cellpost.service >/dev/null || true
fi
`;

/** With a purge, queue and config go, and with them every message. The user stays, as Debian has it: its number must not come to own what is left of it elsewhere. */
export const postrm = `${head}
case "$1" in
remove)
  if command -v deb-systemd-helper >/dev/null; then
    deb-systemd-helper mask cellpost.service >/dev/null || true
  fi
  ;;
purge)
  if command -v deb-systemd-helper >/dev/null; then
    deb-systemd-helper purge cellpost.service >/dev/null || true
    deb-systemd-helper unmask cellpost.service >/dev/null || true
  fi
  rm -rf /var/lib/cellpost /etc/cellpost
  ;;
esac
if [ -d /run/systemd/system ]; then
  systemctl --system daemon-reload >/dev/null || true
fi
`;
