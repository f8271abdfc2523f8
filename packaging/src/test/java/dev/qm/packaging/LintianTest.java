package dev.qm.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.packaging.addon.AddonPackage;
import dev.qm.packaging.addon.AddonSources;
import dev.qm.packaging.deb.DebWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real lintian finds no error in any package that QM makes of itself. */
class LintianTest {
  private static final Path TREE = Path.of(System.getProperty("qm.tree"));

  @TempDir private Path work;

  @BeforeEach
  void needTools() throws Exception {
    Judges.requireRpmTools();
  }

  @Test
  void findsNoErrorInTheAddOns() throws Exception {
    var sources = new AddonSources(TREE.resolve("addons"));
    var names = sources.names();
    var maker = new AddonPackage(Samples.version("0.1.0"), names);
    List<SoftwarePackage> packages = new ArrayList<>();
    for (var name : names) {
      packages.add(maker.of(sources.find(name).orElseThrow().addon()));
    }
    packages.add(Samples.addon(work.resolve("addons"), "0.1.0"));

    var verdict = judge(Samples.MAKER, packages);

    assertThat(verdict.exitCode()).as("%s", verdict.output()).isZero();
  }

  @Test
  void findsNoErrorInQmItself() throws Exception {
    var image = TREE.resolve("build/image");
    assumeTrue(
        Files.isExecutable(image.resolve("bin/qm")),
        "there is no runtime image to make packages of; ./qm version builds it");
    var main =
        new MainPackages(
            image.toRealPath(),
            Samples.version("0.1.0"),
            Architecture.ofJava("amd64").orElseThrow());

    var verdict = judge(Samples.MAKER, List.of(main.partition(), main.program()));

    assertThat(verdict.exitCode()).as("%s", verdict.output()).isZero();
  }

  @Test
  void wouldFindOne() throws Exception {
    var maker = new Maker("root <root@localhost>", Samples.MAKER.time());

    var verdict = judge(maker, List.of(Samples.addon(work.resolve("addons"), "0.1.0")));

    assertThat(verdict.exitCode()).isNotZero();
    assertThat(verdict.output()).contains("E: qm-radio: bogus-mail-host Maintainer root@localhost");
  }

  private Judges.Verdict judge(Maker maker, List<SoftwarePackage> packages) throws Exception {
    var writer = new DebWriter(maker);
    List<String> command =
        new ArrayList<>(
            List.of("lintian", "--allow-root", "--fail-on=error", "--tag-display-limit=0"));
    for (var software : packages) {
      command.add(work.relativize(Samples.write(work, writer.write(software))).toString());
    }
    return Judges.inTree(work, command.toArray(String[]::new));
  }
}
