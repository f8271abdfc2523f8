package dev.qm.cli.command.show;

import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** A sheet as people and as programs get it. */
record Printed(String text, String json) {
  static Printed of(Sheet sheet) throws IOException {
    var text = new ByteArrayOutputStream();
    try (var out = new PrintStream(text, true, StandardCharsets.UTF_8)) {
      sheet.print(out, Terminal.NONE);
    }
    var json = new ByteArrayOutputStream();
    try (var writer = Json.to(json)) {
      writer.beginObject();
      sheet.json(writer);
      writer.end();
    }
    return new Printed(
        text.toString(StandardCharsets.UTF_8), json.toString(StandardCharsets.UTF_8));
  }
}
