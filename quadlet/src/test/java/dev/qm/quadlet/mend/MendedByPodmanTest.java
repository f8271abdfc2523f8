package dev.qm.quadlet.mend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.quadlet.generate.PodmanGenerator;
import dev.qm.quadlet.machine.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Podman's own generator is asked what it makes of each unit before and after it is mended: the
 * setting that was lost is in the service, and where the mend changes nothing there, nothing does.
 */
class MendedByPodmanTest {
  @TempDir Path scratch;

  @Test
  void podmanTakesWhatWasMended() throws IOException {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    List<String> wrong = new ArrayList<>();
    for (var each : MendCases.mended()) {
      var before = dryRun(podman.get(), each.file(), each.before());
      var after = dryRun(podman.get(), each.file(), each.after());
      var wasSo =
          each.was().isEmpty()
              ? before.exit() != 0
              : before.exit() == 0
                  && before.text().contains(each.was())
                  && !after.text().contains(each.was());
      var isSo =
          each.is().isEmpty()
              ? commands(after.text()).equals(commands(before.text()))
              : after.text().contains(each.is()) && !before.text().contains(each.is());
      if (!wasSo || !isSo || after.exit() != 0) {
        wrong.add(each + "\n" + before + "\n" + after);
      }
    }

    assertThat(wrong).isEmpty();
  }

  private PodmanGenerator.Output dryRun(PodmanGenerator podman, String name, String text)
      throws IOException {
    var folder = Files.createDirectories(scratch.resolve("units"));
    var file = Files.writeString(folder.resolve(name), text);
    var output = podman.dryRun(List.of(folder), Settings.Scope.SYSTEM);
    Files.delete(file);
    return output;
  }

  private static List<String> commands(String services) {
    return services.lines().filter(line -> line.startsWith("Exec")).toList();
  }
}
