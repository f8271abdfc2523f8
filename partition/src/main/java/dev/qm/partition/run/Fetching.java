package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * A file or folder of the partition, brought to the host by Podman, which looks it up inside. It
 * arrives in a folder of its own beside the target and is moved there when it is whole.
 *
 * @param source as the partition has it
 * @param target a folder of the host to put it into, or the name that it gets
 */
record Fetching(Instance instance, String source, Path target) {
  private static final String STAGE = ".qm-cp.";

  void run() throws HostException {
    var place = target.toAbsolutePath();
    var isInto = Files.isDirectory(place);
    // "folder/." stands for what is in the folder, wherever that goes
    if (source.endsWith("/.")) {
      copy(place);
      return;
    }
    var name = Path.of(source).normalize().getFileName();
    if (name == null) {
      throw failed("it has no name", "write " + Copy.PREFIX + "/. for all that is in it");
    }
    var last = isInto ? place.resolve(name) : place.normalize();
    var folder = last.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw failed("there is no folder " + folder, "make it first");
    }
    Path stage;
    try {
      stage = Files.createTempDirectory(folder, STAGE);
    } catch (IOException failure) {
      throw new HostException("cannot write to " + folder, failure);
    }
    try {
      var arrived = stage.resolve(name);
      copy(arrived);
      move(arrived, last);
    } finally {
      Command.of("rm", "-rf", "--one-file-system", "--", stage.toString()).run();
    }
  }

  private void copy(Path to) throws HostException {
    var spec = instance.spec();
    var outcome = Runner.of(spec).copy(spec.name() + ":" + source, to.toString()).run();
    if (outcome.ok()) {
      return;
    }
    var errors = outcome.errors().strip();
    throw errors.contains("no such file or directory")
        ? failed("there is no such file in the partition", "look with `qm exec -- ls -l`")
        : failed(errors.replace("Error: ", ""), "");
  }

  private void move(Path arrived, Path last) throws HostException {
    var isBoth =
        Files.isDirectory(arrived, LinkOption.NOFOLLOW_LINKS)
            && Files.isDirectory(last, LinkOption.NOFOLLOW_LINKS);
    var from = arrived.toString();
    var to = last.toString();
    // a folder that is there keeps what else is in it, as with cp(1)
    var outcome =
        (isBoth
                ? Command.of("cp", "-a", "-T", "--", from, to)
                : Command.of("mv", "-f", "-T", "--", from, to))
            .run();
    if (!outcome.ok()) {
      throw failed(outcome.lastWords(), "");
    }
  }

  private HostException failed(String why, String mend) {
    var what = "cannot copy " + Copy.PREFIX + source + " to " + target;
    return mend.isEmpty() ? new HostException(what, why) : new HostException(what, why, mend);
  }
}
