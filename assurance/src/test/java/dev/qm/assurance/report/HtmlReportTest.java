package dev.qm.assurance.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.qm.assurance.verify.Outcome;
import dev.qm.assurance.verify.Report;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands in the report; how a browser takes it is in {@link BrowserTest}. */
class HtmlReportTest {
  private static final Pattern ID = Pattern.compile(" id=\"([^\"]*)\"");
  private static final Pattern LINK = Pattern.compile(" href=\"([^\"]*)\"");
  private static final Pattern NAMED = Pattern.compile(" aria-labelledby=\"([^\"]*)\"");

  @TempDir Path folder;
  private Report report;
  private String page;

  @BeforeEach
  void makePage() throws Exception {
    var view = Samples.view(folder);
    report = Samples.report(view);
    page =
        HtmlReport.of(report, SystemPicture.of(view, Samples.ASIL_UNITS), Samples.FACTS)
            .replace(folder.toRealPath().toString(), "");
  }

  @Test
  void everyOutcomeIsInTheSample() {
    assertThat(report.counts()).allSatisfy((_, number) -> assertThat(number).isPositive());
    assertThat(report.problems()).isNotEmpty();
  }

  @Test
  void saysWhenWhereAndOfWhatItIs() {
    assertThat(text())
        .contains("ecu-17", "9 March 2026, 14:05 +00:00", "qm, with user ids of its own")
        .contains("what files say, and the running partition", "qm 0.1.0");
  }

  @Test
  void aFindingHasItsEvidenceItsHarmItsMendAndItsDropIn() {
    assertThat(text())
        .contains("the partition may use all memory")
        .contains("/etc/containers/systemd/qm.container.d/50-mine.conf:2 MemoryMax=infinity")
        .contains("Software inside takes all memory")
        .contains("set MemoryMax= in a drop-in, to what the ASIL side can spare")
        .contains(
            "[Service]\n# 75% is a start that nobody measured here: find out what is needed, and say that.\nMemoryMax=75%\n");
  }

  @Test
  void anAcceptedFindingHasItsOwnerItsReasonAndItsEnd() {
    assertThat(text())
        .contains("Accepted 1: the partition may write to the sensors' folder")
        .contains("A. Lindqvist, functional safety", "copies; its readers check a sum")
        .contains("2026-09-30", "/etc/qm-assurance/verify.d/sensors.conf:2");
  }

  @Test
  void everyRuleIsThereInFullWhateverCameOfIt() {
    for (var result : report.results()) {
      var rule = result.rule();
      assertThat(page).contains("id=\"rule-" + rule.id() + "\"");
      for (var words :
          List.of(
              rule.title(),
              rule.harm(),
              rule.rationale(),
              rule.how(),
              rule.proves(),
              rule.doesNotProve(),
              rule.mend())) {
        assertThat(text()).contains(words.replace("`", ""));
      }
      assertThat(text()).contains(rule.sources());
    }
  }

  @Test
  void reasonsStandBesideWhatWasNotJudgedOrHasNothingToBeAbout() {
    for (var result : report.results()) {
      assertThat(text()).contains(result.reason());
    }
    assertThat(text()).contains("Until=soon is no day", "verify.d/old.conf:6");
  }

  @Test
  void everyLinkLeadsToAPlaceOfThePageAndNoPlaceIsThereTwice() {
    var ids = new HashSet<String>();
    for (var id = ID.matcher(page); id.find(); ) {
      assertThat(ids.add(id.group(1))).as(id.group(1)).isTrue();
    }
    var links = 0;
    for (var link = LINK.matcher(page); link.find(); links++) {
      assertThat(link.group(1)).startsWith("#");
      assertThat(ids).contains(link.group(1).substring(1));
    }
    for (var named = NAMED.matcher(page); named.find(); ) {
      assertThat(ids).contains(named.group(1).split(" "));
    }
    assertThat(links).isGreaterThan(20);
    for (var result : report.results()) {
      assertThat(page).contains("href=\"#rule-" + result.rule().id() + "\"");
    }
  }

  @Test
  void theVerdictIsOneSentence() {
    assertThat(text())
        .contains(
            report.counts().get(Outcome.FAIL)
                + " rules fail, with 5 findings that nobody answers for");
  }

  @Test
  void aNameThatIsMarkupIsText() {
    assertThat(page).doesNotContain("<img").contains("&lt;img src=x onerror=alert(1)&gt;");
  }

  private String text() {
    return Pages.text(page);
  }
}
