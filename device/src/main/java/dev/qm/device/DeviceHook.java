package dev.qm.device;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.file.DeviceNode;
import dev.qm.host.machine.Seat;
import dev.qm.host.socket.JournalStream.Line;
import dev.qm.host.socket.JournalStream.Priority;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds the devices that a container's annotations ask for to its runtime spec: the nodes, and the
 * rules of its control group.
 */
public final class DeviceHook {
  private final Root root;
  private final DeviceFolder folder;
  private final List<Line> log = new ArrayList<>();
  private final List<UnknownAnnotation> unknown = new ArrayList<>();
  private final List<DeviceNode> nodes = new ArrayList<>();

  DeviceHook(Root root) {
    this.root = root;
    this.folder = new DeviceFolder(root);
  }

  /**
   * What came of it.
   *
   * @param spec the changed spec; the same text where nothing was to be added
   * @param log a line for each decision
   * @param unknown what the container asks for and nobody knows
   */
  public record Outcome(String spec, List<Line> log, List<UnknownAnnotation> unknown) {
    public Outcome {
      log = List.copyOf(log);
      unknown = List.copyOf(unknown);
    }
  }

  /**
   * Reads a runtime spec and adds to it.
   *
   * @param root the machine that has the devices
   * @param spec JSON; hostile
   * @throws HostException when the spec is none
   */
  public static Outcome apply(Root root, String spec) throws HostException {
    return new DeviceHook(root).apply(RuntimeSpec.parse(spec));
  }

  private Outcome apply(RuntimeSpec spec) throws HostException {
    var requests = DeviceRequests.of(spec.annotations());
    for (var doubt : requests.doubts()) {
      var why = ": opens nothing, '" + doubt.value() + "' is neither true nor false";
      say(Priority.WARNING, doubt.annotation() + why, spec);
    }
    for (var name : requests.unknown()) {
      unknown.add(new UnknownAnnotation(spec.container(), name, DeviceRequests.known()));
    }
    for (var request : requests.kinds()) {
      addAll(spec, request);
    }
    for (var request : requests.seats()) {
      addSeat(spec, request);
    }
    return outcome(spec);
  }

  /** What was decided up to now. */
  Outcome outcome(RuntimeSpec spec) {
    return new Outcome(spec.with(nodes), log, unknown);
  }

  private void addAll(RuntimeSpec spec, DeviceRequests.Kind request) throws HostException {
    var found = 0;
    for (var path : folder.paths(request.kind())) {
      found += look(spec, path, request.annotation());
    }
    if (found == 0) {
      say(Priority.WARNING, request.annotation() + ": there is no such device here", spec);
    }
  }

  /**
   * One path.
   *
   * @return how many devices are behind it
   */
  int look(RuntimeSpec spec, String path, String annotation) throws HostException {
    var node = DeviceNode.at(root, path);
    if (node.isPresent()) {
      if (node.get().kind() == DeviceNode.Kind.CHARACTER) {
        add(spec, node.get(), annotation);
        return 1;
      }
    } else if (isGone(path)) {
      say(Priority.WARNING, annotation + ": left out " + path + ", which vanished", spec);
    }
    return 0;
  }

  private void addSeat(RuntimeSpec spec, DeviceRequests.Seat request) {
    List<Seat.Part> parts;
    try {
      parts = Seat.require(root, request.name()).parts();
    } catch (HostException unknown) {
      say(Priority.WARNING, request.annotation() + ": " + unknown.getMessage(), spec);
      return;
    }
    var found = 0;
    for (var part : parts) {
      var node = part.node();
      if (node.isPresent()) {
        add(spec, node.get(), request.annotation());
        found++;
      } else {
        var what = ": left out device " + part.device().substring(1) + ", which vanished";
        say(Priority.WARNING, request.annotation() + what, spec);
      }
    }
    if (found == 0) {
      say(Priority.WARNING, request.annotation() + ": " + request.name() + " has no device", spec);
    }
  }

  private void add(RuntimeSpec spec, DeviceNode node, String annotation) {
    if (isAdded(node)) {
      return;
    }
    var what = annotation + ": " + node.path() + " " + node.device();
    if (spec.hasOther(node)) {
      say(Priority.WARNING, what + " left out: another device has this path", spec);
    } else if (spec.has(node) && spec.opens(node)) {
      say(Priority.INFO, what + " is there already", spec);
    } else {
      nodes.add(node);
      say(Priority.INFO, what + " " + DeviceRule.ACCESS + " added", spec);
    }
  }

  private boolean isAdded(DeviceNode node) {
    for (var added : nodes) {
      if (added.path().equals(node.path())) {
        return true;
      }
    }
    return false;
  }

  private boolean isGone(String path) {
    return Files.notExists(root.at(path), LinkOption.NOFOLLOW_LINKS);
  }

  private void say(Priority priority, String what, RuntimeSpec spec) {
    Optional<String> container = spec.container();
    log.add(new Line(priority, container.isPresent() ? container.get() + ": " + what : what));
  }
}
