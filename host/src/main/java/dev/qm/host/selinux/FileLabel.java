package dev.qm.host.selinux;

import dev.qm.host.Root;
import dev.qm.host.call.SystemCalls;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the SELinux label of single files; where SELinux is off there are none. */
public final class FileLabel {
  private final boolean isOn;

  private FileLabel(boolean isOn) {
    this.isOn = isOn;
  }

  /** For files of this machine. */
  public static FileLabel ofThisMachine() {
    return new FileLabel(!(SELinux.probe(Root.HOST) instanceof SELinux.Absent));
  }

  /** The label of the file itself, links not followed; nothing when it has none or is gone. */
  public Optional<String> of(Path file) {
    if (!isOn) {
      return Optional.empty();
    }
    try (var calls = new SystemCalls()) {
      return calls.label(file.toString());
    }
  }
}
