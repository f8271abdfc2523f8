package dev.qm.quadlet.read;

import dev.qm.quadlet.path.UnixPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The folders that units are looked for in, the most important first.
 *
 * <p>Source: {@code podman-systemd.unit(5)}, "Podman rootful unit search path" and "Podman rootless
 * unit search path".
 */
public final class Folders {
  /** The folder that the administrator writes to. */
  public static final String ADMINISTRATOR = "/etc/containers/systemd";

  /** The variable that, if set, names the folders in place of all others. */
  public static final String VARIABLE = "QUADLET_UNIT_DIRS";

  private Folders() {}

  /**
   * {@return where the system's units are, on the machine whose root folder is {@code root}}
   *
   * @param root the root folder of the machine
   */
  public static List<Path> system(Path root) {
    return List.of(
        below(root, "/run/containers/systemd"),
        below(root, ADMINISTRATOR),
        below(root, "/usr/share/containers/systemd"));
  }

  /**
   * {@return where a user's units are} As with Podman, who has neither an absolute XDG_CONFIG_HOME
   * nor a HOME has no units but those of XDG_RUNTIME_DIR: not even those that the administrator
   * wrote. Unlike Podman, a relative XDG_RUNTIME_DIR or HOME is passed over, as the XDG Base
   * Directory Specification asks.
   *
   * @param root the root folder of the machine
   * @param uid the user's number
   * @param environment HOME, XDG_RUNTIME_DIR and XDG_CONFIG_HOME are read
   */
  public static List<Path> user(Path root, long uid, Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    var runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    if (runtime.startsWith("/")) {
      folders.add(below(root, runtime).resolve("containers/systemd"));
    }
    var config = environment.getOrDefault("XDG_CONFIG_HOME", "");
    var home = environment.getOrDefault("HOME", "");
    if (config.startsWith("/")) {
      folders.add(below(root, config).resolve("containers/systemd"));
    } else if (config.isEmpty() && home.startsWith("/")) {
      folders.add(below(root, home).resolve(".config/containers/systemd"));
    } else {
      return List.copyOf(folders);
    }
    folders.add(below(root, ADMINISTRATOR + "/users"));
    folders.add(below(root, ADMINISTRATOR + "/users/" + uid));
    return List.copyOf(folders);
  }

  /**
   * {@return the folders that {@link #VARIABLE} names: absolute paths with colons between} As with
   * Podman, the first path that is not absolute ends the list.
   *
   * @param variable the value of the variable
   */
  public static List<Path> named(String variable) {
    List<Path> folders = new ArrayList<>();
    var start = 0;
    while (start <= variable.length()) {
      var colon = variable.indexOf(':', start);
      var end = colon < 0 ? variable.length() : colon;
      var folder = variable.substring(start, end);
      if (!folder.startsWith("/")) {
        break;
      }
      folders.add(Path.of(folder));
      start = end + 1;
    }
    return List.copyOf(folders);
  }

  private static Path below(Path root, String absolute) {
    return root.resolve(UnixPath.clean("/" + absolute).substring(1));
  }
}
