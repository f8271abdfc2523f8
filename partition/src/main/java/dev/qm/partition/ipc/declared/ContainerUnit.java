package dev.qm.partition.ipc.declared;

import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What matters to channels of a {@code .container}.
 *
 * @param quadlet the unit with its drop-ins
 * @param service that Quadlet makes of it
 */
record ContainerUnit(QuadletUnit quadlet, String service) {
  private static final String CONTAINER = "Container";

  private static final List<String> DEPENDENCIES =
      List.of("Requires", "BindsTo", "Requisite", "Wants", "After");

  /** The variable that names the socket to a program. */
  static final String VARIABLE = "QM_IPC_SOCKET";

  /** A mount, and the line that says it. */
  record Mounted(String source, String target, String options, Entry entry) {
    /** Whether {@code path} lies in what is mounted. */
    boolean covers(String path) {
      return path.equals(source) || path.startsWith(source.equals("/") ? "/" : source + "/");
    }
  }

  String name() {
    return quadlet.name();
  }

  /** The last line of a key of [Container]. */
  Optional<Entry> setting(String key) {
    return quadlet.unit().last(CONTAINER, key).filter(entry -> !entry.value().isEmpty());
  }

  /** The value of a key of [Container]; empty when it has none. */
  String value(String key) {
    return setting(key).map(Entry::value).orElse("");
  }

  /** Where [Container] begins. */
  Origin header() {
    return quadlet.unit().header(CONTAINER).orElse(new Origin(quadlet.file(), 1));
  }

  /** The mounts that Volume= asks for. */
  List<Mounted> mounts() {
    return mounts(quadlet);
  }

  /** The mounts that Volume= of a container asks for. */
  static List<Mounted> mounts(QuadletUnit quadlet) {
    var mounts = new ArrayList<Mounted>();
    for (var entry : quadlet.unit().values(CONTAINER, "Volume")) {
      var parts = Specifiers.expand(entry.value(), quadlet.name()).split(":", 3);
      if (parts.length >= 2) {
        mounts.add(
            new Mounted(
                withoutSlash(parts[0]),
                withoutSlash(parts[1]),
                parts.length == 3 ? parts[2] : "",
                entry));
      }
    }
    return mounts;
  }

  private static String withoutSlash(String path) {
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** The socket that the program is told of. */
  Optional<String> socket() {
    return variable(VARIABLE).map(Variable::value);
  }

  /** The line that tells the program of a socket. */
  Optional<Entry> socketEntry() {
    return variable(VARIABLE).map(Variable::entry);
  }

  private record Variable(String value, Entry entry) {}

  private Optional<Variable> variable(String name) {
    Optional<Variable> found = Optional.empty();
    for (var entry : quadlet.unit().values(CONTAINER, "Environment")) {
      for (var word : CommandWords.split(entry.value())) {
        if (word.startsWith(name + "=")) {
          var value = Specifiers.expand(word.substring(name.length() + 1), quadlet.name());
          found = Optional.of(new Variable(value, entry));
        }
      }
    }
    return found;
  }

  /** The units that this one is ordered after, or needs. */
  List<String> dependencies() {
    var others = new ArrayList<String>();
    for (var key : DEPENDENCIES) {
      for (var entry : quadlet.unit().values("Unit", key)) {
        others.addAll(CommandWords.split(entry.value()));
      }
    }
    return others;
  }

  /** The line by which this unit is ordered after, or needs, the unit {@code other}. */
  Optional<Entry> dependency(String other) {
    for (var key : DEPENDENCIES) {
      for (var entry : quadlet.unit().values("Unit", key)) {
        if (CommandWords.split(entry.value()).contains(other)) {
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  /** The line by which this unit needs a socket unit. */
  Optional<Entry> neededSocket() {
    for (var key : List.of("Requires", "BindsTo", "Requisite")) {
      for (var entry : quadlet.unit().values("Unit", key)) {
        for (var word : CommandWords.split(entry.value())) {
          if (word.endsWith(".socket")) {
            return Optional.of(entry);
          }
        }
      }
    }
    return Optional.empty();
  }
}
