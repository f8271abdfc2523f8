#!/bin/sh
# Makes TREE/build/image from the sources: build.sh TREE [WORD]...; the words are those of the qm command line.
# Two at once are safe (one waits and finds the work done), and so is being killed: the image is switched in one step.
set -eu
tree=$(cd "$1" && pwd -P)
shift
here=$tree/cli/src/launcher
build=$tree/build
log=$build/build.log
# shellcheck source=SCRIPTDIR/jdk.sh
. "$here/jdk.sh"

fail() {
  erase
  for line; do echo "$line" >&2; done
  exit 1
}
say() {
  # shellcheck disable=SC2086 # Maven fills its lines up with blanks
  if [ -t 2 ]; then set -f; set -- $1; set +f; printf '\r\033[Kbuild qm: %s' "$*" >&2; fi
}
erase() { if [ -t 2 ]; then printf '\r\033[K' >&2; fi; }

# One line that changes when any source does.
digest() {
  (
    cd "$tree"
    set -- pom.xml .mvn/jvm.config */pom.xml */src/main cli/src/launcher
    for folder in system addons; do
      if [ -d "$folder" ]; then set -- "$@" "$folder"; fi
    done
    # a link counts by where it points, a file by what is in it
    {
      find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
      find "$@" -type l -exec sh -c 'for l; do echo "$l -> $(readlink -- "$l")"; done' sh {} + | LC_ALL=C sort
    } | sha256sum
  )
}

if ! mkdir -p "$build/images" 2> /dev/null || ! [ -w "$build" ]; then
  fail "error: qm must be built, and $build cannot be written" \
    "  = run it once as the user who owns the folder, or as root"
fi
command -v flock > /dev/null || fail "error: flock is needed to build qm" "  = install package util-linux"
exec 9> "$build/lock"
if ! flock -n 9; then
  say "another build runs, waiting for it"
  flock 9
fi

# whatever is written from here on is newer than this file, so that the next call sees it
started=$build/started
: > "$started"
now=$(digest)
if [ -x "$build/image/bin/java" ] && [ "$(cat "$build/image/built" 2> /dev/null)" = "$now" ]; then
  touch -r "$started" "$build/image/built"
  erase
  exit 0
fi

qm_find_jdk || exit 1
qm_need_maven "$@" || exit 1

say "start"
: > "$log"
rm -rf "$tree/cli/target/launcher/modules" "$tree"/cli/target/launcher/cli-*.jar
{
  status=0
  JAVA_HOME=$QM_JDK mvn -B -f "$tree/pom.xml" -pl cli -am package \
    -Dmaven.test.skip=true -Dspotless.check.skip=true \
    -Dqm.target=target/launcher -Dqm.lint=-XDqm.lint=none 2>&1 < /dev/null || status=$?
  echo "$status" > "$build/status"
} | while IFS= read -r line; do
  printf '%s\n' "$line" >> "$log"
  case $line in
    '[INFO] Building QM '[a-z]*) say "compile ${line#\[INFO\] Building QM }" ;;
    *'Downloading from'*) say "fetch libraries" ;;
  esac
done
if [ "$(cat "$build/status")" != 0 ]; then
  erase
  echo "error: qm could not be built" >&2
  # Maven says each compiler error twice and ends with advice about itself
  { grep -E '^\[ERROR\] |^\[WARNING\] .*\.java:' "$log" || tail -n 20 "$log"; } | awk '
    /Re-run Maven|re-run Maven|For more information|cwiki.apache.org|mvn <args>|correcting the problems/ { next }
    { sub(/^\[(ERROR|WARNING)\] +/, ""); sub(/ -> \[Help 1\]$/, "") }
    $0 != "" && !seen[$0]++' | head -n 20 >&2
  echo "  = the whole log: $log" >&2
  exit 1
fi

say "link the runtime image"
# names of killed builds are never used again, and the next build sweeps them away
new=$(mktemp -d "$build/images/XXXXXXXX")
if ! sh "$here/image.sh" "$QM_JDK" "$tree" "$new/image" >> "$log" 2>&1; then
  erase
  rm -rf "$new"
  echo "error: the runtime image of qm could not be linked" >&2
  tail -n 10 "$log" >&2
  echo "  = the whole log: $log" >&2
  exit 1
fi
printf '%s\n' "$now" > "$new/image/built"
touch -r "$started" "$new/image/built"
chmod 755 "$new"

before=$(readlink "$build/image" || true)
ln -s "images/${new##*/}/image" "$new/link"
mv -T "$new/link" "$build/image"
# commands that are still running may need files of the image that they began with, so one is kept
for old in "$build"/images/*; do
  case $before in "images/${old##*/}/image") continue ;; esac
  [ "$old" = "$new" ] || rm -rf "$old"
done
erase
