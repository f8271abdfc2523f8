package dev.qm.assurance.rules.agent;

import dev.qm.assurance.view.PartitionView;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.partition.Layout;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What the host's files say of BlueChi's controller, of the relay in front of it, and of who may
 * control what. Only the host writes them.
 *
 * @param controller all its files; no settings of a host without a controller
 * @param relay nothing where there is no such file, as with the next
 * @param gaps what could not be read
 */
record ControllerFiles(
    ControllerSettings controller,
    Optional<UnitFile> relay,
    Optional<UnitFile> permissions,
    List<String> gaps) {
  static final String FILE = "/etc/bluechi/controller.conf";

  private static final String RELAY = "/etc/qm-assurance/bluechi/relay.conf";
  private static final String PERMISSIONS = "/etc/qm-assurance/bluechi/permissions.conf";
  private static final String SECTION = "bluechi-controller";
  private static final int LONGEST = 1 << 20;

  /** What BlueChi takes for yes; anything else is no. */
  private static final List<String> YES = List.of("true", "t", "yes", "y", "on");

  ControllerFiles {
    gaps = List.copyOf(gaps);
  }

  static ControllerFiles of(PartitionView view) {
    var root = view.declared().spec().root();
    var gaps = new ArrayList<String>();
    var controller = new ControllerSettings();
    text(root.at(FILE), gaps).ifPresent(text -> controller.add(root.at(FILE), text, gaps));
    for (var file : dropIns(root, gaps)) {
      text(file, gaps).ifPresent(text -> controller.add(file, text, gaps));
    }
    return new ControllerFiles(
        controller, unit(root.at(RELAY), gaps), unit(root.at(PERMISSIONS), gaps), gaps);
  }

  /** The line by which the controller does not listen on TCP; without one it does. */
  Optional<Entry> closed() {
    return controller
        .of(SECTION, "UseTCP")
        .filter(said -> YES.stream().noneMatch(said.value()::equalsIgnoreCase));
  }

  /** The line that says something else. */
  Optional<Entry> open() {
    return controller.of(SECTION, "UseTCP").filter(_ -> closed().isEmpty());
  }

  /** The line by which the relay listens for a partition in /run/ipc, and not on a port. */
  Optional<Entry> channel() {
    if (relay.isEmpty()) {
      return Optional.empty();
    }
    for (var section : relay.get().sections()) {
      for (var entry : relay.get().values(section, "ListenStream")) {
        if (section.startsWith("Node qm.") && entry.value().startsWith(Layout.IPC + "/")) {
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  private static Iterable<Path> dropIns(Root root, List<String> gaps) {
    var files = new TreeSet<Path>();
    var folder = root.at(FILE + ".d");
    if (Files.isDirectory(folder)) {
      try (var found = Files.newDirectoryStream(folder, "*.conf")) {
        found.forEach(files::add);
      } catch (IOException | DirectoryIteratorException failure) {
        gaps.add("cannot read " + folder);
      }
    }
    return files;
  }

  private static Optional<UnitFile> unit(Path file, List<String> gaps) {
    var text = text(file, gaps);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(UnitFile.parse(file, text.get(), Dialect.SYSTEMD));
    } catch (UnitSyntaxException wrong) {
      gaps.add(wrong.origin() + ": " + wrong.what());
      return Optional.empty();
    }
  }

  private static Optional<String> text(Path file, List<String> gaps) {
    try {
      return Optional.of(new String(Bounded.bytes(file, LONGEST), StandardCharsets.UTF_8));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException failure) {
      gaps.add("cannot read " + file);
      return Optional.empty();
    }
  }
}
