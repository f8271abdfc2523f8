package dev.qm.host.cgroup;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Settings as if they stood in /x.service, one a line from line 2 on. */
final class Written {
  private Written() {}

  /** Each keeps its place in the list as its line. */
  static List<Entry> lines(List<Map.Entry<String, String>> settings) {
    var entries = new ArrayList<Entry>();
    for (var setting : settings) {
      var origin = new Origin(Path.of("/x.service"), entries.size() + 2);
      entries.add(new Entry(setting.getKey(), setting.getValue(), origin));
    }
    return entries;
  }

  /** The limits that settings ask for on this machine. */
  static Limits limits(Map<String, String> settings) throws HostException {
    return Limits.parse(lines(List.copyOf(settings.entrySet())), Capacity.probe(Root.HOST));
  }
}
