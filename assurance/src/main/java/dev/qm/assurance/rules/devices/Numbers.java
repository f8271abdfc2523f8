package dev.qm.assurance.rules.devices;

import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;
import dev.qm.host.file.DeviceNode;
import java.util.Optional;

/**
 * Devices by their numbers: Documentation/admin-guide/devices.txt of the kernel.
 *
 * @param letter {@code c} or {@code b}
 * @param major -1 for any
 * @param first the first minor, -1 for any
 * @param last the last minor
 */
record Numbers(char letter, long major, long first, long last) {
  static Numbers all(char letter, long major) {
    return new Numbers(letter, major, -1, -1);
  }

  static Numbers one(char letter, long major, long minor) {
    return new Numbers(letter, major, minor, minor);
  }

  boolean hold(DeviceNode node) {
    return letter == node.kind().letter()
        && (major < 0 || major == node.major())
        && (first < 0 || (node.minor() >= first && node.minor() <= last));
  }

  /** Whether a line of a list of devices opens one of these: {@code c 10:229 rwm}. */
  boolean isOpenedBy(String line) {
    var words = KernelText.of(line);
    if (words.isEmpty()) {
      return false;
    }
    var access = words.size() > 2 ? words.get(2) : "rwm";
    if (access.indexOf('r') < 0 && access.indexOf('w') < 0) {
      // making a node opens nothing
      return false;
    }
    if (words.getFirst().equals("a")) {
      return true;
    }
    if (words.size() < 2 || words.getFirst().charAt(0) != letter) {
      return false;
    }
    var numbers = KernelText.split(words.get(1), ':');
    return numbers.size() == 2
        && isNumber(numbers.get(0)).map(it -> major < 0 || it == major).orElse(true)
        && isNumber(numbers.get(1))
            .map(it -> first < 0 || (it >= first && it <= last))
            .orElse(true);
  }

  /** Nothing for a star. */
  private static Optional<Long> isNumber(String word) {
    var number = ControlFile.number(word);
    return number.isPresent() ? Optional.of(number.getAsLong()) : Optional.empty();
  }
}
