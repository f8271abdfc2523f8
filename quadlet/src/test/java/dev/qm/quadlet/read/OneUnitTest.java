package dev.qm.quadlet.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One unit read by its name is what it is among all. */
class OneUnitTest {
  private static final String UNIT = "[Container]\nImage=q.io/x\n";

  private static Path scratch = Path.of("");

  @TempDir Path folder;

  @BeforeContainer
  static void makeRoom() throws IOException {
    scratch = Files.createTempDirectory("qm-one-unit");
  }

  @AfterContainer
  static void clean() throws IOException {
    UnitTrees.delete(scratch);
  }

  /** What is known of a unit; a unit file itself is only equal to itself. */
  private record Read(String text, List<Line> lines, Path file, List<Path> dropIns) {
    static Optional<Read> of(Reading reading, String name) {
      return reading
          .unit(name)
          .map(unit ->
              new Read(unit.unit().text(), unit.unit().lines(), unit.file(), unit.dropIns()));
    }
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE, shrinking = ShrinkingMode.OFF)
  void isTheSameAloneAndAmongAll(@ForAll("trees") UnitTrees.Tree tree) throws IOException {
    var root = Files.createTempDirectory(scratch, "t");
    try {
      assertSameAloneAndAmongAll(root, tree.writeTo(root));
    } finally {
      UnitTrees.delete(root);
    }
  }

  @Provide
  Arbitrary<UnitTrees.Tree> trees() {
    return UnitTrees.trees();
  }

  private static void assertSameAloneAndAmongAll(Path root, List<Path> folders) throws IOException {
    var all = QuadletReader.read(root, folders);
    Set<Problem> problems = new HashSet<>();
    for (var name : names(root)) {
      var one = QuadletReader.readUnit(root, folders, name);

      assertThat(Read.of(one, name)).as(name).isEqualTo(Read.of(all, name));
      assertThat(one.units()).as(name).hasSizeLessThanOrEqualTo(1);
      assertThat(one.folders()).as(name).isEqualTo(all.folders());
      problems.addAll(one.problems());
    }
    assertThat(problems).isEqualTo(new HashSet<>(all.problems()));
  }

  private static Set<String> names(Path root) throws IOException {
    Set<String> names = new HashSet<>();
    try (var files = Files.walk(root)) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names;
  }

  @Test
  void linksMasksUsersAndBrokenUnitsAreTakenAsAmongAll() throws IOException {
    var etc = Files.createDirectories(folder.resolve("etc/containers/systemd"));
    var usr = Files.createDirectories(folder.resolve("usr/share/containers/systemd"));
    var out = Files.createDirectories(folder.resolve("opt/units"));
    Files.writeString(out.resolve("linked.container"), UNIT);
    Files.createSymbolicLink(
        etc.resolve("linked.container"), Path.of("/opt/units/linked.container"));
    Files.createSymbolicLink(etc.resolve("folder"), Path.of("/opt/units"));
    Files.createSymbolicLink(etc.resolve("gone.container"), Path.of("/nowhere"));
    Files.createSymbolicLink(etc.resolve("loop"), Path.of("."));
    Files.createSymbolicLink(etc.resolve("masked.container"), Path.of("/dev/null"));
    Files.writeString(usr.resolve("masked.container"), UNIT);
    Files.writeString(etc.resolve("broken.container"), "[Container\n");
    Files.writeString(usr.resolve("broken.container"), UNIT);
    Files.createDirectories(etc.resolve("folder.container"));
    Files.writeString(etc.resolve("folder.container/inside.container"), UNIT);
    Files.createDirectories(etc.resolve("users/0"));
    Files.writeString(etc.resolve("users/0/theirs.container"), UNIT);
    Files.writeString(usr.resolve("t@.container"), UNIT);
    Files.createSymbolicLink(usr.resolve("t@x.container"), Path.of("t@.container"));
    for (var dropIns : List.of("container.d", "t@.container.d", "t@x.container.d")) {
      Files.createDirectories(etc.resolve(dropIns));
      Files.writeString(etc.resolve(dropIns).resolve(dropIns + ".conf"), "[Container]\nLabel=a\n");
      Files.writeString(etc.resolve(dropIns).resolve("same.conf"), "[Container]\nwhat\n");
    }

    assertSameAloneAndAmongAll(folder, Folders.system(folder));
  }

  @Test
  void whatIsWrongWithOthersDoesNotMatter() throws IOException {
    var etc = Files.createDirectories(folder.resolve("etc/containers/systemd"));
    Files.writeString(etc.resolve("qm.container"), UNIT);
    Files.createDirectories(etc.resolve("other0.container.d"));
    Files.writeString(etc.resolve("other0.container.d/10.conf"), "no drop-in\n");
    for (var i = 0; i < 300; i++) {
      Files.writeString(etc.resolve("other" + i + ".container"), "no unit\n");
    }
    Files.write(etc.resolve("bytes.container"), new byte[] {(byte) 0xFF});
    Files.write(etc.resolve("large.container"), new byte[QuadletReader.MOST_BYTES + 1]);
    Files.createFile(
        etc.resolve("secret.container"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("---------")));

    var one = QuadletReader.readUnit(folder, Folders.system(folder), "qm.container");

    assertThat(one.unit("qm.container")).isPresent();
    assertThat(one.problems()).isEmpty();
    // each of them is read when all are
    assertThat(QuadletReader.read(folder, Folders.system(folder)).problems())
        .hasSizeGreaterThanOrEqualTo(302);
  }

  @Test
  void whatIsNoUnitIsNotFound() throws IOException {
    var etc = Files.createDirectories(folder.resolve("etc/containers/systemd"));
    Files.writeString(etc.resolve("notes.txt"), UNIT);

    for (var name : List.of("notes.txt", "qm.container", "", "../systemd/notes.txt")) {
      var one = QuadletReader.readUnit(folder, Folders.system(folder), name);

      assertThat(new ArrayList<>(one.units())).as(name).isEmpty();
      assertThat(one.problems()).as(name).isEmpty();
    }
  }
}
