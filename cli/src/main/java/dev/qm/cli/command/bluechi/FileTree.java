package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.ConfFile;
import dev.qm.bluechi.configuration.Layers;
import dev.qm.bluechi.configuration.Program;
import dev.qm.bluechi.configuration.Side;
import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import dev.qm.host.file.OpenTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One {@code /etc}, and BlueChi's files in it. */
final class FileTree {
  /** Bytes of one file. */
  static final int LONGEST = 1 << 16;

  /** Bytes of all drop-ins of a program. */
  private static final int MOST_BYTES = 1 << 20;

  private static final int MOST_FILES = 100;

  private final Path place;
  private final Source source;
  private final List<Side.Unread> unread = new ArrayList<>();

  private FileTree(Path place, Source source) {
    this.place = place;
    this.source = source;
  }

  /** How files are got at. */
  private interface Source {
    HostileTree.Found read(String inside, int max) throws HostException;

    List<String> list(String inside) throws HostException;
  }

  /**
   * The host's own.
   *
   * @param root the machine's root folder
   * @param etc as the machine itself names it
   */
  static FileTree ofHost(Path root, String etc) {
    return new FileTree(
        root.resolve(Path.of("/").relativize(Path.of(etc))),
        new Source() {
          @Override
          public HostileTree.Found read(String inside, int max) throws HostException {
            var path = etc + "/" + inside;
            if (Files.isDirectory(ConfinedPath.resolve(root, path))) {
              return new HostileTree.Found.Odd("a folder");
            }
            try (var tree = OpenTree.of(root)) {
              return tree.readIfAny(path, max)
                  .<HostileTree.Found>map(
                      bytes -> new HostileTree.Found.Content(Untrusted.of(bytes)))
                  .orElse(new HostileTree.Found.Nothing());
            }
          }

          @Override
          public List<String> list(String inside) throws HostException {
            return names(ConfinedPath.resolve(root, etc + "/" + inside));
          }
        });
  }

  /**
   * That of the machine on which qm itself works, links and all.
   *
   * @param etc where it is
   */
  static FileTree ofOwnMachine(String etc) {
    var place = Path.of(etc);
    return new FileTree(
        place,
        new Source() {
          @Override
          public HostileTree.Found read(String inside, int max) throws HostException {
            var file = place.resolve(inside);
            if (Files.isDirectory(file)) {
              return new HostileTree.Found.Odd("a folder");
            }
            try {
              return new HostileTree.Found.Content(Untrusted.of(Bounded.bytes(file, max)));
            } catch (NoSuchFileException none) {
              return new HostileTree.Found.Nothing();
            } catch (IOException failure) {
              throw new HostException("cannot read " + file, failure);
            }
          }

          @Override
          public List<String> list(String inside) throws HostException {
            return names(place.resolve(inside));
          }
        });
  }

  /**
   * The partition's, which may be anything.
   *
   * @param place for messages
   * @param top the folder itself
   */
  static FileTree ofPartition(Path place, Path top) {
    var tree = new HostileTree(top);
    return new FileTree(
        place,
        new Source() {
          @Override
          public HostileTree.Found read(String inside, int max) throws HostException {
            return tree.read(inside, max);
          }

          @Override
          public List<String> list(String inside) throws HostException {
            return tree.list(inside);
          }
        });
  }

  /** The files of a program. */
  Layers layers(Program program, Optional<ConfFile> vendor) {
    var main = file(program.mainFile());
    var dropIns = new ArrayList<ConfFile>();
    var bytes = 0;
    for (var name : dropIns(program)) {
      if (dropIns.size() == MOST_FILES || bytes > MOST_BYTES) {
        unread(
            program.folder(),
            "there are more than " + MOST_FILES + " files here, or they are very long",
            "put what belongs together into one file",
            true);
        break;
      }
      var content = content(program.folder() + "/" + name);
      if (content.isPresent()) {
        bytes += content.get().length;
        dropIns.add(ConfFile.parse(place.resolve(program.folder()).resolve(name), content.get()));
      }
    }
    return new Layers(program, vendor, main, dropIns);
  }

  /** Where the administrator's file is, or would be. */
  Path mainFile(Program program) {
    return place.resolve(program.mainFile());
  }

  /** What was not read so far, with the reasons. */
  List<Side.Unread> unread() {
    return unread;
  }

  /** The file as it is now; nothing where there is none that is read. */
  Optional<byte[]> content(String inside) {
    try {
      return switch (source.read(inside, LONGEST)) {
        case HostileTree.Found.Nothing() -> Optional.empty();
        case HostileTree.Found.Content(var bytes) -> Optional.of(bytes.bytes());
        case HostileTree.Found.Odd(var what) -> {
          unread(inside, "it is " + what, "put a plain file there, or take it away", true);
          yield Optional.empty();
        }
        case HostileTree.Found.Barred(var why) -> {
          unread(inside, String.valueOf(why.getMessage()), why.mend().orElse(""), true);
          yield Optional.empty();
        }
      };
    } catch (HostException failure) {
      unread(inside, String.valueOf(failure.getMessage()), failure.mend().orElse(""), true);
      return Optional.empty();
    }
  }

  private Optional<ConfFile> file(String inside) {
    return content(inside).map(bytes -> ConfFile.parse(place.resolve(inside), bytes));
  }

  /** Those that BlueChi reads, in its order: by the bytes of their names. */
  private List<String> dropIns(Program program) {
    var names = new ArrayList<String>();
    try {
      for (var name : source.list(program.folder())) {
        if (!isPlain(name)) {
          unread(
              program.folder(),
              "the name of a file here has a blank or a letter beyond ASCII",
              "give it a plain name",
              name.endsWith(".conf"));
        } else if (name.endsWith(".conf")) {
          names.add(name);
        } else if (!name.startsWith("README") && !name.startsWith(".")) {
          unread(
              program.folder() + "/" + name,
              "its name does not end with .conf",
              "give it that end, or move it away",
              false);
        }
      }
    } catch (HostException failure) {
      unread(
          program.folder(), String.valueOf(failure.getMessage()), failure.mend().orElse(""), true);
    }
    names.sort((a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b)));
    return names;
  }

  /** Whether a file's name is one that messages can show as it is. */
  static boolean isPlain(String name) {
    return name.chars().allMatch(c -> c > ' ' && c < 0x7f);
  }

  private void unread(String inside, String why, String mend, boolean isSeenByBlueChi) {
    if (unread.size() < MOST_FILES) {
      unread.add(new Side.Unread(place.resolve(inside), why, mend, isSeenByBlueChi));
    }
  }

  private static byte[] bytes(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }

  private static List<String> names(Path folder) throws HostException {
    var names = new ArrayList<String>();
    if (!Files.isDirectory(folder)) {
      return names;
    }
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        names.add(String.valueOf(file.getFileName()));
      }
    } catch (IOException failure) {
      throw new HostException("cannot read " + folder, failure);
    } catch (DirectoryIteratorException failure) {
      throw new HostException("cannot read " + folder, String.valueOf(failure.getMessage()));
    }
    return names;
  }
}
