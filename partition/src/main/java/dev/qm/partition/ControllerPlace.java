package dev.qm.partition;

import dev.qm.host.machine.ThisHost;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a BlueChi agent finds its controller: bluechi-agent.conf(5). An address of the host itself
 * means the partition when it is read inside, so there it is the name that Podman has for the host
 * in the partition's hosts file.
 */
final class ControllerPlace {
  /** Older versions of BlueChi said Manager. */
  private static final List<String> WORDS = List.of("Controller", "Manager");

  private ControllerPlace() {}

  /**
   * An agent's settings as the partition has to have them.
   *
   * @param notes gets a sentence for each that is another than the host's
   */
  static Map<String, String> fromInside(Map<String, String> settings, List<String> notes) {
    var inside = new LinkedHashMap<>(settings);
    for (var word : WORDS) {
      var host = word + "Host";
      if (ThisHost.isNamed(settings.getOrDefault(host, ""))) {
        change(inside, host, ThisHost.INSIDE, notes);
      }
      var address = word + "Address";
      var said = settings.getOrDefault(address, "");
      var translated = address(said);
      if (translated.isEmpty() && !said.isEmpty()) {
        notes.add(address + "=" + said + " of the host cannot be reached from here.");
        inside.remove(address);
        inside.put(host, ThisHost.INSIDE);
      } else if (!translated.equals(said)) {
        change(inside, address, translated, notes);
      }
    }
    return inside;
  }

  private static void change(
      Map<String, String> settings, String key, String value, List<String> notes) {
    notes.add(
        key
            + "="
            + settings.get(key)
            + " there is the host, which is "
            + ThisHost.INSIDE
            + " here.");
    settings.put(key, value);
  }

  /** A list of D-Bus addresses; those of sockets of the host are not in it. */
  private static String address(String list) {
    var kept = new StringBuilder();
    for (var address : list.split(";", -1)) {
      if (!address.startsWith("unix:")) {
        kept.append(kept.isEmpty() ? "" : ";").append(translated(address));
      }
    }
    return kept.toString();
  }

  private static String translated(String address) {
    var colon = address.indexOf(':');
    if (colon < 0) {
      return address;
    }
    var parts = address.substring(colon + 1).split(",", -1);
    for (var i = 0; i < parts.length; i++) {
      if (parts[i].startsWith("host=") && ThisHost.isNamed(parts[i].substring("host=".length()))) {
        parts[i] = "host=" + ThisHost.INSIDE;
      }
    }
    return address.substring(0, colon + 1) + String.join(",", parts);
  }
}
