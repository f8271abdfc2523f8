package dev.qm.cli.command.show;

import dev.qm.cli.terminal.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** One value of a sheet, for people and for programs. */
sealed interface Value {
  /** For people; not yet made harmless. */
  String text();

  /** For programs, as the field {@code name}. */
  void json(Json json, String name) throws IOException;

  /** Words; whoever prints them makes them harmless. */
  record Words(String text) implements Value {
    @Override
    public void json(Json json, String name) throws IOException {
      json.field(name, text);
    }
  }

  /** A count. */
  record Count(long number) implements Value {
    @Override
    public String text() {
      return Long.toString(number);
    }

    @Override
    public void json(Json json, String name) throws IOException {
      json.field(name, number);
    }
  }

  /** A size in bytes. */
  record Bytes(long number) implements Value {
    @Override
    public String text() {
      if (number < 10_000) {
        return number + " B";
      }
      var kibibytes = number >> 10;
      if (kibibytes < 10_000) {
        return kibibytes + " KiB";
      }
      var mebibytes = number >> 20;
      return mebibytes < 10_000 ? mebibytes + " MiB" : (number >> 30) + " GiB";
    }

    @Override
    public void json(Json json, String name) throws IOException {
      json.field(name, number);
    }
  }

  /** A time in microseconds. */
  record Micros(long number) implements Value {
    @Override
    public String text() {
      var time = Duration.ofNanos(1000 * number);
      if (time.toMinutes() < 1) {
        return time.toMillis() / 1000 + "." + time.toMillis() % 1000 / 100 + " s";
      }
      if (time.toHours() < 1) {
        return time.toMinutes() + " min " + time.toSecondsPart() + " s";
      }
      return time.toHours() + " h " + time.toMinutesPart() + " min";
    }

    @Override
    public void json(Json json, String name) throws IOException {
      json.field(name, number);
    }
  }

  /** Yes or no. */
  record Truth(boolean is) implements Value {
    @Override
    public String text() {
      return is ? "yes" : "no";
    }

    @Override
    public void json(Json json, String name) throws IOException {
      json.field(name, is);
    }
  }

  /** What is not known, or not there. */
  record None() implements Value {
    @Override
    public String text() {
      return "-";
    }

    @Override
    public void json(Json json, String name) throws IOException {
      json.unknown(name);
    }
  }

  /** Words. */
  static Value of(String words) {
    return new Words(words);
  }

  /** Anything that says in words what it is. */
  static Value of(Optional<?> words) {
    return words.isPresent() ? new Words(String.valueOf(words.get())) : new None();
  }

  /** A count. */
  static Value count(OptionalLong number) {
    return number.isPresent() ? new Count(number.getAsLong()) : new None();
  }

  /** A size. */
  static Value bytes(OptionalLong number) {
    return number.isPresent() ? new Bytes(number.getAsLong()) : new None();
  }

  /** A time. */
  static Value micros(OptionalLong number) {
    return number.isPresent() ? new Micros(number.getAsLong()) : new None();
  }
}
