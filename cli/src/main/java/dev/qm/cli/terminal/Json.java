package dev.qm.cli.terminal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes one JSON value (RFC 8259), indented. All but printable ASCII is written as {@code \}{@code
 * u} escapes: text from the QM side then cannot act on a terminal, and any program reads it back as
 * it was.
 *
 * <pre>{@code
 * try (var json = Json.to(in.out())) {
 *   json.beginObject().field("state", "running").beginArray("units");
 *   for (var unit : units) {
 *     json.value(unit);
 *   }
 *   json.end().end();
 * }
 * }</pre>
 */
public final class Json implements AutoCloseable {
  private static final int LAST_ASCII = 0x7f;

  private final JsonGenerator generator;

  private Json(JsonGenerator generator) {
    this.generator = generator;
  }

  /** Begins a value on {@code out}, which stays open. */
  public static Json to(OutputStream out) throws IOException {
    var generator = new JsonFactory().createGenerator(out);
    generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    generator.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
    generator.setHighestNonEscapedChar(LAST_ASCII);
    generator.setCharacterEscapes(new EscapeDelete());
    generator.setPrettyPrinter(new DefaultPrettyPrinter());
    return new Json(generator);
  }

  /** Begins an object as an element, or as the whole. */
  public Json beginObject() throws IOException {
    generator.writeStartObject();
    return this;
  }

  /** Begins an object as the value of {@code name}. */
  public Json beginObject(String name) throws IOException {
    generator.writeObjectFieldStart(name);
    return this;
  }

  /** The name of the value that comes next. */
  public Json name(String name) throws IOException {
    generator.writeFieldName(name);
    return this;
  }

  /** Begins an array as an element, or as the whole. */
  public Json beginArray() throws IOException {
    generator.writeStartArray();
    return this;
  }

  /** Begins an array as the value of {@code name}. */
  public Json beginArray(String name) throws IOException {
    generator.writeArrayFieldStart(name);
    return this;
  }

  /** Ends the innermost object or array. */
  public Json end() throws IOException {
    if (generator.getOutputContext().inObject()) {
      generator.writeEndObject();
    } else {
      generator.writeEndArray();
    }
    return this;
  }

  /** A text. */
  public Json field(String name, String value) throws IOException {
    generator.writeStringField(name, value);
    return this;
  }

  /** A whole number. */
  public Json field(String name, long value) throws IOException {
    generator.writeNumberField(name, value);
    return this;
  }

  /** A number with a fraction; JSON has none that is not finite, which is written as unknown. */
  public Json field(String name, double value) throws IOException {
    if (!Double.isFinite(value)) {
      return unknown(name);
    }
    generator.writeNumberField(name, value);
    return this;
  }

  /** A truth value. */
  public Json field(String name, boolean value) throws IOException {
    generator.writeBooleanField(name, value);
    return this;
  }

  /** A value that is not known. */
  public Json unknown(String name) throws IOException {
    generator.writeNullField(name);
    return this;
  }

  /** A text as an element. */
  public Json value(String value) throws IOException {
    generator.writeString(value);
    return this;
  }

  /** A whole number as an element. */
  public Json value(long value) throws IOException {
    generator.writeNumber(value);
    return this;
  }

  /**
   * Ends the line. A value that was left unfinished by an exception stays unfinished: half a result
   * must not parse.
   */
  @Override
  public void close() throws IOException {
    if (generator.getOutputContext().inRoot()) {
      generator.writeRaw('\n');
    }
    generator.close();
  }

  /**
   * JSON does not ask for DEL (0x7f) to be escaped, but a terminal is not asked whether it ignores
   * it.
   */
  private static final class EscapeDelete extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
      var codes = standardAsciiEscapesForJSON();
      codes[LAST_ASCII] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      throw new IllegalArgumentException("no character has an escape of its own");
    }
  }
}
