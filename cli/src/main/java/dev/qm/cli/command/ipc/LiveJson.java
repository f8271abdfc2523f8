package dev.qm.cli.command.ipc;

import dev.qm.cli.terminal.Json;
import dev.qm.partition.ipc.live.Finding;
import dev.qm.partition.ipc.live.LiveChannel;
import dev.qm.partition.ipc.live.LiveIpc;
import dev.qm.partition.ipc.live.NamespaceObjects;
import dev.qm.partition.ipc.live.Party;
import dev.qm.partition.ipc.live.Place;
import dev.qm.partition.ipc.live.Standing;
import dev.qm.partition.ipc.live.Volume;
import dev.qm.quadlet.syntax.Origin;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What there is between the sides, for programs. */
final class LiveJson {
  private final Json json;

  private LiveJson(Json json) {
    this.json = json;
  }

  static void print(PrintStream out, LiveIpc live) throws IOException {
    try (var json = Json.to(out)) {
      new LiveJson(json).print(live);
    }
  }

  /** An array of findings. */
  static void findings(Json json, String name, List<Finding> findings) throws IOException {
    json.beginArray(name);
    var printer = new LiveJson(json);
    for (var finding : findings) {
      printer.print(finding);
    }
    json.end();
  }

  private void print(LiveIpc live) throws IOException {
    json.beginObject().field("state", word(live.state()));
    findings(json, "findings", live.findings());
    json.beginArray("channels");
    for (var channel : live.channels()) {
      print(channel);
    }
    json.end().beginArray("objects");
    for (var objects : live.objects()) {
      print(objects);
    }
    json.end().beginArray("volumes");
    for (var volume : live.volumes()) {
      print(volume);
    }
    json.end().beginArray("ports");
    for (var port : live.ports()) {
      json.beginObject().field("publish", port.text());
      origin(Optional.of(port.origin()));
      json.end();
    }
    json.end().beginArray("declaredSockets");
    for (var socket : live.declared().entrySet()) {
      json.beginObject().field("path", socket.getKey());
      origin(Optional.of(socket.getValue()));
      json.end();
    }
    json.end().beginArray("notSeen");
    for (var gap : live.gaps()) {
      json.value(gap);
    }
    json.end().end();
  }

  private void print(Finding finding) throws IOException {
    json.beginObject().field("what", finding.what());
    json.beginArray("who");
    for (var who : finding.who()) {
      json.value(who);
    }
    json.end().field("why", finding.why()).field("mend", finding.mend());
    origin(finding.origin());
    json.end();
  }

  private void print(LiveChannel channel) throws IOException {
    json.beginObject()
        .field("name", channel.name().toString())
        .field("kind", word(channel.kind()))
        .field("standing", standing(channel.standing()));
    switch (channel.standing()) {
      case Standing.Outside(var why) -> json.field("reason", why);
      case Standing.Known(var crossing) -> json.field("reason", crossing.reason());
      case Standing.Door door -> json.unknown("reason");
      case Standing.Inside inside -> json.unknown("reason");
    }
    if (channel.place().isPresent()) {
      print(channel.place().get());
    } else {
      json.unknown("file");
    }
    parties("holders", channel.holders());
    json.beginArray("connections");
    for (var connection : channel.connections()) {
      json.beginObject().field("accepted", connection.isAccepted());
      parties("server", connection.server());
      parties("client", connection.client());
      json.end();
    }
    json.end();
    origin(channel.origin());
    json.end();
  }

  private static String standing(Standing standing) {
    return switch (standing) {
      case Standing.Outside outside -> "outside";
      case Standing.Door door -> "door";
      case Standing.Inside inside -> "inside";
      case Standing.Known known -> "known";
    };
  }

  private void print(Place place) throws IOException {
    json.beginObject("file").field("reach", word(place.reach()));
    text("host", place.host().map(Object::toString));
    text("inside", place.inside().map(Object::toString));
    json.field("owner", place.file().owner())
        .field("group", place.file().group())
        .field("mode", Modes.words(place.file().mode()));
    text("label", place.file().label());
    json.end();
  }

  private void print(NamespaceObjects objects) throws IOException {
    json.beginObject();
    parties("members", List.of(objects.member()));
    json.field("isHosts", objects.isHosts()).beginArray("items");
    for (var item : objects.items()) {
      json.beginObject()
          .field("kind", word(item.kind()))
          .field("key", item.key())
          .field("id", item.id())
          .field("mode", Modes.words(item.permissions()))
          .field("size", item.size())
          .field("attached", item.attached())
          .end();
    }
    json.end().beginArray("queues");
    for (var queue : objects.queues()) {
      json.beginObject()
          .field("name", "/" + queue.path())
          .field("owner", queue.owner())
          .field("mode", Modes.words(queue.mode()))
          .end();
    }
    json.end().end();
  }

  private void print(Volume volume) throws IOException {
    json.beginObject()
        .field("host", volume.host().toString())
        .field("inside", volume.inside().toString())
        .field("readOnly", volume.isReadOnly())
        .field("role", word(volume.role()));
    origin(volume.origin());
    json.end();
  }

  private void parties(String name, List<Party> parties) throws IOException {
    json.beginArray(name);
    for (var party : parties) {
      json.beginObject()
          .field("pid", party.pid())
          .field("side", party.side().word())
          .field("program", party.program().toString());
      text("unit", party.unit().map(Object::toString));
      text("container", party.container().map(Object::toString));
      text("label", party.label());
      json.end();
    }
    json.end();
  }

  private void origin(Optional<Origin> origin) throws IOException {
    json.field("configured", origin.isPresent());
    text("origin", origin.map(Origin::toString));
  }

  private void text(String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.field(name, value.get());
    } else {
      json.unknown(name);
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
