package dev.qm.partition.ipc.declared;

import java.util.Optional;

/**
 * The image of one end of a channel, as it is written into a unit.
 *
 * @param text such as {@code quay.io/car/radio:1}
 */
public record ImageName(String text) {
  /** The demo that comes with qm: one image for both ends. */
  public static final ImageName DEMO = new ImageName("localhost/qm-ipc-demo");

  /** What a name may be, for errors. */
  public static final String RULE =
      "an image is called as in quay.io/car/radio:1: letters, digits and . _ - / : @";

  private static final int LONGEST = 255;

  public ImageName {
    if (!isName(text)) {
      throw new IllegalArgumentException("not an image's name: " + text);
    }
  }

  /** The name, where {@code text} is one. */
  public static Optional<ImageName> parse(String text) {
    return isName(text) ? Optional.of(new ImageName(text)) : Optional.empty();
  }

  /**
   * A plausible reference. Nothing in it means anything to a unit file, to YAML or to Podman's
   * command line.
   */
  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > LONGEST || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!isLetterOrDigit(c) && "._-/:@".indexOf(c) < 0) {
        return false;
      }
    }
    return isLetterOrDigit(text.charAt(text.length() - 1)) && !text.contains("//");
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  /** Whether this is the demo, in whatever version. */
  public boolean isDemo() {
    return text.equals(DEMO.text)
        || text.startsWith(DEMO.text + ":")
        || text.startsWith(DEMO.text + "@");
  }

  @Override
  public String toString() {
    return text;
  }
}
