package dev.qm.quadlet.example;

import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.Folders;
import dev.qm.quadlet.read.QuadletReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Says what is wrong with the units of a machine, or an image of one, and what they run. */
public final class WhatRuns {
  private WhatRuns() {}

  public static List<String> on(Path root) {
    var reading = QuadletReader.read(root, Folders.system(root));
    var machine = Settings.rooted(root);
    var lines = new ArrayList<String>();
    for (var problem : Check.run(reading, machine)) {
      lines.add(problem.toString()); // FILE:LINE:COLUMN: error: what; why; mend
    }
    for (var service : Quadlet.generate(reading.units(), machine).services()) {
      for (var command : service.arguments().getOrDefault("ExecStart", List.of())) {
        for (var argument : command) {
          for (var cause : argument.causes()) {
            lines.add(service.name() + ": " + argument.word() + " comes from " + cause.origin());
          }
        }
      }
    }
    return lines;
  }
}
