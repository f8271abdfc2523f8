package dev.qm.assurance.oom;

import dev.qm.host.HostException;

/** A unit's name as it is typed: systemd.unit(5). */
final class UnitWord {
  /** Characters: UNIT_NAME_MAX of systemd. */
  private static final int LONGEST = 255;

  private UnitWord() {}

  /**
   * The word, with {@code .service} behind it where it has no suffix, as systemctl(1) takes names.
   *
   * @throws HostException when no unit can be called so, such as for a path
   */
  static String service(String word) throws HostException {
    var good = !word.isEmpty() && word.length() <= LONGEST - ".service".length();
    for (var i = 0; good && i < word.length(); i++) {
      var c = word.charAt(i);
      var isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      good = isLetter || ":-_.\\@".indexOf(c) >= 0;
    }
    if (!good || word.startsWith(".")) {
      throw new HostException(
          "'" + word + "' cannot be the name of a unit",
          "",
          "write it as systemctl shows it, such as brake.service");
    }
    return hasSuffix(word) ? word : word + ".service";
  }

  private static boolean hasSuffix(String word) {
    for (var suffix :
        new String[] {
          ".service",
          ".container",
          ".slice",
          ".scope",
          ".socket",
          ".mount",
          ".swap",
          ".timer",
          ".target",
          ".path",
          ".device",
          ".automount",
          ".pod",
          ".kube"
        }) {
      if (word.endsWith(suffix) && word.length() > suffix.length()) {
        return true;
      }
    }
    return false;
  }
}
