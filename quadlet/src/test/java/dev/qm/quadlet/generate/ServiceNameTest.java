package dev.qm.quadlet.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.syntax.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceNameTest {
  @TempDir Path folder;

  private void unit(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private Reading read() {
    return QuadletReader.read(List.of(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ServiceName=", "ServiceName=\"\"", "ServiceName=x\nServiceName="})
  void anEmptyOneIsTakenForNone(String lines) throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\nPod=b.pod\n" + lines + "\n");
    unit("b.pod", "[Pod]\n" + lines + "\n");
    unit("c@.artifact", "[Artifact]\nArtifact=q.io/a\n" + lines + "\n");

    var generation = Quadlet.generate(read().units(), Settings.host());

    assertThat(generation.isClean()).isTrue();
    assertThat(generation.services())
        .extracting(GeneratedService::name)
        .containsExactlyInAnyOrder("a.service", "b-pod.service", "c-artifact@.service");
    assertThat(generation.of("b.pod").orElseThrow().unit().text()).contains("Wants=a.service\n");
  }

  @Test
  void theMendOfAnEmptyOneIsToTakeItOut() throws IOException {
    unit("a.container", "[Container]\nImage=q.io/a\nServiceName=\n");

    assertThat(Check.run(read(), Settings.host()))
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
          assertThat(problem.origin().line()).isEqualTo(3);
          assertThat(problem.message()).isEqualTo("ServiceName= has no value");
          assertThat(problem.mend()).contains("take the line out");
        });
  }
}
