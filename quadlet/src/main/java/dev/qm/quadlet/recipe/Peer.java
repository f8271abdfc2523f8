package dev.qm.quadlet.recipe;

import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.text.Keys;
import dev.qm.quadlet.text.UnitName;
import java.util.ArrayList;
import java.util.List;

/** What one unit needs to know of another to refer to it. */
public final class Peer {
  private final String serviceName;
  private final List<String> containers = new ArrayList<>();
  private String resourceName;

  /**
   * What others see of a unit.
   *
   * @param service the file name of its service
   * @param resource the name that Podman has for what it makes; empty as long as that is not known
   */
  public record Face(String service, String resource) {}

  Peer(String serviceName, String resourceName) {
    this.serviceName = serviceName;
    this.resourceName = resourceName;
  }

  /** The file name of its service. */
  public String service() {
    return serviceName + ".service";
  }

  /** The name that Podman has for what it makes; empty as long as that is not known. */
  public String resource() {
    return resourceName;
  }

  /** What others see of it now. */
  public Face face() {
    return new Face(service(), resourceName);
  }

  public void setResource(String name) {
    resourceName = name;
  }

  /** The services of the containers that start with this pod. */
  public List<String> containers() {
    return containers;
  }

  /** The name of a unit's service, without {@code .service}. */
  public static String serviceName(UnitName name, UnitType type, Lookup keys) {
    var own = keys.text(Keys.SERVICE_NAME);
    if (!own.isEmpty()) {
      return own;
    }
    var stem = name.stem();
    return stem.endsWith("@")
        ? stem.substring(0, stem.length() - 1) + type.serviceSuffix() + "@"
        : stem + type.serviceSuffix();
  }

  /** The name of the container that a unit runs; it may hold specifiers. */
  static String containerName(UnitName name, Lookup keys) {
    var own = keys.text("ContainerName");
    if (!own.isEmpty()) {
      return own;
    }
    return name.text().indexOf('@') >= 0 ? "systemd-%p_%i" : "systemd-%N";
  }

  /** The name of the volume or network that a unit makes; it may hold specifiers. */
  public static String resourceName(UnitName name, Lookup keys, String key) {
    var own = keys.text(key);
    if (!own.isEmpty()) {
      return own;
    }
    var named = "systemd-" + name.stem();
    return name.text().indexOf('@') >= 0 ? named.substring(0, named.length() - 1) + "-%i" : named;
  }

  /** The name of the pod that a unit makes; it may hold specifiers. */
  public static String podName(UnitName name, Lookup keys) {
    var own = keys.text("PodName");
    return own.isEmpty() ? "systemd-" + name.stem() : own;
  }

  /** What is known of a unit before any unit is generated. */
  public static Peer of(UnitName name, UnitType type, Lookup keys) {
    var serviceName = serviceName(name, type, keys);
    var resource =
        switch (type) {
          case CONTAINER -> {
            var container = containerName(name, keys).replace("%N", serviceName);
            yield container.indexOf('%') < 0 ? container : "";
          }
          case BUILD -> {
            var tags = keys.all("ImageTag");
            yield tags.isEmpty() ? "" : tags.getFirst().value();
          }
          case POD -> podName(name, keys);
          case ARTIFACT, IMAGE, NETWORK, VOLUME, KUBE -> "";
        };
    return new Peer(serviceName, resource);
  }
}
