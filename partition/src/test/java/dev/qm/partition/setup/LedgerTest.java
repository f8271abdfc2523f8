package dev.qm.partition.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.partition.landing.FileMark;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  @TempDir Path folder;
  private Root root;

  @BeforeEach
  void anEmptyMachine() {
    root = new Root(folder);
  }

  @Test
  void aMachineWithoutALedgerHasNoMarks() throws Exception {
    assertThat(Ledger.read(root).isEmpty()).isTrue();
    assertThat(Ledger.place(root)).isEqualTo(folder.resolve("var/lib/qm/ledger"));
    assertThat(folder).isEmptyDirectory();
  }

  @Property(tries = 100)
  void whateverIsMarkedIsReadBackInItsOrder(@ForAll("marks") List<Mark> marks) throws Exception {
    var home = Files.createTempDirectory("ledger");
    Files.createDirectories(home.resolve("var/lib/qm"));
    try {
      var ledger = Ledger.read(new Root(home));
      for (var mark : marks) {
        ledger.add(mark);
      }

      assertThat(Ledger.read(new Root(home)).marks())
          .containsExactlyElementsOf(marks.stream().distinct().toList());
    } finally {
      Trees.remove(home);
    }
  }

  @Test
  void aMarkIsOnDiskAsSoonAsItIsAdded() throws Exception {
    Ledger.read(root).add(new Mark.Tree("/usr/lib/qm/rootfs"));

    assertThat(Ledger.place(root)).content().endsWith("\ntree\t/usr/lib/qm/rootfs\n");
    assertThat(Files.getAttribute(Ledger.place(root), "unix:mode").hashCode() & 0777)
        .as("nobody but root learns what is there")
        .isEqualTo(0600);
  }

  @Test
  void theFoldersOfTheLedgerComeAndGoWithIt() throws Exception {
    var ledger = Ledger.read(root);
    ledger.add(new Mark.Tree("/a"));

    assertThat(Ledger.read(root).marks())
        .containsExactly(
            new Mark.Directory("/var"),
            new Mark.Directory("/var/lib"),
            new Mark.Directory("/var/lib/qm"),
            new Mark.Tree("/a"));

    ledger.drop(new Mark.Tree("/a"));
    ledger.delete();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void foldersThatWereThereOrCameToHoldSomethingStay() throws Exception {
    Files.createDirectories(folder.resolve("var"));
    var ledger = Ledger.read(root);
    ledger.found();
    Files.writeString(folder.resolve("var/lib/theirs"), "");

    ledger.delete();

    assertThat(folder.resolve("var/lib")).isDirectoryContaining("glob:**/theirs");
    assertThat(folder.resolve("var/lib/qm")).doesNotExist();
  }

  @Test
  void whatAKilledSetupLeftOfAnUnfinishedLedgerIsSweptAway() throws Exception {
    var left = folder.resolve(".var.qm-ledger-4194305"); // above the highest process id there is
    Files.createDirectories(left.resolve("lib"));
    assertThat(Ledger.read(root).hasLeftovers()).isTrue();

    Ledger.read(root).found();

    assertThat(left).doesNotExist();
    assertThat(Ledger.read(root).hasLeftovers()).isFalse();
  }

  @Test
  void aReplacedMarkKeepsItsPlaceAndADroppedOneIsGone() throws Exception {
    var ledger = Ledger.read(root);
    var file = new Mark.Landed("/etc/a", List.of("1"));
    ledger.add(file);
    ledger.add(new Mark.Directory("/etc/b"));

    ledger.record(List.of(), List.of(new FileMark("/etc/a", List.of("1", "2"))));
    assertThat(ledger.landed("/etc/a")).contains(new Mark.Landed("/etc/a", List.of("1", "2")));
    assertThat(Ledger.read(root).marks())
        .endsWith(ledger.landed("/etc/a").orElseThrow(), new Mark.Directory("/etc/b"));

    ledger.drop(new Mark.Directory("/etc/b"));
    assertThat(Ledger.read(root).holds(new Mark.Directory("/etc/b"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "castle\t/x",
        "directory",
        "directory\t/a\t/b",
        "file\t/a",
        "link\t/a",
        "tree /a",
        "tree\t/a\\q",
        "tree\t/a\\",
        "tree\ta",
        "file\t/etc/../x\t1"
      })
  void aLineOfNoKnownKindIsNamedWithFileAndLine(String line) throws IOException {
    var file = Ledger.place(root);
    Files.createDirectories(file.resolve("..").normalize());
    Files.writeString(file, "# a comment\n\ntree\t/a\n" + line + "\n");

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> Ledger.read(root))
        .withMessageStartingWith(file + ":4: cannot read this line of the ledger")
        .satisfies(error -> assertThat(error.mend()).isPresent());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 9, 10})
  void aLedgerThatWasCutIsNamedWithFileAndLine(int cut) throws Exception {
    Ledger.read(root).add(new Mark.Tree("/usr/lib/qm/rootfs"));
    var file = Ledger.place(root);
    var whole = Files.readString(file);
    Files.writeString(file, whole.substring(0, whole.length() - cut));

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> Ledger.read(root))
        .withMessage(
            file + ":5: cannot read this line of the ledger: the file ends in the middle of it")
        .satisfies(error -> assertThat(error.mend()).isPresent());
  }

  @Test
  void aLedgerThatIsNoTextIsAnErrorThatNamesIt() throws IOException {
    var file = Ledger.place(root);
    Files.createDirectories(file.resolve("..").normalize());
    Files.write(file, new byte[] {'#', '\n', 't', (byte) 0xff, '\n'});

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> Ledger.read(root))
        .withMessageStartingWith(file + ":2: cannot read this line of the ledger: it is no text");
  }

  @Test
  void aLedgerWithoutAnEndIsNotReadToIt() throws IOException {
    var file = Ledger.place(root);
    Files.createDirectories(file.resolve("..").normalize());
    try (var endless = new RandomAccessFile(file.toFile(), "rw")) {
      endless.setLength(1L << 34);
    }

    assertThatExceptionOfType(HostException.class)
        .isThrownBy(() -> Ledger.read(root))
        .withMessageContaining("cannot read " + file)
        .withMessageContaining("longer than");
  }

  @Provide
  Arbitrary<List<Mark>> marks() {
    // names that a file can have, odd ones above all
    var path =
        Arbitraries.strings()
            .withChars("abc/ \t\n\r\\,:#\u00e9\u2028\u0085")
            .ofMaxLength(8)
            .map(name -> "/" + name);
    var names = path.list().ofMaxSize(3);
    return Arbitraries.<Mark>oneOf(
            List.of(
                path.map(Mark.Directory::new),
                path.flatMap(at -> names.map(digests -> new Mark.Landed(at, digests))),
                path.flatMap(at -> path.map(to -> new Mark.Link(at, to))),
                path.map(Mark.Tree::new),
                path.map(Mark.Data::new),
                path.map(at -> new Mark.Image(at, (long) at.length() << 20)),
                path.map(Mark.Subids::new),
                names.map(Mark.Packages::new),
                path.map(Mark.PolicyModule::new),
                path.map(Mark.Finished::new)))
        .list()
        .ofMaxSize(6);
  }
}
