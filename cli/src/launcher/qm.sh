#!/bin/sh
# The qm command: runs the Java runtime beside it. Lands as bin/qm of the runtime image, which works from any folder;
# a link to it, such as /usr/bin/qm, works too. A link that is named like one of Podman's generators makes it a generator
# of systemd: systemd.generator(7) calls those with three folders and nothing else.
set -u
self=$0
while [ -L "$self" ]; do
  link=$(readlink -- "$self")
  case $link in
    /*) self=$link ;;
    *) self=${self%/*}/$link ;;
  esac
done
# options meant for other Java programs would change this one, and some print a line each time
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH
# Java reads file names in the locale's character set. systemd gives its generators no locale, ssh brings one that the machine
# may not have, and then one unit with an umlaut in its name would stop qm.
export LC_ALL=C.UTF-8
# What qm makes has the mode that it names from the first moment, and no chmod comes after: whoever can exchange the file
# meanwhile would have another one changed. So the caller's umask must not take anything away.
umask 022
# the main class DeviceHookMain leaves out what the others need: Podman waits for it before a container starts
case ${1-} in
  device-hook)
    exec "${self%/*}/java" "-XX:SharedArchiveFile=${self%/*}/../lib/server/device-hook.jsa" \
      -m dev.qm.cli/dev.qm.cli.DeviceHookMain "$@"
    ;;
esac
# the shell asks the terminal for free; Java would need a native call (Terminal.java)
tty=
columns=
if [ -t 0 ]; then tty=0; fi
if [ -t 1 ]; then tty=${tty}1; fi
if [ -t 2 ]; then tty=${tty}2; fi
if [ -t 1 ] || [ -t 2 ]; then
  size=$(stty size 2> /dev/null < /dev/tty) && columns=${size#* }
fi
called=
case ${0##*/} in
  podman-system-generator | qm-quadlet-generator) called=$0 && set -- quadlet generate "$@" ;;
  podman-user-generator | qm-quadlet-user-generator) called=$0 && set -- quadlet generate --user "$@" ;;
esac
# some commands have an archive of classes of their own, as image.sh says
archive=${self%/*}/../lib/server/classes.jsa
case ${1-} in
  '' | *[!a-z-]*) ;;
  *) if [ -f "${archive%/*}/$1.jsa" ]; then archive=${archive%/*}/$1.jsa; fi ;;
esac
exec "${self%/*}/java" "-XX:SharedArchiveFile=$archive" "-Dqm.tty=$tty" "-Dqm.columns=$columns" ${called:+"-Dqm.called=$called"} \
  -m dev.qm.cli/dev.qm.cli.Main "$@"
