package dev.qm.device;

import dev.qm.host.HostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the annotations of a container ask for.
 *
 * @param kinds by annotation name, in the order of the annotations
 * @param seats by annotation name; one at most
 */
record DeviceRequests(List<Kind> kinds, List<Seat> seats) {
  static final String DEVICE = "org.containers.qm.device.";
  static final String SEAT = "org.containers.qm.wayland.seat";
  static final String GPU = "org.containers.qm.wayland-client.gpu";

  /** What the hook is called for; other annotations of QM are none of its business. */
  private static final List<String> OURS =
      List.of("org.containers.qm.device", "org.containers.qm.wayland");

  /** All devices of a kind. */
  record Kind(String annotation, DeviceKind kind) {}

  /** All devices of a seat. */
  record Seat(String annotation, String name) {}

  DeviceRequests {
    kinds = List.copyOf(kinds);
    seats = List.copyOf(seats);
  }

  /** The names of all annotations that there are. */
  static List<String> known() {
    var known = new ArrayList<String>();
    for (var kind : DeviceKind.values()) {
      known.add(annotation(kind));
    }
    known.add(SEAT);
    return known;
  }

  /**
   * Reads annotations.
   *
   * @throws UnknownAnnotation for a name that begins as ours do and is none
   * @throws HostException for a value that means nothing
   */
  static DeviceRequests of(Map<String, String> annotations)
      throws HostException, UnknownAnnotation {
    var kinds = new ArrayList<Kind>();
    var seats = new ArrayList<Seat>();
    for (var annotation : annotations.entrySet()) {
      var name = annotation.getKey();
      var value = annotation.getValue();
      if (!isOurs(name)) {
        continue;
      }
      if (name.equals(SEAT)) {
        seats.add(new Seat(name, value));
      } else if (isTrue(name, value)) {
        kinds.add(new Kind(name, kind(name)));
      }
    }
    return new DeviceRequests(kinds, seats);
  }

  private static boolean isOurs(String name) {
    for (var beginning : OURS) {
      if (name.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTrue(String name, String value) throws HostException, UnknownAnnotation {
    kind(name);
    if (!value.equals("true") && !value.equals("false")) {
      throw new HostException(
          "annotation " + name + " cannot be '" + value + "'",
          "it says whether the container gets these devices",
          "write true or false");
    }
    return value.equals("true");
  }

  private static DeviceKind kind(String name) throws UnknownAnnotation {
    for (var kind : DeviceKind.values()) {
      if (name.equals(annotation(kind))) {
        return kind;
      }
    }
    throw new UnknownAnnotation(name, known());
  }

  private static String annotation(DeviceKind kind) {
    return kind == DeviceKind.RENDER ? GPU : DEVICE + kind.word();
  }
}
