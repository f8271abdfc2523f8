package dev.qm.assurance.report;

import dev.qm.assurance.prove.judge.ProbeVerdict;
import dev.qm.assurance.prove.reading.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Draws how long tries of a probe took, idle, under a fault and idle again, as quantiles: to the
 * right each step of the axis is one more nine, so that the tail has as much room as the rest.
 * HdrHistogram plots percentiles so. A line's dashes and its words say what its colour says.
 */
final class LatencySvg {
  private static final int WIDTH = 760;
  private static final int HEIGHT = 320;
  private static final int LEFT = 70;
  private static final int RIGHT = WIDTH - 118;
  private static final int TOP = 16;
  private static final int BOTTOM = HEIGHT - 52;

  /** From one point of a line to the next, in nines. */
  private static final double STEP = 0.04;

  /** Words of two lines are no nearer. */
  private static final int APART = 15;

  /** Nines, where a plot has fewer samples. */
  private static final double FEWEST_NINES = 2;

  /**
   * A line of the plot.
   *
   * @param style its class
   */
  private record Line(String name, String style, Latencies latencies) {
    /** How many nines its samples reach: beyond, the longest is all that is known. */
    double nines() {
      return Math.log10((double) Math.max(1, latencies.count()));
    }
  }

  private final List<Line> lines;
  private final Optional<ProbeVerdict> verdict;
  private final double nines;
  private final int lowest;
  private final int highest;

  private LatencySvg(List<Line> lines, Optional<ProbeVerdict> verdict) {
    this.lines = lines;
    this.verdict = verdict;
    var most = FEWEST_NINES;
    var low = Long.MAX_VALUE;
    var high = 1L;
    for (var line : lines) {
      most = Math.max(most, line.nines());
      low = Math.min(low, Math.max(1, line.latencies().quantile(0)));
      high = Math.max(high, line.latencies().max());
    }
    nines = most;
    lowest = (int) Math.floor(Math.log10((double) Math.min(low, high)));
    highest = Math.max(lowest + 1, (int) Math.ceil(Math.log10((double) high)));
  }

  /**
   * Draws a plot in a page that has the style sheet.
   *
   * @param id of the picture in the page
   * @param title what was timed
   * @param verdict whose confidence interval is shown
   */
  static void write(
      Markup page,
      String id,
      String title,
      Latencies before,
      Latencies during,
      Latencies after,
      Optional<ProbeVerdict> verdict) {
    var lines = new ArrayList<Line>();
    add(lines, "idle", "idle", before);
    add(lines, "idle again", "again", after);
    add(lines, "under the fault", "under", during);
    if (!lines.isEmpty()) {
      new LatencySvg(lines, verdict).draw(page, id, title);
    }
  }

  private static void add(List<Line> lines, String name, String style, Latencies latencies) {
    if (latencies.count() > 0) {
      lines.add(new Line(name, style, latencies));
    }
  }

  private void draw(Markup page, String id, String title) {
    page.open(
        "svg",
        "class",
        "plot",
        "viewBox",
        "0 0 " + WIDTH + " " + HEIGHT,
        "role",
        "img",
        "aria-labelledby",
        id + "-title " + id + "-description");
    page.element("title", title, "id", id + "-title");
    page.element("desc", description(), "id", id + "-description");
    grid(page);
    interval(page);
    for (var line : lines) {
      line(page, line);
    }
    names(page);
    page.closeLine();
  }

  private String description() {
    var text = new StringBuilder("Latency by quantile.");
    for (var line : lines) {
      var it = line.latencies();
      text.append(' ').append(line.name()).append(": p50 ").append(Felt.time(it.quantile(0.5)));
      text.append(", p99 ").append(Felt.time(it.quantile(0.99)));
      text.append(", p99.9 ").append(Felt.time(it.quantile(0.999)));
      text.append(", longest ").append(Felt.time(it.max())).append(", of ");
      text.append(it.count()).append(" tries that ended.");
    }
    return text.toString();
  }

  private void grid(Markup page) {
    for (var decade = lowest; decade <= highest; decade++) {
      var y = y(decade);
      path(page, "grid", "M" + LEFT + " " + number(y) + "H" + RIGHT);
      text(page, "end", LEFT - 8, y + 4, Felt.time((long) Math.pow(10, decade)));
    }
    mark(page, 0, "0 %");
    mark(page, -Math.log10(0.5), "50 %");
    for (var nine = 1; nine <= nines + 1e-9; nine++) {
      var share = 100 - Math.pow(10, 2.0 - nine);
      mark(page, nine, String.format(Locale.ROOT, "%." + Math.max(0, nine - 2) + "f %%", share));
    }
    path(page, "axis", "M" + LEFT + " " + TOP + "V" + BOTTOM + "H" + RIGHT);
    text(
        page,
        "middle",
        (LEFT + RIGHT) / 2.0,
        HEIGHT - 10,
        "share of tries that took no longer; both axes are logarithmic");
  }

  private void mark(Markup page, double at, String words) {
    var x = x(at);
    path(page, "grid", "M" + number(x) + " " + TOP + "V" + (BOTTOM + 5));
    text(page, "middle", x, BOTTOM + 20, words);
  }

  /** The confidence interval of the quantile that was judged. */
  private void interval(Markup page) {
    if (verdict.isEmpty() || verdict.get().high() <= 0 || verdict.get().quantile() >= 1) {
      return;
    }
    var it = verdict.get();
    var x = x(Math.min(nines, -Math.log10(1 - it.quantile())));
    var low = number(y(log(it.low())));
    var high = number(y(log(it.high())));
    var left = number(x - 5);
    path(page, "interval", "M" + number(x) + " " + low + "V" + high);
    path(page, "interval", "M" + left + " " + low + "h10M" + left + " " + high + "h10");
  }

  private void line(Markup page, Line line) {
    var path = new StringBuilder();
    for (var at = 0.0; at < line.nines(); at += STEP) {
      var value = line.latencies().quantile(1 - Math.pow(10, -at));
      point(path, at, value);
    }
    point(path, line.nines(), line.latencies().max());
    path(page, "line " + line.style(), path.toString());
  }

  private void point(StringBuilder path, double at, long value) {
    path.append(path.isEmpty() ? 'M' : 'L').append(number(x(at))).append(' ');
    path.append(number(y(log(value))));
  }

  /** Where each line ends, its name; none stands on another. */
  private void names(Markup page) {
    var order = new ArrayList<>(lines);
    order.sort((one, other) -> Double.compare(end(one), end(other)));
    // from the top down, and up again from the bottom where there is no more room
    var places = new double[order.size()];
    for (var i = 0; i < places.length; i++) {
      places[i] = Math.max(end(order.get(i)), i == 0 ? TOP + 4 : places[i - 1] + APART);
    }
    for (var i = places.length - 1; i >= 0; i--) {
      var most = i == places.length - 1 ? BOTTOM : places[i + 1] - APART;
      places[i] = Math.min(places[i], most);
    }
    for (var i = 0; i < places.length; i++) {
      text(page, "name-of " + order.get(i).style(), RIGHT + 10, places[i] + 4, order.get(i).name());
    }
  }

  private double end(Line line) {
    return y(log(line.latencies().max()));
  }

  private double x(double at) {
    return LEFT + at / nines * (RIGHT - LEFT);
  }

  private double y(double log) {
    var share = (log - lowest) / (highest - lowest);
    return BOTTOM - Math.clamp(share, 0.0, 1.0) * (BOTTOM - TOP);
  }

  private static double log(long nanoseconds) {
    return Math.log10((double) Math.max(1, nanoseconds));
  }

  private static void path(Markup page, String style, String d) {
    page.empty("path", "class", style, "d", d);
  }

  private static void text(Markup page, String style, double x, double y, String words) {
    page.element("text", words, "class", style, "x", number(x), "y", number(y));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
