package dev.qm.partition;

import dev.qm.host.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Machine images in folders, with the real files of this source tree. */
public final class Machines {
  /** The files that QM puts on a machine. */
  public static final Path SYSTEM = Path.of(System.getProperty("qm.tree"), "system");

  private Machines() {}

  /** An image in which qm.container lies where the package puts it. */
  public static Root withQuadlet(Path folder) throws IOException {
    var root = new Root(folder);
    var place = root.at(Layout.QUADLET);
    Files.createDirectories(place.resolveSibling(".").normalize());
    Files.copy(SYSTEM.resolve(Layout.QUADLET.substring(1)), place);
    return root;
  }

  /** Puts a drop-in of this name beside the quadlet. */
  public static Path dropIn(Root root, String name, String content) throws IOException {
    return write(root, Layout.DROP_INS + "/" + name, content);
  }

  /** Puts a file anywhere. */
  public static Path write(Root root, String path, String content) throws IOException {
    var file = root.at(path);
    Files.createDirectories(file.resolveSibling(".").normalize());
    return Files.writeString(file, content);
  }
}
