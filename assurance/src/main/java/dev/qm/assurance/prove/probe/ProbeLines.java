package dev.qm.assurance.prove.probe;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.qm.assurance.prove.reading.Latencies;
import dev.qm.assurance.prove.reading.Reading;
import dev.qm.assurance.prove.reading.Window;
import dev.qm.host.HostException;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the probes' process says, a line of JSON each: first {@code {"notAllowed": [...]}}, then for
 * each window {@code {"nanoseconds": n, "readings": [{"probe", "latencies", "missed", "leftOut",
 * "failed"}, ...]}}.
 */
final class ProbeLines {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private static final String NOT_ALLOWED = "notAllowed";
  private static final String NANOSECONDS = "nanoseconds";
  private static final String READINGS = "readings";

  private static final int MOST_ELEMENTS = 1000;

  private ProbeLines() {}

  /** The first line, without its end. */
  static String ofNotAllowed(List<String> sentences) throws IOException {
    var line = new StringWriter();
    try (var json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeArrayFieldStart(NOT_ALLOWED);
      for (var sentence : sentences) {
        json.writeString(sentence);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return line.toString();
  }

  /** The line of a window, without its end. */
  static String of(Window window) throws IOException {
    var line = new StringWriter();
    try (var json = JSON.createGenerator(line)) {
      json.writeStartObject();
      json.writeNumberField(NANOSECONDS, window.length().toNanos());
      json.writeArrayFieldStart(READINGS);
      for (var reading : window.readings()) {
        write(json, reading);
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return line.toString();
  }

  /** What the first line says. */
  static List<String> notAllowed(String line) throws HostException {
    return read(
        line,
        json -> {
          expect(json, JsonToken.START_OBJECT);
          key(json, NOT_ALLOWED);
          expect(json, JsonToken.START_ARRAY);
          var sentences = new ArrayList<String>();
          while (json.nextToken() == JsonToken.VALUE_STRING && sentences.size() < MOST_ELEMENTS) {
            sentences.add(json.getText());
          }
          is(json, JsonToken.END_ARRAY);
          expect(json, JsonToken.END_OBJECT);
          return List.copyOf(sentences);
        });
  }

  /** What the line of a window says. */
  static Window window(String line) throws HostException {
    return read(
        line,
        json -> {
          expect(json, JsonToken.START_OBJECT);
          key(json, NANOSECONDS);
          var length = Duration.ofNanos(number(json));
          key(json, READINGS);
          expect(json, JsonToken.START_ARRAY);
          var readings = new ArrayList<Reading>();
          while (json.nextToken() == JsonToken.START_OBJECT && readings.size() < MOST_ELEMENTS) {
            readings.add(reading(json));
          }
          is(json, JsonToken.END_ARRAY);
          expect(json, JsonToken.END_OBJECT);
          return new Window(length, readings);
        });
  }

  private static void write(JsonGenerator json, Reading reading) throws IOException {
    json.writeStartObject();
    json.writeStringField("probe", reading.probe());
    json.writeStringField("latencies", reading.latencies().encoded());
    json.writeNumberField("missed", reading.missed());
    json.writeNumberField("leftOut", reading.leftOut().orElseThrow());
    json.writeNumberField("failed", reading.failed());
    json.writeEndObject();
  }

  private static Reading reading(JsonParser json) throws IOException {
    key(json, "probe");
    var probe = text(json);
    key(json, "latencies");
    var latencies = Latencies.decoded(text(json));
    key(json, "missed");
    var missed = number(json);
    key(json, "leftOut");
    var leftOut = number(json);
    key(json, "failed");
    var failed = number(json);
    expect(json, JsonToken.END_OBJECT);
    return new Reading(probe, latencies, missed, OptionalLong.of(leftOut), failed);
  }

  private static <T> T read(String line, Reader<T> reader) throws HostException {
    try (var json = JSON.createParser(line)) {
      var value = reader.read(json);
      if (json.nextToken() != null) {
        throw new IOException("there is more behind it");
      }
      return value;
    } catch (JsonProcessingException bad) {
      throw bad(bad.getOriginalMessage());
    } catch (IOException | IllegalArgumentException bad) {
      throw bad(String.valueOf(bad.getMessage()));
    }
  }

  private static HostException bad(String why) {
    return new HostException("the probes' process said something that is no answer", why);
  }

  private static void key(JsonParser json, String name) throws IOException {
    if (!name.equals(json.nextFieldName())) {
      throw new IOException("no " + name + " where it should be");
    }
  }

  private static void expect(JsonParser json, JsonToken token) throws IOException {
    var _ = json.nextToken();
    is(json, token);
  }

  private static void is(JsonParser json, JsonToken token) throws IOException {
    if (json.currentToken() != token) {
      throw new IOException("not as it should be");
    }
  }

  private static String text(JsonParser json) throws IOException {
    expect(json, JsonToken.VALUE_STRING);
    return json.getText();
  }

  private static long number(JsonParser json) throws IOException {
    expect(json, JsonToken.VALUE_NUMBER_INT);
    var number = json.getLongValue();
    if (number < 0) {
      throw new IOException("a number below zero");
    }
    return number;
  }

  /** Reads a value that begins with the next token. */
  private interface Reader<T> {
    T read(JsonParser json) throws IOException;
  }
}
