package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;

/**
 * A file or folder of the host, sent to a process that unpacks it where {@code target} is known:
 * tar on both sides of a pipe. Each side's end counts, as no pipe of a shell would have it.
 *
 * @param file absolute, not the root folder
 * @param target a folder to put it into, or the name that it gets
 */
record Sending(Path file, String target, Copy.Owners owners) {
  /**
   * Unpacks $2 into the folder $1, or under the name $1 when that is no folder; as root inside, who
   * owns it unless $3 says otherwise. It appears when it is whole; a folder that is there keeps
   * what else is in it.
   */
  private static final String RECEIVE =
      """
      target=$1 name=$2 owner=$3
      if [ -d "$target" ]; then last=${target%/}/$name; else last=$target; fi
      stage=$(mktemp -d -- "$(dirname -- "$last")/.qm-cp.XXXXXX") || exit
      trap 'rm -rf -- "$stage"' EXIT
      tar "$owner" --numeric-owner -C "$stage" -xf - || exit
      if [ -d "$stage/$name" ] && [ ! -L "$stage/$name" ] && [ -d "$last" ] && [ ! -L "$last" ]; then
        cp -a -T -- "$stage/$name" "$last"
      else
        mv -f -T -- "$stage/$name" "$last"
      fi
      """;

  /** The command that unpacks what it reads: of the partition, not of the host. */
  List<String> receiver() {
    var owner = owners == Copy.Owners.KEPT ? "--same-owner" : "--no-same-owner";
    return List.of("/bin/sh", "-c", RECEIVE, "qm", target, name(), owner);
  }

  /**
   * Sends it through a command that runs {@link #receiver}.
   *
   * @throws HostException when it did not arrive whole: what tar could not read, or what changed
   *     under it, is missing on the other side or padded with zeros
   */
  void through(Command receiver) throws HostException {
    var what = "cannot copy " + file + " to " + Copy.PREFIX + target;
    var parent = file.getParent();
    if (parent == null || !Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new HostException(what, "there is no such file");
    }
    var piped =
        // with holes as holes
        Command.of("tar", "-C", parent.toString(), "-cSf", "-", "--", name()).runInto(receiver);
    if (piped.ok()) {
      return;
    }
    if (piped.reader().ok()) {
      throw new HostException(
          "the copy of " + file + " at " + Copy.PREFIX + target + " is not whole",
          piped.lastWords(),
          "copy again when nothing changes the files; what did arrive is there");
    }
    throw new HostException(what, piped.lastWords());
  }

  private String name() {
    return String.valueOf(file.getFileName());
  }
}
