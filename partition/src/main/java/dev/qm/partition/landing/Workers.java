package dev.qm.partition.landing;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The programs that change whole trees for a qm: they go on when that is killed. Each shares a lock
 * on the file of {@link WorkLock} until it ends, so that the next qm can wait for it; the lock of a
 * qm itself, fcntl(2), and that of a program, flock(2), do not meet.
 */
public final class Workers {
  /** Of a qm that works for nobody but itself, in a place that no other looks at. */
  public static final Workers OF_NOBODY = new Workers(Optional.empty());

  private final Optional<Path> lock;

  private Workers(Optional<Path> lock) {
    this.lock = lock;
  }

  /** Those of the machine below {@code root}, of which the caller has the {@link WorkLock}. */
  public static Workers of(Root root) {
    return new Workers(Optional.of(WorkLock.place(root)));
  }

  /**
   * Those of a start or a stop of the machine's partition, for which no qm has the {@link
   * WorkLock}: nobody, where no setup has made the file.
   */
  public static Workers ofRun(Root root) throws HostException {
    var file = WorkLock.place(root);
    try {
      return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && !WorkLock.isOpenToOthers(file)
          ? of(root)
          : OF_NOBODY;
    } catch (IOException failure) {
      throw new HostException("cannot look at " + file, failure);
    }
  }

  /** The command as one of them. */
  public Command with(Command command) {
    return lock.map(command::holding).orElse(command);
  }

  /**
   * Waits until those of a killed qm have ended.
   *
   * @param told what is waited for, when there is something
   */
  public void await(Consumer<String> told) throws HostException {
    if (lock.isEmpty() || !Files.exists(lock.get())) {
      return;
    }
    var file = lock.get().toString();
    if (!Command.of("flock", "--exclusive", "--nonblock", file, "true").run().ok()) {
      told.accept("waiting for what a killed qm had started to end" + names());
      Command.of("flock", "--exclusive", file, "true").require();
    }
  }

  /** Who holds the lock: {@code /proc/locks}, proc(5). */
  private String names() {
    var names = new ArrayList<String>();
    try {
      var inode = ":" + Files.getAttribute(lock.orElseThrow(), "unix:ino");
      for (var line : Bounded.text(Path.of("/proc/locks")).lines().toList()) {
        // such as "1: FLOCK ADVISORY READ 4711 fe:00:1234 0 EOF"
        var fields = KernelText.of(line);
        if (fields.size() > 5 && fields.get(1).equals("FLOCK") && fields.get(5).endsWith(inode)) {
          names.add("process " + fields.get(4) + name(fields.get(4)));
        }
      }
    } catch (IOException tooMany) {
      // anybody can have many locks; then it goes without names
      return "";
    }
    return names.isEmpty() ? "" : ": " + String.join(", ", names);
  }

  private static String name(String pid) {
    try {
      return " (" + Bounded.text(Path.of("/proc", pid, "comm")).strip() + ")";
    } catch (IOException ended) {
      return "";
    }
  }
}
