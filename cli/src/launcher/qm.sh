#!/bin/sh
# The qm command: runs the Java runtime beside it. Lands as bin/qm of the runtime image, which works from any folder;
# a link to it, such as /usr/bin/qm, works too. A link that is named like one of Podman's generators makes it a generator
# of systemd: systemd.generator(7) calls those with three folders and nothing else. A link qmctl,
# bluechictl or bluechi-is-online makes it take the words of the tool of that name (Main.java).
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
# exec_by_plan WORD...: carries out `qm exec` as an earlier one has written down how (ExecPlan.java), in this process; comes
# back when it was another run of the partition, or the words are more than this knows. Java goes the same way, at length.
exec_by_plan() {
  shift
  input=/dev/null
  case ${1-} in -i | --interactive) input= && shift ;; esac
  case ${1-} in
    --) shift ;;
    -*) return ;;
  esac
  if [ $# = 0 ]; then return; fi
  number=0 words=
  {
    IFS= read -r version && IFS= read -r pid && IFS= read -r started && IFS= read -r score && IFS= read -r limits &&
      IFS= read -r pressure || return
    while IFS= read -r word; do
      number=$((number + 1))
      eval "word$number=\$word"
      words="$words \"\$word$number\""
    done
  } < /run/qm/exec-plan
  if [ "$version" != 2 ]; then return; fi
  { IFS= read -r stat < "/proc/$pid/stat"; } 2> /dev/null || return
  # shellcheck disable=SC2086 # the fields after the name of the program are numbers and a letter
  started_then ${stat##*) } || return
  IFS= read -r own < /proc/self/oom_score_adj
  if [ "$own" -lt "$score" ]; then echo "$score" 2> /dev/null > /proc/self/oom_score_adj || return; fi
  # shellcheck disable=SC2086 # options without blanks
  if [ "$limits" ]; then prlimit --pid $$ $limits 2> /dev/null || return; fi
  # twice a child, so that what comes next has none that it does not know
  if [ -t 2 ] && [ -r "$pressure" ]; then (say_why_it_waits &) < /dev/null > /dev/null; fi
  eval "set -- $words \"\$@\""
  if [ "$input" ]; then exec "$@" < "$input"; fi
  exec "$@"
}
# started_then FIELD...: whether the process of these fields of its stat file (proc_pid_stat(5), from the third on) lives, and
# began at the time that the plan says
started_then() {
  case $1 in Z | X) return 1 ;; esac
  shift 19
  [ "$1" = "$started" ]
}
# say_why_it_waits: for somebody at a terminal whose command does not come for want of processor time, as Stall.java says it
say_why_it_waits() {
  stalled && before=$total && sleep 3 && kill -0 $$ 2> /dev/null && stalled || return
  percent=$(((total - before) / 30000))
  if [ "$percent" -ge 30 ]; then
    if [ "$percent" -gt 100 ]; then percent=100; fi
    echo "warning: the partition had no processor in $percent % of the last 3 s: the rest of this machine comes first" >&2
    echo "  = CPUWeight= and CPUQuota= of qm.container say how much it gets" >&2
  fi
}
# stalled: puts into total the microseconds in which nothing of the partition could run (psi.rst)
stalled() {
  total=
  while IFS= read -r line; do
    case $line in full*) total=${line##*=} ;; esac
  done < "$pressure"
  [ "$total" ]
}
case ${0##*/}:${1-} in
  bluechi*) ;;
  *:exec) if [ -r /run/qm/exec-plan ]; then exec_by_plan "$@"; fi ;;
esac
# the main class DeviceHookMain leaves out what the others need: Podman waits for it before a container starts
case ${0##*/}:${1-} in
  qmctl:* | bluechictl:* | bluechi-is-online:*) ;;
  *:device-hook)
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
  qmctl | bluechictl | bluechi-is-online) called=$PWD/$0 ;;
  podman-system-generator | qm-quadlet-generator) called=$0 && set -- quadlet generate "$@" ;;
  podman-user-generator | qm-quadlet-user-generator) called=$0 && set -- quadlet generate --user "$@" ;;
esac
# some commands have an archive of classes of their own, as image.sh says; BlueChi's tools are other words for `qm nodes`
archive=${self%/*}/../lib/server/classes.jsa
case ${0##*/}:${1-} in
  bluechi*) archive=${archive%/*}/nodes.jsa ;;
  *: | *:*[!a-z-]*) ;;
  *) if [ -f "${archive%/*}/$1.jsa" ]; then archive=${archive%/*}/$1.jsa; fi ;;
esac
# The agent stays: few threads with small stacks, one pool of malloc(3), only the busiest code compiled, and a heap that it
# grows into only for somebody who asks for a lot. What is asked of it is bounded so that this is enough; if it is not,
# systemd starts it again, and it is as new.
options=
# Java looks four times a second for locks that it can make small again, a fifth of what an idle agent costs. They are few.
seldom=-XX:AsyncDeflationInterval=10000
case ${0##*/}:${1-}:${2-} in
  bluechi*) ;;
  *:bluechi:agent)
    archive=${archive%/*}/agent.jsa
    export MALLOC_ARENA_MAX=1
    options="-Xms3m -Xmx48m -Xmn1m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=25 -XX:+ExitOnOutOfMemoryError"
    options="$options $seldom -Xss256k -XX:CompilerThreadStackSize=512 -XX:ReservedCodeCacheSize=8m -XX:CICompilerCount=1"
    options="$options -XX:CompileThresholdScaling=20 -Djdk.virtualThreadScheduler.parallelism=1"
    # a controller's address may change while the agent lives
    options="$options -Dsun.net.inetaddr.ttl=1 -Dsun.net.inetaddr.negative.ttl=0"
    ;;
  # A controller as well, with room for what a thousand nodes say at once. What they say is gone before it has to be moved.
  *:bluechi:controller)
    archive=${archive%/*}/agent.jsa
    export MALLOC_ARENA_MAX=1
    options="-Xms20m -Xmx128m -Xmn12m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=25 -XX:+ExitOnOutOfMemoryError"
    options="$options $seldom -Xss256k -XX:CompilerThreadStackSize=512 -XX:ReservedCodeCacheSize=16m -XX:CICompilerCount=2"
    # what comes is seen by one thread and no other between
    options="$options -Djdk.virtualThreadScheduler.parallelism=1 -Djdk.pollerMode=1"
    # what it does five hundred times a second is worth the better compiler
    options="$options -XX:TieredStopAtLevel=4"
    ;;
  # The relay stays too. Its threads are virtual; what a connection can make it keep is bounded (RelayLimits.java).
  *:bluechi:relay)
    export MALLOC_ARENA_MAX=1
    # with less than this at first Java finds no room for the objects of the archive, and does not start
    options="$seldom -Xms16m -Xmx384m -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=25"
    options="$options -Dsun.net.inetaddr.ttl=1 -Dsun.net.inetaddr.negative.ttl=0"
    ;;
esac
# The list of nodes and the job of one unit are there before Java's compiler would have been of use: of a hundred nodes too.
# Of a thousand the list takes 0.2 s more.
case $#:${0##*/}:${1-}:${2-} in
  1:*:nodes: | 3:*:nodes:start | 3:*:nodes:stop | 3:*:nodes:restart | 3:*:nodes:reload) options=-Xint ;;
  3:bluechictl:start:* | 3:bluechictl:stop:* | 3:bluechictl:restart:* | 3:bluechictl:reload:*) options=-Xint ;;
esac
# shellcheck disable=SC2086 # options without blanks
exec "${self%/*}/java" "-XX:SharedArchiveFile=$archive" $options "-Dqm.tty=$tty" "-Dqm.columns=$columns" ${called:+"-Dqm.called=$called"} \
  -m dev.qm.cli/dev.qm.cli.Main "$@"
