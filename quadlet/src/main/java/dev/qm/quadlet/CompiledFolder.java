package dev.qm.quadlet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A folder that services are compiled into, such as {@code /etc/systemd/system}. */
public final class CompiledFolder {
  private static final String SERVICE = ".service";

  private final Path folder;

  /** The folder; it need not exist. */
  public CompiledFolder(Path folder) {
    this.folder = folder;
  }

  /** How a file of the folder stands to what it should be. */
  public enum State {
    /** It is what it should be. */
    CURRENT,
    /** It is not there. */
    MISSING,
    /** It was compiled from an older state of its unit. */
    STALE,
    /** It was compiled, and changed by somebody since. */
    EDITED,
    /** Somebody else's file has its name. */
    FOREIGN,
    /** It was compiled from a unit that is gone. */
    ORPHANED
  }

  /**
   * A file of the folder.
   *
   * @param path the file
   * @param state how it stands
   * @param source the unit that it comes from, or the file itself if that is gone
   */
  public record Entry(Path path, State state, Origin source) {}

  /** Each file of the folder that is, or should be, compiled. */
  public record Comparison(List<Entry> entries) {
    public Comparison {
      entries = List.copyOf(entries);
    }

    /** What is to be said about them; nothing if all are current. */
    public List<Problem> problems() {
      List<Problem> problems = new ArrayList<>();
      for (var entry : entries) {
        switch (entry.state()) {
          case CURRENT -> {}
          case MISSING -> problems.add(problem(entry, "is not compiled", "compile the units"));
          case STALE ->
              problems.add(problem(entry, "is older than its unit", "compile the units again"));
          case EDITED ->
              problems.add(
                  problem(
                      entry,
                      "was changed by hand",
                      "bring the change to the unit, or to a drop-in of the service; then remove the"
                          + " file and compile again"));
          case FOREIGN ->
              problems.add(
                  problem(
                      entry,
                      "is somebody else's",
                      "remove it, or give the unit another name with ServiceName="));
          case ORPHANED ->
              problems.add(problem(entry, "comes from a unit that is gone", "compile again"));
        }
      }
      return problems;
    }

    private static Problem problem(Entry entry, String what, String mend) {
      return new Problem(
          Problem.Severity.WARNING,
          "compiled-" + entry.state().name().toLowerCase(Locale.ROOT),
          entry.source(),
          1,
          1,
          entry.path() + " " + what,
          "systemd runs what is compiled",
          mend);
    }
  }

  /** How the folder stands to what it should hold. Nothing is written. */
  public Comparison compare(Compilation compilation) {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (var file : compilation.files()) {
      names.add(file.name());
      var path = folder.resolve(file.name());
      entries.add(new Entry(path, state(path, file.text()), file.source()));
    }
    for (var path : compiled()) {
      if (!names.contains(nameOf(path))) {
        entries.add(new Entry(path, State.ORPHANED, new Origin(path, 1)));
      }
    }
    return new Comparison(entries);
  }

  private static State state(Path path, String text) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return State.MISSING;
    }
    var there = read(path);
    if (there.equals(text)) {
      return State.CURRENT;
    }
    if (!Compilation.isCompiled(there)) {
      return State.FOREIGN;
    }
    return Compilation.isUntouched(there) ? State.STALE : State.EDITED;
  }

  /** The files of the folder that were compiled and are unchanged since. */
  private List<Path> compiled() {
    List<Path> compiled = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "*" + SERVICE)) {
      for (var file : files) {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && Compilation.isUntouched(read(file))) {
          compiled.add(file);
        }
      }
    } catch (IOException notThere) {
      return List.of();
    }
    compiled.sort(null);
    return compiled;
  }

  /** The text of a file; nothing if it is no regular file, too large or cannot be read. */
  private static String read(Path file) {
    try {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
          || Files.size(file) > 4L * QuadletReader.MOST_BYTES) {
        return "";
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      return "";
    }
  }

  /**
   * Writes what is missing or stale, takes away what is orphaned, and makes the links. What
   * somebody else wrote or changed stays as it is.
   *
   * <p>Each file appears whole or not at all: it is written under another name, forced to the disk
   * and renamed.
   *
   * @return how the folder stood before: entries that are EDITED or FOREIGN still do
   */
  public Comparison write(Compilation compilation) throws IOException {
    Files.createDirectories(folder);
    var before = compare(compilation);
    for (var i = 0; i < before.entries().size(); i++) {
      var entry = before.entries().get(i);
      switch (entry.state()) {
        case MISSING, STALE -> replace(entry.path(), compilation.files().get(i).text());
        case ORPHANED -> {
          Files.deleteIfExists(entry.path());
          unlink(nameOf(entry.path()));
        }
        case CURRENT, EDITED, FOREIGN -> {}
      }
    }
    for (var link : compilation.links()) {
      link(link);
    }
    return before;
  }

  /**
   * Writes services and links as a generator does: into a folder that is empty at each boot, with
   * no regard to what is there.
   *
   * @param generator what the first line of each file names as its maker
   */
  public void generate(Generation generation, String generator) throws IOException {
    for (var service : generation.services()) {
      generate(service, generator);
    }
  }

  /** Writes one service and its links as {@link #generate(Generation, String)} does. */
  public void generate(GeneratedService service, String generator) throws IOException {
    var text = "# Automatically generated by " + generator + "\n# \n" + service.unit().text();
    try {
      emit(folder.resolve(service.name()), text);
    } catch (NoSuchFileException noFolder) {
      // thousands of services come here: to be refused once is cheaper than to ask each time
      Files.createDirectories(folder);
      emit(folder.resolve(service.name()), text);
    }
    for (var link : service.links()) {
      link(link);
    }
  }

  /**
   * Writes a file that appears whole or not at all. It is not forced to the disk: a generator's
   * folder is in memory, and gone at the next boot.
   */
  private void emit(Path file, String text) throws IOException {
    var temporary = folder.resolve(".qm-generator.tmp");
    try (var channel =
        FileChannel.open(
            temporary,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            LinkOption.NOFOLLOW_LINKS)) {
      var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void replace(Path file, String text) throws IOException {
    var directory = file.toAbsolutePath().getParent();
    var temporary =
        Files.createTempFile(
            directory,
            ".qm-",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void link(GeneratedService.Link link) throws IOException {
    var path = folder.resolve(link.path());
    var target = Path.of(link.target());
    try {
      Files.createSymbolicLink(path, target);
    } catch (NoSuchFileException noFolder) {
      var directory = path.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      Files.createSymbolicLink(path, target);
    } catch (FileAlreadyExistsException there) {
      // somebody's file stays: a link takes the place of a link only
      if (Files.isSymbolicLink(path) && !Files.readSymbolicLink(path).equals(target)) {
        Files.delete(path);
        Files.createSymbolicLink(path, target);
      }
    }
  }

  /** Takes away the links of a service that is gone. */
  private void unlink(String service) throws IOException {
    var target = Path.of("../" + service);
    for (var pattern : List.of("*.wants", "*.requires", "*.upholds")) {
      try (var folders = Files.newDirectoryStream(folder, pattern)) {
        for (var directory : folders) {
          var link = directory.resolve(service);
          if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(target)) {
            Files.delete(link);
          }
        }
      } catch (NoSuchFileException notThere) {
        // no such links
      }
    }
  }

  private static String nameOf(Path path) {
    var name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
