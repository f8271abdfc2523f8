package dev.qm.assurance.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real browser takes the report as it is meant. Far longer than any of this takes is a browser
 * that hangs.
 */
@Tag("launcher")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class BrowserTest {
  private static final String NAME = "report.html";

  @TempDir Path work;
  @TempDir Path machine;
  private Browser browser;

  @BeforeEach
  void openReport() throws Exception {
    Browser.require();
    var view = Samples.view(machine);
    Files.writeString(
        work.resolve(NAME),
        HtmlReport.of(
            Samples.report(view), SystemPicture.of(view, Samples.ASIL_UNITS), Samples.FACTS));
    browser = Browser.start(work);
    browser.resize(1200, 900);
    browser.open(NAME);
  }

  @AfterEach
  void endBrowser() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void axeFindsNothingInEitherScheme(String scheme) throws Exception {
    browser.prefer(scheme);
    browser.ask("document.querySelectorAll('details').forEach(it => { it.open = true; })");
    browser.ask(axe());

    var found =
        browser.ask(
            "axe.run(document, { resultTypes: ['violations', 'passes'] }).then(it => ({"
                + " checked: it.passes.map(rule => rule.id),"
                + " violations: it.violations.map(rule => rule.id + ': '"
                + " + rule.nodes.map(node => node.html).join(' ')) }))");

    assertThat(list(Browser.map(found).get("violations"))).isEmpty();
    assertThat(list(Browser.map(found).get("checked")))
        .contains("color-contrast", "heading-order", "label", "landmark-one-main", "region")
        .contains("svg-img-alt", "td-headers-attr", "document-title", "html-has-lang");
    assertThat(browser.ask("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo(scheme.equals("light") ? "rgb(255, 255, 255)" : "rgb(18, 22, 27)");
  }

  @Test
  void asksNothingOfAnyOtherPlaceAndMayNot() throws Exception {
    assertThat(browser.events("Network.requestWillBeSent"))
        .extracting(it -> Browser.map(Browser.map(it.get("params")).get("request")).get("url"))
        .containsOnly("file:///desk/" + NAME);
    assertThat(browser.events("Log.entryAdded")).isEmpty();
    assertThat(browser.events("Runtime.exceptionThrown")).isEmpty();

    // what got into it all the same would be told so
    for (var intruder :
        List.of(
            "Object.assign(document.createElement('img'), { src: 'https://example.org/a.png' })",
            "Object.assign(document.createElement('script'), { textContent: 'window.in = 1' })",
            "Object.assign(document.createElement('style'), { textContent: 'p { color: red }' })",
            "Object.assign(document.createElement('iframe'), { src: 'https://example.org/' })")) {
      assertThat(
              browser.ask(
                  "new Promise(done => { document.addEventListener('securitypolicyviolation',"
                      + " it => done(it.disposition), { once: true });"
                      + " document.body.append("
                      + intruder
                      + "); })"))
          .isEqualTo("enforce");
    }
    assertThat(browser.ask("typeof window.in")).isEqualTo("undefined");
  }

  @Test
  void filtersShowWhatIsAskedForAndSayHowMuch() throws Exception {
    assertThat(visible("#filters")).isEqualTo(1);
    assertThat(visible(".finding")).isEqualTo(6);

    choose("filter-outcome", "FAIL");
    assertThat(visible(".finding")).isEqualTo(5);
    assertThat(visible("#accepted, #not-judged, #pass, #not-applicable")).isZero();
    assertThat(visible("article.rule")).isEqualTo(3);
    assertThat(browser.ask("document.getElementById('filter-told').textContent"))
        .isEqualTo("Shown: 5 of 10 findings and verdicts, 3 of 8 rules.");

    choose("filter-kind", "MEMORY");
    assertThat(visible(".finding")).isEqualTo(2);

    choose("filter-words", "  RUNNING partition's MEMORY ");
    assertThat(visible(".finding")).isEqualTo(1);

    browser.ask("document.querySelector('#filters button').click()");
    browser.ask("new Promise(done => setTimeout(done))");
    assertThat(visible(".finding")).isEqualTo(6);
    assertThat(browser.ask("document.getElementById('filter-told').textContent")).isEqualTo("");
  }

  @Test
  void aLinkLeadsToItsRuleAlsoWhereAFilterHidIt() throws Exception {
    choose("filter-words", "camera");
    assertThat(visible("#rule-cpu-weight")).isZero();

    browser.ask(
        "new Promise(done => { addEventListener('hashchange', () => setTimeout(done));"
            + " location.hash = 'rule-cpu-weight'; })");

    assertThat(visible("#rule-cpu-weight")).isEqualTo(1);
    browser.ask(
        "new Promise(done => { addEventListener('hashchange', () => setTimeout(done));"
            + " location.hash = 'result-cpu-weight'; })");
    assertThat(visible("#result-cpu-weight")).as("in what was folded").isEqualTo(1);
  }

  @Test
  void withoutScriptingEverythingIsThereAndNothingThatDoesNothing() throws Exception {
    browser.scripts("refused");
    browser.open(NAME);

    assertThat(visible("#filters")).isZero();
    assertThat(visible(".finding")).isEqualTo(6);
    assertThat(visible("tr[data-outcome]")).isEqualTo(4);
    assertThat(visible("article.rule")).isEqualTo(8);
    assertThat(browser.ask("document.querySelectorAll('details:not([open])').length"))
        .isEqualTo(0.0);
  }

  @Test
  void onPaperAllIsOpenWhateverIsFilteredAndNothingIsThereToClick() throws Exception {
    choose("filter-words", "camera");
    browser.prefer("dark");
    Files.write(work.resolve("report.pdf"), browser.print());

    var text = Browser.inTree(work, "pdftotext", "-layout", "/desk/report.pdf", "-");

    assertThat(text.status()).as(text.output()).isZero();
    var words = text.output().replaceAll("\\s+", " ");
    assertThat(words)
        .contains("Finding 1: the partition may use all memory")
        .contains("/sys/fs/cgroup/qm.service/cpu.weight")
        .contains("A. Lindqvist, functional safety")
        .contains("What leads from the partition to the host")
        .contains("rt-throttling (see section 9)")
        .contains("That no descriptor of a host's process was handed in.")
        .containsPattern("\\b1 ?/ ?\\d")
        .doesNotContain("Show all")
        .doesNotContain("Skip to");
    var pages = Browser.inTree(work, "pdfinfo", "/desk/report.pdf");
    assertThat(pages.output())
        .containsPattern("Tagged: +yes")
        .containsPattern("Page size: +59\\d.* x 84\\d.*A4")
        .containsPattern("Title: +Freedom from interference: ecu-17");
  }

  @Test
  void everyTextOfThePictureHasRoom() throws Exception {
    assertThat(tight()).isEmpty();
  }

  @Test
  void everyTextHasRoomWhereThereAreManyAndTheirNamesAreLongOrWide() throws Exception {
    var view = Samples.view(Files.createDirectory(machine.resolve("crowded")));
    Files.writeString(
        work.resolve("crowded.html"),
        HtmlReport.of(Samples.report(view), Samples.crowded(), Samples.FACTS));
    browser.open("crowded.html");

    assertThat(tight()).isEmpty();
    assertThat(browser.ask("document.querySelector('.picture').textContent"))
        .asString()
        .contains("and 22 more", "and 25 more");
    assertThat(
            browser.ask(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
        .isEqualTo(0.0);
  }

  /** The texts of the picture that touch another one or the edge of a box. */
  private List<Object> tight() throws Exception {
    var tight =
        browser.ask(
            """
            (() => {
              const boxes = Array.from(document.querySelectorAll('.picture rect'), it => it.getBBox());
              const texts = Array.from(document.querySelectorAll('.picture text'));
              const apart = (a, b) => a.x + a.width <= b.x || b.x + b.width <= a.x
                || a.y + a.height <= b.y + 3 || b.y + b.height <= a.y + 3;
              const inside = (a, b) => a.x >= b.x && a.x + a.width <= b.x + b.width
                && a.y >= b.y && a.y + a.height <= b.y + b.height;
              const view = document.querySelector('.picture').viewBox.baseVal;
              const tight = [];
              for (const text of texts) {
                const place = text.getBBox();
                if (!inside(place, view)
                    || boxes.some(box => !inside(place, box) && !apart(place, box))
                    || texts.some(other => other !== text && !apart(place, other.getBBox()))) {
                  tight.push(text.textContent);
                }
              }
              return tight;
            })()
            """);
    return list(tight);
  }

  @Test
  void aNarrowWindowScrollsThePictureNotThePageNorItsTables() throws Exception {
    browser.resize(360, 800);
    browser.ask("document.querySelectorAll('details').forEach(it => { it.open = true; })");

    assertThat(
            list(
                browser.ask(
                    "Array.from(document.querySelectorAll('.wide:has(table)'))"
                        + ".filter(it => it.scrollWidth > it.clientWidth)"
                        + ".map(it => it.textContent)")))
        .isEmpty();
    assertThat(
            browser.ask(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
        .isEqualTo(0.0);
  }

  private void choose(String id, String value) throws Exception {
    browser.ask(
        "{ const it = document.getElementById('"
            + id
            + "'); it.value = \""
            + value
            + "\"; it.dispatchEvent(new Event('input', { bubbles: true })); }");
  }

  private int visible(String selector) throws Exception {
    var number =
        browser.ask(
            "Array.from(document.querySelectorAll('"
                + selector
                + "')).filter(it => it.checkVisibility()).length");
    return ((Number) number).intValue();
  }

  private static List<Object> list(Object value) {
    return new ArrayList<>((List<?>) value);
  }

  private static String axe() throws Exception {
    try (var script = ClassLoader.getSystemResourceAsStream("axe.min.js")) {
      return new String(
          Objects.requireNonNull(script, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
