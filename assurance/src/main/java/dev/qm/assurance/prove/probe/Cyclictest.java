package dev.qm.assurance.prove.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.host.HostException;
import dev.qm.host.file.Bounded;
import dev.qm.host.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.HdrHistogram.Histogram;

/**
 * cyclictest(8) of the rt-tests, for a second opinion on the probe {@code cyclic}: the same period,
 * the same priority, beside it. What it does for itself to be woken sooner (PM QoS) is switched
 * off, since the probe does not. Cycles that it is too late for it skips and does not count, so its
 * readings do not tell how many never began.
 *
 * @param program where it is
 */
record Cyclictest(Path program) {
  private static final String NAME = "cyclictest";

  /** Microseconds; longer ones are only counted, and taken for as long as the longest. */
  private static final int LONGEST = 100_000;

  private static final long MICROSECOND = 1000;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /**
   * The tool that was asked for.
   *
   * @throws HostException when that is another one, or it is not installed
   */
  static Cyclictest of(List<String> tools) throws HostException {
    if (!tools.equals(List.of(NAME))) {
      throw new HostException(
          "cannot measure by " + String.join(", ", tools),
          "the only other tool that qm prove reads is " + NAME);
    }
    var program = Command.find(NAME);
    if (program.isEmpty()) {
      throw new HostException(
          "cannot measure by " + NAME, "it is not installed", "install package rt-tests");
    }
    return new Cyclictest(program.get());
  }

  /**
   * Measures in the place of the probes, for whole seconds.
   *
   * @return nothing when the window has no second
   */
  Optional<Reading> measure(Placement placement, Duration length) throws HostException {
    if (length.toSeconds() == 0) {
      return Optional.empty();
    }
    try {
      var result = Files.createTempFile(NAME, ".json");
      try {
        var argv = placement.within(NAME, argv(length.toSeconds(), result));
        Command.of(argv).timeout(length.plus(PATIENCE)).require();
        return Optional.of(reading(Bounded.text(result)));
      } finally {
        Files.deleteIfExists(result);
      }
    } catch (IOException failure) {
      throw new HostException("cannot read the result of " + NAME, failure);
    }
  }

  /** What its result says, {@code --json}; the histogram is in microseconds. */
  static Reading reading(String text) throws HostException {
    var histogram = new Histogram(Latencies.LONGEST, Latencies.DIGITS);
    var cycles = 0L;
    var max = 0L;
    try (var json = new JsonFactory().createParser(text)) {
      for (var token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          switch (json.currentName()) {
            case "histogram" -> fill(histogram, json);
            case "cycles" -> cycles = number(json);
            case "max" -> max = number(json);
            default -> {
              // the machine, the command line, ...
            }
          }
        }
      }
    } catch (IOException | RuntimeException bad) {
      throw new HostException(
          "cannot read the result of " + NAME, "it is not what version 2 writes");
    }
    var told = histogram.getTotalCount();
    if (told == 0 || max <= 0) {
      throw new HostException("cannot read the result of " + NAME, "it measured nothing");
    }
    if (cycles > told) {
      histogram.recordValueWithCount(nanoseconds(max), cycles - told);
    }
    var deadline = Probes.CYCLICTEST.deadline().toNanos();
    var missed = histogram.getTotalCount() - histogram.getCountBetweenValues(0, deadline);
    return new Reading(NAME, Latencies.of(histogram), missed, OptionalLong.empty(), 0);
  }

  private List<String> argv(long seconds, Path result) {
    return List.of(
        program.toString(),
        "--quiet",
        "--mlockall",
        "--default-system",
        "--priority=" + Bench.PRIORITY,
        "--interval=" + Probes.CYCLICTEST.period().toNanos() / MICROSECOND,
        "--duration=" + seconds,
        "--histogram=" + LONGEST,
        "--histfile=/dev/null",
        "--json=" + result);
  }

  /** An object of microseconds and how often each was seen. */
  private static void fill(Histogram histogram, JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new IOException("no object");
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var value = Long.parseLong(json.currentName());
      histogram.recordValueWithCount(nanoseconds(value), number(json));
    }
  }

  private static long nanoseconds(long microseconds) {
    return Math.clamp(microseconds, 0, Latencies.LONGEST / MICROSECOND) * MICROSECOND;
  }

  private static long number(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.VALUE_NUMBER_INT) {
      throw new IOException("no number");
    }
    var number = json.getLongValue();
    if (number < 0) {
      throw new IOException("a number below zero");
    }
    return number;
  }
}
