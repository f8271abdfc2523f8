package dev.qm.partition.landing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lands as one thing is taken back as one thing, and nobody else's file is touched. */
class LandedRecordsTest {
  private static final String FILE = "/etc/qm/demos/one";
  private static final String OTHER = "/etc/qm/demos/two";

  @TempDir Path folder;

  private Root root;
  private LandedRecords records;

  @BeforeEach
  void aMachine() throws IOException {
    root = new Root(folder);
    Files.createDirectories(root.at("/etc/qm"));
    Files.createDirectories(root.at("/var/lib"));
    records = LandedRecords.demos(root, "/etc/qm");
  }

  @Test
  void whatLandedIsTakenBackWithItsFoldersAndItsRecord() throws Exception {
    assertThat(install(file(FILE, "1"), file(OTHER, "2"))).isEmpty();
    assertThat(root.at(FILE)).hasContent("1");
    assertThat(records.names()).containsExactly("radio");

    assertThat(records.remove("radio")).isEmpty();

    assertThat(root.at("/etc/qm")).isEmptyDirectory();
    assertThat(root.at("/var/lib/qm")).isEmptyDirectory();
    assertThat(records.names()).isEmpty();
  }

  @Test
  void aFolderThatTwoShareGoesWithTheSecond() throws Exception {
    install(file(FILE, "1"));
    records.install("camera", List.of(file(OTHER, "2")));

    records.remove("radio");
    assertThat(root.at(OTHER)).hasContent("2");
    records.remove("camera");

    assertThat(root.at("/etc/qm")).isEmptyDirectory();
  }

  @Test
  void aNewContentReplacesTheOldOne() throws Exception {
    install(file(FILE, "1"));

    assertThat(install(file(FILE, "one"))).isEmpty();

    assertThat(root.at(FILE)).hasContent("one");
    assertThat(records.remove("radio")).isEmpty();
    assertThat(root.at(FILE)).doesNotExist();
  }

  @Test
  void aFileThatTheUserChangedIsKeptAtEveryCallAndAtTheRemoval() throws Exception {
    install(file(FILE, "1"), file(OTHER, "2"));
    Files.writeString(root.at(FILE), "mine");

    for (var content : List.of("1", "one")) {
      assertThat(install(file(FILE, content), file(OTHER, "two")))
          .extracting(Kept::path)
          .containsExactly(FILE);
      assertThat(root.at(FILE)).hasContent("mine");
      assertThat(root.at(OTHER)).hasContent("two");
    }

    assertThat(records.remove("radio")).containsExactly(FILE);
    assertThat(root.at(FILE)).hasContent("mine");
    assertThat(root.at(OTHER)).doesNotExist();
  }

  @Test
  void aFileOfSomebodyElseKeepsEverythingFromLanding() throws Exception {
    Files.createDirectories(root.at("/etc/qm/demos"));
    Files.writeString(root.at(OTHER), "theirs");

    assertThatThrownBy(() -> install(file(FILE, "1"), file(OTHER, "2")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("cannot install the demo radio")
        .hasMessageContaining(root.at(OTHER) + " is there already");
    assertThat(root.at(FILE)).doesNotExist();
    assertThat(root.at(OTHER)).hasContent("theirs");
    assertThat(records.names()).isEmpty();
  }

  @Test
  void aLinkThatThePartitionPlantedIsNotFollowed() throws Exception {
    var outside = Files.createDirectory(folder.resolve("outside"));
    Files.createSymbolicLink(root.at("/etc/qm/demos"), outside);

    assertThatThrownBy(() -> install(file(FILE, "1")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("links are not followed");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void nothingLandsOutsideTheTreesOfItsKind() {
    assertThatThrownBy(() -> install(file("/etc/passwd", "1")))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("will not touch /etc/passwd");
  }

  @Test
  void aFileThatAnOlderVersionHadIsStillTakenBack() throws Exception {
    install(file(FILE, "1"), file(OTHER, "2"));

    install(file(FILE, "1"));

    assertThat(records.remove("radio")).isEmpty();
    assertThat(root.at(OTHER)).doesNotExist();
  }

  @Test
  void aRecordThatCannotBeReadIsNamedWithItsLine() throws Exception {
    install(file(FILE, "1"));
    var record = root.at("/var/lib/qm/demos/radio");
    Files.writeString(record, Files.readString(record) + "nonsense\n");

    assertThatThrownBy(() -> records.remove("radio"))
        .isInstanceOf(HostException.class)
        .hasMessageContaining(record + ":5: cannot read this line");
  }

  private List<Kept> install(NewFile... files) throws HostException {
    return records.install("radio", List.of(files));
  }

  private static NewFile file(String path, String text) {
    return NewFile.of(path, text);
  }
}
