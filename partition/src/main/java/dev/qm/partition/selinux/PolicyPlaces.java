package dev.qm.partition.selinux;

import dev.qm.host.HostException;
import dev.qm.partition.Layout;
import java.nio.file.Path;
import java.util.List;

/**
 * The folders that get a partition's labels, as the machine itself names them.
 *
 * @param rootfs holds its operating system
 * @param etc what it sees as {@code /etc}
 * @param var what it sees as {@code /var}
 */
public record PolicyPlaces(String rootfs, String etc, String var) {
  /** Where the policy's text puts them. */
  static final PolicyPlaces QM = new PolicyPlaces("/usr/lib/qm", "/etc/qm", "/var/qm");

  public PolicyPlaces {
    for (var place : List.of(rootfs, etc, var)) {
      if (!isUsable(place)) {
        throw new IllegalArgumentException("not a place for a label: " + place);
      }
    }
  }

  /** Where a partition of that name is unless said otherwise. */
  public static PolicyPlaces of(PolicyName name) {
    return new PolicyPlaces("/usr/lib/" + name, "/etc/" + name, "/var/" + name);
  }

  /** Where {@code qm setup} put or will put the partition. */
  public static PolicyPlaces of(Layout layout) throws HostException {
    var rootfs =
        Path.of(layout.rootfs()).startsWith(layout.installdir())
            ? layout.installdir()
            : layout.rootfs();
    return checked(rootfs, layout.etc(), layout.var());
  }

  /**
   * These places.
   *
   * @throws HostException when one of them is no folder that a pattern of the policy can name
   */
  public static PolicyPlaces checked(String rootfs, String etc, String var) throws HostException {
    for (var place : List.of(rootfs, etc, var)) {
      if (!isUsable(place)) {
        throw new HostException(
            "cannot label " + place,
            "a policy can name an absolute path of letters, digits, '/', '.', '_', '+' and '-'",
            "choose such a folder below /");
      }
    }
    return new PolicyPlaces(rootfs, etc, var);
  }

  private static boolean isUsable(String place) {
    return place.startsWith("/")
        && place.length() > 1
        && !place.endsWith("/")
        && !place.contains("//")
        && Path.of(place).normalize().toString().equals(place)
        && place
            .chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "/._+-".indexOf(c) >= 0);
  }

  /** All three. */
  public List<String> all() {
    return List.of(rootfs, etc, var);
  }
}
