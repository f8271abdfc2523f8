package dev.qm.device;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * {@code /dev} of a machine. Links in it are not followed: {@code by-id} and the like name devices
 * a second time, and any other link leads where nobody asked for.
 *
 * @param root the machine
 */
record DeviceFolder(Root root) {
  private static final String DEV = "/dev";

  /**
   * The paths that a device of the kind may have now, sorted. Which of them are devices, only a
   * look at each tells, and by then one may be gone.
   */
  List<String> paths(DeviceKind kind) throws HostException {
    var paths = new TreeSet<String>();
    for (var name : kind.names()) {
      collect(DEV, name, paths);
    }
    return List.copyOf(paths);
  }

  private void collect(String folder, String name, TreeSet<String> paths) throws HostException {
    var slash = name.indexOf('/');
    var first = slash < 0 ? name : name.substring(0, slash);
    for (var entry : entries(folder)) {
      if (matches(entry, first)) {
        if (slash < 0) {
          paths.add(folder + "/" + entry);
        } else {
          collect(folder + "/" + entry, name.substring(slash + 1), paths);
        }
      }
    }
  }

  private List<String> entries(String folder) throws HostException {
    var place = root.at(folder);
    var names = new ArrayList<String>();
    if (!Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      return names;
    }
    try (var entries = Files.newDirectoryStream(place)) {
      for (var entry : entries) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (NoSuchFileException gone) {
      return List.of();
    } catch (IOException failure) {
      throw new HostException("cannot list " + folder, failure);
    }
    return names;
  }

  /** Whether a name is what a pattern of {@link DeviceKind#names} says. */
  static boolean matches(String name, String pattern) {
    if (pattern.equals("*")) {
      return true;
    }
    if (!pattern.endsWith("#")) {
      return name.equals(pattern);
    }
    var stem = pattern.length() - 1;
    if (name.length() == stem || !name.regionMatches(0, pattern, 0, stem)) {
      return false;
    }
    for (var i = stem; i < name.length(); i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
