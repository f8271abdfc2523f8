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

/** A real browser takes the pages of a bundle as they are meant. */
@Tag("launcher")
@Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class BundleBrowserTest {
  private static final List<String> SHOWN =
      List.of(
          "index.html", "trace.html", "system.html", "inventory.html", "faults/rtnl-storm.html");

  @TempDir Path work;
  @TempDir Path machine;
  private Browser browser;

  @BeforeEach
  void openBrowser() throws Exception {
    Browser.require();
    for (var page : BundlePages.of(Samples.view(machine)).entrySet()) {
      var file = work.resolve(page.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, page.getValue());
    }
    browser = Browser.start(work);
    browser.resize(1200, 900);
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
    for (var page : SHOWN) {
      browser.open(page);
      browser.ask(axe());

      var found =
          browser.ask(
              "axe.run(document, { resultTypes: ['violations'] }).then(it =>"
                  + " it.violations.map(rule => rule.id + ': '"
                  + " + rule.nodes.map(node => node.html).join(' ')))");

      assertThat(list(found)).as(page).isEmpty();
    }
  }

  @Test
  void noPageAsksAnythingOfAnotherPlace() throws Exception {
    for (var page : SHOWN) {
      browser.open(page);

      assertThat(browser.events("Network.requestWillBeSent"))
          .extracting(it -> Browser.map(Browser.map(it.get("params")).get("request")).get("url"))
          .containsOnly("file:///desk/" + page);
      assertThat(browser.events("Log.entryAdded")).as(page).isEmpty();
    }
  }

  @Test
  void everyTextOfAPlotHasRoom() throws Exception {
    browser.open("faults/rtnl-storm.html");

    var tight =
        browser.ask(
            """
            Array.from(document.querySelectorAll('.plot')).flatMap(plot => {
              const texts = Array.from(plot.querySelectorAll('text'));
              const view = plot.viewBox.baseVal;
              const apart = (a, b) => a.x + a.width <= b.x || b.x + b.width <= a.x
                || a.y + a.height <= b.y + 3 || b.y + b.height <= a.y + 3;
              return texts.filter(text => {
                const it = text.getBBox();
                return it.x < view.x || it.y < view.y || it.x + it.width > view.x + view.width
                  || it.y + it.height > view.y + view.height
                  || texts.some(other => other !== text && !apart(it, other.getBBox()));
              }).map(text => text.textContent);
            })
            """);

    assertThat(list(tight)).isEmpty();
    assertThat(browser.ask("document.querySelectorAll('.plot .line').length")).isEqualTo(6.0);
  }

  @Test
  void aNarrowWindowScrollsTablesNotPages() throws Exception {
    browser.resize(360, 800);
    for (var page : SHOWN) {
      browser.open(page);

      assertThat(
              browser.ask(
                  "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
          .as(page)
          .isEqualTo(0.0);
    }
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
