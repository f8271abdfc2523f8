package dev.qm.host.machine;

import dev.qm.host.HostException;
import dev.qm.host.KernelText;
import dev.qm.host.Root;
import dev.qm.host.file.Bounded;
import dev.qm.host.file.DeviceNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A seat of systemd-logind: the screen, keyboard and mouse that one person sits at.
 *
 * @param root the machine that it is of
 * @param name {@code seat0}, or one that an administrator made: sd-login(3)
 */
public record Seat(Root root, String name) {
  private static final String FIRST = "seat0";
  private static final String SEATS = "/run/systemd/seats";
  private static final String UDEV = "/run/udev/data";

  /** As for file names: logind keeps a file of the seat's name. */
  private static final int LONGEST = 255;

  /**
   * What udev knows of one device that belongs to a seat.
   *
   * @param device the name of its entry: {@code c13:64}
   * @param node the node, if the kernel still has the device
   */
  public record Part(String device, Optional<DeviceNode> node) {}

  /**
   * The seat of that name, if systemd-logind runs it.
   *
   * @throws HostException when it is no name of a seat, or logind does not know it
   */
  public static Seat require(Root root, String name) throws HostException {
    if (!isName(name)) {
      throw new HostException(
          "'" + name + "' is no name of a seat",
          "it begins with 'seat', and has letters, digits, '-' and '_' only",
          "loginctl list-seats shows the seats");
    }
    if (!Files.isRegularFile(root.at(SEATS + "/" + name), LinkOption.NOFOLLOW_LINKS)) {
      var known = names(root);
      throw new HostException(
          "systemd-logind has no " + name,
          "there is no file of it in " + SEATS,
          known.isEmpty()
              ? "systemd-logind does not run here, or has no seats"
              : "it has " + String.join(", ", known));
    }
    return new Seat(root, name);
  }

  /**
   * Its screens and input devices, by number: what udev marks for seats (tag {@code seat}), and
   * what is for input, since the mark of a keyboard is on the device above its node. {@code
   * ID_SEAT} says which seat; without it, it is the first one: sd-login(3), udev(7).
   *
   * @throws HostException when udev's database is not there
   */
  public List<Part> parts() throws HostException {
    var parts = new TreeMap<String, Part>();
    try (var entries = Files.newDirectoryStream(root.at(UDEV))) {
      for (var entry : entries) {
        var device = String.valueOf(entry.getFileName());
        if (isForACompositor(device) && isOurs(entry)) {
          parts.put(device, new Part(device, node(device)));
        }
      }
    } catch (IOException failure) {
      throw new HostException(
          "the devices of " + name + " are not known",
          failure,
          "udev writes " + UDEV + "; a container needs it mounted, read-only");
    }
    return List.copyOf(parts.values());
  }

  /**
   * Input devices and graphics cards, by their numbers: Documentation/admin-guide/devices.txt. udev
   * marks more for whoever sits there, cameras and KVM among them.
   */
  private static boolean isForACompositor(String device) {
    return device.startsWith("c13:") || device.startsWith("c226:");
  }

  private boolean isOurs(Path entry) {
    var seat = FIRST;
    var isMarked = false;
    for (var line : KernelText.lines(Bounded.textIfAny(entry).orElse(""))) {
      if (line.startsWith("E:ID_SEAT=")) {
        seat = line.substring("E:ID_SEAT=".length());
      } else if (line.equals("G:seat") || line.equals("E:ID_INPUT=1")) {
        isMarked = true;
      }
    }
    return isMarked && seat.equals(name);
  }

  /** The kernel names the node; whoever made it otherwise, with other numbers, made another. */
  private Optional<DeviceNode> node(String device) throws HostException {
    var uevent = root.at("/sys/dev/char/" + device.substring(1) + "/uevent");
    for (var line : KernelText.lines(Bounded.textIfAny(uevent).orElse(""))) {
      if (line.startsWith("DEVNAME=")) {
        var inside = Path.of("/dev", line.substring("DEVNAME=".length())).normalize();
        if (inside.startsWith("/dev")) {
          var node = DeviceNode.at(root, inside.toString());
          return node.isPresent()
                  && ("c" + node.get().major() + ":" + node.get().minor()).equals(device)
              ? node
              : Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isName(String name) {
    if (!name.startsWith("seat") || name.length() > LONGEST) {
      return false;
    }
    for (var i = 0; i < name.length(); i++) {
      var c = name.charAt(i);
      var isAllowed =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_';
      if (!isAllowed) {
        return false;
      }
    }
    return true;
  }

  private static List<String> names(Root root) {
    var names = new ArrayList<String>();
    try (var entries = Files.newDirectoryStream(root.at(SEATS))) {
      for (var entry : entries) {
        var name = String.valueOf(entry.getFileName());
        if (isName(name)) {
          names.add(name);
        }
      }
    } catch (IOException none) {
      // logind does not run
    }
    names.sort(null);
    return names;
  }
}
