package dev.qm.partition.ipc.declared;

import dev.qm.partition.landing.NewFile;

/**
 * One file of a channel.
 *
 * @param path as the machine itself names it
 * @param text its content
 * @param sharing whether other channels need it too
 */
public record ChannelFile(String path, String text, Sharing sharing) {
  /** Whose file it is. */
  public enum Sharing {
    /** This channel's. */
    OWN,
    /** Of all channels between the two sides. */
    SHARED
  }

  /** The file as it lands. */
  NewFile landing() {
    return NewFile.of(path, text);
  }
}
