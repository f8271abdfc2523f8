package dev.qm.partition.ipc.declared;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The levels that something in the partition has already. */
final class TakenLevels {
  /**
   * Who has more categories than this has them to reach many containers; there is no level that it
   * would not reach.
   */
  private static final int FEW = 16;

  private static final String BEFORE = "s0:c";

  private final Set<McsLevel> taken = new HashSet<>();

  /** Adds one level. */
  void add(McsLevel level) {
    taken.add(level);
  }

  /** Adds the pairs among the categories of {@code level}, whatever text it may be. */
  void addLevel(String level) {
    var categories = Categories.of(level);
    if (categories.isEmpty() || categories.get().list().size() > FEW) {
      return;
    }
    for (var first : categories.get().list()) {
      for (var second : categories.get().list()) {
        if (first < second) {
          taken.add(new McsLevel(first, second));
        }
      }
    }
  }

  /**
   * Adds every level that stands anywhere in {@code text}: in a key, in YAML, in an argument for
   * Podman, in a remark.
   */
  void addAllIn(String text) {
    for (var at = text.indexOf(BEFORE); at >= 0; at = text.indexOf(BEFORE, at + BEFORE.length())) {
      var end = at + BEFORE.length();
      while (end < text.length() && "0123456789c.,".indexOf(text.charAt(end)) >= 0) {
        end++;
      }
      while (end > at && ".,c".indexOf(text.charAt(end - 1)) >= 0) {
        end--;
      }
      addLevel(text.substring(at, end));
    }
  }

  /**
   * A level that nobody has. The same name gets the same one on every machine, unless it is taken
   * there.
   */
  Optional<McsLevel> allot(ChannelName name) {
    var start = start(name);
    for (var i = 0; i < McsLevel.COUNT; i++) {
      var level = McsLevel.at((start + i) % McsLevel.COUNT);
      if (!taken.contains(level)) {
        return Optional.of(level);
      }
    }
    return Optional.empty();
  }

  private static int start(ChannelName name) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(name.text().getBytes(StandardCharsets.UTF_8));
      return (int) Math.floorMod(ByteBuffer.wrap(digest).getLong(), (long) McsLevel.COUNT);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }
}
