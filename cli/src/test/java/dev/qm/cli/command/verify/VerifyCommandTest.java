package dev.qm.cli.command.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.core.JsonFactory;
import dev.qm.cli.parse.UsageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
  private static final String HOLE =
      """
      [Service]
      MemoryMax=infinity

      [Container]
      PodmanArgs=--pid=host
      """;

  @TempDir Path folder;

  private Installed machine;

  @BeforeEach
  void aMachine() throws IOException {
    machine = Installed.in(folder);
  }

  @Test
  void aFindingHasItsLineWhatCouldHappenAndItsMend() throws Exception {
    var dropIn = machine.dropIn(HOLE);

    var call = machine.verify("--only", "memory-bound");

    assertThat(call.status()).isEqualTo(1);
    assertThat(call.out())
        .contains(
            machine.named(dropIn)
                + ":2:1: error: the partition may use all memory [memory-bound]\n")
        .contains("  2 | MemoryMax=infinity\n    | ^^^^^^^^^^^^^^^^^^\n")
        .contains("    harm: Software inside takes all memory")
        .contains("or run `qm verify --mend --only memory-bound`")
        .contains("memory: 1 fail\n")
        .contains("total of 1 rule: 1 fail; 1 finding that nobody answers for\n")
        .endsWith("what runs was not looked at: files only\n");
  }

  @Test
  void whatFilesSayRightPassesAndAllShowsBywhat() throws Exception {
    var call = machine.verify("--all", "--only", "memory-bound,pid-namespace");

    assertThat(call.out())
        .contains("pass: The partition's memory has a bound below the machine's [memory-bound]\n")
        .contains(": MemoryMax=75%\n");
    assertThat(call.status()).isZero();
  }

  @Test
  void whatCannotBeSeenIsNotJudgedAndFailsNothing() throws Exception {
    var call = machine.verify("--all", "--only", "panic-on-oom");

    assertThat(call.out()).contains("not judged: The kernel does not panic");
    assertThat(call.status()).isZero();
  }

  /** Both what add-ons change of the partition, and the quadlets that they bring for the inside. */
  @Test
  void allAddOnsWriteTheirOptionsOut() throws Exception {
    var tree = Path.of(System.getProperty("qm.tree"));
    var brought = 0;
    try (var files = Files.walk(tree.resolve("addons"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var name = String.valueOf(file.getFileName());
        if (file.toString().contains("/qm.container.d/")) {
          machine.write(
              "usr/share/containers/systemd/qm.container.d/" + name, Files.readString(file));
          brought++;
        } else if (name.endsWith(".container")) {
          machine.write("etc/qm/containers/systemd/" + name, Files.readString(file));
          brought++;
        }
      }
    }

    var call =
        machine.verify(
            "--all", "--only", "options-literal,nested-options-literal,service-drop-ins");

    assertThat(brought).isGreaterThan(10);
    assertThat(call.out()).contains("pass: Every option of a container inside");
    assertThat(call.status()).as(call.out()).isZero();
  }

  @Test
  void jsonAndSarifAndJunitCanBeRead() throws Exception {
    machine.dropIn(HOLE);
    var junit = folder.resolve("report.xml");

    var json = machine.verify("--json", "--junit", junit.toString());
    var sarif = machine.verify("--sarif");

    assertThat(json.status()).isEqualTo(1);
    assertThat(strings(json.out())).contains("memory-bound", "fail", "MemoryMax=infinity");
    assertThat(strings(sarif.out())).contains("2.1.0", "qm verify", "memory-bound", "open");
    var xml = Files.readString(junit);
    assertThat(xml).startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite ");
    assertThat(xml).contains("failures=\"" + count(xml, "<failure ") + "\"");
    assertThat(xml).contains("tests=\"" + count(xml, "<testcase ") + "\"");
    assertThat(xml).contains("skipped=\"" + count(xml, "<skipped ") + "\"");
    assertThat(count(xml, "<failure ")).isPositive();
  }

  @Test
  void theMendClosesTheFindingsAndTakingItBackBringsThemBack() throws Exception {
    assumeRoot();
    machine.dropIn(HOLE);
    var rules = "memory-bound,pid-namespace";

    var mend = machine.verify("--mend", "--yes", "--only", rules);

    var written = machine.root().resolve("etc/containers/systemd/qm.container.d/zz-qm-verify.conf");
    assertThat(mend.out()).contains("# " + written + "\n", "To apply it, run: qm restart\n");
    assertThat(written).content().contains("MemoryMax=75%\n", "PodmanArgs=\n");
    assertThat(machine.verify("--only", rules).status()).isZero();

    assertThat(machine.verify("--undo").out()).contains("took back what was written");
    assertThat(written).doesNotExist();
    assertThat(machine.verify("--only", rules).status()).isEqualTo(1);
  }

  @Test
  void theMendOfAServiceOrASliceIsWrittenWhereSystemdReadsIt() throws Exception {
    assumeRoot();
    machine.write("etc/systemd/system/brake.service", "[Service]\nExecStart=/usr/bin/brake\n");

    var mend =
        machine.verify(
            "--asil", "brake.service", "--mend", "--yes", "--only", "asil-memory,asil-oom-score");

    var folder = machine.root().resolve("etc/systemd/system");
    assertThat(folder.resolve("brake.service.d/zz-qm-verify.conf"))
        .content()
        .contains("OOMScoreAdjust=-500\n", "# 64M is a start", "MemoryMin=64M\n");
    assertThat(folder.resolve("system.slice.d/zz-qm-verify.conf"))
        .content()
        .contains("[Slice]\n", "MemoryMin=64M\n");
    assertThat(machine.root().resolve("etc/containers/systemd/brake.service.d")).doesNotExist();
    assertThat(mend.out())
        .contains(
            "systemctl daemon-reload, and when that is safe: systemctl restart brake.service\n")
        .doesNotContain("qm restart");
    assertThat(
            machine
                .verify("--asil", "brake.service", "--only", "asil-memory,asil-oom-score")
                .status())
        .isZero();
    machine.verify("--undo");
    assertThat(folder.resolve("brake.service.d")).doesNotExist();
  }

  @Test
  void placesOfAnImageAreThoseOfTheMachineThatItBecomes() throws Exception {
    machine.dropIn(HOLE);
    var place = "/etc/containers/systemd/qm.container.d/50-mine.conf";

    for (var form : List.of("--all", "--json", "--sarif")) {
      assertThat(machine.verify(form).out()).contains(place).doesNotContain(folder.toString());
    }
    accept(place + ":2", "2999-01-01");
    assertThat(machine.verify("--only", "memory-bound").status()).isZero();
  }

  @Test
  void aReportThatCannotBeWrittenIsSaidBeforeAnythingIsJudged() throws Exception {
    var missing = folder.resolve("none/report.html");

    assertThatThrownBy(() -> machine.verify("--html", "/proc/version"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--html /proc/version: no file can be made in /proc");
    assertThatThrownBy(() -> machine.verify("--junit", missing.toString()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no folder " + missing.getParent());
    assertThatThrownBy(() -> machine.verify("--html", folder.toString()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("it is a folder");
    assertThatThrownBy(() -> machine.verify("--html", "/dev/null"))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void aDayThatIsInNoCalendarIsOneError() throws Exception {
    var file = accept("/etc/nowhere.conf", "2027-02-30");

    var call = machine.verify("--only", "memory-bound");

    assertThat(call.out())
        .contains(
            machine.named(file)
                + ":6:1: error: Until=2027-02-30 is no day; so nothing is accepted by it; the last day of that"
                + " month is 2027-02-28\n");
    assertThat(count(call.out(), "error:")).isEqualTo(1);
  }

  @Test
  void anAcceptanceWithoutItsHeaderIsToldWhichOne() throws Exception {
    machine.write("etc/qm-assurance/verify.d/a.conf", "Rule=memory-bound\n");

    assertThat(machine.verify("--only", "memory-bound").out()).contains("put [Accept] above it");
  }

  @Test
  void aLaterMendKeepsWhatAnEarlierOneClosed() throws Exception {
    assumeRoot();
    machine.dropIn(HOLE);

    machine.verify("--mend", "--yes", "--only", "memory-bound");
    machine.verify("--mend", "--yes", "--only", "pid-namespace");

    assertThat(machine.verify("--only", "memory-bound,pid-namespace").status()).isZero();
  }

  @Test
  void aMendNeverOverwritesWhatTheUserWrote() throws Exception {
    assumeRoot();
    machine.dropIn(HOLE);
    var mine =
        machine.write(
            "etc/containers/systemd/qm.container.d/zz-qm-verify.conf", "[Service]\nNice=3\n");

    var call = machine.verify("--mend", "--yes", "--only", "memory-bound");

    assertThat(call.err()).contains("is there already");
    assertThat(call.status()).isEqualTo(1);
    assertThat(mine).hasContent("[Service]\nNice=3\n");
  }

  @Test
  void twoFindingsOfOneLineAreMendedWithoutTheOthersWords() throws Exception {
    assumeRoot();
    machine.dropIn(
        """
        [Container]
        PodmanArgs=--label "a b" --privileged --dns=1.1.1.1
        PodmanArgs=--pid host --hostname "h\\n[Service]"
        """);

    machine.verify("--mend", "--yes", "--only", "privileged,pid-namespace");

    assertThat(machine.verify("--only", "privileged,pid-namespace").status()).isZero();
    assertThat(machine.root().resolve("etc/containers/systemd/qm.container.d/zz-qm-verify.conf"))
        .content()
        .contains("--label \"a\\x20b\" --dns=1.1.1.1", "--hostname \"h\\n[Service]\"")
        .doesNotContain("\n[Service]");
  }

  @Test
  void aUnitWhoseNameActsOnTerminalsGetsNoDropInAndTheOthersGetTheirs() throws Exception {
    assumeRoot();
    var hole = "[Container]\nImage=x\nPodmanArgs=--privileged\n";
    machine.write("etc/qm/containers/systemd/a\u001b]0;p\u0007\n.container", hole);
    machine.write("etc/qm/containers/systemd/b.container", hole);

    var call = machine.verify("--mend", "--yes", "--only", "nested-privileged");

    assertThat(call.out() + call.err()).doesNotContain("\u001b", "\u0007");
    assertThat(call.err()).contains("has a name that no drop-in of qm's gets");
    assertThat(machine.root().resolve("etc/qm/containers/systemd/b.container.d/zz-qm-verify.conf"))
        .exists();
    assertThat(machine.verify("--undo").status()).isZero();
  }

  @Test
  void anAcceptanceOfAFileIsNotOneOfAFileWhoseNameBeginsSo() throws Exception {
    machine.write(
        "etc/qm/containers/systemd/a.container:x/b.container",
        "[Container]\nImage=x\nPodmanArgs=--privileged\n");
    machine.write(
        "etc/qm-assurance/verify.d/a.conf",
        acceptance("/etc/qm/containers/systemd/a.container", "2999-01-01")
            .replace("memory-bound", "nested-privileged"));

    assertThat(machine.verify("--only", "nested-privileged").out())
        .contains("b.container is privileged");
  }

  @Test
  void withoutConsentNothingIsWritten() throws Exception {
    machine.dropIn(HOLE);

    var call = machine.verify("--mend", "--only", "memory-bound");

    assertThat(call.out()).contains("MemoryMax=75%");
    assertThat(call.err())
        .contains("nothing was written, since nobody can be asked here: with --yes");
    assertThat(machine.root().resolve("etc/containers/systemd/qm.container.d"))
        .isDirectoryNotContaining("glob:**zz-qm-verify.conf");
  }

  @Test
  void anAcceptedFindingPassesWithItsOwner() throws Exception {
    machine.dropIn(HOLE);
    accept("/etc/containers/systemd/qm.container.d/50-mine.conf", "2999-01-01");

    var call = machine.verify("--all", "--only", "memory-bound");

    assertThat(call.out()).contains("accepted by the lead of the cockpit until 2999-01-01");
    assertThat(call.status()).isZero();
  }

  @Test
  void anExpiredAcceptanceFailsAndItsFindingCountsAgain() throws Exception {
    machine.dropIn(HOLE);
    var file = accept("/etc/containers/systemd/qm.container.d/50-mine.conf", "2020-01-01");

    var call = machine.verify("--only", "memory-bound");

    assertThat(call.out())
        .contains(machine.named(file) + ":6:1: error: the acceptance of memory-bound")
        .contains("[memory-bound]");
    assertThat(call.status()).isEqualTo(1);
  }

  @Test
  void anAcceptanceThatNothingIsFoundForFails() throws Exception {
    var file = accept("/etc/nowhere.conf", "2999-01-01");

    var call = machine.verify("--only", "memory-bound");

    assertThat(call.out())
        .contains(machine.named(file) + ":2:1: error: nothing is found by memory-bound");
    assertThat(call.status()).isEqualTo(1);
  }

  @Test
  void anAcceptanceWithoutAReasonAcceptsNothing() throws Exception {
    var file =
        machine.write(
            "etc/qm-assurance/verify.d/a.conf", "[Accept]\nRule=memory-bound\nUntil=soon\n");

    var call = machine.verify("--only", "memory-bound");

    assertThat(call.out())
        .contains(machine.named(file) + ":1:1: error: there is no Place=")
        .contains(machine.named(file) + ":1:1: error: there is no Reason=")
        .contains(machine.named(file) + ":1:1: error: there is no Owner=")
        .contains(machine.named(file) + ":3:1: error: Until=soon is no day");
    assertThat(call.status()).isEqualTo(1);
  }

  @Test
  void anAcceptanceOfNoRuleSaysSo() throws Exception {
    var file =
        machine.write(
            "etc/qm-assurance/verify.d/a.conf",
            """
            [Accept]
            Rule=memory-bond
            Place=/a
            Reason=none
            Owner=me
            Until=2999-01-01
            """);

    var call = machine.verify("--only", "memory-bound");

    assertThat(call.out())
        .contains(machine.named(file) + ":2:1: error: there is no rule 'memory-bond'");
    assertThat(call.status()).isEqualTo(1);
  }

  @Test
  void whoIsJudgedDoesNotAccept() throws Exception {
    machine.dropIn(HOLE);
    machine.write(
        "etc/qm/verify.d/mine.conf",
        acceptance("/etc/containers/systemd/qm.container.d/50-mine.conf", "2999-01-01"));

    assertThat(machine.verify("--only", "memory-bound").status()).isEqualTo(1);
  }

  @Test
  void wrongArgumentsAreSaid() {
    assertThatThrownBy(() -> machine.verify("--only", "memory-bond"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no rule 'memory-bond'");
    assertThatThrownBy(() -> machine.verify("--only", ",")).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> machine.verify("--files", "--live"))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> machine.verify("--json", "--sarif"))
        .isInstanceOf(UsageException.class);
  }

  @Test
  void aRuleIsExplainedWithItsSources() throws Exception {
    var call = Installed.call(new RulesCommand(), List.of("memory-bound"));

    assertThat(call.out()).contains("Source: ", "A pass means: ", "It does not mean: ", "Mend: ");
  }

  private Path accept(String place, String until) throws IOException {
    return machine.write("etc/qm-assurance/verify.d/a.conf", acceptance(place, until));
  }

  private String acceptance(String place, String until) {
    return """
    [Accept]
    Rule=memory-bound
    Place=%s
    Reason=the test rig has no ASIL side
    Owner=the lead of the cockpit
    Until=%s
    """
        .formatted(place, until);
  }

  private static void assumeRoot() throws IOException {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("drop-ins of the host are root's to write")
        .isEqualTo(0);
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  private static List<String> strings(String json) throws IOException {
    var strings = new java.util.ArrayList<String>();
    try (var parser = new JsonFactory().createParser(json.getBytes(StandardCharsets.UTF_8))) {
      while (parser.nextToken() != null) {
        if (parser.currentToken().isScalarValue()) {
          strings.add(parser.getText());
        }
      }
    }
    return strings;
  }
}
