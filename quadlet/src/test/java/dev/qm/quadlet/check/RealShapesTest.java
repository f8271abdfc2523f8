package dev.qm.quadlet.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.quadlet.generate.PodmanGenerator;
import dev.qm.quadlet.machine.PodmanVersion;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units as people write them, {@code shapes.txt}: a linter that finds an error in one is wrong. */
class RealShapesTest {
  @TempDir Path scratch;

  @Test
  void noErrorIsFoundInUnitsThatAreRight() throws IOException {
    var units = 0;
    List<Problem> errors = new ArrayList<>();
    for (var project : RealShapes.projects()) {
      var folder = folder(project);
      units += project.files().size();
      errors.addAll(folder.errors());
      // whatever is there of the files that they name
      var bare = folder.check(Settings.host().withFiles(file -> false));
      errors.addAll(UnitFolder.of(Problem.Severity.ERROR, bare));
    }

    assertThat(errors).isEmpty();
    assertThat(units).isGreaterThanOrEqualTo(200);
  }

  @Test
  void noErrorIsFoundForTheNextPodmanEitherButForWhatItGaveUp() throws IOException {
    var next = Settings.host().withFiles(file -> true).withVersion(PodmanVersion.V6_0);
    for (var project : RealShapes.projects()) {
      assertThat(UnitFolder.of(Problem.Severity.ERROR, folder(project).check(next)))
          .extracting(Problem::message)
          .allSatisfy(message -> assertThat(message).contains("slirp4netns"));
    }
  }

  @Test
  void podmanMakesServicesOfAllOfThem() throws IOException {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    for (var project : RealShapes.projects()) {
      var output = podman.get().dryRun(List.of(folder(project).path()), Settings.Scope.SYSTEM);

      assertThat(output.exit()).as("%s: %s", project.name(), output.log()).isZero();
    }
  }

  private UnitFolder folder(RealShapes.Project project) throws IOException {
    var folder = new UnitFolder(scratch.resolve(project.name()));
    for (var file : project.files().entrySet()) {
      folder.write(file.getKey(), file.getValue());
    }
    return folder;
  }
}
