package dev.qm.host.file;

import dev.qm.host.Untrusted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * POSIX shared memory, the files of {@code /dev/shm} below some root folder: shm_overview(7).
 * Somebody hostile may write in it meanwhile: no link is followed, nothing is opened, and the
 * number of files is bounded.
 *
 * @param folder which folder it is; nothing where there is none
 * @param isComplete false when there was more than may be looked at
 */
public record MemoryFiles(Optional<FileId> folder, List<Item> files, boolean isComplete) {
  /** Whoever writes there can make as many as its memory holds. */
  private static final int MOST = 2000;

  private static final MemoryFiles NONE = new MemoryFiles(Optional.empty(), List.of(), true);

  public MemoryFiles {
    files = List.copyOf(files);
  }

  /**
   * One file.
   *
   * @param name as shm_open(3) takes it, without the slash
   * @param size in bytes
   * @param mode the lowest twelve bits
   * @param uid of its owner
   */
  public record Item(Untrusted name, long size, int mode, long uid) {}

  /**
   * Looks once; what vanishes meanwhile is left out.
   *
   * @param root the root folder; a link of /proc to one will do
   */
  public static MemoryFiles below(Path root) {
    try (var top = OpenPlace.trusted(root);
        var folder = top.folder("dev/shm")) {
      var names = new ArrayList<>(folder.names(MOST + 1));
      names.sort(null);
      var items = new ArrayList<Item>();
      for (var name : names.subList(0, Math.min(MOST, names.size()))) {
        item(folder, name).ifPresent(items::add);
      }
      return new MemoryFiles(Optional.of(folder.id()), items, names.size() <= MOST);
    } catch (IOException none) {
      return NONE;
    }
  }

  private static Optional<Item> item(OpenPlace folder, String name) {
    try {
      var attributes =
          Files.readAttributes(
              folder.at(name), "unix:size,mode,uid,isRegularFile", LinkOption.NOFOLLOW_LINKS);
      return Boolean.TRUE.equals(attributes.get("isRegularFile"))
          ? Optional.of(
              new Item(
                  Untrusted.of(name),
                  number(attributes, "size"),
                  (int) number(attributes, "mode") & 0xfff,
                  number(attributes, "uid") & 0xffff_ffffL))
          : Optional.empty();
    } catch (IOException gone) {
      return Optional.empty();
    }
  }

  private static long number(Map<String, Object> attributes, String name) {
    return attributes.get(name) instanceof Number number ? number.longValue() : 0;
  }
}
