package dev.qm.quadlet.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.UnitType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * This library and Podman's own generator over links, odd names and users' folders, which the
 * random trees of {@link DifferentialTest} do not have.
 */
class OddTreesTest {
  private static final String CONTAINER = "[Container]\nImage=q.io/x\n";

  @TempDir Path folder;

  /**
   * A tree in a few words: {@code a/b.container} is a unit, {@code x.conf} a drop-in that sets a
   * label of its own, {@code a -> b} a link, {@code a/} an empty folder. {@code OUT} is a folder
   * beside the tree.
   */
  static List<String> trees() {
    return List.of(
        "a/real.container, link.container -> a/real.container, link.container.d/10.conf,"
            + " a/link.container.d/20.conf, a/real.container.d/30.conf",
        "OUT/real.container, OUT/real.container.d/1.conf, OUT/link.container.d/2.conf,"
            + " OUT/container.d/3.conf, link.container -> OUT/real.container,"
            + " real.container -> OUT/real.container",
        "OUT/t@.container, OUT/t@.container.d/1.conf, t@x.container -> OUT/t@.container",
        "OUT/s/b.container, l -> OUT/s",
        "OUT/s/b.container, l.d -> OUT/s",
        "OUT/s.d/b.container, l -> OUT/s.d",
        "x.d/a.container, y/x.d/z/b.container, ok.container",
        "a.container, b.container -> a.container, c.container -> b.container",
        "loop -> ., d/up -> .., d/x.container",
        "nowhere -> gone, ok.container",
        "a.container, a.container.d -> dd, dd/10.conf",
        "a.container, a.container.d/10.conf -> OUT/10.cnf, OUT/10.cnf",
        "a.container, container.d/10.conf, a.container.d/10.conf -> /dev/null",
        "a.container, a.container.d/10.conf -> gone, a.container.d/20.conf",
        "a.container -> /dev/null, ok.container",
        "a-b@x.container, a-@.container.d/2.conf, a-b@.container.d/3.conf,"
            + " a-@x.container.d/4.conf, @.container.d/5.conf, a-.container.d/6.conf",
        "foo@x@y.container, @.container, @a.container, a@.pod, a@b.network, a@.volume",
        "a b.container, \u00fc.container, a%b.container, a\"b.container, a'b.container,"
            + " a\\b.container, a$b.container, a.b.container, -a.container, a-.container,"
            + " a--b.container, a#b.container, a;b.container, a:b.container, [a].container",
        "a\tb.container, a\u001bb.container, a\u007fb.container",
        ".container, .a.container, ..container, a.CONTAINER, a.container~, .hidden/b.container",
        "users/a.container, users/0/b.container",
        "sub/a.container, sub/a.container.d/1.conf, a.container.d/2.conf, sub/container.d/3.conf",
        "one/");
  }

  @ParameterizedTest
  @MethodSource("trees")
  void writesWhatPodmanWrites(String tree) throws IOException {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    var units = Files.createDirectories(folder.toRealPath().resolve("units"));
    for (var part : tree.split(", ", -1)) {
      plant(units, part.replace("OUT", units.resolveSibling("outside").toString()));
    }

    var folders = List.of(units);
    assertThat(DifferentialTest.differenceOnDisk(podman.orElseThrow(), folders, folder)).isEmpty();
    assertThat(DifferentialTest.difference(podman.orElseThrow(), folders, Settings.Scope.SYSTEM))
        .isEmpty();
  }

  private static void plant(Path units, String part) throws IOException {
    var arrow = part.indexOf(" -> ");
    var path = units.resolve(arrow < 0 ? part : part.substring(0, arrow));
    if (part.endsWith("/")) {
      Files.createDirectories(path);
      return;
    }
    Files.createDirectories(path.getParent());
    if (arrow >= 0) {
      Files.createSymbolicLink(path, Path.of(part.substring(arrow + " -> ".length())));
      return;
    }
    var name = path.getFileName().toString();
    var type = UnitType.ofFileName(name);
    if (type.isPresent() && type.get() != UnitType.CONTAINER) {
      Files.writeString(path, "[" + type.get().section() + "]\n");
    } else if (name.endsWith(".container")) {
      Files.writeString(path, CONTAINER);
    } else {
      var label = path.getParent().getFileName() + "/" + name;
      Files.writeString(path, "[Container]\nLabel=\"from=" + label + "\"\n");
    }
  }

  @Test
  void readsTheFoldersOfAUserAsPodmanDoes() throws IOException {
    var podman = PodmanGenerator.find();
    assumeTrue(podman.isPresent(), PodmanGenerator::tried);
    var base = folder.toRealPath();
    for (var place : List.of("home/.config", "config", "run")) {
      var units = Files.createDirectories(base.resolve(place).resolve("containers/systemd"));
      Files.writeString(units.resolve(place.replace("/.", "-") + ".container"), CONTAINER);
      Files.writeString(units.resolve("same.container"), CONTAINER + "Label=" + place + "\n");
    }
    for (var home : List.of("", base + "/home")) {
      for (var config : List.of("", "config", base + "/config")) {
        for (var runtime : List.of("", base + "/run")) {
          var environment =
              Map.of(
                  "HOME",
                  home,
                  "XDG_CONFIG_HOME",
                  config,
                  "XDG_RUNTIME_DIR",
                  runtime,
                  Folders.VARIABLE,
                  "");
          var folders = Folders.user(Path.of("/"), uid(), environment);
          var generation =
              Quadlet.generate(
                  QuadletReader.read(folders).units(),
                  Settings.host().withScope(Settings.Scope.USER));

          var theirs = podman.orElseThrow().dryRunOfUser(environment);

          assertThat(ServiceTexts.of(generation))
              .as("%s", environment)
              .isEqualTo(ServiceTexts.ofDryRun(theirs.text()));
        }
      }
    }
  }

  private static long uid() throws IOException {
    return ((Number) Files.getAttribute(Path.of("/proc/self/"), "unix:uid")).longValue();
  }
}
