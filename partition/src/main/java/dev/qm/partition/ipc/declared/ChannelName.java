package dev.qm.partition.ipc.declared;

import java.util.Optional;

/**
 * The name of a channel: units, containers, folders and sockets are called after it.
 *
 * @param text a small letter, then small letters, digits and hyphens; at most 40 characters
 */
public record ChannelName(String text) {
  /** What a name may be, for errors and help. */
  public static final String RULE =
      "a name is a small letter, then small letters, digits and hyphens, without one at the end;"
          + " at most 40 characters";

  /** The partition's own name: its units would be taken for the partition's. */
  public static final String RESERVED = "qm";

  private static final int LONGEST = 40;

  public ChannelName {
    if (!isName(text)) {
      throw new IllegalArgumentException("not a channel's name: " + text);
    }
  }

  /** The name, where {@code text} is one. */
  public static Optional<ChannelName> parse(String text) {
    return isName(text) ? Optional.of(new ChannelName(text)) : Optional.empty();
  }

  private static boolean isName(String text) {
    if (text.isEmpty() || text.length() > LONGEST || text.endsWith("-")) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var letter = c >= 'a' && c <= 'z';
      if (!letter && (i == 0 || (c != '-' && (c < '0' || c > '9')))) {
        return false;
      }
    }
    return true;
  }

  /** The server's unit and container. */
  public String server() {
    return text + "-server";
  }

  /** The client's unit and container. */
  public String client() {
    return text + "-client";
  }

  @Override
  public String toString() {
    return text;
  }
}
