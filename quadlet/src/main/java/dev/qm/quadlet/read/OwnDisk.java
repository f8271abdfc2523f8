package dev.qm.quadlet.read;

import dev.qm.quadlet.path.UnfitFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The disk of this machine, where nobody exchanges names meanwhile. */
final class OwnDisk implements UnitDisk {
  @Override
  public Kind kind(Path place) {
    try {
      return Kind.of(
          Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException notThere) {
      // it may go between being listed and being looked at
      return Kind.OTHER;
    }
  }

  @Override
  public List<String> names(Path folder, int most) throws IOException {
    List<String> names = new ArrayList<>();
    try (var entries = Files.newDirectoryStream(folder)) {
      for (var entry : entries) {
        var name = entry.getFileName();
        if (name != null) {
          names.add(name.toString());
        }
        if (names.size() >= most) {
          break;
        }
      }
    }
    return names;
  }

  @Override
  public byte[] bytes(Path file, int most) throws IOException {
    if (kind(file) != Kind.FILE) {
      throw new UnfitFile("not a regular file", "put a regular file there, or take it away");
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      if (channel.size() > most) {
        throw tooLarge(most);
      }
      // a file can grow while it is read: never more than the limit and one byte
      var bytes = ByteBuffer.allocate((int) Math.min(channel.size() + 1, most + 1L));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      if (bytes.position() > most) {
        throw tooLarge(most);
      }
      return Arrays.copyOf(bytes.array(), bytes.position());
    }
  }

  private static UnfitFile tooLarge(int most) {
    return new UnfitFile(
        "larger than " + most + " bytes",
        "make it smaller: what is long belongs into a file that it names, such as EnvironmentFile=");
  }
}
