# Finds the JDK that QM is built with. Read by ./qm's build and by ./test, never run by itself.
# Works without starting java: a JDK says its version in the file "release".

QM_JAVA_LEAST=25

# qm_jdk_version DIR: sets qm_version to the major version of the JDK in DIR; fails if there is none.
qm_jdk_version() {
  qm_version=
  if [ ! -x "$1/bin/javac" ] || [ ! -x "$1/bin/jlink" ] || [ ! -r "$1/release" ]; then
    return 1
  fi
  while IFS= read -r qm_line || [ -n "$qm_line" ]; do
    case $qm_line in
      JAVA_VERSION=*)
        qm_version=${qm_line#JAVA_VERSION=}
        qm_version=${qm_version#\"}
        qm_version=${qm_version%%[!0-9]*}
        ;;
    esac
  done < "$1/release"
  [ -n "$qm_version" ]
}

# qm_consider DIR: takes the JDK in DIR. Succeeds if it is the version that QM is developed with; a newer one is kept
# for when there is no such.
qm_consider() {
  qm_jdk_version "$1" || return 1
  if [ "$qm_version" -eq $QM_JAVA_LEAST ]; then
    QM_JDK=$1
    return 0
  fi
  if [ "$qm_version" -gt $QM_JAVA_LEAST ] && [ -z "$QM_JDK" ]; then
    QM_JDK=$1
  fi
  return 1
}

# Sets QM_JDK to the folder of a JDK that is new enough, or says how to get one and fails.
qm_find_jdk() {
  QM_JDK=
  if [ -n "${QM_JAVA_HOME-}" ]; then
    if qm_jdk_version "$QM_JAVA_HOME" && [ "$qm_version" -ge $QM_JAVA_LEAST ]; then
      QM_JDK=$QM_JAVA_HOME
      return 0
    fi
    echo "error: QM_JAVA_HOME=$QM_JAVA_HOME is not a JDK $QM_JAVA_LEAST or newer" >&2
    echo "  = unset it to let qm look for one, or point it at a folder with bin/javac and bin/jlink" >&2
    return 1
  fi
  if [ -n "${JAVA_HOME-}" ] && qm_jdk_version "$JAVA_HOME" && [ "$qm_version" -ge $QM_JAVA_LEAST ]; then
    QM_JDK=$JAVA_HOME
    return 0
  fi
  qm_on_path=$(command -v javac) && qm_on_path=$(readlink -f -- "$qm_on_path") || qm_on_path=
  qm_home=${HOME:-/root}
  # QM_JDK_FOLDERS names other folders of JDKs, parted by colons
  qm_folders=${QM_JDK_FOLDERS-/usr/lib/jvm:/usr/lib64/jvm:/usr/java:/usr/local:/opt:/opt/java:$qm_home/.sdkman/candidates/java:$qm_home/.jdks}
  qm_consider "${qm_on_path%/bin/javac}" && return 0
  while [ -n "$qm_folders" ]; do
    qm_folder=${qm_folders%%:*}
    qm_folders=${qm_folders#"$qm_folder"}
    qm_folders=${qm_folders#:}
    for qm_dir in "$qm_folder"/*; do
      qm_consider "$qm_dir" && return 0
    done
  done
  [ -z "$QM_JDK" ] || return 0
  echo "error: no JDK $QM_JAVA_LEAST or newer is here" >&2
  if command -v apt-get > /dev/null; then
    echo "  = install it: apt-get install openjdk-25-jdk-headless" >&2
    echo "  = where the distribution has none: package temurin-25-jdk of Eclipse Adoptium" >&2
  elif command -v dnf > /dev/null; then
    echo "  = install it: dnf install java-25-openjdk-devel java-25-openjdk-jmods" >&2
  else
    echo "  = install it with the system's package manager, or unpack one below /opt" >&2
  fi
  echo "  = or set JAVA_HOME to the folder of one" >&2
  return 1
}

# Fails with a mend if mvn is missing; with --yes among the arguments root installs it.
qm_need_maven() {
  command -v mvn > /dev/null && return 0
  qm_install=
  if command -v apt-get > /dev/null; then
    qm_install='apt-get install -y --no-install-recommends maven'
  elif command -v dnf > /dev/null; then
    qm_install='dnf install -y maven'
  fi
  for qm_word; do
    case $qm_word in
      # what follows belongs to a program that qm runs
      -- | exec | execin) break ;;
      --yes | -y)
        if [ -n "$qm_install" ] && [ "$(id -u)" -eq 0 ]; then
          echo "install maven: $qm_install" >&2
          # shellcheck disable=SC2086 # the words of one of the two commands above
          DEBIAN_FRONTEND=noninteractive $qm_install >&2 && command -v mvn > /dev/null && return 0
        fi
        ;;
    esac
  done
  echo "error: mvn is needed to build qm, and it is not installed" >&2
  echo "  = install it: ${qm_install:-package maven, with the system\'s package manager}" >&2
  echo "  = 'qm up --yes' as root does that by itself" >&2
  return 1
}
