package dev.qm.cli.command.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import dev.qm.assurance.bundle.Campaigns;
import dev.qm.assurance.prove.fault.Fault;
import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.assurance.prove.result.CampaignResult;
import dev.qm.assurance.prove.result.FaultResult;
import dev.qm.assurance.prove.result.Toll;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rules.Rules;
import dev.qm.cli.command.verify.Installed;
import dev.qm.cli.parse.UsageException;
import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportCommandTest {
  /** 200 tries, from 1 to 7 microseconds. */
  private static final String SAMPLES =
      "HISTFAAAADN4nJNpmSzMwMA4kQECmKE0I5DpZrBjAYP9B4hAtwCTJcXQnEl6kEB+Jm4m3iGNARJ6GlM=";

  private static final Map<String, String> DATED = Map.of("SOURCE_DATE_EPOCH", "1773064800");

  @TempDir Path folder;
  @TempDir Path work;
  private Installed machine;

  @BeforeEach
  void aMachine() throws IOException {
    System.setProperty("qm.system", System.getProperty("qm.tree") + "/system");
    machine = Installed.in(folder);
    machine.write(
        "usr/lib/qm/rootfs/var/lib/dpkg/status",
        """
        Package: libc6
        Status: install ok installed
        Version: 2.41-12
        Architecture: amd64
        Maintainer: Somebody <a@example.org>

        Package: <b onclick=x>\u202e\u0001
        Status: install ok installed
        Version: "&<>
        """);
    machine.write("usr/lib/qm/rootfs/etc/os-release", "ID=debian\nVERSION_ID=13\n");
  }

  @AfterEach
  void clean() {
    System.clearProperty("qm.system");
  }

  @Test
  void theSameMachineGivesTheSameBytes() throws Exception {
    var one = report("one");
    var other = report("two");

    assertThat(one.status()).isZero();
    assertThat(one.out())
        .contains("one\nrules: ", "risks: no acceptances\nfaults measured: 1\n", "gaps: ");
    assertThat(other.status()).isZero();
    assertThat(files(work.resolve("one"))).isEqualTo(files(work.resolve("two")));
    assertThat(files(work.resolve("one")))
        .containsKeys(
            "index.html", "verify.html", "verify.json", "verify.sarif", "trace.html", "trace.json")
        .containsKeys("system.html", "system.json", "inventory.html", "sbom.cdx.json")
        .containsKeys("prove.json", "faults/memory-hog.html", "selinux.json", "ipc.json")
        .containsKeys("README.txt", "MANIFEST.sha256", "bundle.json")
        .doesNotContainKey("oom.json");
  }

  @Test
  void allDataCanBeReadAndTheTableHasEachRule() throws Exception {
    report("one");

    for (var file : files(work.resolve("one")).keySet()) {
      if (file.endsWith(".json") || file.endsWith(".sarif")) {
        assertThat(strings(work.resolve("one").resolve(file))).as(file).isNotEmpty();
      }
    }
    assertThat(strings(work.resolve("one/trace.json")))
        .contains("memory-hog", "held", "not-measured", "no-fault")
        .containsAll(Rules.all().stream().map(it -> it.id()).toList());
    assertThat(strings(work.resolve("one/bundle.json")))
        .contains("qm-report-1", "oom.json", "only a running machine can tell");
    // maps and sets have another order in each process, a report has not
    assertThat(work.resolve("one/prove.json"))
        .content()
        .containsSubsequence("\"isolation\"", "\"kernel\"", "\"processors\"")
        .containsSubsequence("\"cpu some\"", "\"io full\"", "\"memory some\"");
    assertThat(work.resolve("one/faults/memory-hog.html"))
        .content()
        .contains("memory-bound, swap-bound");
    assertThat(strings(work.resolve("one/selinux.json")))
        .contains("status", "invariants", "promises");
  }

  @Test
  void whatTheJudgedSideNamedIsTextInAllFiles() throws Exception {
    report("one");

    for (var file : files(work.resolve("one")).entrySet()) {
      var text = assertThat(file.getValue()).as(file.getKey());
      text.doesNotContain("\u202e", "\u0001");
      if (file.getKey().endsWith(".html")) {
        text.doesNotContain("<b onclick");
      }
    }
    assertThat(work.resolve("one/inventory.html"))
        .content()
        .contains("&lt;b onclick=x&gt;\\u202e\\x01");
    assertThat(strings(work.resolve("one/sbom.cdx.json")))
        .contains("<b onclick=x>\u202e\u0001", "pkg:deb/debian/libc6@2.41-12?arch=amd64");
  }

  /** bom-1.6.schema.json allows a version 1024 characters. */
  @Test
  void aVersionThatTheFormatDoesNotAllowIsLeftOut() throws Exception {
    var release = "ID=debian\nVERSION_ID=%s\nPRETTY_NAME=odd\n";
    machine.write("usr/lib/qm/rootfs/etc/os-release", release.formatted("7".repeat(1024)));
    report("one", "--json");
    machine.write("usr/lib/qm/rootfs/etc/os-release", release.formatted("7".repeat(1025)));
    report("two", "--json");

    assertThat(strings(work.resolve("one/sbom.cdx.json"))).contains("odd", "7".repeat(1024));
    assertThat(strings(work.resolve("two/sbom.cdx.json")))
        .contains("odd")
        .noneMatch(it -> it.startsWith("777"));
  }

  @Test
  void pagesAloneOrDataAlone() throws Exception {
    report("pages", "--html");
    report("data", "--json");

    assertThat(files(work.resolve("pages")))
        .containsKeys("index.html", "verify.html", "faults/memory-hog.html", "bundle.json")
        .doesNotContainKeys("verify.json", "sbom.cdx.json");
    assertThat(files(work.resolve("data")))
        .containsKeys("verify.json", "sbom.cdx.json", "README.txt", "bundle.json")
        .doesNotContainKeys("index.html", "verify.html", "faults/memory-hog.html");
  }

  @Test
  void withoutACampaignAllIsThereButWhatIsMeasuredAndThatIsSaid() throws Exception {
    var call = report(Campaigns.NONE, "one");

    assertThat(call.status()).isZero();
    assertThat(work.resolve("one/index.html"))
        .content()
        .contains("Nothing was measured: no campaign of")
        .contains("there was none; `qm prove` makes one");
  }

  @Test
  void wrongArgumentsAreSaidBeforeAnythingIsLookedAt() throws Exception {
    assertThatThrownBy(() -> Installed.call(command(Campaigns.NONE), List.of()))
        .isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> report("one", "--html", "--json")).isInstanceOf(UsageException.class);
    assertThatThrownBy(() -> report("one", "--sign", "/nowhere")).isInstanceOf(HostException.class);
    assertThatThrownBy(() -> report(Campaigns.NONE, "one", "--prove", "/nowhere"))
        .isInstanceOf(UsageException.class)
        .hasMessage("--prove /nowhere: there is no such folder");
    assertThatThrownBy(() -> report(Campaigns.NONE, "one", "--prove", folder.toString()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("no campaign is in it");
    Files.writeString(Files.createDirectory(work.resolve("mine")).resolve("a"), "mine");
    assertThatThrownBy(() -> report("mine", "--force")).hasMessageContaining("is no bundle");
    assertThat(work.toFile().list()).containsExactly("mine");
  }

  @Test
  void theJudgedSideDoesNotHoldItsReport() throws Exception {
    var theirs = machine.root().resolve("var/qm/report");
    var words = List.of("-o", theirs.toString(), "--root", machine.root().toString());

    assertThatThrownBy(() -> Installed.call(command(Campaigns.NONE), words))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("the partition can write there");
    assertThat(theirs).doesNotExist();
  }

  private Installed.Call report(String name, String... words) throws Exception {
    return report(new OneCampaign(), name, words);
  }

  private Installed.Call report(Campaigns campaigns, String name, String... words)
      throws Exception {
    var all = new ArrayList<>(List.of(words));
    all.addAll(List.of("-o", work.resolve(name).toString(), "--root", machine.root().toString()));
    return Installed.call(command(campaigns), all);
  }

  private static ReportCommand command(Campaigns campaigns) {
    return new ReportCommand(_ -> campaigns, DATED);
  }

  private static Map<String, String> files(Path top) throws IOException {
    var files = new TreeMap<String, String>();
    try (var all = Files.walk(top)) {
      for (var file : all.filter(Files::isRegularFile).toList()) {
        files.put(top.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  private static List<String> strings(Path file) throws IOException {
    var strings = new ArrayList<String>();
    try (var parser = new JsonFactory().createParser(file.toFile())) {
      while (parser.nextToken() != null) {
        strings.add(parser.getText());
      }
    }
    return strings;
  }

  /** One fault of two that was measured. */
  private static final class OneCampaign implements Campaigns {
    @Override
    public List<Fault> faults() {
      return List.of(fault("memory-hog"), fault("memory-thrash"));
    }

    private static Fault fault(String id) {
      return new Fault(
          id,
          "takes memory until it is killed",
          "a leak",
          Interference.MEMORY,
          "page allocator",
          Set.of("wakeup"),
          Set.of("memory-bound", "swap-bound"),
          new Fault.Action.Stress(List.of("--vm", "1")),
          "the partition's limit",
          "it dies",
          1);
    }

    @Override
    public Optional<CampaignResult> latest() {
      return Optional.of(
          new CampaignResult(
              "2026-03-09T12:00:00Z",
              "quick",
              1,
              Optional.empty(),
              Map.of("kernel", "6.12", "processors", "2", "isolation", "its own"),
              List.of(),
              List.of(result()),
              List.of("memory-thrash")));
    }

    private static FaultResult result() {
      var window =
          new Window(
              Duration.ofSeconds(5),
              List.of(new Reading("wakeup", Latencies.decoded(SAMPLES), 0, OptionalLong.of(0), 0)));
      return new FaultResult(
          "memory-hog",
          window,
          window,
          window,
          3,
          new Achieved(500, Duration.ofSeconds(5), "pages", List.of()),
          Optional.of(Duration.ofMillis(3)),
          new Toll(
              Map.of("memory some", 3L, "cpu some", 1L, "io full", 2L),
              0,
              1,
              0,
              List.of(),
              List.of()),
          List.of(
              new ProbeVerdict(
                  "wakeup", Outcome.HELD, 0.999, 5900, 5800, 5950, 6000, 1.01, 0, "as idle")));
    }

    @Override
    public CampaignResult at(Path folder) {
      return latest().orElseThrow();
    }
  }
}
