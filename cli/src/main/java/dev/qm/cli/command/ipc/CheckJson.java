package dev.qm.cli.command.ipc;

import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingJson;
import dev.qm.cli.terminal.Json;
import dev.qm.partition.ipc.declared.Channel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** Channels and what is wrong with them, for programs. */
public final class CheckJson {
  private CheckJson() {}

  /** Prints all. */
  public static void print(OutputStream out, CheckedChannels checked) throws IOException {
    try (var json = Json.to(out)) {
      json.beginObject();
      channels(json, checked.channels());
      FindingJson.fields(json, checked.findings(), FileNames.absolute());
      LiveJson.findings(json, "differences", checked.differences());
      json.beginArray("denials");
      for (var denial : checked.denials()) {
        json.value(denial);
      }
      json.end().end();
    }
  }

  private static void channels(Json json, List<Channel> channels) throws IOException {
    json.beginArray("channels");
    for (var channel : channels) {
      json.beginObject().field("name", channel.name());
      json.field(
          "between",
          switch (channel.between()) {
            case ASIL_AND_QM -> "asil,qm";
            case QM_AND_QM -> "qm,qm";
          });
      known(json, "path", channel.path());
      known(json, "level", channel.level());
      ends(json, "sockets", channel.socket().stream().toList());
      ends(json, "servers", channel.servers());
      ends(json, "clients", channel.clients());
      json.end();
    }
    json.end();
  }

  private static void known(Json json, String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.field(name, value.get());
    } else {
      json.unknown(name);
    }
  }

  private static void ends(Json json, String name, List<Channel.End> ends) throws IOException {
    json.beginArray(name);
    for (var end : ends) {
      json.beginObject()
          .field("unit", end.unit())
          .field("file", end.origin().file().toString())
          .field("line", end.origin().line())
          .end();
    }
    json.end();
  }
}
