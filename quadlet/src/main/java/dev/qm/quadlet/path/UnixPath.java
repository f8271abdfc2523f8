package dev.qm.quadlet.path;

import java.util.ArrayList;
import java.util.List;

/** Paths as text: a unit may name files that this machine does not have. */
public final class UnixPath {
  private UnixPath() {}

  public static boolean isAbsolute(String path) {
    return path.startsWith("/");
  }

  /** The shortest form of a path that names the same file if there are no symbolic links. */
  public static String clean(String path) {
    var absolute = isAbsolute(path);
    List<String> parts = new ArrayList<>();
    var start = 0;
    while (start <= path.length()) {
      var slash = path.indexOf('/', start);
      var end = slash < 0 ? path.length() : slash;
      var part = path.substring(start, end);
      start = end + 1;
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        if (!parts.isEmpty() && !parts.getLast().equals("..")) {
          parts.removeLast();
          continue;
        }
        if (absolute) {
          continue;
        }
      }
      parts.add(part);
    }
    var joined = String.join("/", parts);
    if (absolute) {
      return "/" + joined;
    }
    return joined.isEmpty() ? "." : joined;
  }

  /** The folder that a path lies in, cleaned. */
  public static String parent(String path) {
    var slash = path.lastIndexOf('/');
    return clean(path.substring(0, slash + 1));
  }

  /** {@code path} as seen from {@code folder}, cleaned. */
  public static String join(String folder, String path) {
    if (folder.isEmpty()) {
      return path.isEmpty() ? "" : clean(path);
    }
    return clean(folder + "/" + path);
  }
}
