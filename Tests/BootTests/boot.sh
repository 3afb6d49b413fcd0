#!/bin/bash
# The service under a real systemd: boots a Debian 12 with the units of this repository installed as docs/operating.md
# says, and asks of it what an administrator would.
#
#   TOCSIN_BOOT_HARNESS=/path/to/harness TOCSIN_BINARIES=/path/to/release Tests/BootTests/boot.sh
#
# Run by hand, as root; no part of `swift test`. The harness is a program that is called as
#   HARNESS --include python3 --timeout SECONDS PAYLOAD SCRIPT
# and boots a machine with systemd 252 or newer, in which PAYLOAD/bin is /usr/bin, PAYLOAD/lib holds shared libraries,
# PAYLOAD/etc is /etc and PAYLOAD/root is /; it runs SCRIPT there as root, passes its output and status on, and throws
# the machine away. It needs strace, socat, procps, runuser, libcurl4 and libssl3. TOCSIN_BINARIES holds tocsind and
# tocsinctl, built with `swift build -c release --static-swift-stdlib`.
#
# Prints one line for each check, "ok" or "FAIL" with what was seen, then figures. Its status is 0 if all held.
set -eu
: "${TOCSIN_BOOT_HARNESS:?the harness that boots systemd}" "${TOCSIN_BINARIES:?the folder of tocsind and tocsinctl}"
here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
payload=$(mktemp -d)
trap 'rm -r "$payload"' EXIT
mkdir -p "$payload"/{bin,lib} "$payload"/root/usr/lib/{sysusers.d,tmpfiles.d,systemd/catalog,systemd/system} \
    "$payload"/root/usr/lib/tocsin-boot
for program in tocsind tocsinctl; do strip -o "$payload/bin/$program" "$TOCSIN_BINARIES/$program"; done
# What the binaries need and a minimal system has not.
for library in liblmdb.so.0; do
    path=$(ldconfig -p | awk -v l="$library" '$1 == l { print $NF; exit }')
    cp -L "$path" "$payload/lib/"
done
cp "$repository"/systemd/*.service "$repository"/systemd/*.socket "$payload/root/usr/lib/systemd/system/"
cp "$repository/systemd/tocsin.sysusers" "$payload/root/usr/lib/sysusers.d/tocsin.conf"
cp "$repository/systemd/tocsin.tmpfiles" "$payload/root/usr/lib/tmpfiles.d/tocsin.conf"
cp "$repository/systemd/tocsin.catalog" "$payload/root/usr/lib/systemd/catalog/tocsin.catalog"
cp "$repository/Tests/TestSupport/receiver.py" "$payload/root/usr/lib/tocsin-boot/"
"$TOCSIN_BOOT_HARNESS" --include python3 --timeout 300 "$payload" "$here/guest.sh"
