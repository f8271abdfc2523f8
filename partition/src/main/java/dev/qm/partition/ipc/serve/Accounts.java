package dev.qm.partition.ipc.serve;

import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Numbers of users and groups: passwd(5), group(5). */
final class Accounts {
  private static final int LONGEST_FILE = 4 << 20;

  private Accounts() {}

  /**
   * The number of {@code name} in {@code file}; that of root when the name is empty, and a number
   * is itself.
   */
  static int id(String file, String name) throws HostException {
    if (name.isEmpty() || name.equals("root")) {
      return 0;
    }
    if (name.chars().allMatch(c -> c >= '0' && c <= '9') && name.length() < 10) {
      return Integer.parseInt(name);
    }
    var text = ConfinedPath.readBounded(Path.of("/"), file, LONGEST_FILE);
    for (var line : new String(text, StandardCharsets.UTF_8).lines().toList()) {
      // name:password:number:...
      var fields = line.split(":", 4);
      if (fields.length >= 3 && fields[0].equals(name)) {
        try {
          return Integer.parseInt(fields[2]);
        } catch (NumberFormatException broken) {
          break;
        }
      }
    }
    throw new HostException("there is no '" + name + "' in " + file, "a socket was to be its");
  }
}
