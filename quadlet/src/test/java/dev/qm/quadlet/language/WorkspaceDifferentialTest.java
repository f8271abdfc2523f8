package dev.qm.quadlet.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.read.UnitTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever was typed, saved, closed and removed before: a workspace that remembers finds what a
 * check finds that reads everything for the first time.
 */
class WorkspaceDifferentialTest {
  private static final Settings MACHINE =
      Settings.host().withFiles(file -> file.hashCode() % 2 == 0);

  /** What happens to a file. */
  private enum Deed {
    TYPE,
    SAVE,
    CLOSE,
    WRITE_ON_DISK,
    REMOVE_FROM_DISK
  }

  /**
   * A step.
   *
   * @param which of the files, counted around
   * @param text what is typed or written
   */
  record Step(Deed deed, int which, String text) {}

  @Property(tries = 150)
  void findingsAreThoseOfAFreshCheck(
      @ForAll("trees") UnitTrees.Tree tree, @ForAll("steps") List<Step> steps) throws IOException {
    var root = Files.createTempDirectory("qm-workspace").toRealPath();
    try {
      var session = new Session(root, tree);
      session.compare();
      for (var step : steps) {
        session.take(step);
        session.compare();
      }
    } finally {
      UnitTrees.delete(root);
    }
  }

  /** An editor over a folder. */
  private static final class Session {
    private final Path root;
    private final List<Path> files = new ArrayList<>();
    private final Map<Path, String> typed = new TreeMap<>();
    private final Surroundings all;
    private Workspace workspace;
    private long clock;

    Session(Path root, UnitTrees.Tree tree) throws IOException {
      this.root = root;
      for (var file : tree.files().entrySet()) {
        var path = root.resolve(file.getKey());
        files.add(path);
        write(path, file.getValue());
      }
      all = new Surroundings(Surroundings.Search.WITH_SUBFOLDERS, List.of(root), MACHINE);
      workspace = Workspace.of(MACHINE, List.of());
    }

    /** Long ago, so that times tell whether files are the same, and each time another time. */
    private void write(Path file, String text) throws IOException {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      clock++;
      Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000 + clock)));
    }

    void take(Step step) throws IOException {
      var file = files.get(step.which() % files.size());
      switch (step.deed()) {
        case TYPE -> {
          typed.put(file, step.text());
          workspace = workspace.with(file, step.text());
        }
        case SAVE -> {
          if (typed.containsKey(file)) {
            write(file, typed.get(file));
          }
        }
        case CLOSE -> {
          typed.remove(file);
          workspace = workspace.without(file);
        }
        case WRITE_ON_DISK -> write(file, step.text());
        case REMOVE_FROM_DISK -> Files.deleteIfExists(file);
      }
    }

    void compare() throws IOException {
      var part = files.stream().flatMap(file -> UnitPart.of(file).stream()).findFirst();
      var flat = part.map(it -> workspace.now().around(it));
      var deep = workspace.read(all);

      var onDisk = onDisk();
      for (var file : typed.entrySet()) {
        Files.createDirectories(file.getKey().getParent());
        Files.writeString(file.getKey(), file.getValue());
      }
      if (part.isPresent()) {
        assertThat(flat.orElseThrow().problems())
            .isEqualTo(fresh(QuadletReader.readFlat(Path.of("/"), List.of(part.get().folder()))));
      }
      assertThat(deep.problems())
          .isEqualTo(fresh(QuadletReader.readNamed(Path.of("/"), List.of(root))));
      for (var file : typed.keySet()) {
        Files.delete(file);
      }
      onDisk.forEach(Session::restore);
    }

    private static List<dev.qm.quadlet.syntax.Problem> fresh(Reading reading) {
      return Check.run(reading, MACHINE);
    }

    /** What lies under the typed texts. */
    private Map<Path, Saved> onDisk() throws IOException {
      Map<Path, Saved> saved = new TreeMap<>();
      for (var file : typed.keySet()) {
        if (Files.exists(file)) {
          saved.put(file, new Saved(Files.readString(file), Files.getLastModifiedTime(file)));
        }
      }
      return saved;
    }

    private record Saved(String text, FileTime time) {}

    private static void restore(Path file, Saved saved) {
      try {
        Files.writeString(file, saved.text());
        Files.setLastModifiedTime(file, saved.time());
      } catch (IOException failure) {
        throw new java.io.UncheckedIOException(failure);
      }
    }
  }

  @Provide
  Arbitrary<UnitTrees.Tree> trees() {
    return UnitTrees.trees();
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    var texts = UnitTrees.trees().map(tree -> tree.files().values().iterator().next());
    return Combinators.combine(
            Arbitraries.of(Deed.class), Arbitraries.integers().between(0, 20), texts)
        .as(Step::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }
}
