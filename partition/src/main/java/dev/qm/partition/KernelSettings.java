package dev.qm.partition;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import dev.qm.host.machine.Diagnosis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bounds of this kernel that {@code 50-qm.conf} sets, since the host's root is counted together
 * with the partition: sysctl.d(5). systemd does it at boot; here it is looked whether they are set,
 * and done where nothing has.
 */
public record KernelSettings(List<Setting> wanted) {
  /** QM's own file. */
  public static final String FILE = "/usr/lib/sysctl.d/50-qm.conf";

  /** What stands in for it. */
  private static final String OVERRIDE = "/etc/sysctl.d/50-qm.conf";

  public KernelSettings {
    wanted = List.copyOf(wanted);
  }

  /**
   * One bound: of namespaces (namespaces(7)) the most that there may be, of others the least.
   *
   * @param key as sysctl(8) calls it
   */
  public record Setting(String key, long value) {
    /** Sets it in the running kernel. */
    public void apply() throws HostException {
      try {
        ControlFile.write(file(), Long.toString(value));
      } catch (IOException failure) {
        throw new HostException("cannot set " + key, failure);
      }
    }

    private Path file() {
      return Path.of("/proc/sys", key.replace('.', '/'));
    }

    /** Whether this kernel has a worse one; it need not know the key. */
    boolean isOff() {
      var now = ControlFile.number(file());
      return now.isPresent()
          && (key.startsWith("user.") ? now.getAsLong() > value : now.getAsLong() < value);
    }
  }

  /** What the file that counts on a machine asks for; nothing where there is none. */
  public static Optional<KernelSettings> of(Root root) throws HostException {
    for (var place : List.of(OVERRIDE, FILE)) {
      var file = root.at(place);
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        // a link to /dev/null masks ours
        if (!Files.isRegularFile(file)) {
          return Optional.of(new KernelSettings(List.of()));
        }
        try {
          return Optional.of(parse(Bounded.text(file)));
        } catch (IOException failure) {
          throw new HostException("cannot read " + file, failure);
        }
      }
    }
    return Optional.empty();
  }

  /** What a file of lines {@code key = number} asks for; other lines are systemd's business. */
  public static KernelSettings parse(String text) {
    var settings = new ArrayList<Setting>();
    for (var line : KernelText.lines(text)) {
      var equals = line.indexOf('=');
      if (equals > 0 && "#;".indexOf(line.charAt(0)) < 0) {
        var value = ControlFile.number(line.substring(equals + 1).strip());
        var key = line.substring(0, equals).strip();
        value.ifPresent(number -> settings.add(new Setting(key, number)));
      }
    }
    return new KernelSettings(settings);
  }

  /** Those that are not as wanted, and that this process may set. */
  public List<Setting> pending() {
    return off().stream().filter(setting -> Files.isWritable(setting.file())).toList();
  }

  private List<Setting> off() {
    return wanted.stream().filter(Setting::isOff).toList();
  }

  /** What there is to say of a partition's machine. */
  public static Optional<Diagnosis> examine(PartitionSpec spec) throws HostException {
    if (!spec.root().isHost()) {
      return Optional.empty();
    }
    var settings = of(spec.root());
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    var off = settings.get().off().stream().map(Setting::key).toList();
    return Optional.of(
        off.isEmpty()
            ? finding(Diagnosis.Level.OK, "as 50-qm.conf has them", "")
            : finding(
                Diagnosis.Level.WARN,
                "software inside can take from the host by what "
                    + String.join(", ", off)
                    + " bounds",
                "run `qm setup`, as root of the machine itself; at boot systemd-sysctl(8) does it"));
  }

  private static Diagnosis finding(Diagnosis.Level level, String detail, String mend) {
    return new Diagnosis(
        "partition.counts", level, "counts shared with the host's root", detail, mend);
  }
}
