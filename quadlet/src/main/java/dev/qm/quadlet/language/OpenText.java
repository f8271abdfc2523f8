package dev.qm.quadlet.language;

import dev.qm.quadlet.path.UnfitFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** A text that is open in an editor, as a reader of files sees it. */
final class OpenText {
  private final String text;
  private final byte[] bytes;

  OpenText(String text) {
    this.text = text;
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  String text() {
    return text;
  }

  /** Always the same array, by which readers know that nothing has changed. */
  byte[] bytes(int most) throws IOException {
    if (bytes.length > most) {
      throw new UnfitFile(
          "larger than " + most + " bytes",
          "make it smaller: what is long belongs into a file that it names, such as"
              + " EnvironmentFile=");
    }
    return bytes;
  }
}
