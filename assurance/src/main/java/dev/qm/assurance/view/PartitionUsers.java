package dev.qm.assurance.view;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.partition.PartitionSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The homes of a partition's users, which are in its /var, by what its passwd(5) says and by what
 * lies where homes usually are.
 *
 * @param numbers the users' numbers, by the home's place below the partition's /var; none for a
 *     home of which no line of the file knows
 */
record PartitionUsers(Map<String, List<String>> numbers) {
  /** Lines that are looked at: somebody writes more to be in the way. */
  private static final int MOST = 10_000;

  private static final int FIELDS = 7;

  static PartitionUsers read(PartitionSpec spec, List<String> usual, List<String> gaps)
      throws HostException {
    var numbers = new LinkedHashMap<String, List<String>>();
    usual.forEach(home -> numbers.put(home, new ArrayList<>()));
    var text = Declared.text(spec, spec.layout().etc(), "passwd", gaps).orElse("");
    var left = MOST;
    for (var line : KernelText.lines(text)) {
      var fields = KernelText.split(line, ':');
      if (fields.size() == FIELDS && isNumber(fields.get(2))) {
        var home = inVar(fields.get(5));
        if (!home.isEmpty()) {
          numbers.computeIfAbsent(home, _ -> new ArrayList<>()).add(fields.get(2));
        }
      }
      if (--left == 0) {
        gaps.add("the partition has more users than are looked at");
        break;
      }
    }
    return new PartitionUsers(numbers);
  }

  /** Where /home and /root lead to, as far as they lead into /var; empty for another place. */
  private static String inVar(String home) {
    if (home.contains("/../") || home.endsWith("/..")) {
      return "";
    }
    if (home.equals("/root")) {
      return "roothome";
    }
    for (var top : List.of("/var/", "/home/")) {
      if (home.startsWith(top) && home.length() > top.length()) {
        return home.substring(top.equals("/var/") ? top.length() : 1);
      }
    }
    return "";
  }

  static boolean isNumber(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }
}
