package dev.qm.host.process;

import dev.qm.host.HostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that works by path in folders whose owner may be hostile. It runs in a mount namespace
 * of its own in which no link in these folders is followed ({@code nosymfollow}, Linux 5.10 with a
 * mount(8) that knows it), so one that is planted meanwhile, in place of a folder on the way, leads
 * nowhere.
 */
public final class LinkFree {
  /**
   * $1 folders, and behind them the mounts below them, $2 in all; then the command. A mount(8) that
   * does not know the option fails at the first folder, and the command runs as it always did: an
   * old machine is better labelled than not.
   */
  private static final String MOUNT =
      """
      folders=$1 all=$2 number=0 known=yes
      shift 2
      while [ "$number" -lt "$all" ]; do
        [ "$number" -ge "$folders" ] || mount --rbind -- "$1" "$1" || exit
        if [ "$known" = yes ] && ! mount -o remount,bind,nosymfollow -- "$1"; then
          [ "$number" = 0 ] || exit
          known=no
        fi
        number=$((number + 1))
        shift
      done
      exec "$@"
      """;

  private LinkFree() {}

  /**
   * A command.
   *
   * @param folders that are there, each in a place that only trusted users can exchange
   */
  public static Command command(List<Path> folders, List<String> argv) throws HostException {
    var places = new ArrayList<String>();
    folders.forEach(folder -> places.add(folder.toString()));
    for (var mount : Mounts.of()) {
      for (var folder : folders) {
        if (mount.target().startsWith(folder) && !places.contains(mount.target().toString())) {
          places.add(mount.target().toString());
        }
      }
    }
    var words = new ArrayList<>(List.of("unshare", "--mount", "/bin/sh", "-c", MOUNT, "sh"));
    words.add(Integer.toString(folders.size()));
    words.add(Integer.toString(places.size()));
    words.addAll(places);
    words.addAll(argv);
    return Command.of(words);
  }
}
