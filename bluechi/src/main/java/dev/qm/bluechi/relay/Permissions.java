package dev.qm.bluechi.relay;

import dev.qm.bluechi.client.Node;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.YesNo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may control which units, as a file says it. Where it says nothing of a node, the controller
 * may control all of its units, as without the relay; and a partition may depend on units of other
 * partitions only, since a dependency starts the unit that it names.
 *
 * @param nodes what is said of each
 */
public record Permissions(Map<String, OfNode> nodes) {
  /** Where the file is, as the machine itself names it. */
  public static final String FILE = TrustFolder.PLACE + "/permissions.conf";

  /** Nothing is said. */
  public static final Permissions NONE = new Permissions(Map.of());

  private static final String CONTROL = "Control";
  private static final String MANAGER = "ControlManager";
  private static final String DEPEND = "Depend";

  /**
   * What is said of one node.
   *
   * @param control patterns of the units that the controller may control; nothing for all
   * @param isManaged whether it may do what concerns all units, such as daemon-reload
   * @param depend patterns of the units that the node may depend on, as NODE/UNIT; nothing where
   *     nothing is said
   */
  public record OfNode(
      Optional<List<String>> control, boolean isManaged, Optional<List<String>> depend) {}

  public Permissions {
    nodes = Map.copyOf(nodes);
  }

  /**
   * What the file of a machine says.
   *
   * @throws HostException when it cannot be read or understood, with file and line
   */
  public static Permissions read(Root root) throws HostException {
    return read(root.at(FILE));
  }

  static Permissions read(Path file) throws HostException {
    var text = OwnFile.text(file);
    return text.isPresent() ? parse(file, text.get()) : NONE;
  }

  /**
   * What such a file says.
   *
   * @throws HostException for the first thing that is not understood, with file and line
   */
  public static Permissions parse(Path file, String text) throws HostException {
    var unit = OwnFile.parse(file, text, OwnFile.NODE + "NAME");
    var nodes = new LinkedHashMap<String, OfNode>();
    for (var section : unit.sections()) {
      var node = OwnFile.node(section);
      if (node.isEmpty()) {
        throw OwnFile.at(
            unit.header(section).orElseThrow(),
            "there is no section [" + section + "]",
            "the sections are [Node NAME]");
      }
      OwnFile.requireKeys(unit, section, Set.of(CONTROL, MANAGER, DEPEND));
      var control = patterns(unit, section, CONTROL);
      nodes.put(
          node.get(),
          new OfNode(control, isManaged(unit, section, control), depend(unit, section)));
    }
    return new Permissions(nodes);
  }

  /** Whether the controller may control a unit of a node. */
  public boolean mayControl(String node, String unit) {
    var said = of(node).flatMap(OfNode::control);
    return said.isEmpty() || said.get().stream().anyMatch(it -> Glob.matches(it, unit));
  }

  /** Whether nothing is said of which units of a node the controller may control. */
  boolean isControlledWhole(String node) {
    return of(node).flatMap(OfNode::control).isEmpty();
  }

  /** Whether the controller may do what concerns all units of a node. */
  public boolean mayManage(String node) {
    return of(node).map(OfNode::isManaged).orElse(true);
  }

  /** Whether a node may depend on a unit of another one. */
  public boolean mayDepend(String who, String on, String unit) {
    var said = of(who).flatMap(OfNode::depend);
    if (said.isPresent()) {
      return said.get().stream().anyMatch(it -> matches(it, on, unit));
    }
    return !who.startsWith(Node.QM) || on.startsWith(Node.QM);
  }

  private Optional<OfNode> of(String node) {
    return Optional.ofNullable(nodes.get(node));
  }

  /** A star before the slash goes no further than the slash. */
  private static boolean matches(String pattern, String on, String unit) {
    var slash = pattern.indexOf('/');
    return Glob.matches(pattern.substring(0, slash), on)
        && Glob.matches(pattern.substring(slash + 1), unit);
  }

  private static boolean isManaged(UnitFile unit, String section, Optional<List<String>> control)
      throws HostException {
    var said = unit.last(section, MANAGER);
    if (said.isEmpty()) {
      // who names the units means these
      return control.isEmpty();
    }
    return YesNo.parse(said.get().value())
        .orElseThrow(() -> OwnFile.at(said.get(), "neither yes nor no", "yes or no"));
  }

  private static Optional<List<String>> depend(UnitFile unit, String section) throws HostException {
    for (var entry : unit.values(section, DEPEND)) {
      for (var word : KernelText.of(entry.value())) {
        var slash = word.indexOf('/');
        if (slash < 1 || slash == word.length() - 1 || word.indexOf('/', slash + 1) >= 0) {
          throw OwnFile.at(entry, "'" + word + "' names no unit of a node", "NODE/UNIT");
        }
      }
    }
    return patterns(unit, section, DEPEND);
  }

  /** All words of a key; none where it is there without any. */
  private static Optional<List<String>> patterns(UnitFile unit, String section, String key) {
    if (unit.last(section, key).isEmpty()) {
      return Optional.empty();
    }
    var words = new ArrayList<String>();
    for (Entry entry : unit.values(section, key)) {
      words.addAll(KernelText.of(entry.value()));
    }
    return Optional.of(List.copyOf(words));
  }
}
