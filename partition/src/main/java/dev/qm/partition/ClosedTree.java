package dev.qm.partition;

import java.util.List;
import java.util.Optional;

/**
 * A tree of the partition in a folder that no other user of the host can enter. Inside, the tree's
 * own folder is {@code /etc} or {@code /var}, which everybody there has to enter, and on the disk
 * it is the same folder: so another one has to stand before it. Where the tree would be is a link
 * to it.
 *
 * <p>The quadlet names the place itself: the runtime does not follow a link to a volume whose ids
 * it maps.
 *
 * <p>What the partition leaves in its trees, such as a program with the setuid bit, would else be
 * there for every user of the host.
 *
 * @param name where the tree would be, as {@code /etc/qm}: what everybody calls it
 */
public record ClosedTree(String name) {
  /** All that there can be. */
  public static final List<ClosedTree> ALL =
      List.of(new ClosedTree(Layout.DEFAULT.etc()), new ClosedTree(Layout.DEFAULT.var()));

  /** The closed tree of that name; nothing for one that lies where a user put it. */
  public static Optional<ClosedTree> of(String name) {
    for (var tree : ALL) {
      if (tree.name().equals(name)) {
        return Optional.of(tree);
      }
    }
    return Optional.empty();
  }

  /** The name of the tree that lies at {@code place}, which is the place itself for others. */
  public static String nameOf(String place) {
    for (var tree : ALL) {
      if (tree.place().equals(place)) {
        return tree.name();
      }
    }
    return place;
  }

  /** The folder that is closed. */
  public String folder() {
    return name + ".private";
  }

  /** Where the tree is. */
  public String place() {
    return folder() + "/tree";
  }

  /** What the link at {@link #name} says. */
  public String link() {
    return place().substring(name.lastIndexOf('/') + 1);
  }
}
