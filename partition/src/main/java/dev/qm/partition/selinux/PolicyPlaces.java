package dev.qm.partition.selinux;

import dev.qm.host.HostException;
import dev.qm.partition.Layout;
import java.nio.file.Path;
import java.util.List;

/**
 * The folders that get a partition's labels, as the machine itself names them.
 *
 * @param rootfs its operating system
 * @param installdir the folder around it that is the partition's as well; may be the same
 * @param etc what it sees as {@code /etc}
 * @param var what it sees as {@code /var}
 */
public record PolicyPlaces(String rootfs, String installdir, String etc, String var) {
  /** Where the policy's text puts them. */
  static final PolicyPlaces QM = of(PolicyName.QM);

  public PolicyPlaces {
    for (var place : List.of(rootfs, installdir, etc, var)) {
      if (!isUsable(place)) {
        throw new IllegalArgumentException("not a place for a label: " + place);
      }
    }
  }

  /** Where a partition of that name is unless said otherwise. */
  public static PolicyPlaces of(PolicyName name) {
    var installdir = "/usr/lib/" + name;
    return new PolicyPlaces(installdir + "/rootfs", installdir, "/etc/" + name, "/var/" + name);
  }

  /** Where {@code qm setup} put or will put the partition. */
  public static PolicyPlaces of(Layout layout) throws HostException {
    var installdir =
        Path.of(layout.rootfs()).startsWith(layout.installdir())
            ? layout.installdir()
            : layout.rootfs();
    return new PolicyPlaces(
        checked(layout.rootfs()),
        checked(installdir),
        checked(layout.etc()),
        checked(layout.var()));
  }

  /**
   * The folder {@code place}.
   *
   * @throws HostException when it is none that a pattern of the policy can name
   */
  public static String checked(String place) throws HostException {
    if (!isUsable(place)) {
      throw new HostException(
          "cannot label " + place,
          "a policy can name an absolute path of letters, digits, '/', '.', '_', '+' and '-'",
          "choose such a folder below /");
    }
    return place;
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

  /** The folders that hold everything. */
  public List<String> trees() {
    return List.of(installdir, etc, var);
  }
}
