package dev.qm.partition.demo;

import dev.qm.partition.ipc.declared.ImageName;
import java.nio.file.Path;

/** Where a user wants an image of a demo to come from. */
public sealed interface ImageOrigin {
  /**
   * A tar archive of a file system, as {@code qm demo image} writes it.
   *
   * @param file on the host
   */
  record Archive(Path file) implements ImageOrigin {}

  /**
   * An image that the partition has, or that its Podman can pull.
   *
   * @param name its reference
   */
  record Reference(ImageName name) implements ImageOrigin {}
}
