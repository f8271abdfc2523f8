package dev.qm.cli.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.qm.cli.launcher.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README and the guide, typed word for word: each line of their code blocks, from a clone to
 * the removal, with what they say that a command prints.
 */
@Tag("partition")
class GuideTest {
  private static final Path TREE = Path.of("..").toAbsolutePath().normalize();
  private static final Path README = TREE.resolve("README.md");
  private static final Path GUIDE = TREE.resolve("docs/guide.md");

  /** Where the README puts packages. */
  private static final Path PACKAGES = Path.of("/srv/qm");

  /** What the guide has on a machine of its own. */
  private static final List<String> TAKEN =
      List.of("/usr/lib/qm", "/etc/qm", "/var/qm", "/var/lib/qm");

  private static final Path DROP_INS = Path.of("/etc/containers/systemd/qm.container.d");
  private static final Path DROP_IN = DROP_INS.resolve("50-memory.conf");

  /** The first section whose blocks are for another machine than this one. */
  private static final String END = "## Without a network";

  /** What takes two machines with systemd: ThreeMachinesTest has them. */
  private static final String ELSEWHERE = "## Two machines";

  /** What the README says before the guide takes over; its other lines run these tests. */
  private static final String START = "./qm ";

  private static final Pattern PROMISE = Pattern.compile("# .*?prints: (.*)$");

  @TempDir Path here;
  private boolean ours;
  private boolean hadBusybox;
  private boolean hadDropIns;

  @BeforeEach
  void aMachineWithoutAPartition() throws IOException {
    assumeTrue(
        Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid")),
        "a partition needs root");
    for (var taken : TAKEN) {
      assumeTrue(
          !Files.exists(Path.of(taken)),
          "this machine has a partition of its own, which a test will not touch: " + taken);
    }
    assumeTrue(Shell.has("apt-get"), "the guide is typed as it is for apt");
    assumeTrue(!Files.exists(PACKAGES), "this machine has something in /srv/qm");
    assumeTrue(!Files.exists(DROP_IN), "this machine has a drop-in that the guide would replace");
    hadDropIns = Files.exists(DROP_INS);
    hadBusybox = Shell.has("busybox");
    ours = true;
    // a folder that looks like the source tree, so that what the guide makes is gone afterwards
    Files.writeString(here.resolve("qm"), "#!/bin/sh\nexec " + TREE.resolve("qm") + " \"$@\"\n");
    here.resolve("qm").toFile().setExecutable(true);
    Files.createSymbolicLink(here.resolve("examples"), TREE.resolve("examples"));
  }

  @AfterEach
  void whateverHappensTheMachineIsFreeAgain() throws Exception {
    if (ours) {
      Shell.run(here, "./qm", "remove");
      Files.deleteIfExists(DROP_IN);
      if (!hadDropIns) {
        // they were made for the user's file, so qm leaves them
        Shell.run(
            Path.of("/etc"),
            "rmdir",
            "--parents",
            "--ignore-fail-on-non-empty",
            Path.of("/etc").relativize(DROP_INS).toString());
      }
      Shell.run(here, "rm", "-rf", PACKAGES.toString());
      if (!hadBusybox) {
        Shell.run(here, "apt-get", "remove", "--yes", "busybox-static");
      }
    }
  }

  @Test
  void eachLineWorksAsWritten() throws Exception {
    var lines = new ArrayList<>(lines(README));
    lines.removeIf(line -> !line.startsWith(START));
    assertThat(lines).hasSize(3).anyMatch(line -> line.contains(PACKAGES.toString()));
    lines.addAll(lines(GUIDE));
    assertThat(lines).hasSizeGreaterThan(28).anyMatch(line -> line.startsWith("./qm remove "));

    for (var line : lines) {
      type(line);
    }

    assertThat(TAKEN).noneMatch(place -> Files.exists(Path.of(place)));
  }

  /** Types one line, and holds it to its comment. */
  private void type(String line) throws Exception {
    var words =
        line.contains(" -it ")
            // somebody looks around and leaves
            ? List.of("sh", "-c", "echo exit | script -qec \"$1\" /dev/null", "sh", line)
            : line.contains(" -f ")
                // somebody has seen enough after a while
                ? List.of("sh", "-c", "timeout --preserve-status 20 sh -ec \"$1\"", "sh", line)
                : List.of("sh", "-ec", line);
    var typed =
        Shell.run(here, Map.of("DEBIAN_FRONTEND", "noninteractive"), words.toArray(String[]::new));

    assertThat(typed.status())
        .as("%s%n%s%s", line, typed.out(), typed.err())
        .isIn(
            line.contains(" -f ")
                ? List.of(130, 143)
                // on a fresh machine it names what setup installs
                : line.startsWith("./qm doctor") ? List.of(0, 1) : List.of(0));
    var promise = PROMISE.matcher(line);
    if (promise.find()) {
      assertThat(typed.out()).as(line).contains(promise.group(1));
    }
  }

  private static List<String> lines(Path document) throws IOException {
    var lines = new ArrayList<String>();
    var isCode = false;
    var isElsewhere = false;
    for (var line : Files.readAllLines(document)) {
      if (line.startsWith(END)) {
        break;
      }
      if (line.startsWith("## ")) {
        isElsewhere = line.equals(ELSEWHERE);
      }
      if (line.startsWith("```")) {
        isCode = line.equals("```sh") && !isElsewhere;
      } else if (isCode) {
        lines.add(line);
      }
    }
    return lines;
  }
}
