package dev.qm.cli.prove;

import dev.qm.assurance.prove.probe.ProbePlaces;
import dev.qm.assurance.prove.probe.ProbeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A campaign that is in the middle of an hour's window when its test kills it. */
final class KilledCampaign {
  private KilledCampaign() {}

  /** Prints the number of the probes' process, and measures. */
  public static void main(String[] words) throws Exception {
    var places = new ProbePlaces(words[0], Path.of(words[1]), Path.of(words[2]));
    try (var probes = ProbeProcess.start(places, List.of())) {
      System.out.println(probes.pid());
      var _ = probes.measure(Duration.ofHours(1));
    }
  }
}
