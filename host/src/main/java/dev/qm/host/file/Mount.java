package dev.qm.host.file;

import dev.qm.host.KernelText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One line of {@code /proc/PID/mountinfo}: proc_pid_mountinfo(5).
 *
 * @param id unique while mounted
 * @param parent the id of the mount below this one, or its own at the top
 * @param device of the file system, {@code major:minor}
 * @param root the folder of the file system that is mounted
 * @param target where it is mounted, as the process sees it
 * @param type the file system type: {@code ext4}, {@code cgroup2}, {@code fuse.sshfs}
 * @param options of this mount: {@code ro}, {@code nosuid}, ...
 * @param source the device, or a word without meaning
 * @param superOptions of the file system; for cgroup v1 these name the controllers
 * @param optional how it passes mounts on: {@code shared:N}, {@code master:N}, ...; none for
 *     private
 */
public record Mount(
    int id,
    int parent,
    String device,
    Path root,
    Path target,
    String type,
    List<String> options,
    String source,
    List<String> superOptions,
    List<String> optional) {

  public Mount {
    options = List.copyOf(options);
    superOptions = List.copyOf(superOptions);
    optional = List.copyOf(optional);
  }

  /** The mount that a line of mountinfo describes; nothing when it is not such a line. */
  public static Optional<Mount> parse(String line) {
    var fields = KernelText.split(line, ' ');
    // 36 35 98:0 /root /target rw,noatime master:1 - ext3 /dev/root rw,errors=continue
    var dash = fields.size() < 10 ? -1 : fields.subList(6, fields.size()).indexOf("-") + 6;
    if (dash < 6 || fields.size() < dash + 4) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Mount(
              Integer.parseInt(fields.get(0)),
              Integer.parseInt(fields.get(1)),
              fields.get(2),
              path(fields.get(3)),
              path(fields.get(4)),
              unescape(fields.get(dash + 1)),
              options(fields.get(5)),
              unescape(fields.get(dash + 2)),
              options(fields.get(dash + 3)),
              fields.subList(6, dash)));
    } catch (NumberFormatException notMountinfo) {
      return Optional.empty();
    }
  }

  /** True when it is mounted read-only, by the mount or by the file system. */
  public boolean isReadOnly() {
    return options.contains("ro") || superOptions.contains("ro");
  }

  /**
   * The text that {@code escaped} stands for: the kernel writes blanks and such as {@code \040}.
   */
  static String unescape(String escaped) {
    if (escaped.indexOf('\\') < 0) {
      return escaped;
    }
    var text = new StringBuilder(escaped.length());
    for (var i = 0; i < escaped.length(); i++) {
      var code = octal(escaped, i);
      if (code >= 0) {
        text.append((char) code);
        i += 3;
      } else {
        text.append(escaped.charAt(i));
      }
    }
    return text.toString();
  }

  private static int octal(String text, int at) {
    if (text.charAt(at) != '\\' || at + 3 >= text.length()) {
      return -1;
    }
    var code = 0;
    for (var i = at + 1; i <= at + 3; i++) {
      var digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 7) {
        return -1;
      }
      code = code * 8 + digit;
    }
    // only ASCII is escaped by the kernel (seq_path: blank, tab, line feed, backslash, hash)
    return code > 0 && code < 128 ? code : -1;
  }

  private static Path path(String field) {
    var text = unescape(field);
    try {
      return Path.of(text);
    } catch (InvalidPathException notInThisLocale) {
      // better a visible wrong letter than a mount that nobody lists
      var ascii = new StringBuilder(text.length());
      for (var i = 0; i < text.length(); i++) {
        ascii.append(text.charAt(i) > 0 && text.charAt(i) < 128 ? text.charAt(i) : '?');
      }
      return Path.of(ascii.toString());
    }
  }

  private static List<String> options(String field) {
    var options = new ArrayList<String>();
    for (var option : KernelText.split(field, ',')) {
      options.add(unescape(option));
    }
    return options;
  }
}
