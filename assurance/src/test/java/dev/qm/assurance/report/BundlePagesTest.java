package dev.qm.assurance.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.bundle.Trace;
import dev.qm.assurance.prove.judge.ProbeVerdict.Outcome;
import dev.qm.assurance.prove.result.CampaignResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages are documents, lead to each other, and hold what anybody wrote as text. */
class BundlePagesTest {
  private static final Pattern LINK = Pattern.compile("href=\"([^\"#]*)(#[^\"]*)?\"");

  @TempDir Path machine;
  private Map<String, String> pages;

  @BeforeEach
  void pagesOfAMachine() throws Exception {
    var view = Samples.view(machine);
    var status = machine.resolve("usr/lib/qm/rootfs/var/lib/dpkg/status");
    Files.createDirectories(status.getParent());
    Files.writeString(
        status,
        """
        Package: <script>alert(1)</script>
        Status: install ok installed
        Version: 1"><img src=x onerror=alert(2)>
        Architecture: amd64
        Maintainer: \u001b[2J</td></table> <evil@example.org>

        Package: libc6
        Status: install ok installed
        Version: 2.41-12+deb13u1
        Architecture: amd64
        """,
        StandardCharsets.UTF_8);
    pages = BundlePages.of(view);
  }

  @Test
  void everyPageIsWellFormedAndNamesNoOtherPlace() {
    for (var page : pages.entrySet()) {
      Pages.text(page.getValue());
      assertThat(page.getValue()).as(page.getKey()).doesNotContain("http:", "https:", "<script");
    }
  }

  @Test
  void aProbesMissesAreOfTheTriesThatWereDue() {
    var samples =
        MeasuredSamples.campaign().faults().getFirst().during().readings().getFirst().latencies();
    var due = samples.count() + 5;

    assertThat(Pages.text(pages.get("faults/memory-hog.html")))
        .contains("17 of " + due)
        .contains(due + " tries were due: 12 came late, 5 never began.");
  }

  /** No probe is beyond its budget there. */
  @Test
  void anAttemptThatWasLetThroughIsTheReason() throws Exception {
    var held = MeasuredSamples.result("memory-hog", Outcome.HELD, 1, 1, List.of());
    var result = MeasuredSamples.admitted(held, "<iopl>");
    var campaign =
        new CampaignResult(
            "2026-03-09T13:00:00Z",
            "quick",
            42,
            Optional.empty(),
            Map.of(),
            List.of(),
            List.of(result),
            List.of());
    var trace =
        Trace.of(
            Samples.report(Samples.view(Files.createDirectory(machine.resolve("another")))),
            MeasuredSamples.faults(),
            Optional.of(campaign));

    assertThat(Pages.text(FaultPage.of(Samples.FACTS, result, Optional.empty())))
        .contains("failed: what has to be refused was let through: <iopl>.");
    assertThat(Pages.text(TracePage.of(Samples.FACTS, trace, Map.of())))
        .contains("let through: <iopl>");
  }

  @Test
  void aFaultInAPlainContainerStandsBesideIt() {
    var measured = Pages.text(pages.get("faults/memory-hog.html"));
    assertThat(measured)
        .contains("In a plain container of the host's", "failed; 12345 operations in ")
        .contains("48.3", "held");
    assertThat(Pages.text(pages.get("faults/starved.html")))
        .contains("not measured: needs the partition's <systemd>");
    assertThat(Pages.text(pages.get("faults/sync-loop.html"))).doesNotContain("plain container");
  }

  @Test
  void everyLinkLeadsToAPageOfTheBundleOrToAPlaceInThisOne() {
    var outside = new HashSet<String>();
    for (var page : pages.entrySet()) {
      var link = LINK.matcher(page.getValue());
      while (link.find()) {
        var target = link.group(1);
        var named =
            target.isEmpty()
                ? page.getKey()
                : target.startsWith("../") ? target.substring(3) : target;
        var anchor = link.group(2);
        if (!pages.containsKey(named)) {
          outside.add(named);
        } else if (anchor != null) {
          assertThat(pages.get(named)).contains("id=\"" + anchor.substring(1) + "\"");
        }
      }
    }

    // these are made by others
    assertThat(outside).containsExactlyInAnyOrder("verify.html");
  }

  @Test
  void aPackageIsNamedAsItsDatabaseDoesAndActsOnNothing() {
    var page = pages.get("inventory.html");

    assertThat(Pages.text(page))
        .contains("<script>alert(1)</script>", "1\"><img src=x onerror=alert(2)>", "\\x1b[2J")
        .contains("libc6", "2.41-12+deb13u1")
        .contains(
            "The database of the rootfs has packages with a name, version or architecture that none of");
    assertThat(page).doesNotContain("<img", "\u001b");
  }

  @Test
  void theFirstPageNamesEachGap() {
    assertThat(Pages.text(pages.get("index.html")))
        .contains("oom.json is missing: only a running machine can tell.")
        .contains("The campaign is not whole: not measured are panic, video.")
        .contains("The probes ran without a real-time priority")
        .contains("The kernel's configuration is not known: there is none of")
        .contains(
            "5 faults, 2 failed, 1 not judged, 1 degraded, 1 held; 2 more were not carried out.");
  }

  @Test
  void theFirstPageSaysWhoIsJudgedAndWhatIsNot() {
    assertThat(Pages.text(pages.get("index.html")))
        .contains("Risks accepted", "1 of 1 acceptance used")
        .contains("Units of the ASIL side", "The partition")
        .contains("Not judged: ", "rt-throttling: only a running machine can tell.")
        .contains("From interference to measurement ", " whole: in ")
        .contains("is shown by its rule alone")
        .doesNotContain("have a gap");
  }

  @Test
  void aPlotSaysInWordsWhatItDraws() {
    var page = pages.get("faults/rtnl-storm.html");

    assertThat(page).contains("class=\"line idle\"", "class=\"line under\"", "class=\"interval\"");
    assertThat(Pages.text(page))
        .contains("Latency of wakeup, idle and under the fault rtnl-storm")
        .contains("under the fault: p50 ")
        .contains("99.9 %");
  }
}
