package dev.qm.cli.command.report;

import dev.qm.assurance.bundle.SystemDescription;
import dev.qm.cli.terminal.Json;
import java.io.IOException;
import java.io.OutputStream;

/** What a machine is, for programs. */
final class SystemJson {
  private SystemJson() {}

  static void print(OutputStream out, SystemDescription system) throws IOException {
    try (var json = Json.to(out)) {
      json.beginObject().beginObject("facts");
      for (var fact : system.facts()) {
        json.field(fact.id(), fact.value());
      }
      json.end();
      if (system.kernel().isPresent()) {
        var kernel = system.kernel().get();
        json.beginObject("kernelConfiguration")
            .field("source", kernel.source())
            .field("sha256", kernel.sha256())
            .beginObject("settings");
        for (var setting : kernel.settings()) {
          json.field(setting.name(), setting.value());
        }
        json.end().end();
      } else {
        json.unknown("kernelConfiguration");
      }
      json.beginArray("files");
      for (var file : system.files()) {
        json.beginObject().field("path", file.path()).field("role", file.role());
        if (file.sha256().isPresent()) {
          json.field("sha256", file.sha256().get());
        } else {
          json.unknown("sha256");
        }
        json.field("remark", file.remark()).end();
      }
      json.end().beginArray("gaps");
      for (var gap : system.gaps()) {
        json.value(gap);
      }
      json.end().end();
    }
  }
}
