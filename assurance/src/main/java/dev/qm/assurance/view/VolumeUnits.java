package dev.qm.assurance.view;

import dev.qm.quadlet.generate.GeneratedService;
import dev.qm.quadlet.read.UnitType;
import dev.qm.quadlet.syntax.Argument;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the volumes of the host's {@code .volume} units are made of, other than a folder that Podman
 * makes for them: podman-volume.unit(5), podman-volume-create(1), {@code --driver} and {@code
 * --opt}.
 *
 * @param byName the name that Podman has for the volume, and what it is made of
 */
public record VolumeUnits(Map<String, List<Made>> byName) {
  private static final String DEVICE = "device=";

  /** Copies what it is given, so that nobody can change it. */
  public VolumeUnits {
    byName = Map.copyOf(byName);
  }

  /**
   * What a volume is made of.
   *
   * @param what a device or folder of the host, or a driver
   * @param line that says so
   */
  public record Made(String what, Entry line) {}

  /** What the services that Quadlet makes of the host's units say. */
  static VolumeUnits of(List<GeneratedService> services) {
    var byName = new HashMap<String, List<Made>>();
    for (var service : services) {
      if (service.source().type().filter(UnitType.VOLUME::equals).isPresent()) {
        for (var command : service.arguments().getOrDefault("ExecStart", List.of())) {
          if (!command.isEmpty()) {
            byName.put(command.getLast().word(), made(command));
          }
        }
      }
    }
    return new VolumeUnits(byName);
  }

  /** What a volume is made of; nothing where it is a folder of Podman's. */
  public List<Made> of(String name) {
    return byName.getOrDefault(name, List.of());
  }

  private static List<Made> made(List<Argument> command) {
    var made = new ArrayList<Made>();
    for (var i = 0; i < command.size(); i++) {
      var argument = command.get(i);
      var value = value(command, i, "--opt", "-o");
      var driver = value(command, i, "--driver", "-d");
      if (argument.causes().isEmpty()) {
        continue;
      }
      var line = argument.causes().getLast();
      if (value.startsWith(DEVICE)) {
        made.add(new Made(value.substring(DEVICE.length()) + " of the host", line));
      } else if (!driver.isEmpty() && !driver.equals("local")) {
        made.add(new Made("what the driver " + driver + " makes", line));
      }
    }
    return List.copyOf(made);
  }

  /** What an option at this place is given, as its own word or the next; empty for another. */
  private static String value(List<Argument> command, int at, String name, String letter) {
    var word = command.get(at).word();
    if (word.startsWith(name + "=")) {
      return word.substring(name.length() + 1);
    }
    if (word.equals(name) || word.equals(letter)) {
      return at + 1 < command.size() ? command.get(at + 1).word() : "";
    }
    return word.startsWith(letter) && !word.startsWith("--") ? word.substring(letter.length()) : "";
  }
}
