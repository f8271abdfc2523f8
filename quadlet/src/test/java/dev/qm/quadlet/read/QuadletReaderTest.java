package dev.qm.quadlet.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.syntax.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuadletReaderTest {
  @TempDir Path root;

  private Path write(String path, String text) throws IOException {
    var file = root.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private Reading read() {
    return QuadletReader.read(root, Folders.system(root));
  }

  private List<String> values(String unit, String key) {
    return read().unit(unit).orElseThrow().unit().values("Container", key).stream()
        .map(Entry::value)
        .toList();
  }

  @Test
  void theFirstFolderCounts() throws IOException {
    write("usr/share/containers/systemd/qm.container", "[Container]\nImage=usr\n");
    write("etc/containers/systemd/qm.container", "[Container]\nImage=etc\n");

    assertThat(values("qm.container", "Image")).containsExactly("etc");

    write("run/containers/systemd/qm.container", "[Container]\nImage=run\n");

    assertThat(values("qm.container", "Image")).containsExactly("run");
  }

  @Test
  void dropInsAreMergedByNameWhicheverFolderTheyAreIn() throws IOException {
    write("usr/share/containers/systemd/qm.container", "[Container]\nLabel=0\n");
    write("usr/share/containers/systemd/qm.container.d/20.conf", "[Container]\nLabel=20\n");
    write("etc/containers/systemd/qm.container.d/30.conf", "[Container]\nLabel=30\n");
    write("etc/containers/systemd/qm.container.d/10.conf", "[Container]\nLabel=10\n");
    write("etc/containers/systemd/qm.container.d/ignored.txt", "[Container]\nLabel=no\n");

    assertThat(values("qm.container", "Label")).containsExactly("0", "10", "20", "30");
  }

  @Test
  void aDropInShadowsTheOneOfItsNameFurtherAway() throws IOException {
    write("usr/share/containers/systemd/a-b.container", "[Container]\nLabel=0\n");
    write("usr/share/containers/systemd/a-b.container.d/10.conf", "[Container]\nLabel=unit\n");
    write("etc/containers/systemd/a-b.container.d/10.conf", "[Container]\nLabel=etc\n");
    write("etc/containers/systemd/a-.container.d/10.conf", "[Container]\nLabel=prefix\n");
    write("etc/containers/systemd/a-.container.d/20.conf", "[Container]\nLabel=prefix\n");
    write("etc/containers/systemd/container.d/20.conf", "[Container]\nLabel=type\n");
    write("etc/containers/systemd/container.d/30.conf", "[Container]\nLabel=type\n");

    assertThat(values("a-b.container", "Label")).containsExactly("0", "etc", "prefix", "type");
  }

  @Test
  void dropInsOfOneTreeAreThoseOfTheUnitsOfAnotherAndLinksStayInTheirOwn() throws IOException {
    write("own/containers/systemd/e-tc.container", "[Container]\nLabel=0\n");
    write("own/containers/systemd/u-sr.container.d/10.conf", "[Container]\nLabel=own\n");
    write("own/containers/systemd/u-.container.d/20.conf", "[Container]\nLabel=own prefix\n");
    write("own/containers/systemd/container.d/30.conf", "[Container]\nLabel=own type\n");
    write("own/containers/systemd/two.container", "[Container]\nLabel=own\n");
    write("base/usr/share/containers/systemd/two.container", "[Container]\nLabel=base\n");
    write("base/usr/share/containers/systemd/u-sr.container", "[Container]\nLabel=0\n");
    write("base/usr/share/containers/systemd/u-sr.container.d/10.conf", "[Container]\nLabel=no\n");
    write("base/usr/share/containers/systemd/e-tc.container.d/10.conf", "[Container]\nLabel=1\n");
    write("base/usr/share/containers/systemd/container.d/30.conf", "[Container]\nLabel=no\n");
    write("base/usr/share/containers/systemd/container.d/40.conf", "[Container]\nLabel=4\n");
    // inside it would lead to the other tree; from here it leads nowhere
    Files.createSymbolicLink(
        root.resolve("base/usr/share/containers/systemd/container.d/50.conf"),
        root.resolve("own/containers/systemd/container.d/30.conf"));
    var trees =
        List.of(
            new UnitTree(
                root.resolve("own"), List.of(root.resolve("own/containers/systemd")), UnitDisk.OWN),
            new UnitTree(
                root.resolve("base"),
                List.of(root.resolve("base/usr/share/containers/systemd")),
                UnitDisk.OWN));

    var reading = QuadletReader.readTrees(trees);

    assertThat(reading.units())
        .extracting(
            QuadletUnit::name,
            unit -> unit.unit().values("Container", "Label").stream().map(Entry::value).toList())
        .containsExactly(
            tuple("e-tc.container", List.of("0", "1", "own type", "4")),
            tuple("two.container", List.of("own", "own type", "4")),
            tuple("u-sr.container", List.of("0", "own", "own prefix", "own type", "4")));
    assertThat(reading.problems())
        .hasSize(3)
        .allSatisfy(problem -> assertThat(problem.message()).contains("which is not there"));
  }

  @Test
  void anEmptyValueInADropInTakesBackWhatIsBelow() throws IOException {
    write("usr/share/containers/systemd/qm.container", "[Container]\nAddDevice=/dev/a\n");
    write("etc/containers/systemd/qm.container.d/10.conf", "[Container]\nAddDevice=\n");

    assertThat(values("qm.container", "AddDevice")).isEmpty();
  }

  @Test
  void anInstanceHasTheDropInsOfItsTemplateToo() throws IOException {
    var template = write("etc/containers/systemd/t@.container", "[Container]\nLabel=0\n");
    Files.createSymbolicLink(template.resolveSibling("t@x.container"), Path.of("t@.container"));
    write("etc/containers/systemd/t@.container.d/10.conf", "[Container]\nLabel=template\n");
    write("etc/containers/systemd/t@x.container.d/20.conf", "[Container]\nLabel=instance\n");

    assertThat(values("t@x.container", "Label")).containsExactly("0", "template", "instance");
    assertThat(values("t@.container", "Label")).containsExactly("0", "template");
  }

  @Test
  void foldersBelowAreSearchedButNotThoseOfUsers() throws IOException {
    write("etc/containers/systemd/apps/radio.container", "[Container]\nImage=q.io/r\n");
    write("etc/containers/systemd/users/u.container", "[Container]\nImage=q.io/u\n");
    write("etc/containers/systemd/users/1000/v.container", "[Container]\nImage=q.io/v\n");

    assertThat(read().units()).extracting(QuadletUnit::name).containsExactly("radio.container");

    var user = Folders.user(root, 1000, Map.of("HOME", "/home/u"));
    assertThat(QuadletReader.read(root, user).units())
        .extracting(QuadletUnit::name)
        .containsExactlyInAnyOrder("u.container", "v.container");
    assertThat(
            QuadletReader.read(root, Folders.user(root, 1001, Map.of("HOME", "/home/v"))).units())
        .extracting(QuadletUnit::name)
        .containsExactly("u.container");
  }

  @Test
  void noLinkLeadsOutOfTheRoot() throws IOException {
    var outside = Files.createTempDirectory("qm-outside");
    try {
      Files.writeString(outside.resolve("secret.container"), "[Container]\nImage=secret\n");
      var folder = root.resolve("etc/containers/systemd");
      Files.createDirectories(folder);
      Files.createSymbolicLink(folder.resolve("dir"), outside);
      Files.createSymbolicLink(folder.resolve("a.container"), outside.resolve("secret.container"));
      Files.createSymbolicLink(
          folder.resolve("b.container"),
          Path.of("../../../../../..")
              .resolve(outside.toString().substring(1))
              .resolve("secret.container"));
      write("opt/inside.container", "[Container]\nImage=inside\n");
      Files.createSymbolicLink(folder.resolve("c.container"), Path.of("/opt/inside.container"));

      assertThat(read().units()).extracting(QuadletUnit::name).containsExactly("c.container");
      assertThat(read().problems()).hasSize(2);
    } finally {
      Files.delete(outside.resolve("secret.container"));
      Files.delete(outside);
    }
  }

  @Test
  void linksThatGoInCirclesEnd() throws IOException {
    var folder = root.resolve("etc/containers/systemd");
    Files.createDirectories(folder);
    Files.createSymbolicLink(folder.resolve("self"), Path.of("."));
    Files.createSymbolicLink(folder.resolve("x.container"), Path.of("y.container"));
    Files.createSymbolicLink(folder.resolve("y.container"), Path.of("x.container"));

    assertThat(read().units()).isEmpty();
    assertThat(read().problems()).hasSize(2);
  }

  @Test
  void whatIsNoRegularFileOrTooLargeOrNoTextIsNamedAndLeftOut() throws IOException {
    Files.createDirectories(root.resolve("etc/containers/systemd/folder.container"));
    write("etc/containers/systemd/large.container", "#".repeat(QuadletReader.MOST_BYTES + 1));
    write("etc/containers/systemd/ok.container", "[Container]\nImage=q.io/x\n");
    Files.write(
        write("etc/containers/systemd/latin.container", ""),
        "[Container]\nImage=\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));

    var reading = read();

    assertThat(reading.units()).extracting(QuadletUnit::name).containsExactly("ok.container");
    assertThat(reading.problems())
        .extracting(problem -> problem.origin().file().getFileName().toString())
        .containsExactlyInAnyOrder("folder.container", "large.container", "latin.container");
  }

  @Test
  void aPipeIsNotWaitedFor() throws Exception {
    var folder = root.resolve("etc/containers/systemd");
    Files.createDirectories(folder);
    var pipe = folder.resolve("pipe.container");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();

    assertThat(read().problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("not a regular file"));
  }

  @Test
  void aUnitWithASyntaxErrorGivesWayToTheNextFolder() throws IOException {
    write("etc/containers/systemd/qm.container", "[Container]\nwhat\n");
    write("usr/share/containers/systemd/qm.container", "[Container]\nImage=usr\n");

    assertThat(values("qm.container", "Image")).containsExactly("usr");
    assertThat(read().problems()).hasSize(1);
  }

  @Test
  void aServiceForAnotherRootHasThePathsOfThatRoot() throws IOException {
    write(
        "etc/containers/systemd/app.container",
        "[Container]\nImage=q.io/x\nEnvironmentFile=env\nVolume=./data:/data\n");

    var service =
        Quadlet.generate(read().units(), Settings.rooted(root)).of("app.container").orElseThrow();

    assertThat(service.command("ExecStart"))
        .containsSubsequence("-v", "/etc/containers/systemd/data:/data")
        .containsSubsequence("--env-file", "/etc/containers/systemd/env");
    assertThat(service.unit().last("Unit", "SourcePath"))
        .map(Entry::value)
        .contains("/etc/containers/systemd/app.container");
  }

  @Test
  void theVariableNamesFoldersUpToTheFirstThatIsRelative() {
    assertThat(Folders.named("/a:/b:c:/d")).containsExactly(Path.of("/a"), Path.of("/b"));
    assertThat(Folders.named("")).isEmpty();
  }

  @Test
  void aDropInThatIsALinkToDevNullMasksTheOneOfItsName() throws IOException {
    write("etc/containers/systemd/a.container", "[Container]\nLabel=0\n");
    write("usr/share/containers/systemd/a.container.d/10.conf", "[Container]\nLabel=10\n");
    var mask = write("etc/containers/systemd/a.container.d/10.conf", "");
    Files.delete(mask);
    Files.createSymbolicLink(mask, Path.of("/dev/null"));

    assertThat(values("a.container", "Label")).containsExactly("0");
    assertThat(read().problems()).isEmpty();
  }

  @Test
  void namedFoldersAreSearchedWholeUsersOnesToo() throws IOException {
    write("etc/containers/systemd/users/1000/v.container", "[Container]\nImage=q.io/v\n");
    var folders = List.of(root.resolve("etc/containers"));

    assertThat(QuadletReader.readNamed(root, folders).units()).hasSize(1);
    assertThat(QuadletReader.read(root, folders).units()).isEmpty();
    assertThat(QuadletReader.readFlat(root, folders).units()).isEmpty();
  }

  @Test
  void whoHasNoHomeHasNoUnits() {
    var runtime = Map.of("XDG_RUNTIME_DIR", "/run/user/1000");

    assertThat(Folders.user(root, 1000, Map.of())).isEmpty();
    assertThat(Folders.user(root, 1000, Map.of("HOME", "/home/u", "XDG_CONFIG_HOME", "cfg")))
        .isEmpty();
    assertThat(Folders.user(root, 1000, runtime))
        .containsExactly(root.resolve("run/user/1000/containers/systemd"));
  }

  @Test
  void aLinkToNowhereSaysSo() throws IOException {
    var folder = Files.createDirectories(root.resolve("etc/containers/systemd"));
    Files.createSymbolicLink(folder.resolve("x.container"), Path.of("/opt/gone.container"));

    assertThat(read().problems())
        .singleElement()
        .satisfies(problem ->
            assertThat(problem.message()).contains("a link to /opt/gone.container, which is not"));
  }

  @Test
  void aFileWhoseNameIsNoTextIsReportedAndLeftOut() throws Exception {
    write("etc/containers/systemd/ok.container", "[Container]\nImage=q.io/x\n");
    var script = "printf '[Container]' > \"$0/$(printf 'b\\377d').container\"";
    var folder = root.resolve("etc/containers/systemd").toString();
    assertThat(new ProcessBuilder("sh", "-c", script, folder).start().waitFor()).isZero();

    assertThat(read().units()).extracting(QuadletUnit::name).containsExactly("ok.container");
    assertThat(read().problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.message()).contains("is not UTF-8"));
  }

  @Test
  void foldersInFoldersToTheLongestPathAreSearched() throws Exception {
    var path = root.resolve("etc/containers/systemd");
    while (path.toString().length() < 3500) {
      path = path.resolve("d");
    }
    Files.createDirectories(path);
    Files.writeString(path.resolve("x.container"), "[Container]\nImage=q.io/x\n");

    var reading = assertTimeoutPreemptively(Duration.ofSeconds(20), this::read);

    // JUnit would take a minute for it
    var top = root.resolve("etc").toString();
    assertThat(new ProcessBuilder("rm", "-rf", top).start().waitFor()).isZero();
    assertThat(reading.units()).hasSize(1);
  }

  @Test
  void noLinkOutOfTheRootIsFollowedToSeeWhetherAFileIsThere() throws IOException {
    Files.createDirectories(root.resolve("srv"));
    Files.createSymbolicLink(root.resolve("srv/passwd"), Path.of("/etc/passwd"));
    var files = Settings.rooted(root).files();

    assertThat(files.exist("/srv/passwd")).isFalse();
    assertThat(files.exist("/srv")).isTrue();
    assertThat(files.exist("/srv/\0")).isFalse();
    assertThat(files.exist("/srv/" + "x".repeat(5000))).isFalse();
  }
}
