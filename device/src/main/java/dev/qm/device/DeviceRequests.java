package dev.qm.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the annotations of a container ask for.
 *
 * @param kinds by annotation name, in the order of the annotations
 * @param seats by annotation name; one at most
 * @param doubts what opens nothing, though whoever wrote it may have meant it to
 * @param unknown names that begin as ours do and are none of them
 */
record DeviceRequests(
    List<Kind> kinds, List<Seat> seats, List<Doubt> doubts, List<String> unknown) {
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

  /** A value that is neither yes nor no, of an annotation that there is. */
  record Doubt(String annotation, String value) {}

  DeviceRequests {
    kinds = List.copyOf(kinds);
    seats = List.copyOf(seats);
    doubts = List.copyOf(doubts);
    unknown = List.copyOf(unknown);
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

  /** Reads annotations. */
  static DeviceRequests of(Map<String, String> annotations) {
    var kinds = new ArrayList<Kind>();
    var seats = new ArrayList<Seat>();
    var doubts = new ArrayList<Doubt>();
    var unknown = new ArrayList<String>();
    for (var annotation : annotations.entrySet()) {
      var name = annotation.getKey();
      var value = annotation.getValue();
      if (!isOurs(name)) {
        continue;
      }
      if (name.equals(SEAT)) {
        seats.add(new Seat(name, value));
        continue;
      }
      var kind = kind(name);
      if (kind.isEmpty()) {
        unknown.add(name);
      } else if (isAny(value, "true", "1", "yes")) {
        kinds.add(new Kind(name, kind.get()));
      } else if (!isAny(value, "false", "0", "no")) {
        doubts.add(new Doubt(name, value));
      }
    }
    return new DeviceRequests(kinds, seats, doubts, unknown);
  }

  private static boolean isOurs(String name) {
    for (var beginning : OURS) {
      if (name.startsWith(beginning)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAny(String value, String... words) {
    for (var word : words) {
      if (value.equalsIgnoreCase(word)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<DeviceKind> kind(String name) {
    for (var kind : DeviceKind.values()) {
      if (name.equals(annotation(kind))) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private static String annotation(DeviceKind kind) {
    return kind == DeviceKind.RENDER ? GPU : DEVICE + kind.word();
  }
}
