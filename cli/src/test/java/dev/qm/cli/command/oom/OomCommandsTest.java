package dev.qm.cli.command.oom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import dev.qm.assurance.oom.Arithmetic;
import dev.qm.assurance.oom.Candidate;
import dev.qm.assurance.oom.DyingOrder;
import dev.qm.assurance.oom.Immunity;
import dev.qm.assurance.oom.OomFinding;
import dev.qm.assurance.oom.OomPicture;
import dev.qm.assurance.oom.Owner;
import dev.qm.assurance.oom.Shortage;
import dev.qm.cli.frame.CommandFailure;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.ArgumentParser;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.terminal.Console;
import dev.qm.cli.terminal.Terminal;
import dev.qm.host.HostException;
import dev.qm.host.Untrusted;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomCommandsTest {
  private static final Path SYSTEM = Path.of(System.getProperty("qm.tree"), "system");

  @TempDir Path root;

  /** What a call printed. */
  private record Call(int status, String out, String err) {}

  @BeforeEach
  void aMachine() throws Exception {
    var quadlet = root.resolve("usr/share/containers/systemd/qm.container");
    Files.createDirectories(quadlet.resolveSibling(".").normalize());
    Files.copy(SYSTEM.resolve("usr/share/containers/systemd/qm.container"), quadlet);
    Files.createDirectories(root.resolve("etc/qm"));
    Files.createDirectories(root.resolve("usr/lib/qm/rootfs"));
  }

  @Test
  void theListHasThisProcessAndSaysWhatItCouldNotJudge() throws Exception {
    assumeRoot();

    var call = call("oom");

    assertThat(call.status()).isZero();
    assertThat(call.out())
        .containsPattern("machine short of memory \\(.*\\): .* dies first\n")
        .contains("#", "SCORE", "KERNEL", "ADJ", "SIDE", "UNIT", "PROGRAM")
        .containsPattern("\n *\\d+ +" + ProcessHandle.current().pid() + " ")
        .contains("note: the partition does not run")
        .contains("note: no unit is named as the ASIL side");
  }

  @Test
  void onlySoManyAreShownAsAreAskedFor() throws Exception {
    assumeRoot();

    assertThat(call("oom", "-n", "1").out())
        .containsPattern("\n *1 +\\d+")
        .doesNotContainPattern("\n *2 +\\d+")
        .contains("more; -n says how many are shown");
    assertThatThrownBy(() -> call("oom", "-n", "0")).isInstanceOf(UsageException.class);
  }

  @Test
  void theFileOfTheSafetySideIsReadBelowTheRootAndItsErrorsNameTheLine() throws Exception {
    assumeRoot();
    var file = root.resolve("etc/qm-assurance/asil.conf");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "[Asil]\nUnits=brake\n");

    assertThatThrownBy(() -> call("oom"))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("asil.conf:2:");
    Files.writeString(file, "[Asil]\nUnits=brake.service\n");

    assertThat(call("oom").out())
        .contains("note: no process of the ASIL side runs")
        .doesNotContain("is named");
    assertThatThrownBy(() -> call("oom", "--asil=brake"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("'brake'");
  }

  @Test
  void withoutAPartitionThereIsNoOrderUnderItsLimit() throws Exception {
    assumeRoot();

    assertThatThrownBy(() -> call("oom", "--limit")).isInstanceOf(CommandFailure.class);
  }

  @Test
  void setWritesTheDropInAndSaysWhatLetsItTakeEffect() throws Exception {
    assumeRoot();

    var host = call("set", "--asil=brake.service", "brake.service", "-500");
    var partition = call("set", "qm.service", "600");

    assertThat(host.status()).isZero();
    assertThat(host.out())
        .contains("brake.service has the OOM score -500: " + root)
        .containsSubsequence("systemctl daemon-reload\n", "systemctl restart brake.service\n");
    assertThat(host.err()).isEmpty();
    assertThat(root.resolve("etc/systemd/system/brake.service.d/50-qm-oom.conf")).exists();
    assertThat(partition.out())
        .contains("qm.container has the OOM score 600")
        .contains("qm restart");
    assertThat(partition.err()).contains("no unit is named as the ASIL side");
    assertThat(call("unset", "brake").out()).contains("brake.service has no score");
    assertThat(root.resolve("etc/systemd/system/brake.service.d")).doesNotExist();
  }

  @Test
  void whatIsNoScoreIsWrongUsage() {
    for (var word : List.of("1001", "-1001", "much", "", "99999999999")) {
      assertThatThrownBy(() -> call("set", "brake.service", word))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("ADJ cannot be '" + word + "'");
    }
  }

  @Test
  void whatWouldBreakTheOrderIsRefusedAndNothingIsWritten() {
    assertThatThrownBy(() -> call("set", "qm.service", "-1")).isInstanceOf(HostException.class);
    assertThatThrownBy(() -> call("set", "--asil=brake.service", "brake.service", "500"))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("would outlive it");
    assertThatThrownBy(() -> call("set", "--nested", "maps", "900"))
        .hasMessageContaining("there is no quadlet maps.container");
    assertThat(root.resolve("etc/systemd")).doesNotExist();
    assertThat(root.resolve("etc/containers")).doesNotExist();
  }

  @Test
  void aFindingComesFirstWithItsMend() {
    var text = text(picture("app"));

    assertThat(text)
        .startsWith("finding: something\n  who\n  why: because\n  mend: do this\n\n")
        .contains("app[7] of x.service (nested, 750) dies first\n  with it app[8]")
        .contains("Never chosen:\n  app[1]");
  }

  @Property
  void noNameOfAProcessReachesATerminalOrBreaksJson(@ForAll byte[] name) throws Exception {
    var picture = picture(new String(name, StandardCharsets.ISO_8859_1));

    assertThat(text(picture).chars())
        .noneMatch(c -> (c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) || c == 0x202e);
    var bytes = new ByteArrayOutputStream();
    OomJson.print(new PrintStream(bytes, true, StandardCharsets.UTF_8), picture, 100);
    assertThat(bytes.toByteArray()).doesNotContain((byte) 0x1b);
    var programs = 0;
    try (var parser = new JsonFactory().createParser(bytes.toByteArray())) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        programs += token == JsonToken.FIELD_NAME && parser.currentName().equals("program") ? 1 : 0;
      }
    }
    assertThat(programs).isEqualTo(3);
  }

  private static OomPicture picture(String name) {
    var all = List.of(candidate(7, name, 750), candidate(8, name, 750), candidate(1, name, -1000));
    var order =
        DyingOrder.of(
            new Shortage.Machine(1_000_000), Arithmetic.SIGNED, all, Set.of("/x.service"));
    var finding =
        new OomFinding(OomFinding.Rule.LOWERED, "something", List.of("who"), "because", "do this");
    return new OomPicture(order, Optional.empty(), List.of(finding), List.of());
  }

  private static Candidate candidate(int pid, String name, int adjust) {
    return new Candidate(
        pid,
        100 - pid,
        Untrusted.of(name),
        10,
        adjust,
        OptionalLong.empty(),
        adjust == -1000 ? Optional.of(Immunity.ADJUSTED) : Optional.empty(),
        Owner.NESTED,
        Candidate.Origin.OWN_SIDE,
        Optional.of(Untrusted.of("x.service")),
        Optional.empty(),
        "/x.service",
        pid);
  }

  private static String text(OomPicture picture) {
    var out = new ByteArrayOutputStream();
    new OomText(new PrintStream(out, true, StandardCharsets.UTF_8), Terminal.NONE, 100)
        .print(picture, picture.machine());
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void assumeRoot() throws Exception {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("it needs root")
        .isEqualTo(0);
  }

  private Call call(String command, String... words) throws Exception {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console = Console.of(out, err, Terminal.NONE);
    var group = new OomCommands();
    var subcommand =
        command.equals("oom")
            ? group.itself().orElseThrow()
            : (Subcommand) group.find(command).orElseThrow();
    // in front: a score may look like an option
    var all = new ArrayList<>(List.of("--root=" + root));
    all.addAll(List.of(words));
    var outcome = ArgumentParser.parse(subcommand.spec(), all);
    var status =
        subcommand.run(new Invocation(((ArgumentParser.Outcome.Run) outcome).arguments(), console));
    console.flush();
    return new Call(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
