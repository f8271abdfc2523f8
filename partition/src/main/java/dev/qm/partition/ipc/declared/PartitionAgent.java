package dev.qm.partition.ipc.declared;

import dev.qm.host.HostException;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import dev.qm.partition.PartitionSpec;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which sockets BlueChi's agent in the partition connects to. All of its files may be hostile. */
final class PartitionAgent {
  /** Its unit. */
  static final String UNIT = "bluechi-agent.service";

  private static final String FOLDER = "bluechi";
  private static final int MOST_FILES = 100;
  private static final int LONGEST = 1 << 16;

  private PartitionAgent() {}

  /** The lines of the agent's files that name an address; what cannot be read names none. */
  static List<Entry> addresses(PartitionSpec spec) {
    var lines = new ArrayList<Entry>();
    try {
      var etc = spec.layout().etc();
      var top = ConfinedPath.resolve(spec.root().directory(), etc);
      if (Files.isDirectory(top)) {
        var tree = new HostileTree(top);
        add(tree, etc, FOLDER + "/agent.conf", lines);
        tree.list(FOLDER + "/agent.conf.d").stream()
            .filter(name -> name.endsWith(".conf"))
            .limit(MOST_FILES)
            .forEach(name -> add(tree, etc, FOLDER + "/agent.conf.d/" + name, lines));
      }
    } catch (HostException unreadable) {
      // `qm bluechi check` says so
    }
    return List.copyOf(lines);
  }

  /** Whether a line names the socket at a path. */
  static boolean names(Entry address, String path) {
    for (var one : address.value().split(";", -1)) {
      if (one.strip().equals("unix:path=" + path)) {
        return true;
      }
    }
    return false;
  }

  private static void add(HostileTree tree, String etc, String file, List<Entry> lines) {
    try {
      var content = tree.read(file, LONGEST).content();
      if (content.isPresent()) {
        var text = new String(content.get().bytes(), StandardCharsets.UTF_8);
        lines.addAll(
            UnitFile.parse(Path.of(etc, file), text).values("bluechi-agent", "ControllerAddress"));
      }
    } catch (HostException | UnitSyntaxException unreadable) {
      // `qm bluechi check` says so
    }
  }
}
