package dev.qm.partition.selinux;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Our policy's text, written for the partition called qm, said of another one: names that begin
 * with {@code qm_}, and the three folders.
 */
final class Template {
  private static final String PREFIX = PolicyName.QM + "_";

  private final PolicyName name;

  /** Longer ones first. */
  private final Map<String, String> replaced = new LinkedHashMap<>();

  Template(PolicyName name, PolicyPlaces places) {
    this.name = name;
    replaced.put(PolicyPlaces.QM.rootfs(), places.rootfs());
    replaced.put(PolicyPlaces.QM.installdir(), places.installdir());
    replaced.put(PolicyPlaces.QM.etc(), places.etc());
    replaced.put(PolicyPlaces.QM.var(), places.var());
  }

  /** The text for this partition; one pass, so that nothing is replaced twice. */
  String fill(String text) {
    var filled = new StringBuilder(text.length() + 256);
    for (var i = 0; i < text.length(); ) {
      var before = i == 0 ? ' ' : text.charAt(i - 1);
      if (text.startsWith(PREFIX, i) && !isOfName(before)) {
        i = name(filled, text, i);
      } else if (text.charAt(i) == '/' && !isOfName(before)) {
        i = path(filled, text, i);
      } else {
        filled.append(text.charAt(i));
        i++;
      }
    }
    return filled.toString();
  }

  private int name(StringBuilder to, String text, int at) {
    var base = PolicyName.BASE;
    // the shared module is never renamed
    if (text.startsWith(base, at) && !isOfName(charAt(text, at + base.length()))) {
      to.append(base);
      return at + base.length();
    }
    to.append(name).append('_');
    return at + PREFIX.length();
  }

  private int path(StringBuilder to, String text, int at) {
    for (var place : replaced.entrySet()) {
      var from = place.getKey();
      if (text.startsWith(from, at) && !isOfName(charAt(text, at + from.length()))) {
        to.append(pattern(place.getValue()));
        return at + from.length();
      }
    }
    to.append('/');
    return at + 1;
  }

  private static char charAt(String text, int at) {
    return at < text.length() ? text.charAt(at) : ' ';
  }

  /** A file context is a regular expression. */
  private static String pattern(String path) {
    return path.replace(".", "\\.").replace("+", "\\+");
  }

  private static boolean isOfName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }
}
