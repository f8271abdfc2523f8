package dev.qm.quadlet.read;

import java.util.Optional;

/**
 * The kinds of unit that Quadlet knows, in the order in which they are generated: what others refer
 * to comes first, pods come last because their containers name themselves to them.
 *
 * <p>Source: {@code podman-systemd.unit(5)}.
 */
public enum UnitType {
  /** An OCI artifact to pull. */
  ARTIFACT("artifact", "Artifact", "-artifact"),
  /** An image to pull. */
  IMAGE("image", "Image", "-image"),
  /** A network to create. */
  NETWORK("network", "Network", "-network"),
  /** A volume to create. */
  VOLUME("volume", "Volume", "-volume"),
  /** An image to build. */
  BUILD("build", "Build", "-build"),
  /** A container to run. */
  CONTAINER("container", "Container", ""),
  /** Kubernetes YAML to play. */
  KUBE("kube", "Kube", ""),
  /** A pod to create. */
  POD("pod", "Pod", "-pod");

  private final String extension;
  private final String section;
  private final String serviceSuffix;

  UnitType(String extension, String section, String serviceSuffix) {
    this.extension = extension;
    this.section = section;
    this.serviceSuffix = serviceSuffix;
  }

  /**
   * {@return the type of the unit that a file of this name holds; empty if it is no Quadlet unit}
   *
   * @param name the name of a file
   */
  public static Optional<UnitType> ofFileName(String name) {
    var dot = name.lastIndexOf('.');
    if (dot < 0) {
      return Optional.empty();
    }
    for (var type : values()) {
      if (name.length() - dot - 1 == type.extension.length() && name.endsWith(type.extension)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** {@return what a file name of this type ends in, without the dot} */
  public String extension() {
    return extension;
  }

  /** {@return the section that holds the keys of this type} */
  public String section() {
    return section;
  }

  /** {@return the name that the section has in the service, so that systemd passes over it} */
  public String hiddenSection() {
    return "X-" + section;
  }

  /** {@return what is added to a unit's name to get its service's name} */
  public String serviceSuffix() {
    return serviceSuffix;
  }
}
