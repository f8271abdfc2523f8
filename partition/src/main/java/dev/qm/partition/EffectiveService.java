package dev.qm.partition;

import dev.qm.host.HostException;
import dev.qm.host.cgroup.Limits;
import dev.qm.quadlet.read.QuadletUnit;
import dev.qm.quadlet.read.SystemdReader;
import dev.qm.quadlet.read.UnitOverlay;
import dev.qm.quadlet.syntax.CommandWords;
import dev.qm.quadlet.syntax.Dialect;
import dev.qm.quadlet.syntax.Entry;
import dev.qm.quadlet.syntax.UnitFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The partition's service with all that counts: the quadlet with its drop-ins, and what lies over
 * the unit that is made of it. The latter belongs to the unit, whoever starts it: systemd, or qm
 * where there is none.
 *
 * <p>Source: {@code systemd.unit(5)}, "Unit File Load Path"; {@code systemctl(1)}, {@code edit} and
 * {@code set-property}.
 *
 * @param quadlet the quadlet with, in [Unit] and [Service], what the service says in the end; the
 *     other sections are as Podman has them
 * @param overlay what lies over the service
 */
public record EffectiveService(QuadletUnit quadlet, UnitOverlay overlay) {
  private static final String SERVICE = "Service";

  /** What a drop-in of a service can say that counts: systemd.unit(5), systemd.service(5). */
  private static final Set<String> SECTIONS = Set.of("Unit", SERVICE);

  /**
   * What qm carries out where no systemd does; beside it the limits that {@code Limits} knows.
   * TimeoutSec= stands for two: systemd.service(5).
   */
  private static final Set<String> CARRIED_OUT =
      Set.of(
          "OOMScoreAdjust",
          "Restart",
          "TimeoutSec",
          "TimeoutStartSec",
          "TimeoutStopSec",
          "LimitMSGQUEUE",
          "LimitSIGPENDING");

  /** What nobody carries out: it is for people. */
  private static final Set<String> WORDS = Set.of("Description", "Documentation", "SourcePath");

  /** Reads what there is over the service of a partition. */
  static EffectiveService of(PartitionSpec spec) throws HostException {
    var quadlet = spec.quadlet();
    var overlay =
        SystemdReader.overGenerated(
            spec.root().directory(), name(quadlet.unit()), aliases(quadlet.unit()));
    if (overlay.hiding().isPresent() && isCompiled(spec, overlay.hiding().get())) {
      overlay = overlay.withoutHiding();
    }
    return overlay.hiding().isEmpty() && overlay.dropIns().isEmpty()
        ? new EffectiveService(quadlet, overlay)
        : new EffectiveService(under(quadlet, overlay), overlay);
  }

  /** As Quadlet names it: podman-systemd.unit(5), "Service Name" and ServiceName=. */
  private static String name(UnitFile quadlet) {
    return quadlet
            .last("Container", "ServiceName")
            .map(Entry::value)
            .filter(name -> !name.isEmpty())
            .orElse("qm")
        + ".service";
  }

  /** The names that its [Install] section gives it by links beside it. */
  private static Set<String> aliases(UnitFile quadlet) {
    var names = new HashSet<String>();
    for (var entry : quadlet.values("Install", "Alias")) {
      for (var word : CommandWords.split(entry.value())) {
        if (word.indexOf('/') < 0) {
          names.add(word);
        }
      }
    }
    return names;
  }

  /**
   * Whether it is what setup makes of the quadlet where Podman has no Quadlet that does: then it
   * says what the quadlet says.
   */
  private static boolean isCompiled(PartitionSpec spec, UnitFile hiding) throws HostException {
    var command = hiding.last(SERVICE, "ExecStart").map(Entry::value).orElse("");
    var end = command.indexOf(' ');
    if (end < 0) {
      return false;
    }
    var made = spec.service(command.substring(0, end)).unit().text();
    var read = UnitFile.parseAll(hiding.file(), made, Dialect.SYSTEMD).unit();
    return settings(read).equals(settings(hiding));
  }

  private static List<String> settings(UnitFile unit) {
    var settings = new ArrayList<String>();
    for (var section : SECTIONS.stream().sorted().toList()) {
      for (var entry : unit.entries(section)) {
        settings.add(entry.key() + "=" + entry.value());
      }
    }
    return settings;
  }

  private static QuadletUnit under(QuadletUnit quadlet, UnitOverlay overlay) {
    var files = new ArrayList<Path>(quadlet.dropIns());
    var above = new ArrayList<UnitFile>();
    var unit = quadlet.unit();
    if (overlay.hiding().isPresent()) {
      // it is read in place of what the quadlet says of the service
      var others = new HashSet<>(unit.sections());
      others.removeAll(SECTIONS);
      unit = unit.only(others);
      above.add(overlay.hiding().get());
    }
    above.addAll(overlay.dropIns());
    above.forEach(file -> files.add(file.file()));
    return new QuadletUnit(
        quadlet.name(),
        unit.merge(above.stream().map(file -> file.only(SECTIONS)).toList()),
        quadlet.file(),
        files);
  }

  /** {@return the quadlet's text with all of it} Every value has the origin that counts. */
  public UnitFile unit() {
    return quadlet.unit();
  }

  /** {@return the last line of a key of [Service] in what lies over the service} */
  public Optional<Entry> over(String key) {
    var last = overlay.hiding().flatMap(file -> file.last(SERVICE, key));
    for (var dropIn : overlay.dropIns()) {
      var later = dropIn.last(SERVICE, key);
      last = later.isPresent() ? later : last;
    }
    return last;
  }

  /**
   * What lies over the service and is not carried out where no systemd does it, each a sentence
   * with its place.
   */
  public List<String> notCarriedOut() {
    var sentences = new ArrayList<String>();
    overlay
        .problems()
        .forEach(problem -> sentences.add(problem.origin() + ": " + problem.message()));
    overlay.hiding().ifPresent(file -> notCarriedOut(file, sentences));
    overlay.dropIns().forEach(file -> notCarriedOut(file, sentences));
    return List.copyOf(sentences);
  }

  private static void notCarriedOut(UnitFile file, List<String> sentences) {
    for (var section : SECTIONS.stream().sorted().toList()) {
      for (var entry : file.entries(section)) {
        if (!isCarriedOut(section, entry.key())) {
          sentences.add(
              entry.origin()
                  + ": "
                  + entry.key()
                  + "= is for systemd, and is not carried out here");
        }
      }
    }
  }

  private static boolean isCarriedOut(String section, String key) {
    return WORDS.contains(key)
        || key.startsWith("X-")
        || (section.equals(SERVICE) && (CARRIED_OUT.contains(key) || Limits.KEYS.contains(key)));
  }
}
