package dev.qm.quadlet.language;

import dev.qm.quadlet.machine.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A folder of units in an editor.
 *
 * @param folder by its own name
 * @param workspace what is open
 */
record Units(Path folder, Workspace workspace) {
  /** Where a test's text has a bar, the cursor is. */
  static final String CURSOR = "|";

  static Units in(Path folder) throws IOException {
    return new Units(
        folder.toRealPath(), Workspace.of(Settings.host().withFiles(file -> true), List.of()));
  }

  Units write(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  UnitPart part(String name) {
    return UnitPart.of(folder.resolve(name)).orElseThrow();
  }

  /** A text with a cursor in it, open. */
  At typed(String name, String text) {
    var offset = text.indexOf(CURSOR);
    var written = text.replace(CURSOR, "");
    var moment = workspace.with(folder.resolve(name), written).now();
    return new At(moment, part(name), written, offset);
  }

  /** A cursor in an open text. */
  record At(Moment moment, UnitPart part, String text, int offset) {
    List<Proposal> proposals() {
      return Completion.at(moment, part, text, offset);
    }

    List<String> labels() {
      return proposals().stream().map(Proposal::label).toList();
    }

    /** The text when the one proposal with this label was taken. */
    String taking(String label) {
      var taken =
          proposals().stream().filter(it -> it.label().equals(label)).findFirst().orElseThrow();
      return text.substring(0, taken.start()) + taken.text() + text.substring(taken.end());
    }
  }
}
