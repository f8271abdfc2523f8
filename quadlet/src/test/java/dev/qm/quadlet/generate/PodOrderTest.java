package dev.qm.quadlet.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.UnitTrees;
import dev.qm.quadlet.read.UnitType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of a pod's containers in its service, where Podman's comes from an unstable sort. */
class PodOrderTest {
  @TempDir Path folder;

  private static UnitTrees.Tree tree(int units) {
    List<UnitType> types = new ArrayList<>();
    for (var i = 0; i < units; i++) {
      types.add(i % 3 == 1 ? UnitType.VOLUME : UnitType.CONTAINER);
    }
    return UnitTrees.crowd(types);
  }

  private static List<String> wanted(String services) {
    return services
        .lines()
        .filter(line -> line.startsWith("Wants=a") || line.startsWith("Wants=z"))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 11, 12, 17, 30, 100})
  void containersStandInTheOrderInWhichTheirUnitsAreFound(int units) throws IOException {
    var folders = tree(units).writeTo(folder);
    var generation = Quadlet.generate(QuadletReader.read(folders).units(), Settings.host());

    assertThat(wanted(generation.of("m.pod").orElseThrow().unit().text())).isSorted();
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 11, 12, 17, 30, 100})
  void podmanWritesTheSameButForTheOrder(int units) throws IOException {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    var folders = tree(units).writeTo(folder.toRealPath());

    assertThat(DifferentialTest.difference(podman.orElseThrow(), folders, Settings.Scope.SYSTEM))
        .isEmpty();
    assertThat(DifferentialTest.differenceOnDisk(podman.orElseThrow(), folders, folder)).isEmpty();
  }

  @Test
  void aUnitThatThePodDoesNotKnowChangesItsServiceForPodmanButNotHere() throws IOException {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    var ours = new ArrayList<List<String>>();
    var theirs = new ArrayList<List<String>>();
    for (var place : List.of("one", "two")) {
      var tree = tree(30);
      if (place.equals("two")) {
        tree.files().put("first/b.volume", "[Volume]\n");
      }
      var folders = tree.writeTo(folder.toRealPath().resolve(place));
      var generation = Quadlet.generate(QuadletReader.read(folders).units(), Settings.host());
      ours.add(wanted(generation.of("m.pod").orElseThrow().unit().text()));
      theirs.add(wanted(podman.orElseThrow().dryRun(folders, Settings.Scope.SYSTEM).text()));
    }

    assertThat(ours.getFirst()).isEqualTo(ours.getLast());
    assertThat(theirs.getFirst()).hasSameElementsAs(theirs.getLast());
    assertThat(theirs.getFirst()).isNotEqualTo(theirs.getLast());
  }
}
