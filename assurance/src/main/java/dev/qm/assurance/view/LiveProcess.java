package dev.qm.assurance.view;

import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.Untrusted;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ControlFile;
import dev.qm.host.process.Capabilities;
import dev.qm.host.process.ProcessInfo;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A process of the partition: proc(5).
 *
 * @param info its number, its name (which it chose), its namespaces and control groups
 * @param inside its innermost control group below the partition's, {@code /} for that itself
 * @param oomScoreAdjust -1000 to 1000
 * @param effective its capabilities in effect
 * @param bounding those that it could get
 * @param seccomp 0 none, 1 strict, 2 by filters: seccomp(2)
 * @param policy of the scheduler: sched(7); nothing where it is not known
 * @param nice -20 to 19
 * @param label of SELinux, or of another module; nothing without
 * @param limits the text of its limits file
 */
public record LiveProcess(
    ProcessInfo info,
    String inside,
    int oomScoreAdjust,
    Capabilities effective,
    Capabilities bounding,
    int seccomp,
    OptionalLong policy,
    OptionalLong nice,
    Optional<String> label,
    String limits) {

  /** Its number on the host. */
  public int pid() {
    return info.pid();
  }

  /** Its name. */
  public Untrusted name() {
    return info.name();
  }

  /** The inode of each of its namespaces, by kind. */
  public Map<String, Long> namespaces() {
    return info.namespaces();
  }

  /** The id of the nested container that it is in; nothing for the partition's own processes. */
  public Optional<String> nested() {
    for (var name : KernelText.split(inside, '/')) {
      if (name.startsWith("libpod-") && !name.startsWith("libpod-conmon-")) {
        var id = name.substring(name.lastIndexOf('-') + 1);
        return Optional.of(id.endsWith(".scope") ? id.substring(0, id.length() - 6) : id);
      }
    }
    return Optional.empty();
  }

  /** A hard limit by its title in the limits file, such as {@code Max msgqueue size}. */
  public OptionalLong hardLimit(String title) {
    for (var line : KernelText.lines(limits)) {
      if (line.startsWith(title)) {
        var fields = KernelText.of(line.substring(title.length()));
        return fields.size() > 1 ? ControlFile.number(fields.get(1)) : OptionalLong.empty();
      }
    }
    return OptionalLong.empty();
  }

  /** The process; nothing when it ended while it was looked at. */
  static Optional<LiveProcess> read(Root root, ProcessInfo info, String inside) {
    var folder = root.at("/proc/" + info.pid());
    try {
      var status = Bounded.text(folder.resolve("status"));
      var fields = statFields(Bounded.text(folder.resolve("stat")));
      return Optional.of(
          new LiveProcess(
              info,
              inside,
              (int)
                  ControlFile.number(Bounded.text(folder.resolve("oom_score_adj")).strip())
                      .orElse(0),
              capabilities(status, "CapEff:"),
              capabilities(status, "CapBnd:"),
              (int) ControlFile.number(field(status, "Seccomp:")).orElse(0),
              field(fields, POLICY),
              field(fields, NICE),
              label(Bounded.textIfAny(folder.resolve("attr/current"))),
              Bounded.textIfAny(folder.resolve("limits")).orElse("")));
    } catch (IOException ended) {
      return Optional.empty();
    }
  }

  /** Where proc_pid_stat(5) has them, counted from the state, which is field 3. */
  private static final int NICE = 19 - 3;

  private static final int POLICY = 41 - 3;

  private static List<String> statFields(String stat) {
    // the name may hold parentheses: the last one closes it
    var close = stat.lastIndexOf(')');
    return close < 0 ? List.of() : KernelText.of(stat.substring(close + 1));
  }

  private static OptionalLong field(List<String> fields, int at) {
    return at < fields.size() ? ControlFile.number(fields.get(at)) : OptionalLong.empty();
  }

  private static String field(String status, String key) {
    for (var line : KernelText.lines(status)) {
      if (line.startsWith(key)) {
        return line.substring(key.length()).strip();
      }
    }
    return "";
  }

  private static Capabilities capabilities(String status, String key) {
    try {
      return new Capabilities(Long.parseUnsignedLong(field(status, key), 16));
    } catch (NumberFormatException none) {
      return new Capabilities(0);
    }
  }

  private static Optional<String> label(Optional<String> text) {
    return text.map(it -> it.replace("\0", "").strip()).filter(it -> !it.isEmpty());
  }
}
