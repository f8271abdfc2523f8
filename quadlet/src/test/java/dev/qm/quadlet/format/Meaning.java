package dev.qm.quadlet.format;

import dev.qm.quadlet.check.Check;
import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.generate.Quadlet;
import dev.qm.quadlet.machine.Settings;
import dev.qm.quadlet.read.QuadletReader;
import dev.qm.quadlet.read.Reading;
import dev.qm.quadlet.syntax.Line;
import dev.qm.quadlet.syntax.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What units come to: all that is left of them when lines are moved without changing anything.
 *
 * @param services each service with its settings by section, its links and its commands
 * @param findings what is wrong, with no number of a line in it
 */
record Meaning(List<String> services, List<String> findings) {
  static Meaning of(Path root, List<Path> folders) {
    var reading = QuadletReader.read(root, folders);
    var settings = Settings.rooted(root).withFiles(file -> true);
    return new Meaning(services(reading, settings), findings(Check.run(reading, settings)));
  }

  private static List<String> services(Reading reading, Settings settings) {
    List<String> services = new ArrayList<>();
    for (var service : Quadlet.generate(reading.units(), settings).services()) {
      services.add(
          "%s %s %s %s"
              .formatted(service.name(), sections(service), service.links(), words(service)));
    }
    return services;
  }

  private static Map<String, List<String>> sections(GeneratedService service) {
    Map<String, List<String>> sections = new TreeMap<>();
    List<String> section = new ArrayList<>();
    for (var line : service.unit().lines()) {
      if (line instanceof Line.Header header) {
        section = sections.computeIfAbsent(header.name(), any -> new ArrayList<>());
      } else if (line instanceof Line.Setting setting) {
        section.add(setting.entry().key() + "=" + setting.entry().value());
      }
    }
    return sections;
  }

  private static String words(GeneratedService service) {
    return service.commands("ExecStart").toString();
  }

  private static List<String> findings(List<Problem> problems) {
    List<String> findings = new ArrayList<>();
    for (var problem : problems) {
      findings.add(
          "%s %s %s: %s; %s; %s"
              .formatted(
                  problem.origin().file(),
                  problem.severity(),
                  problem.rule(),
                  problem.message().replaceAll("(line |:)\\d+", "$1N"),
                  problem.why(),
                  problem.mend()));
    }
    findings.sort(String::compareTo);
    return findings;
  }
}
