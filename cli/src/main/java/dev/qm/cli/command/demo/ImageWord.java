package dev.qm.cli.command.demo;

import dev.qm.cli.parse.UsageException;
import dev.qm.partition.demo.ImageOrigin;
import dev.qm.partition.ipc.declared.ImageName;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code --image} names: an archive on the host, or an image that Podman can fetch. */
public final class ImageWord {
  private ImageWord() {}

  /** Where the image comes from. */
  public static ImageOrigin origin(String text) throws UsageException {
    var isPath = text.startsWith("/") || text.startsWith("./") || text.startsWith("../");
    if (!text.isEmpty() && Files.isRegularFile(Path.of(text))) {
      return new ImageOrigin.Archive(Path.of(text).toAbsolutePath().normalize());
    }
    if (isPath) {
      throw new UsageException(
          "--image " + text + ": there is no such file", "'qm demo image' makes one");
    }
    return ImageName.parse(text)
        .<ImageOrigin>map(ImageOrigin.Reference::new)
        .orElseThrow(() ->
            new UsageException(
                "--image cannot be '" + text + "'",
                ImageName.RULE + "; or it is the path of an archive"));
  }
}
