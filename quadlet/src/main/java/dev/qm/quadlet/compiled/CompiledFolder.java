package dev.qm.quadlet.compiled;

import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.generate.Generation;
import dev.qm.quadlet.path.Failures;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.Origin;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A folder that services are compiled into, such as {@code /etc/systemd/system}.
 *
 * <p>Source: {@code systemd.unit(5)}, "Unit File Load Path"; {@code systemd.generator(7)}.
 */
public final class CompiledFolder {
  private static final String SERVICE = ".service";

  /** How the name of a file begins that is being written; the writer's process number follows. */
  private static final String TEMPORARY = ".qm-";

  private final Path folder;

  /**
   * The folder; it need not exist.
   *
   * @param folder the folder; it need not exist
   */
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
   * A file of the folder, or a link that is not what it should be.
   *
   * @param path the file or link
   * @param state how it stands
   * @param source the unit that it comes from, or the file itself if that is gone
   */
  public record Entry(Path path, State state, Origin source) {}

  /**
   * Each file of the folder that is, or should be, compiled.
   *
   * @param entries the files, each once
   */
  public record Comparison(List<Entry> entries) {
    /** Copies what it is given, so that nobody can change it. */
    public Comparison {
      entries = List.copyOf(entries);
    }

    /** {@return what is to be said about them; nothing if all are current} */
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

  /**
   * How the folder stands to what it should hold. Nothing is written.
   *
   * @param compilation what the folder should hold
   * @return each file with its state
   */
  public Comparison compare(Compilation compilation) {
    List<Entry> entries = new ArrayList<>();
    Map<String, Origin> sources = new HashMap<>();
    Set<String> missing = new HashSet<>();
    for (var file : compilation.files()) {
      sources.put(file.name(), file.source());
      var path = folder.resolve(file.name());
      var state = state(path, file.text());
      entries.add(new Entry(path, state, file.source()));
      if (state == State.MISSING) {
        missing.add(file.name());
      }
    }
    for (var path : compiled()) {
      if (!sources.containsKey(nameOf(path))) {
        entries.add(new Entry(path, State.ORPHANED, new Origin(path, 1)));
      }
    }
    entries.addAll(links(compilation, sources, missing));
    return new Comparison(entries);
  }

  /** The links that are not what they should be; those of a service that is missing go with it. */
  private List<Entry> links(
      Compilation compilation, Map<String, Origin> sources, Set<String> missing) {
    var links = new CompiledLinks(folder, sources.keySet());
    List<Entry> entries = new ArrayList<>();
    for (var link : compilation.links()) {
      var path = folder.resolve(link.path());
      var service = link.target().substring(link.target().lastIndexOf('/') + 1);
      var state = links.state(link);
      if (state != State.CURRENT && !(state == State.MISSING && missing.contains(service))) {
        entries.add(new Entry(path, state, sources.getOrDefault(service, new Origin(path, 1))));
      }
    }
    return entries;
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
   * @param compilation what the folder should hold
   * @return how the folder stood before: entries that are EDITED or FOREIGN still do
   * @throws IOException if the folder cannot be written
   */
  public Comparison write(Compilation compilation) throws IOException {
    Files.createDirectories(folder);
    sweep();
    var before = compare(compilation);
    Map<Path, String> texts = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (var file : compilation.files()) {
      names.add(file.name());
      texts.put(folder.resolve(file.name()), file.text());
    }
    Set<String> wanted = new HashSet<>();
    for (var link : compilation.links()) {
      wanted.add(link.path());
    }
    var links = new CompiledLinks(folder, names);
    for (var entry : before.entries()) {
      var text = texts.get(entry.path());
      switch (entry.state()) {
        case MISSING, STALE -> {
          if (text != null) {
            // the links first: what names them is gone when the file is
            links.remove(nameOf(entry.path()), read(entry.path()), wanted);
            replace(entry.path(), text);
          }
        }
        case ORPHANED -> {
          links.remove(nameOf(entry.path()), read(entry.path()), wanted);
          Files.deleteIfExists(entry.path());
        }
        case CURRENT, EDITED, FOREIGN -> {}
      }
    }
    for (var link : compilation.links()) {
      links.make(link);
    }
    return before;
  }

  /**
   * Writes services and links as a generator does: into a folder that is empty at each boot, with
   * no regard to what is there.
   *
   * @param generation what units became
   * @param generator what the first line of each file names as its maker
   * @return what could not be written; the rest was
   */
  public List<Problem> generate(Generation generation, String generator) {
    List<Problem> problems = new ArrayList<>();
    for (var service : generation.services()) {
      problems.addAll(generate(service, generator));
    }
    return problems;
  }

  /**
   * Writes one service and its links as {@link #generate(Generation, String)} does.
   *
   * @param service the service
   * @param generator what the first line of each file names as its maker
   * @return what could not be written
   */
  public List<Problem> generate(GeneratedService service, String generator) {
    var text = "# Automatically generated by " + generator + "\n# \n" + service.unit().text();
    try {
      emitInto(folder.resolve(service.name()), text);
    } catch (IOException failure) {
      return List.of(
          unwritable(
              Problem.Severity.ERROR,
              service,
              folder.resolve(service.name()),
              failure,
              "there is no service for the unit"));
    }
    List<Problem> problems = new ArrayList<>();
    for (var link : service.links()) {
      try {
        link(link);
      } catch (IOException failure) {
        problems.add(
            unwritable(
                Problem.Severity.WARNING,
                service,
                folder.resolve(link.path()),
                failure,
                "nothing starts the service by it"));
      }
    }
    return problems;
  }

  private static Problem unwritable(
      Problem.Severity severity,
      GeneratedService service,
      Path file,
      IOException failure,
      String why) {
    return new Problem(
        severity,
        "unwritable",
        new Origin(service.source().file(), 1),
        1,
        1,
        file + " cannot be written: " + Failures.reason(failure),
        why,
        "see to the folder, its permissions and its room");
  }

  private void emitInto(Path file, String text) throws IOException {
    try {
      emit(file, text);
    } catch (NoSuchFileException noFolder) {
      // thousands of services come here: to be refused once is cheaper than to ask each time
      Files.createDirectories(folder);
      emit(file, text);
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

  /** Takes away what a writer that was killed has left. */
  private void sweep() throws IOException {
    try (var files = Files.newDirectoryStream(folder, TEMPORARY + "*-*.tmp")) {
      for (var file : files) {
        var name = nameOf(file);
        var pid = name.substring(TEMPORARY.length(), name.indexOf('-', TEMPORARY.length()));
        if (pid.chars().allMatch(c -> c >= '0' && c <= '9')
            && pid.length() <= 10
            && !pid.isEmpty()
            && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static void replace(Path file, String text) throws IOException {
    var directory = file.toAbsolutePath().getParent();
    var temporary =
        Files.createTempFile(
            directory,
            TEMPORARY + ProcessHandle.current().pid() + "-",
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    try {
      try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      } catch (IOException failure) {
        // that of a full disk names no file
        throw new FileSystemException(file.toString(), null, failure.getMessage());
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

  private static String nameOf(Path path) {
    var name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
