package dev.qm.host.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * Opens folders whose names somebody hostile may exchange, for walks that need no file opened and
 * so no call of the C library.
 *
 * <p>Java opens a folder without O_DIRECTORY, and would wait for ever for a named pipe that was put
 * in its place. {@code NAME/.} can be nothing but a folder: path_resolution(7). That follows a
 * link, so what was opened is compared with what the name was without following.
 */
public final class FolderStreams {
  private static final Path ITSELF = Path.of(".");

  private FolderStreams() {}

  /** Opens a folder; a link in its place is an error. */
  public static SecureDirectoryStream<Path> open(Path folder) throws IOException {
    var expected =
        Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    require(expected, folder);
    return same(expected, secure(folder), folder);
  }

  /** Opens a folder in {@code parent}; a link in its place is an error. */
  public static SecureDirectoryStream<Path> open(SecureDirectoryStream<Path> parent, Path name)
      throws IOException {
    var expected =
        parent
            .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
            .readAttributes();
    require(expected, name);
    return same(expected, parent.newDirectoryStream(name.resolve(ITSELF)), name);
  }

  private static void require(BasicFileAttributes attributes, Path folder) throws IOException {
    if (!attributes.isDirectory()) {
      throw new NotDirectoryException(folder.toString());
    }
  }

  private static SecureDirectoryStream<Path> same(
      BasicFileAttributes expected, SecureDirectoryStream<Path> opened, Path folder)
      throws IOException {
    var found = opened.getFileAttributeView(BasicFileAttributeView.class).readAttributes();
    if (!Objects.equals(expected.fileKey(), found.fileKey())) {
      opened.close();
      throw new NotDirectoryException(folder.toString());
    }
    return opened;
  }

  @SuppressWarnings("StreamResourceLeak") // the caller closes what this gives
  private static SecureDirectoryStream<Path> secure(Path folder) throws IOException {
    var stream = Files.newDirectoryStream(folder.resolve(ITSELF));
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return secure;
    }
    stream.close();
    throw new IOException("this file system offers no openat(2)");
  }
}
