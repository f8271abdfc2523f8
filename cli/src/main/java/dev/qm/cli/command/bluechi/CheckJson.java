package dev.qm.cli.command.bluechi;

import dev.qm.bluechi.configuration.ControllerTarget;
import dev.qm.bluechi.configuration.Machine;
import dev.qm.bluechi.configuration.Side;
import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingJson;
import dev.qm.cli.finding.Findings;
import dev.qm.cli.terminal.Json;
import java.io.IOException;
import java.io.OutputStream;

/** A machine's nodes and what is wrong with their files, for programs. */
final class CheckJson {
  private CheckJson() {}

  static void print(OutputStream out, Machine machine, Findings findings) throws IOException {
    try (var json = Json.to(out)) {
      json.beginObject().beginArray("nodes");
      if (machine.hostAgent().isAnything()) {
        node(json, "host", machine.nodeName(), machine.hostAgent());
      }
      var inside = machine.partition();
      if (inside.isPresent() && inside.get().agent().isAnything()) {
        node(json, "qm", inside.get().nodeName(), inside.get().agent());
      }
      json.end().beginArray("allowed");
      for (var name : machine.controller().layers().allowedNodes()) {
        json.value(name);
      }
      json.end();
      FindingJson.fields(json, findings, FileNames.absolute());
      json.end();
    }
  }

  private static void node(Json json, String side, String name, Side agent) throws IOException {
    json.beginObject()
        .field("side", side)
        .field("name", name)
        .field("installed", agent.installed() != Side.Installed.NO)
        .beginArray("controllers");
    for (var target : ControllerTarget.of(agent.layers())) {
      json.value(
          switch (target) {
            case ControllerTarget.Tcp tcp -> "tcp:host=" + tcp.host() + ",port=" + tcp.port();
            case ControllerTarget.Local local -> "unix:path=" + local.path();
            case ControllerTarget.Other other -> other.address();
          });
    }
    json.end().end();
  }
}
