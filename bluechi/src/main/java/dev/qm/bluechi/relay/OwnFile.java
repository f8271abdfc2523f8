package dev.qm.bluechi.relay;

import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.UnitFile;
import dev.qm.quadlet.syntax.UnitSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** One of the relay's own files, in the form of units. */
final class OwnFile {
  /** What begins the name of a section about one node. */
  static final String NODE = "Node ";

  private static final int LONGEST = 1 << 20;

  private OwnFile() {}

  /** The text of a file; nothing where there is none. */
  static Optional<String> text(Path file) throws HostException {
    try {
      return Optional.of(new String(Bounded.bytes(file, LONGEST), StandardCharsets.UTF_8));
    } catch (NoSuchFileException none) {
      return Optional.empty();
    } catch (IOException failure) {
      throw new HostException("cannot read " + file, failure);
    }
  }

  static UnitFile parse(Path file, String text, String section) throws HostException {
    try {
      return UnitFile.parse(file, text, Dialect.SYSTEMD, section);
    } catch (UnitSyntaxException wrong) {
      throw new HostException(wrong.origin() + ": " + wrong.what(), wrong.why(), wrong.mend());
    }
  }

  /** The node that a section is about; nothing for another section. */
  static Optional<String> node(String section) {
    return section.startsWith(NODE)
        ? Optional.of(section.substring(NODE.length()).strip()).filter(it -> !it.isEmpty())
        : Optional.empty();
  }

  static void requireKeys(UnitFile unit, String section, Set<String> keys) throws HostException {
    for (var entry : unit.entries(section)) {
      if (!keys.contains(entry.key())) {
        throw at(
            entry,
            "unknown key '" + entry.key() + "' in [" + section + "]",
            "the keys are " + String.join("=, ", keys.stream().sorted().toList()) + "=");
      }
    }
  }

  static HostException at(Entry entry, String what, String mend) {
    return at(entry.origin(), what, mend);
  }

  static HostException at(Origin origin, String what, String mend) {
    return new HostException(origin + ": " + what, "", mend);
  }
}
