package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file or folder of the partition, brought to the host by Podman, which looks it up inside. It
 * arrives in a folder of its own beside the target, loses what would make it more than a file of
 * root's, and is renamed when it is whole. Nothing is ever written into a folder that is there: an
 * earlier copy may have brought links of the partition's into it.
 *
 * @param source as the partition has it
 * @param target a folder of the host to put it into, or the name that it gets
 */
record Fetching(Instance instance, String source, Path target) {
  private static final String STAGE = ".qm-cp.";

  void run() throws HostException {
    var inside = Path.of("/").resolve(source).normalize();
    var isContent = source.endsWith("/.") || inside.getFileName() == null;
    var place = place();
    var isInto = Files.isDirectory(place);
    var name = String.valueOf(isContent ? place.getFileName() : inside.getFileName());
    var last = isInto && !isContent ? place.resolve(name) : place;
    var folder = isInto ? place : last.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw failed("there is no folder " + folder, "make it first");
    }
    var isSpread = isContent && isInto;
    if (!isSpread) {
      requireFree(last);
    }
    var stage = stage(folder);
    // of two removals the later finds nothing
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(stage)));
    try {
      var arrived = stage.resolve("arrived").resolve(name);
      bring(isContent ? inside + "/." : inside.toString(), arrived);
      var moves = isSpread ? spread(arrived, last) : Map.of(arrived, last);
      for (var to : moves.values()) {
        requireFree(to);
      }
      for (var move : moves.entrySet()) {
        // by rename(2), which follows no link
        require("mv", "-f", "-T", "--", move.getKey().toString(), move.getValue().toString());
      }
    } finally {
      remove(stage);
    }
  }

  /** Links that the user has on the way are followed; none of them was the partition's. */
  private Path place() throws HostException {
    var place = target.toAbsolutePath();
    try {
      return Files.exists(place) ? place.toRealPath() : place.normalize();
    } catch (IOException failure) {
      throw new HostException("cannot look at " + place, failure);
    }
  }

  private void requireFree(Path last) throws HostException {
    if (Files.exists(last, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(last, LinkOption.NOFOLLOW_LINKS)) {
      throw failed(
          last + " is there, and is no file",
          "name another place, or remove it: nothing is copied over folders, links and devices");
    }
  }

  private static Path stage(Path folder) throws HostException {
    try {
      // 0700: what has arrived is nobody's to use yet
      var stage = Files.createTempDirectory(folder, STAGE);
      Files.createDirectory(stage.resolve("arrived"));
      return stage;
    } catch (IOException failure) {
      throw new HostException("cannot write to " + folder, failure);
    }
  }

  private void bring(String inside, Path to) throws HostException {
    var spec = instance.spec();
    var outcome = Runner.of(spec).copy(spec.name() + ":" + inside, to.toString()).run();
    if (!outcome.ok()) {
      var errors = outcome.errors().strip();
      throw errors.contains("no such file or directory")
          ? failed("there is no such file in the partition", "look with `qm exec -- ls -l`")
          : failed(errors.replace("Error: ", ""), "");
    }
    // takes the setuid bit and file capabilities too: chown(2)
    require("chown", "-h", "-R", "0:0", "--", to.toString());
    require("chmod", "-R", "u-s,g-s", "--", to.toString());
  }

  /** Where each thing in {@code arrived} goes in {@code folder}. */
  private static Map<Path, Path> spread(Path arrived, Path folder) throws HostException {
    var moves = new LinkedHashMap<Path, Path>();
    try (var entries = Files.newDirectoryStream(arrived)) {
      for (var entry : entries) {
        moves.put(entry, folder.resolve(entry.getFileName()));
      }
    } catch (IOException failure) {
      throw new HostException("cannot read " + arrived, failure);
    }
    return moves;
  }

  private void require(String... words) throws HostException {
    var outcome = Command.of(List.of(words)).run();
    if (!outcome.ok()) {
      throw failed(outcome.lastWords(), "");
    }
  }

  private static void remove(Path stage) {
    if (!Files.exists(stage, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      Command.of("rm", "-rf", "--one-file-system", "--", stage.toString()).run();
    } catch (HostException failure) {
      // its name says what it is; the copy itself has come to its end
      return;
    }
  }

  private HostException failed(String why, String mend) {
    var what = "cannot copy " + Copy.PREFIX + source + " to " + target;
    return mend.isEmpty() ? new HostException(what, why) : new HostException(what, why, mend);
  }
}
