#!/bin/sh
# Links the runtime image: image.sh JDK TREE IMAGE. The jars of TREE are built; IMAGE does not exist yet.
set -eu
jdk=$1 tree=$2 image=$3
work=$image.work
mkdir -p "$work/root"
trap 'rm -rf "$work"' EXIT

# jlink takes modules only, and this library says that it is one by its name alone
for jar in "$tree"/cli/target/launcher/modules/HdrHistogram-*.jar; do
  if ! "$jdk/bin/jar" --describe-module --file "$jar" 2> /dev/null | grep -q 'module-info'; then
    echo 'module HdrHistogram { exports org.HdrHistogram; }' > "$work/module-info.java"
    "$jdk/bin/javac" -d "$work/described" --patch-module "HdrHistogram=$jar" "$work/module-info.java"
    "$jdk/bin/jar" --update --file "$jar" -C "$work/described" module-info.class
  fi
done

modules=
for jar in "$tree"/cli/target/launcher/cli-*.jar "$tree"/cli/target/launcher/modules/*.jar; do
  modules=$modules:$jar
done

# Serial collector, first compiler only, no file in /tmp for jstat: a command lives for 40 ms. A fixed small heap keeps
# object pointers narrow on hosts with much memory too; wide ones cannot use the archive. The JVM's own warnings
# belong on stderr: standard output is for results.
options="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xshare:auto -Xmx512m"
# Few new objects live long, and a small space for them is used again and again: half the memory for thousands of
# units, and less time, since each page that is touched first costs a fault.
options="$options -Xmn8m"
options="$options -Xlog:disable -Xlog:all=error:stderr"
# The archive is data, and mapped where it was made for it needs no patching, which is a tenth of a command's time; the
# JVM's code stays at an address drawn at random.
options="$options -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0"

# Few objects are made by reflection, such as Java's own digests and random numbers, and each once: an access to the
# constructor that is made at run time is never paid back.
options="$options -Djdk.reflect.useNativeAccessorOnly=true"

# a socket that is handed over, and what else Java has no class for; others than our own module may not
options="$options --enable-native-access=dev.qm.host"

# `qm nodes` has somebody to speak to: a controller of its own, never one that this machine may have. The path is short, as
# that of a socket has to be, wherever the tree is.
mkfifo "$work/leave" "$work/listens"
(cd "$work" && exec timeout 600 "$jdk/bin/java" --module-path "${modules#:}" --add-modules dev.qm.bluechi \
  "$tree/cli/src/launcher/RehearsalBus.java" bus < leave > listens) &
bus=unix:path=../bus
exec 8> "$work/leave"
read -r _ < "$work/listens"

# The C library is called by code that Java makes at run time, a dozen classes of it in each command that looks at a
# partition's files, and sockets need two; with its shapes on a list jlink puts them into the image. Two such commands here
# tell the shapes, and the JDK's own list those that it ships with. Archives cannot: with classes linked in them they keep
# the JDK's.
shapes_of() {
  (cd "$work/root" && DBUS_SYSTEM_BUS_ADDRESS=$bus timeout 60 "$jdk/bin/java" -Xshare:off "-XX:DumpLoadedClassList=$work/shapes.$1" \
    --enable-native-access=dev.qm.host --module-path "${modules#:}" -m dev.qm.cli/dev.qm.cli.Main "$@" > /dev/null 2>&1) || true
}
shapes_of verify --files --root "$tree/system"
shapes_of nodes
sed -n 's/^@lambda-form-invoker //p' "$jdk/lib/classlist" "$work"/shapes.* | sort -u > "$work/jli"

"$jdk/bin/jlink" --generate-jli-classes="@$work/jli" --module-path "${modules#:}" --add-modules dev.qm.cli --no-header-files --no-man-pages \
  --add-options="$options" --output "$image"

# The first digest of a command makes Java read this file, of which nine tenths are comments; a line that goes on in the
# next one is no comment, whatever it begins with.
security=$image/conf/security/java.security
awk '!within && /^[ \t]*(#|$)/ { next } { within = /\\$/; print }' "$security" > "$work/java.security"
cat "$work/java.security" > "$security"

# what lands on a machine lies beside the program: Java finds it below the system property java.home
mkdir -p "$image/lib/qm"
if [ -d "$tree/system" ]; then
  cp -R "$tree/system" "$image/lib/qm/system"
fi
if [ -d "$tree/addons" ]; then
  cp -R "$tree/addons" "$image/lib/qm/addons"
fi
cp "$tree/cli/src/launcher/qm.sh" "$image/bin/qm"
chmod 755 "$image/bin/qm"

# what the device hook looks at, in place of devices and of the journal's socket: nodes are for root to make, and on a
# plain file the same classes fail
mkdir -p "$work/root/dev/snd" "$work/root/run/systemd/journal"
: > "$work/root/dev/snd/controlC0"
: > "$work/root/run/systemd/journal/stdout"

# A machine that is set up, for those that look at all that setup leaves: what lands, the ledger that knows it, settings of
# the host's and of the partition's, and an app in it.
machine=$work/machine
mkdir -p "$machine/etc/containers/systemd/qm.container.d" "$machine/etc/containers/systemd/users" "$machine/usr/lib/qm/rootfs/usr/share/containers" \
  "$machine/etc/qm/containers/systemd" "$machine/etc/qm/systemd/journald.conf.d" "$machine/etc/qm-assurance/verify.d" \
  "$machine/var/lib/qm" "$machine/var/qm" "$machine/usr/share/containers"
cp -R "$image/lib/qm/system/." "$machine"
printf '[Container]\nUIDMap=\nGIDMap=\nDropCapability=sys_module sys_rawio sys_time syslog sys_pacct dac_read_search bpf
AddDevice=/dev/null\nSeccompProfile=/usr/share/qm/seccomp.json\n[Service]\nMemoryMax=4G\nMemoryHigh=\nAllowedCPUs=1\n' > "$machine/etc/containers/systemd/qm.container.d/00-setup.conf"
printf '{"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "syscalls": [{"names": ["read", "ioctl"], "action":
"SCMP_ACT_ALLOW", "args": [{"index": 1, "value": 8, "valueTwo": 0, "op": "SCMP_CMP_NE"}], "excludes": {"arches": ["s390x"]}},
{"names": ["keyctl"], "action": "SCMP_ACT_ERRNO", "errnoRet": 1, "includes": {"caps": ["CAP_BPF"]}}]}\n' > "$machine/usr/share/qm/seccomp.json"
printf '[containers]\npids_limit = 2048\ndefault_sysctls = []\nenv = ["A=B", {append=true}]\nvolumes = ["/a:/b"]\n[engine]\ncgroup_manager = "cgroupfs"\n' |
  tee "$machine/usr/share/containers/containers.conf" "$machine/etc/qm/containers/containers.conf" \
    > "$machine/usr/lib/qm/rootfs/usr/share/containers/containers.conf"
printf '[Container]\nImage=localhost/app\nVolume=/var/lib/app:/data\nPublishPort=8080\n' \
  > "$machine/etc/qm/containers/systemd/app.container"
printf '[Journal]\nSystemMaxUse=64M\nRateLimitBurst=1000\n' > "$machine/etc/qm/systemd/journald.conf.d/50-qm.conf"
printf 'app:x:1000:1000::/var/home/app:/bin/sh\n' > "$machine/etc/qm/passwd"
# a unit of the host's with a second name, drop-ins of that, and a socket
units=$machine/etc/systemd/system
mkdir -p "$units/alias.service.d"
printf '[Service]\nExecStart=true\n' > "$units/app.service"
ln -s app.service "$units/alias.service"
printf '[Service]\nNice=1\n' > "$units/alias.service.d/50-app.conf"
printf '[Socket]\nListenStream=%%t/app\n' > "$units/app.socket"
printf '[Accept]\nRule=user-namespace\nPlace=/etc\nReason=r\nOwner=o\nUntil=2020-01-01\n' \
  > "$machine/etc/qm-assurance/verify.d/rehearsal.conf"
{
  echo '# qm ledger 1: a rehearsal'
  (cd "$machine" && find usr/share -type f -exec sha256sum {} +) | sed 's,^\([0-9a-f]*\)  \(.*\)$,file\t/\2\t\1,'
} > "$machine/var/lib/qm/ledger"

# A partition that seems to run, for the commands that look into one: what the OCI runtime would know of it, with this shell
# in its place, for either folder. Its control group has the checksum of its root in the name (Places.java); there is none,
# so the commands fail in the end, after they have loaded their classes.
started=$(sed 's/.*) //' /proc/$$/stat | cut -d ' ' -f 20)
for root in "$image/lib/qm/system" "$machine"; do
  crc=$(printf %s "$root" | gzip -c | tail -c 8 | od -An -tx4 -N4 --endian=little)
  mkdir -p "$work/crun/${crc# }"
  printf '{"pid": %s, "process-start-time": %s, "cgroup-path": "/qm-%s/rehearsal"}\n' "$$" "$started" "${crc# }" \
    > "$work/crun/${crc# }/status"
done

# All classes of an archive are there as soon as Java is, and each costs, needed or not: a third of the time of a short
# command. So commands that are typed all day, or that something waits for, have archives with nothing but their own
# classes; the launcher (qm.sh) finds them by the command's name. The others share one, classes.jsa.
everyday='version status exec execin logs'

main=dev.qm.cli/dev.qm.cli.Main
hook=dev.qm.cli/dev.qm.cli.DeviceHookMain
number=0
while IFS= read -r line; do
  case $line in '' | '#'*) continue ;; esac
  number=$((number + 1))
  class=$main input=/dev/null archive=classes patience=60 address=unix:path=$work/root/run/bus
  name=${line%% *}
  case " $everyday " in *" $name "*) archive=everyday ;; esac
  case $name in
    nodes) archive=$name address=$bus ;;
    quadlet | addon | show | verify) archive=$name ;;
    # it ends when it is told to, as timeout(1) does
    bluechi) case $line in 'bluechi agent '* | 'bluechi controller '*) archive=agent patience=3 ;; esac ;;
    # it has a main class of its own, and reads a container's spec
    device-hook) class=$hook input=$tree/cli/src/launcher/training-spec.json archive=$name ;;
  esac
  set -f
  set --
  for word in $line; do
    case $word in
      @ROOT@*) word=$work/root${word#@ROOT@} ;;
      @MACHINE@*) word=$machine${word#@MACHINE@} ;;
      @SYSTEM@*) word=$image/lib/qm/system${word#@SYSTEM@} ;;
      @ADDONS@*) word=$image/lib/qm/addons${word#@ADDONS@} ;;
    esac
    set -- "$@" "$word"
  done
  set +f
  echo "train: qm $*"
  (cd "$work/root" && DBUS_SYSTEM_BUS_ADDRESS="$address" timeout "$patience" "$image/bin/java" -Xshare:off "-XX:DumpLoadedClassList=$work/$archive.$number" \
    "-Dqm.rehearsal=$work/crun" -m $class "$@" < "$input" > /dev/null 2>&1) || true
done < "$tree/cli/src/launcher/training.txt"
exec 8>&-

# what cannot be rehearsed to its end: its classes of ours are named instead
for jar in "$tree"/cli/target/launcher/cli-*.jar "$tree"/cli/target/launcher/modules/*.jar; do
  "$jdk/bin/jar" --list --file "$jar" | sed -n 's,^\(dev/qm/.*\)\.class$,\1,p'
done > "$work/classes.ours"
# an agent or a controller that nobody speaks to needs few of its own
sed -n '/^dev\/qm\/bluechi\/\(agent\|connection\|controller\|dbus\|interfaces\|service\)\/[A-Za-z$]*$/p' "$work/classes.ours" | grep -v package-info > "$work/agent.ours"

# archive NAME CLASS: puts the classes of NAME's lists, if it has any, into lib/server/NAME.jsa, for the main class CLASS. Each
# list numbers its classes by itself; without the numbers the lists can be put together.
archive() {
  name=$1 class=$2
  set -- "$work/$name".*
  [ -e "$1" ] || return 0
  cat "$@" | sed -e '/^#/d' -e '/ source: /d' -e 's/ id: [0-9]*$//' | awk '!seen[$0]++' > "$work/all-of-$name"
  "$image/bin/java" -Xshare:dump -XX:+AOTClassLinking "-XX:SharedClassListFile=$work/all-of-$name" \
    "-XX:SharedArchiveFile=$image/lib/server/$name.jsa" -m "$class"
  # one that cannot be used would only be slow: better to know it now
  "$image/bin/java" -Xshare:on "-XX:SharedArchiveFile=$image/lib/server/$name.jsa" -m $main version
}
dumps=
for name in classes everyday quadlet addon show verify nodes agent; do
  archive $name $main &
  dumps="$dumps $!"
done
archive device-hook $hook
for dump in $dumps; do wait "$dump"; done
for name in $everyday; do
  ln -s everyday.jsa "$image/lib/server/$name.jsa"
done

# a page for qm and one for each command; the list of them is in the page of qm itself
pages=$image/lib/qm/system/usr/share/man/man1
mkdir -p "$pages"
"$image/bin/qm" man > "$pages/qm.1"
"$image/bin/qm" man qmctl > "$pages/qmctl.1"
# under names that BlueChi's own packages do not have: two packages with one file cannot be installed together
for name in bluechictl bluechi-is-online; do
  "$image/bin/qm" man "$name" > "$pages/qm-$name.1"
done
for name in $(sed -n 's/^\\fBqm\\-\(.*\)\\fR(1)$/\1/p' "$pages/qm.1" | sed 's/\\-/-/g'); do
  "$image/bin/qm" man "$name" > "$pages/qm-$name.1"
done

# the page of the SELinux policy, made from the policy's own text
mkdir -p "${pages%1}8"
"$image/bin/qm" selinux man > "${pages%1}8/qm_selinux.8"
