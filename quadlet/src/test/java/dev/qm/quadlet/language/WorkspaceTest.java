package dev.qm.quadlet.language;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
  private static final Settings MACHINE = Settings.host().withFiles(file -> true);
  private static final String RADIO = "[Container]\nImage=q.io/radio\n";

  @TempDir Path temporary;

  private Path folder() throws IOException {
    return temporary.toRealPath();
  }

  private Path write(String name, String text) throws IOException {
    var file = folder().resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static List<String> rules(Workspace workspace, Path file) {
    return workspace.now().around(UnitPart.of(file).orElseThrow()).problems().stream()
        .filter(problem -> problem.origin().file().equals(file))
        .map(Problem::rule)
        .toList();
  }

  private static Workspace workspace(Surroundings... known) {
    return Workspace.of(MACHINE, List.of(known));
  }

  @Test
  void whatIsTypedCountsInPlaceOfWhatIsSaved() throws IOException {
    var file = write("radio.container", RADIO);
    var typed = workspace().with(file, "[Container]\nImage=q.io/radio\nVolumes=a:/a\n");

    assertThat(rules(workspace(), file)).isEmpty();
    assertThat(rules(typed, file)).containsExactly("unknown-key");
    assertThat(rules(typed.without(file), file)).isEmpty();
  }

  @Test
  void aFileThatIsNotSavedYetIsAUnit() throws IOException {
    var radio = write("radio.container", RADIO + "Volume=data.volume:/d\n");
    var data = folder().resolve("data.volume");

    assertThat(rules(workspace(), radio)).containsExactly("missing-unit");
    assertThat(rules(workspace().with(data, "[Volume]\n"), radio)).isEmpty();
  }

  @Test
  void aDropInThatIsNotSavedYetCountsThoughItsFolderIsNotThere() throws IOException {
    var radio = write("radio.container", RADIO);
    var dropIn = folder().resolve("radio.container.d/10.conf");
    var typed = workspace().with(dropIn, "[Container]\nTypo=1\n");

    assertThat(rules(typed, dropIn)).containsExactly("unknown-key");
    assertThat(rules(typed, radio)).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereHoldsWhatIsOpen() throws IOException {
    var file = folder().resolve("gone/radio.container");

    assertThat(rules(workspace().with(file, "[Container]\n"), file)).containsExactly("missing-key");
  }

  @Test
  void whatChangesOnTheDiskIsSeen() throws IOException {
    var radio = write("radio.container", RADIO);
    var workspace = workspace();
    assertThat(rules(workspace, radio)).isEmpty();

    write("radio.container", "[Container]\n");
    assertThat(rules(workspace, radio)).containsExactly("missing-key");

    Files.delete(radio);
    assertThat(rules(workspace, radio)).isEmpty();
  }

  @Test
  void aUnitStandsAmongThoseOfItsFolderAlone() throws IOException {
    var radio = write("a/radio.container", RADIO + "PublishPort=80:80\n");
    write("b/web.container", "[Container]\nImage=q.io/web\nPublishPort=80:80\n");
    write("a/below/net.network", "[Network\n");

    assertThat(rules(workspace(), radio)).isEmpty();
  }

  @Test
  void inANamedFolderAUnitStandsAmongAllBelow() throws IOException {
    write("a/radio.container", RADIO + "PublishPort=80:80\n");
    var web = write("b/web.container", "[Container]\nImage=q.io/web\nPublishPort=80:80\n");
    var named = new Surroundings(Surroundings.Search.WITH_SUBFOLDERS, List.of(folder()), MACHINE);

    assertThat(rules(workspace(named), web)).containsExactly("collision");
  }

  @Test
  void aUnitThatAnotherOfItsNameHidesIsLookedAtInItsFolder() throws IOException {
    write("a/radio.container", RADIO);
    var hidden = write("b/radio.container", "[Container]\n");
    var named = new Surroundings(Surroundings.Search.WITH_SUBFOLDERS, List.of(folder()), MACHINE);

    assertThat(rules(workspace(named), hidden)).containsExactly("missing-key");
  }

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void aPipeThatIsNamedLikeAUnitIsNotWaitedFor() throws Exception {
    var radio = write("radio.container", "[Container]\n");
    var pipe = folder().resolve("x.container");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    var workspace = workspace();

    assertThat(rules(workspace, radio)).containsExactly("missing-key");
    assertThat(rules(workspace, pipe)).containsExactly("unreadable");
    assertThat(rules(workspace.with(pipe, "[Container]\n"), pipe)).containsExactly("missing-key");
  }

  @Test
  void linksThatLeadInACircleEndTheSearch() throws IOException {
    var radio = write("radio.container", "[Container]\n");
    Files.createSymbolicLink(folder().resolve("loop"), folder());
    Files.createSymbolicLink(folder().resolve("self.container"), Path.of("self.container"));
    var named = new Surroundings(Surroundings.Search.WITH_SUBFOLDERS, List.of(folder()), MACHINE);

    assertThat(rules(workspace(named), radio)).containsExactly("missing-key");
    assertThat(rules(workspace(named), folder().resolve("self.container")))
        .containsExactly("unreadable");
  }

  @Test
  void aTextThatIsLargerThanAUnitMayBeIsSaidToBe() throws IOException {
    var file = folder().resolve("radio.container");
    var large = RADIO + "#".repeat(QuadletReader.MOST_BYTES);

    assertThat(rules(workspace().with(file, large), file)).containsExactly("unreadable");
  }

  @Test
  void itsFindingsAreThoseOfACheckOfTheFolder() throws IOException {
    var radio = write("radio.container", RADIO + "Network=a.network\nMemory=much\n");
    write("tuner.container", "[Container]\nImage=q.io/t\nPublishPort=1:1\nPublishPort=1:1\n");
    write("container.d/10.conf", "[Container]\nPull=perhaps\n");

    assertThat(workspace().now().around(UnitPart.of(radio).orElseThrow()).problems())
        .isNotEmpty()
        .isEqualTo(Check.run(QuadletReader.readFlat(Path.of("/"), List.of(folder())), MACHINE));
  }
}
