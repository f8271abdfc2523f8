package dev.qm.host.socket;

import dev.qm.host.Untrusted;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.FileId;
import dev.qm.host.selinux.FileLabel;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The sockets and named pipes in a folder, in which somebody hostile may write meanwhile: no link
 * is followed, each folder is opened from the one above it (openat(2)), and the number of files and
 * levels is bounded.
 *
 * @param isComplete false when there was more than may be looked at
 */
public record MeetingFiles(List<MeetingFile> files, boolean isComplete) {
  /** A bind mount of a whole data disk must not hold up a command for minutes. */
  private static final int MOST_ENTRIES = 20_000;

  /** Each level keeps a folder open. */
  private static final int DEEPEST = 32;

  /** S_IFMT, S_IFSOCK and S_IFIFO of inode(7). */
  private static final int KIND = 0xf000;

  private static final int SOCKET = 0xc000;
  private static final int FIFO = 0x1000;
  private static final String ATTRIBUTES = "unix:mode,dev,ino,uid,gid,fileKey";

  public MeetingFiles {
    files = List.copyOf(files);
  }

  /**
   * Looks through {@code top}, which may also be a socket or a named pipe itself. Other file
   * systems that are mounted in it are left out.
   */
  public static MeetingFiles below(Path top) {
    var walk = new Walk(top);
    try {
      if (Files.isDirectory(top, LinkOption.NOFOLLOW_LINKS)) {
        try (var folder = ConfinedPath.secure(top)) {
          walk.folder(folder, Path.of(""), 1);
        }
      } else {
        walk.special(Path.of(""), Optional.empty());
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      walk.isComplete = !Files.exists(top, LinkOption.NOFOLLOW_LINKS);
    }
    return new MeetingFiles(walk.found, walk.isComplete);
  }

  /** The message queues in a mounted mqueue file system: mq_overview(7). */
  public static List<MeetingFile> queues(Path mount) {
    var walk = new Walk(mount);
    var queues = new ArrayList<MeetingFile>();
    try (var files = ConfinedPath.secure(mount)) {
      for (var file : files) {
        var name = Objects.requireNonNull(file.getFileName());
        if (queues.size() == MOST_ENTRIES) {
          break;
        }
        walk.read(name).map(of(name)).ifPresent(queues::add);
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      return queues;
    }
    return queues;
  }

  private static Function<Map<String, Object>, MeetingFile> of(Path name) {
    return attributes ->
        file(attributes, MeetingFile.Kind.MESSAGE_QUEUE, name.toString(), Optional.empty());
  }

  private static MeetingFile file(
      Map<String, Object> attributes, MeetingFile.Kind kind, String path, Optional<String> label) {
    return new MeetingFile(
        FileId.of(attributes),
        kind,
        Untrusted.of(path),
        (int) number(attributes, "mode") & 0xfff,
        number(attributes, "uid"),
        number(attributes, "gid"),
        label);
  }

  private static long number(Map<String, Object> attributes, String name) {
    // ids are unsigned, and Java's are not
    return attributes.get(name) instanceof Number number ? number.longValue() & 0xffff_ffffL : 0;
  }

  private static final class Walk {
    private final Path top;
    private final List<MeetingFile> found = new ArrayList<>();
    private final FileLabel labels = FileLabel.ofThisMachine();
    private int left = MOST_ENTRIES;
    private boolean isComplete = true;

    Walk(Path top) {
      this.top = top;
    }

    void folder(SecureDirectoryStream<Path> folder, Path below, int depth) {
      try {
        for (var entry : folder) {
          if (left == 0) {
            isComplete = false;
            return;
          }
          left--;
          entry(folder, below, Objects.requireNonNull(entry.getFileName()), depth);
        }
      } catch (DirectoryIteratorException unreadable) {
        isComplete = false;
      }
    }

    private void entry(SecureDirectoryStream<Path> folder, Path below, Path name, int depth) {
      try {
        var view =
            folder.getFileAttributeView(
                name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        var attributes = view.readAttributes();
        if (attributes.isDirectory()) {
          if (depth == DEEPEST) {
            isComplete = false;
          } else if (isSameFileSystem(below.resolve(name))) {
            try (var inner = folder.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
              folder(inner, below.resolve(name), depth + 1);
            }
          }
        } else if (attributes.isOther()) {
          special(below.resolve(name), Optional.of(attributes));
        }
      } catch (IOException gone) {
        return;
      }
    }

    /**
     * Adds the file if it is a socket or a named pipe. Only its path gives all of its attributes;
     * the ones that the open folder gave tell whether it is still the same file.
     */
    void special(Path below, Optional<BasicFileAttributes> expected) {
      var read = read(below);
      if (read.isEmpty()) {
        return;
      }
      var attributes = read.get();
      if (expected.isPresent()
          && !Objects.equals(expected.get().fileKey(), attributes.get("fileKey"))) {
        return;
      }
      var kind = (int) number(attributes, "mode") & KIND;
      if (kind == SOCKET || kind == FIFO) {
        found.add(
            file(
                attributes,
                kind == SOCKET ? MeetingFile.Kind.SOCKET : MeetingFile.Kind.FIFO,
                below.toString(),
                labels.of(top.resolve(below))));
      }
    }

    Optional<Map<String, Object>> read(Path below) {
      try {
        return Optional.of(
            Files.readAttributes(top.resolve(below), ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
      } catch (IOException gone) {
        return Optional.empty();
      }
    }

    private boolean isSameFileSystem(Path below) throws IOException {
      var device = Files.getAttribute(top, "unix:dev", LinkOption.NOFOLLOW_LINKS);
      return Objects.equals(
          device, Files.getAttribute(top.resolve(below), "unix:dev", LinkOption.NOFOLLOW_LINKS));
    }
  }
}
