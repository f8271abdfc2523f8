package dev.qm.cli.setup;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Everything in a folder tree that two trees can differ in, but for the times. */
final class Listing {
  /** Bytes; of longer files, which are the run-time image's, the length is enough. */
  private static final long LONG = 1 << 20;

  private Listing() {}

  /** One line a path: type, mode, owner, and the content or the target of the link. */
  static SortedMap<String, String> of(Path tree) throws IOException {
    var listing = new TreeMap<String, String>();
    try (var walk = Files.walk(tree)) {
      for (var path : (Iterable<Path>) walk::iterator) {
        listing.put("/" + tree.relativize(path), describe(path));
      }
    }
    return listing;
  }

  /** What is different, path by path: short enough to read in a report. */
  static List<String> differences(Map<String, String> expected, Map<String, String> actual) {
    var paths = new TreeSet<>(expected.keySet());
    paths.addAll(actual.keySet());
    var differences = new ArrayList<String>();
    for (var path : paths) {
      var wanted = expected.getOrDefault(path, "absent");
      var found = actual.getOrDefault(path, "absent");
      if (!wanted.equals(found)) {
        differences.add(path + "\n  expected " + wanted + "\n  found    " + found);
      }
    }
    return differences;
  }

  private static String describe(Path path) throws IOException {
    Map<String, Object> unix =
        Files.readAttributes(path, "unix:mode,uid,gid,nlink", LinkOption.NOFOLLOW_LINKS);
    var owner =
        Integer.toOctalString((int) unix.get("mode"))
            + " "
            + unix.get("uid")
            + ":"
            + unix.get("gid");
    var attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink()) {
      return owner + " -> " + Files.readSymbolicLink(path);
    }
    if (attributes.isDirectory()) {
      return owner;
    }
    return owner + " links=" + unix.get("nlink") + " " + content(path, attributes.size());
  }

  private static String content(Path path, long size) throws IOException {
    if (size > LONG) {
      return size + " bytes";
    }
    if (path.endsWith("var/lib/qm/lock")) {
      return "(a lock)";
    }
    if (path.endsWith("var/lib/qm/ledger")) {
      // what was resumed was marked in another order
      return Files.readAllLines(path).stream().sorted().collect(Collectors.joining("\n"));
    }
    return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
  }
}
