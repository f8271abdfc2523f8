package dev.qm.quadlet.language;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.text.Keys;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sections of a type, each once, in the order in which they are usually written. */
final class Sections {
  private static final Map<String, String> SYSTEMD =
      Map.of(
          Keys.UNIT,
          "What the service is, and what it waits for: systemd.unit(5).",
          Keys.SERVICE,
          "How systemd runs the service: systemd.service(5), systemd.exec(5),"
              + " systemd.resource-control(5).",
          Keys.INSTALL,
          "What starts the service: systemd.unit(5).",
          Keys.QUADLET,
          "What Quadlet itself does with the unit.");

  private Sections() {}

  static List<String> of(UnitType type) {
    return List.of(Keys.UNIT, type.section(), Keys.QUADLET, Keys.SERVICE, Keys.INSTALL);
  }

  /** What a section is for; empty if it means nothing in a unit of this type. */
  static Optional<String> meaning(UnitType type, String section) {
    if (section.equals(type.section())) {
      return Optional.of(
          switch (type) {
            case ARTIFACT -> "An OCI artifact to pull.";
            case IMAGE -> "An image to pull.";
            case NETWORK -> "A network to create.";
            case VOLUME -> "A volume to create.";
            case BUILD -> "An image to build.";
            case CONTAINER -> "A container to run.";
            case KUBE -> "Kubernetes YAML to play.";
            case POD -> "A pod to create.";
          });
    }
    return Optional.ofNullable(SYSTEMD.get(section));
  }
}
