package dev.qm.quadlet.mend;

import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A folder of units that are to be mended.
 *
 * @param path the folder, by its real name
 * @param search where the units are read from
 */
record MendFolder(Path path, List<Path> search) {
  static final Settings SETTINGS = Settings.host().withFiles(file -> true);

  static MendFolder of(Path path) throws IOException {
    var real = path.toRealPath();
    return new MendFolder(real, List.of(real));
  }

  Path write(String name, String text) throws IOException {
    var file = path.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  Reading reading() {
    return QuadletReader.read(search);
  }

  List<Problem> check() {
    return Check.run(reading(), SETTINGS);
  }

  /** The texts of all files below the folder. */
  Map<Path, String> texts() throws IOException {
    Map<Path, String> texts = new HashMap<>();
    try (var files = Files.walk(path)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        texts.put(file, Files.readString(file));
      }
    }
    return texts;
  }

  /** Mends all that can be mended, in the files too. */
  Mended mend() throws IOException {
    var mended = Mending.all(reading(), check(), SETTINGS, texts());
    for (var text : mended.texts().entrySet()) {
      Files.writeString(text.getKey(), text.getValue());
    }
    return mended;
  }
}
